"""What a superuser must do once: database roles, the database, its extensions."""

import psycopg
from psycopg import sql
from sqlalchemy import make_url

GROUPS = (
    "gis_case_owner",
    "gis_case_app",
    "gis_case_province",
    "gis_case_lab",
    "gis_case_worker",
    "gis_case_auditor",
    "gis_case_backup",
)
LOGINS = {
    "gis_case_login": ("gis_case_app", "gis_case_province", "gis_case_lab", "gis_case_worker", "gis_case_auditor"),
    "gis_case_migrator": ("gis_case_owner",),
}
EXTENSIONS = ("postgis", "unaccent", "pg_trgm")


def _connect(url: str, database: str | None = None) -> psycopg.Connection:
    parsed = make_url(url).set(drivername="postgresql")
    if database:
        parsed = parsed.set(database=database)
    return psycopg.connect(parsed.render_as_string(hide_password=False), autocommit=True)


def _ensure_roles(connection: psycopg.Connection) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for role in GROUPS:
        if role not in known:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    for login, groups in LOGINS.items():
        if login not in known:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(login)))
        for group in groups:
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login)))


def bootstrap_database(admin_url: str, name: str = "gis_case") -> None:
    """Create roles, the database `name` and its extensions where they are missing; safe to run twice."""
    with _connect(admin_url) as connection:
        _ensure_roles(connection)
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER gis_case_owner").format(sql.Identifier(name)))
    with _connect(admin_url, name) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        connection.execute("GRANT SELECT, INSERT ON spatial_ref_sys TO gis_case_owner")
        connection.execute("GRANT CREATE ON SCHEMA public TO gis_case_owner")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
