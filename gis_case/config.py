"""Every setting, typed, with its environment variable; nothing else configures the product."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]


class SettingError(ValueError):
    """A variable holds what cannot be used; the text names it and gives an example."""


def _yes(text: str) -> bool:
    if text.lower() not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ValueError
    return text.lower() in {"1", "true", "yes", "on"}


def _pair(text: str) -> tuple[float, float]:
    lon, lat = (float(part) for part in text.split(","))
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError
    return lon, lat


def _one_of(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError
        return text

    return read


def setting(
    variable: str,
    default: Any,
    note: str,
    *,
    read: Callable[[str], Any] = str,
    example: str = "",
    unconfirmed: bool = False,
) -> Any:
    """A field of Settings; `unconfirmed` marks what the province has yet to confirm."""
    about = {"variable": variable, "note": note, "read": read, "example": example, "unconfirmed": unconfirmed}
    return field(default=default, metadata=about)


@dataclass(frozen=True)
class Settings:
    """How this installation is set up."""

    environment: str = setting(
        "GIS_CASE_ENV", "development", "development, production or test",
        read=_one_of("development", "production", "test"), example="production",
    )  # fmt: skip
    database_url: str = setting("DATABASE_URL", "", "PostGIS of the pages and jobs; empty: the embedded cluster",
                                example="postgresql+psycopg://gis_case_login:secret@db/gis_case")  # fmt: skip
    database_owner_url: str = setting("DATABASE_OWNER_URL", "", "the same database for migrations; empty: DATABASE_URL")
    redis_url: str = setting(
        "REDIS_URL", "", "Redis of the jobs; empty: the embedded one", example="redis://cache:6379/0"
    )
    var: Path = setting(
        "GIS_CASE_VAR", PROJECT / "var", "folder of all that is written", read=Path, example="/srv/gis-case"
    )
    secret_key: str = setting("SECRET_KEY", "", "signs sessions; made once under GIS_CASE_VAR outside production")
    host: str = setting("GIS_CASE_HOST", "127.0.0.1", "address the pages listen on")
    port: int = setting("GIS_CASE_PORT", 8000, "port the pages listen on", read=int, example="8080")
    web_workers: int = setting("WEB_WORKERS", 2, "processes that serve pages", read=int, example="4")
    web_threads: int = setting("WEB_THREADS", 4, "threads in each of them", read=int, example="4")
    trusted_proxies: int = setting("TRUSTED_PROXIES", 0, "reverse proxies in front", read=int, example="1")
    https: bool = setting(
        "GIS_CASE_HTTPS", False, "pages are reached by HTTPS alone (on in production)", read=_yes, example="true"
    )
    max_upload_mb: int = setting("MAX_UPLOAD_MB", 25, "largest file of a dossier, in MB", read=int, example="25")
    session_hours: int = setting("SESSION_HOURS", 12, "hours until one signs in again", read=int, example="12")
    totp_required: bool = setting("TOTP_REQUIRED", False, "everybody needs a second factor", read=_yes, example="true")
    sign_in_limit: str = setting("SIGN_IN_LIMIT", "10 per minute", "attempts to sign in, per address and per account")
    case_number_pattern: str = setting(
        "CASE_NUMBER_PATTERN", "{commune}-{year}-{seq:04d}", "number of a case", unconfirmed=True
    )
    verified_r95_limit_m: float = setting(
        "VERIFIED_R95_LIMIT_M", 200.0, "largest error radius, in metres, of a position that may be dug",
        read=float, example="200", unconfirmed=True,
    )  # fmt: skip
    province_name: str = setting("PROVINCE_NAME", "Lạng Sơn", "province whose meridian is meant by default")
    province_lon0: float = setting("PROVINCE_LON0", 107.25, "its VN-2000 / TM-3 meridian", read=float, example="107.25")
    province_centre: tuple[float, float] = setting(
        "PROVINCE_CENTRE",
        (106.70, 21.87),
        "longitude and latitude the map opens at",
        read=_pair,
        example="106.70,21.87",
    )
    tile_url: str = setting(
        "TILE_URL", "", "base map as XYZ tiles; empty: a kilometre grid", example="/tiles/{z}/{x}/{y}.png"
    )
    pmtiles_url: str = setting("PMTILES_URL", "", "base map as a PMTiles file", example="/static/maps/langson.pmtiles")
    tile_attribution: str = setting("TILE_ATTRIBUTION", "", "whom the base map is owed to")
    audit_anchor_file: str = setting("AUDIT_ANCHOR_FILE", "", "file off this host that keeps the head of the audit log")
    log_json: bool = setting("LOG_JSON", False, "logs as JSON lines (on in production)", read=_yes, example="true")

    @property
    def production(self) -> bool:
        """Whether real dossiers are kept here."""
        return self.environment == "production"

    @property
    def files(self) -> Path:
        """Folder of the dossiers' files."""
        return self.var / "files"

    @property
    def owner_url(self) -> str:
        """URL that migrations use."""
        return self.database_owner_url or self.database_url

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings.

        Raises:
            SettingError: names the variable and gives an example.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for one in fields(cls):
            text = environ.get(one.metadata["variable"], "").strip()
            if not text:
                continue
            try:
                values[one.name] = one.metadata["read"](text)
            except ValueError as error:
                about = one.metadata
                raise SettingError(
                    f"{about['variable']} cannot be “{text}”. It is {about['note']}; for example {about['example']}"
                ) from error
        settings = cls(**values)
        if settings.production and not settings.secret_key:
            raise SettingError("SECRET_KEY is needed in production. Make one: openssl rand -hex 32")
        return settings


def kept_secret(settings: Settings) -> str:
    """Return the signing key: the configured one, or one made once and kept under `var`."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.var / "secret_key"
    if not path.exists():
        settings.var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text()
