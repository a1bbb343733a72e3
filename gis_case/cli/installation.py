"""What a command works on: the settings, with the embedded services where none others are named."""

import os
from dataclasses import dataclass, replace

from redis import Redis
from sqlalchemy import make_url

from gis_case.config import Settings
from gis_case.local.bootstrap import DATABASE, bootstrap_database
from gis_case.local.services import services_of, start_services


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings whose URLs are filled in, and which services are our own."""

    settings: Settings
    admin_url: str
    own_database: bool
    own_redis: bool

    def start(self) -> list[str]:
        """Start our own services; return those that did not run yet."""
        return start_services(
            self.settings.var,
            database=self.own_database,
            redis=self.own_redis,
            durable=self.settings.environment != "test",
        )

    def require_redis(self) -> None:
        """Raise redis.exceptions.ConnectionError unless the Redis that the environment names answers."""
        if not self.own_redis:
            with Redis.from_url(self.settings.redis_url, socket_connect_timeout=5, socket_timeout=5) as redis:
                redis.ping()

    def bootstrap(self) -> None:
        """Create what the database server lacks."""
        if self.own_database:
            bootstrap_database(self.admin_url)
            return
        name = make_url(self.settings.database_url).database or DATABASE
        urls = {"app_url": self.settings.database_url, "owner_url": self.settings.owner_url}
        bootstrap_database(self.admin_url, name, **urls)

    def environment(self) -> dict[str, str]:
        """Return the environment in which other processes find the same installation."""
        settings = self.settings
        return os.environ | {
            "DATABASE_URL": settings.database_url,
            "DATABASE_OWNER_URL": settings.owner_url,
            "REDIS_URL": settings.redis_url,
            "GIS_CASE_VAR": str(settings.var),
            "GIS_CASE_DEMO": str(settings.demo).lower(),
            "PYTHONUNBUFFERED": "1",
        }


def installation() -> Installation:
    """Return the installation that the environment describes; nothing is started."""
    given = Settings.from_env()
    own = services_of(given.var)
    settings = replace(
        given,
        database_url=given.database_url or own.database_url,
        database_owner_url=given.owner_url or own.database_owner_url,
        redis_url=given.redis_url or own.redis_url,
    )
    admin_url = given.owner_url or own.database_admin_url
    return Installation(settings, admin_url, not given.database_url, not given.redis_url)
