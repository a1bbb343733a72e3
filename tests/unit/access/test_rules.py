"""Roles fit organisations; passwords that are guessed first, or made of one's own name, are refused."""

import pytest

from gis_case.access.rules import FITTING, fits, password_faults
from gis_case.core.actor import OrgKind, Role

ANNA = {"name": "Hoàng Thị Lan", "email": "xa.dongdang@langson.gov.vn"}


def test_every_kind_has_a_role_and_every_role_a_kind():
    assert set(FITTING) == set(OrgKind)
    assert frozenset().union(*FITTING.values()) == frozenset(Role)


def test_a_commune_has_no_planner():
    assert fits(OrgKind.COMMUNE, Role.COMMUNE_OFFICER)
    assert not fits(OrgKind.COMMUNE, Role.PLANNER)


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("ngắn", "at least 10"),
        ("1234567890", "first that are guessed"),
        ("9876543210", "first that are guessed"),
        ("Mật-Khẩu-2026", "first that are guessed"),
        ("matkhau123456", "first that are guessed"),
        ("qwertyuiop12", "first that are guessed"),
        ("aaaaaaaaaaaa", "first that are guessed"),
        ("----------", "first that are guessed"),
        ("hoangthilan79", "resembles"),
        ("Hoàng Thị Lan 1979", "resembles"),
        ("dongdang2026", "resembles"),
        ("xa.dongdang.79", "resembles"),
        ("suối đá " * 30, "at most"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, part):
    assert any(part in str(fault) for fault in password_faults(password, **ANNA))


@pytest.mark.parametrize(
    "password",
    ["mat-khau-thu-1979", "suối nguồn bếp lửa", "k4x9p-m2wqt-7hdrs", "đá cuội bên cầu", "Lan man bốn mùa mưa"],
)
def test_several_words_will_do(password):
    assert password_faults(password, **ANNA) == []
