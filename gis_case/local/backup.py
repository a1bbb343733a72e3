"""A backup as a folder: the database as one dump, the dossiers' files, and the hash of each."""

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import make_url

from gis_case.local.bootstrap import OWNER, conninfo
from gis_case.local.errors import ServiceError
from gis_case.local.packages import find_postgres
from gis_case.local.progress import tell

DUMP, FILES, ZONES, SUMS = "database.dump", "files", "zones.json", "SHA256SUMS"
READER = "gis_case_backup"

# Rows that the backup's role would not be shown, which a dump under row security leaves out without a word.
HIDDEN = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND NOT EXISTS (
    SELECT 1 FROM pg_policies WHERE schemaname = 'public' AND tablename = relname AND %s = ANY (roles)
    AND cmd IN ('SELECT', 'ALL') AND qual = 'true')
"""
OUR_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = %s"
# Coordinate systems that migrations add where PostGIS lacks them. A newer one has them: they are no part of the dump.
OUR_ZONES = "SELECT srid, proj4text FROM spatial_ref_sys WHERE srtext = '' ORDER BY srid"
ADD_ZONE = """
INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)
SELECT %(srid)s, 'EPSG', %(srid)s, '', %(proj)s WHERE NOT EXISTS (SELECT 1 FROM spatial_ref_sys WHERE srid = %(srid)s)
"""


def back_up(owner_url: str, files: Path, into: Path) -> Path:
    """Write a backup of database and files into a new folder below `into`, and return the folder.

    The files follow the dump: each file a row of the dump names is then among them.

    Raises:
        ServiceError: it cannot be complete.
    """
    folder = into / f"gis-case-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    draft = folder.with_suffix(".partial")
    draft.mkdir(mode=0o700, parents=True)
    with _connect(owner_url) as connection:
        hidden = [name for (name,) in connection.execute(HIDDEN, (READER,))]
        if hidden:
            raise ServiceError(f"A backup would miss rows of: {', '.join(hidden)}. Give {READER} a policy to read them")
        zones = connection.execute(OUR_ZONES).fetchall()
    (draft / ZONES).write_text(json.dumps(dict(zones), indent=1))
    tell("Dumping the database …")
    dump = (
        "--format=custom",
        f"--role={READER}",
        "--enable-row-security",
        "--exclude-table-data=public.spatial_ref_sys",
    )
    _tool(owner_url, "pg_dump", *dump, f"--file={draft / DUMP}")
    if files.exists():
        tell("Copying the files …")
        shutil.copytree(files, draft / FILES)
    sums = [f"{_sha256(file)}  {file.relative_to(draft)}" for file in _files_below(draft)]
    (draft / SUMS).write_text("\n".join(sums) + "\n")
    draft.rename(folder)
    return folder


def restore(owner_url: str, files: Path, backup: Path) -> None:
    """Bring back what `backup` holds, into an empty database with its roles and extensions.

    Raises:
        ServiceError: the backup is damaged, or the database has tables already; nothing was changed.
    """
    _verify(backup)
    with _connect(owner_url) as connection:
        tables = {name for (name,) in connection.execute(OUR_TABLES, (OWNER,))}
        if tables - {"alembic_version"}:
            raise ServiceError(
                f"The database holds {len(tables)} tables; a backup is restored into an empty one."
                " Name another by DATABASE_URL, or empty this one: gis-case db downgrade base"
            )
        connection.execute(f"SET ROLE {OWNER}".encode())
        connection.execute("DROP TABLE IF EXISTS alembic_version")
        for srid, proj in json.loads((backup / ZONES).read_text()).items():
            connection.execute(ADD_ZONE, {"srid": int(srid), "proj": proj})
    tell("Restoring the database …")
    how = (f"--role={OWNER}", "--no-owner", "--no-comments", "--exit-on-error", "--single-transaction")
    _tool(owner_url, "pg_restore", *how, str(backup / DUMP))
    if (backup / FILES).exists():
        tell("Copying the files …")
        shutil.copytree(backup / FILES, files, dirs_exist_ok=True)


def _connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(conninfo(make_url(url)))


def _tool(url: str, name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database at `url`; the password stays out of the process list."""
    programs = find_postgres()
    program = shutil.which(name) if programs is None else str(programs / name)
    if program is None:
        raise ServiceError(f"{name} is missing. Run: sudo apt-get install postgresql-client")
    connection = conninfo_to_dict(conninfo(make_url(url)))
    environment = os.environ | {"LC_ALL": "C.UTF-8", "PGPASSWORD": str(connection.pop("password", ""))}
    target = f"--dbname={make_conninfo('', **connection)}"
    done = subprocess.run([program, target, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"{name} failed:\n{done.stderr.strip()}")


def _verify(backup: Path) -> None:
    try:
        lines = (backup / SUMS).read_text().splitlines()
    except OSError as error:
        raise ServiceError(f"{backup} is no finished backup: it has no {SUMS}") from error
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    damaged = [
        name for name, digest in expected.items() if not (backup / name).is_file() or _sha256(backup / name) != digest
    ]
    if damaged:
        raise ServiceError(f"The backup is damaged; it lacks or has changed: {', '.join(sorted(damaged)[:10])}")


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
