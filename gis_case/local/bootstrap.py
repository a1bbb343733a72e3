"""What a superuser must do once: database roles, the database, its extensions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url

DATABASE = "gis_case"
OWNER = "gis_case_owner"
APP_LOGIN = "gis_case_login"
OWNER_LOGIN = "gis_case_migrator"
APP_GROUPS = ("gis_case_app", "gis_case_province", "gis_case_lab", "gis_case_worker", "gis_case_auditor")
OWNER_GROUPS = (OWNER, "gis_case_backup")
LOCK = 4_117_236_905
EXTENSIONS = ("postgis", "unaccent", "pg_trgm")

# The login may not; or the server has no such extension.
REFUSALS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.FeatureNotSupported,
    psycopg.errors.UndefinedFile,
)

Statement = sql.Composed
Connection = psycopg.Connection[tuple[object, ...]]


class BootstrapError(RuntimeError):
    """The server may not be prepared from here; the text has the exact SQL for who may."""


@dataclass(frozen=True, slots=True)
class Login:
    """A role that connects, and the roles it may take."""

    name: str
    groups: tuple[str, ...]
    password: str | None = None


def bootstrap_database(
    admin_url: str, name: str = DATABASE, *, app_url: str | None = None, owner_url: str | None = None
) -> tuple[str, str]:
    """Create what is missing of the roles, the database `name` and its extensions; safe to run twice.

    The logins are those of `app_url` and `owner_url`; without them two of our own without a password.
    Returns the URLs of the pages' and of the migrations' login.

    Raises:
        BootstrapError: what is missing may not be created by the login of `admin_url`.
    """
    admin = make_url(admin_url)
    app = make_url(app_url) if app_url else admin.set(username=APP_LOGIN, password=None, database=name)
    owner = make_url(owner_url) if owner_url else admin.set(username=OWNER_LOGIN, password=None, database=name)
    logins = _logins(admin, app, owner)
    with _connect_somewhere(admin) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))  # until the connection closes
        _apply(connection, list(_missing_on_server(connection, name, logins)), "postgres")
    with _connect(admin, name) as connection:
        _apply(connection, list(_missing_in_database(connection)), name)
    return app.render_as_string(hide_password=False), owner.render_as_string(hide_password=False)


def _logins(admin: URL, app: URL, owner: URL) -> list[Login]:
    """Return the two logins; one that is both gets both."""
    groups: dict[str, tuple[str, ...]] = {}
    for url, its in ((app, APP_GROUPS), (owner, OWNER_GROUPS)):
        user = url.username or admin.username or ""
        groups[user] = groups.get(user, ()) + its
    passwords = {url.username: url.password for url in (owner, app)}
    return [Login(user, its, passwords.get(user)) for user, its in groups.items() if user]


def conninfo(url: URL) -> str:
    """Return `url` as PostgreSQL's own tools read it; SQLAlchemy writes a space as "+", which they take for a plus."""
    query = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    return make_conninfo("", **url.translate_connect_args(username="user", database="dbname"), **query)


def _connect(url: URL, database: str) -> Connection:
    return psycopg.connect(conninfo(url.set(database=database)), autocommit=True)


def _connect_somewhere(url: URL) -> Connection:
    """Connect to the URL's database, or, where that is still to be made, to the one every server has."""
    try:
        return _connect(url, url.database or "postgres")
    except psycopg.OperationalError as error:
        try:
            return _connect(url, "postgres")
        except psycopg.OperationalError:
            raise error from None


def _missing_on_server(connection: Connection, name: str, logins: list[Login]) -> Iterator[Statement]:
    known = {role for (role,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role in dict.fromkeys((*APP_GROUPS, *OWNER_GROUPS)):
        if role not in known:
            yield sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role))
    for login in logins:
        if login.name not in known:
            password = sql.SQL(" PASSWORD {}").format(sql.Literal(login.password)) if login.password else sql.SQL("")
            yield sql.SQL("CREATE ROLE {} LOGIN NOINHERIT{}").format(sql.Identifier(login.name), password)
        for group in login.groups:
            both = group in known and login.name in known
            if not both or not _is(connection, "SELECT pg_has_role(%s, %s, 'MEMBER')", login.name, group):
                yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login.name))
    if not _is(connection, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = %s)", name):
        yield sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))


def _missing_in_database(connection: Connection) -> Iterator[Statement]:
    owner = sql.Identifier(OWNER)
    known = {extension for (extension,) in connection.execute("SELECT extname FROM pg_extension")}
    for extension in EXTENSIONS:
        if extension not in known:
            yield sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension))
    may_add_zones = "SELECT has_table_privilege(%s, 'spatial_ref_sys', 'INSERT')"
    if "postgis" not in known or not _is(connection, may_add_zones, OWNER):
        yield sql.SQL("GRANT SELECT, INSERT ON spatial_ref_sys TO {}").format(owner)
    if not _is(connection, "SELECT has_schema_privilege(%s, 'public', 'CREATE')", OWNER):
        yield sql.SQL("GRANT CREATE ON SCHEMA public TO {}").format(owner)
    if _is(connection, "SELECT has_schema_privilege('public', 'public', 'CREATE')"):
        yield sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC").format()


def _is(connection: Connection, question: str, *values: str) -> bool:
    row = connection.execute(question.encode(), values).fetchone()
    return bool(row and row[0])


def _apply(connection: Connection, statements: list[Statement], database: str) -> None:
    for number, statement in enumerate(statements):
        try:
            connection.execute(statement)
        except REFUSALS as error:
            rest = "\n".join(f"  {one.as_string(connection)};" for one in statements[number:])
            hidden = re.sub(r"PASSWORD '.*'", "PASSWORD '…'", rest)
            reason = str(error).splitlines()[0]
            raise BootstrapError(
                f"The database server refuses ({reason}). Let its administrator run, in the database"
                f" “{database}”:\n{hidden}"
            ) from error
