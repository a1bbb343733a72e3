"""Every setting, typed, with its environment variable; nothing else configures the product."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PROJECT = Path(__file__).resolve().parents[1]
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
LIMIT = re.compile(r"\d+ per (second|minute|hour|day)")
SECRET_LENGTH = 32


class SettingError(ValueError):
    """A variable holds what cannot be used; the text names it and gives an example."""


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise ValueError
    return text.lower() in YES


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


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError
        return number

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        number = float(text)
        if not low <= number <= high:  # also refuses NaN
            raise ValueError
        return number

    return read


def _folder(text: str) -> Path:
    """A relative folder lies in the project, wherever the command was called from."""
    return PROJECT / Path(text).expanduser()


def _database(text: str) -> str:
    scheme, mark, rest = text.partition("://")
    if not mark or scheme not in {"postgresql+psycopg", "postgresql", "postgres"}:
        raise ValueError
    return f"postgresql+psycopg://{rest}"


def _redis(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError
    return text


def _case_number(text: str) -> str:
    try:
        first, second = (text.format(commune="06001", year=2026, seq=seq) for seq in (1, 2))
    except (KeyError, IndexError, AttributeError) as error:
        raise ValueError from error
    if first == second:
        raise ValueError
    return text


def _months(text: str) -> str:
    first, last = (int(part) for part in text.split("-"))
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError
    return f"{first}-{last}"


def _tiles(text: str) -> str:
    if not all(part in text for part in ("{z}", "{x}", "{y}")) or not text.startswith(("http://", "https://", "/")):
        raise ValueError
    return text


def _limits(text: str) -> str:
    if not all(LIMIT.fullmatch(part.strip()) for part in text.split(";")):
        raise ValueError
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, OSError) as error:  # unknown, or a folder of the database
        raise ValueError from error
    return text


def setting(
    variable: str,
    default: Any,
    note: str,
    *,
    read: Callable[[str], Any] = str,
    example: str = "",
    production: Any = None,
    secret: bool = False,
    unconfirmed: bool = False,
) -> Any:
    """A field of Settings.

    `production` is the default there, where it differs; `unconfirmed` marks what the province has yet to confirm.
    """
    about = {
        "variable": variable,
        "note": note,
        "read": read,
        "example": example,
        "production": production,
        "secret": secret,
        "unconfirmed": unconfirmed,
    }
    return field(default=default, metadata=about)


# One line a setting reads as a table; the longer ones are folded by hand.
# fmt: off
@dataclass(frozen=True)
class Settings:
    """How this installation is set up."""

    environment: str = setting("GIS_CASE_ENV", "development", "development, production or test",
        read=_one_of("development", "production", "test"), example="production")
    database_url: str = setting("DATABASE_URL", "", "PostGIS of the pages and jobs; empty: the embedded cluster",
        read=_database, example="postgresql+psycopg://gis_case_login:secret@db/gis_case", secret=True)
    database_owner_url: str = setting("DATABASE_OWNER_URL", "", "the same database for migrations; empty: DATABASE_URL",
        read=_database, example="postgresql+psycopg://gis_case_migrator:secret@db/gis_case", secret=True)
    redis_url: str = setting("REDIS_URL", "", "Redis of the jobs; empty: the embedded one",
        read=_redis, example="redis://cache:6379/0", secret=True)
    var: Path = setting("GIS_CASE_VAR", PROJECT / "var", "folder of all that is written; relative to the project",
        read=_folder, example="/srv/gis-case")
    files_dir: Path | None = setting("FILES_DIR", None, "folder of the dossiers' files; empty: one under GIS_CASE_VAR",
        read=_folder, example="/srv/gis-case/files")
    secret_key: str = setting("SECRET_KEY", "", "signs sessions; made once under GIS_CASE_VAR outside production",
        example="the output of: openssl rand -hex 32", secret=True)

    host: str = setting("GIS_CASE_HOST", "127.0.0.1", "address the pages listen on", example="0.0.0.0")  # noqa: S104
    port: int = setting("GIS_CASE_PORT", 8000, "port the pages listen on", read=_whole(1, 65535), example="8080")
    web_workers: int = setting("WEB_WORKERS", 2, "processes that serve pages", read=_whole(1, 64), example="4")
    web_threads: int = setting("WEB_THREADS", 4, "threads in each of them", read=_whole(1, 64), example="4")
    trusted_proxies: int = setting("TRUSTED_PROXIES", 0, "reverse proxies in front", read=_whole(0, 9), example="1")
    https: bool = setting("GIS_CASE_HTTPS", False, "pages are reached by HTTPS alone",
        read=_yes, example="true", production=True)
    log_json: bool = setting("LOG_JSON", False, "logs as JSON lines", read=_yes, example="true", production=True)

    max_upload_mb: int = setting("MAX_UPLOAD_MB", 25, "largest file of a dossier, in MB",
        read=_whole(1, 2000), example="25")
    max_map_mb: int = setting("MAX_MAP_MB", 200, "largest scan of a hand-drawn map, in MB; sent in parts",
        read=_whole(1, 2000), example="200")
    max_layer_mb: int = setting("MAX_LAYER_MB", 2000,
        "largest file of boundaries, base maps and layers, in MB; sent in parts",
        read=_whole(1, 100_000), example="2000")
    session_hours: int = setting("SESSION_HOURS", 12, "hours until one signs in again",
        read=_whole(1, 720), example="12")
    map_view_days: int = setting("MAP_VIEW_DAYS", 90,
        "days that a link to the map or a selection without a name is kept", read=_whole(1, 3650), example="90")
    totp_required: bool = setting("TOTP_REQUIRED", False, "everybody needs a second factor", read=_yes, example="true")
    sign_in_limit: str = setting("SIGN_IN_LIMIT", "10 per minute", "attempts to sign in, per address and per account",
        read=_limits, example="10 per minute; 50 per hour")
    audit_anchor_file: str = setting("AUDIT_ANCHOR_FILE", "", "file off this host that keeps the head of the audit log",
        example="/mnt/archive/gis-case-audit.txt")

    demo: bool = setting("GIS_CASE_DEMO", False,
        "say on every page that the data are invented, and show the demonstration accounts; set by `gis-case up`",
        read=_yes, example="true")

    case_number_pattern: str = setting("CASE_NUMBER_PATTERN", "{commune}-{year}-{seq:04d}", "number of a case",
        read=_case_number, example="{commune}-{year}-{seq:04d}", unconfirmed=True)
    verified_r95_limit_m: float = setting("VERIFIED_R95_LIMIT_M", 200.0,
        "largest error radius, in metres, of a position that may be dug",
        read=_number(1, 100_000), example="200", unconfirmed=True)
    border_belt: str = setting("BORDER_BELT", "communes",
        "where a border guard post must concur with a dig: communes (those marked as border) or none",
        read=_one_of("communes", "none"), example="communes", unconfirmed=True)

    rainy_months: str = setting("RAINY_MONTHS", "5-9", "first and last month of the rains, for warnings of the plan",
        read=_months, example="5-9", unconfirmed=True)
    orders_header: str = setting("ORDERS_HEADER", "",
        "words above each team's order of the day, lines parted by semicolons; empty: who planned the campaign",
        example="Cơ quan cấp trên; Cơ quan ra lệnh", unconfirmed=True)

    province_name: str = setting("PROVINCE_NAME", "Lạng Sơn", "province whose meridian is meant by default",
        example="Lạng Sơn")
    province_lon0: float = setting("PROVINCE_LON0", 107.25, "its VN-2000 / TM-3 meridian, in degrees",
        read=_number(102, 110), example="107.25")
    province_centre: tuple[float, float] = setting("PROVINCE_CENTRE", (106.70, 21.87),
        "longitude and latitude the map opens at", read=_pair, example="106.70,21.87")
    tile_url: str = setting("TILE_URL", "", "base map as XYZ tiles; empty: a kilometre grid",
        read=_tiles, example="/tiles/{z}/{x}/{y}.png")
    pmtiles_url: str = setting("PMTILES_URL", "", "base map as a PMTiles file", example="/static/maps/langson.pmtiles")
    tile_attribution: str = setting("TILE_ATTRIBUTION", "", "whom the base map is owed to", example="© Cục Bản đồ")
    locale: str = setting("LOCALE", "vi", "language before a person chooses: vi or en",
        read=_one_of("vi", "en"), example="vi")
    timezone: str = setting("TIMEZONE", "Asia/Ho_Chi_Minh", "time zone of the times shown",
        read=_zone, example="Asia/Ho_Chi_Minh")
    # fmt: on

    @property
    def production(self) -> bool:
        """Whether real dossiers are kept here."""
        return self.environment == "production"

    @property
    def files(self) -> Path:
        """Folder of the dossiers' files."""
        return self.files_dir or self.var / "files"

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
        is_production = environ.get("GIS_CASE_ENV", "").strip() == "production"
        values: dict[str, Any] = {}
        for one in fields(cls):
            text = environ.get(one.metadata["variable"], "").strip()
            if text:
                values[one.name] = _read(one, text)
            elif is_production and one.metadata["production"] is not None:
                values[one.name] = one.metadata["production"]
        settings = cls(**values)
        if settings.production and settings.demo:
            raise SettingError("GIS_CASE_DEMO is for practice: demonstration data are never mixed into production.")
        if settings.production and len(settings.secret_key) < SECRET_LENGTH:
            raise SettingError(
                f"SECRET_KEY of {SECRET_LENGTH} characters is needed in production. Make one: openssl rand -hex 32"
            )
        return settings


def _read(one: Field[Any], text: str) -> Any:
    about = one.metadata
    try:
        return about["read"](text)
    except ValueError as error:
        shown = "what it holds" if about["secret"] else f"“{text}”"
        raise SettingError(
            f"{about['variable']} cannot be {shown}. It is: {about['note']}. For example: {about['example']}"
        ) from error


def kept_secret(settings: Settings) -> str:
    """Return the signing key: the configured one, or one made once and kept under `var`."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.var / "secret_key"
    if not path.exists():
        settings.var.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        _keep_first(draft, path)
    return path.read_text().strip()


def _keep_first(draft: Path, path: Path) -> None:
    """Name the finished `draft` `path`, unless another process was quicker: all must sign with one key."""
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
