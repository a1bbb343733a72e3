"""The addresses of servers, as PostgreSQL's own library reads them."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from gis_case.local.bootstrap import conninfo
from gis_case.local.places import Places


@pytest.mark.parametrize("folder", ["/srv/du an", "/srv/a+b", "/srv/xã Đồng Đăng", "/srv/50%25"])
def test_a_socket_is_found_in_any_folder(folder):
    places = Places(Path(folder), Path(folder), Path(folder), None)  # type: ignore[arg-type]
    url = make_url(places.database_url("gis_case_login", "gis_case"))
    # Written out and read again, as it goes through the environment to other processes.
    again = make_url(url.render_as_string(hide_password=False))
    assert conninfo_to_dict(conninfo(again)) == {
        "host": folder, "port": "54329", "user": "gis_case_login", "dbname": "gis_case",
    }  # fmt: skip


def test_a_password_and_several_servers_survive():
    url = make_url("postgresql+psycopg://u:p%20+%40@/db?host=one&host=two&sslmode=require")
    assert conninfo_to_dict(conninfo(url)) == {
        "user": "u", "password": "p +@", "dbname": "db", "host": "one,two", "sslmode": "require",
    }  # fmt: skip
