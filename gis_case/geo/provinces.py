"""Vietnam's provinces, the 63 until July 2025 and the 34 since: TM-3 meridian, extent, chief town."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

Box = tuple[float, float, float, float]

NEW_PROVINCES_FROM = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Province:
    """A province: TM-3 meridian, boxes of west, south, east, north, and its chief towns; all in degrees."""

    name: str
    lon0: float
    boxes: tuple[Box, ...]
    towns: tuple[tuple[float, float], ...]


# Name, meridian (Thông tư 973/2001/TT-TCĐC, as three public lists agree), then west, south, east, north and
# the chief town. The extents are those of the communes of 2024, 0.05-0.1° wider: good enough to tell 100 km
# squares apart and to wonder at a point, no statement of any boundary.
_ROWS: tuple[tuple[str, float, float, float, float, float, float, float], ...] = (
    ("Lai Châu", 103.0, 102.3, 21.65, 104, 22.85, 103.47, 22.39),
    ("Điện Biên", 103.0, 102.1, 20.85, 103.6, 22.55, 103.02, 21.39),
    ("Sơn La", 104.0, 103.2, 20.55, 105.05, 22.05, 103.91, 21.33),
    ("Kiên Giang", 104.5, 103.4, 9.2, 105.55, 10.55, 105.09, 10.02),
    ("Cà Mau", 104.5, 104.65, 8.4, 105.45, 9.6, 105.20, 9.15),
    ("Lào Cai", 104.75, 103.5, 21.85, 104.7, 22.9, 103.98, 22.48),
    ("Yên Bái", 104.75, 103.85, 21.3, 105.15, 22.35, 104.90, 21.72),
    ("Nghệ An", 104.75, 103.85, 18.5, 105.85, 20, 105.68, 18.68),
    ("Phú Thọ", 104.75, 104.8, 20.85, 105.55, 21.75, 105.23, 21.42),
    ("An Giang", 104.75, 104.75, 10.15, 105.65, 11.05, 105.42, 10.38),
    ("Thanh Hóa", 105.0, 104.35, 19.2, 106.15, 20.7, 105.79, 19.81),
    ("Vĩnh Phúc", 105.0, 105.25, 20.85, 106.25, 21.6, 105.62, 21.31),
    ("Đồng Tháp", 105.0, 105.1, 10.1, 106, 11, 105.63, 10.45),
    ("Cần Thơ", 105.0, 105.15, 9.85, 105.9, 10.4, 105.76, 10.03),
    ("Hậu Giang", 105.0, 105.3, 9.5, 106.05, 10.05, 105.45, 9.77),
    ("Bạc Liêu", 105.0, 105.2, 8.95, 105.95, 9.65, 105.72, 9.29),
    ("Hà Nội", 105.0, 105.2, 20.5, 106.1, 21.45, 105.83, 21.04),
    ("Ninh Bình", 105.0, 105.5, 19.85, 106.25, 20.5, 105.90, 20.15),
    ("Hà Nam", 105.0, 105.75, 20.3, 106.25, 20.8, 105.92, 20.53),
    ("Hà Giang", 105.5, 104.3, 22.1, 105.6, 23.45, 104.98, 22.80),
    ("Hải Dương", 105.5, 106.05, 20.6, 106.65, 21.3, 106.31, 20.94),
    ("Hà Tĩnh", 105.5, 105.1, 17.85, 106.55, 18.85, 105.89, 18.34),
    ("Bắc Ninh", 105.5, 105.85, 20.9, 106.4, 21.35, 106.07, 21.18),
    ("Hưng Yên", 105.5, 105.8, 20.55, 106.35, 21.05, 106.06, 20.65),
    ("Thái Bình", 105.5, 106.05, 20.2, 106.7, 20.8, 106.34, 20.45),
    ("Nam Định", 105.5, 105.85, 19.85, 106.65, 20.55, 106.17, 20.44),
    ("Tây Ninh", 105.5, 105.8, 10.9, 106.5, 11.8, 106.11, 11.34),
    ("Vĩnh Long", 105.5, 105.6, 9.85, 106.3, 10.4, 105.96, 10.24),
    ("Sóc Trăng", 105.5, 105.5, 9.2, 106.35, 10, 105.97, 9.60),
    ("Trà Vinh", 105.5, 105.9, 9.45, 106.65, 10.15, 106.33, 9.95),
    ("Cao Bằng", 105.75, 105.25, 22.3, 106.85, 23.15, 106.26, 22.67),
    ("Long An", 105.75, 105.45, 10.35, 106.8, 11.1, 106.41, 10.54),
    ("Tiền Giang", 105.75, 105.75, 10.15, 106.85, 10.65, 106.34, 10.38),
    ("Bến Tre", 105.75, 105.95, 9.75, 106.85, 10.4, 106.38, 10.24),
    ("Hải Phòng", 105.75, 106.35, 20.55, 107.15, 21.1, 106.65, 20.87),
    ("Hồ Chí Minh", 105.75, 106.3, 10.3, 107.05, 11.2, 106.70, 10.78),
    ("Bình Dương", 105.75, 106.25, 10.8, 107, 11.55, 106.66, 10.99),
    ("Tuyên Quang", 106.0, 104.8, 21.45, 105.65, 22.7, 105.23, 21.78),
    ("Hòa Bình", 106.0, 104.8, 20.25, 105.9, 21.15, 105.34, 20.83),
    ("Quảng Bình", 106.0, 105.6, 16.9, 107.05, 18.15, 106.60, 17.47),
    ("Quảng Trị", 106.25, 106.5, 16.25, 107.45, 17.2, 107.19, 16.74),
    ("Bình Phước", 106.25, 106.4, 11.3, 107.45, 12.3, 106.99, 11.83),
    ("Bắc Kạn", 106.5, 105.4, 21.75, 106.3, 22.8, 105.83, 22.14),
    ("Thái Nguyên", 106.5, 105.45, 21.25, 106.25, 22.1, 105.83, 21.57),
    ("Bắc Giang", 107.0, 105.8, 21.05, 107.05, 21.7, 106.20, 21.28),
    ("Thừa Thiên Huế", 107.0, 107, 15.95, 108.15, 16.8, 107.59, 16.46),
    ("Lạng Sơn", 107.25, 106.05, 21.3, 107.4, 22.5, 106.76, 21.85),
    ("Kon Tum", 107.5, 107.3, 13.9, 108.6, 15.45, 108.00, 14.35),
    ("Quảng Ninh", 107.75, 106.35, 20.65, 108.15, 21.7, 107.04, 20.97),
    ("Đồng Nai", 107.75, 106.7, 10.5, 107.65, 11.65, 106.84, 10.96),
    ("Bà Rịa - Vũng Tàu", 107.75, 106.5, 8.6, 107.6, 10.85, 107.14, 10.41),
    ("Quảng Nam", 107.75, 107.15, 14.9, 108.8, 16.1, 108.48, 15.56),
    ("Lâm Đồng", 107.75, 107.25, 11.2, 108.75, 12.35, 108.46, 11.94),
    ("Đà Nẵng", 107.75, 107.9, 15.85, 108.35, 16.25, 108.11, 16.15),
    ("Quảng Ngãi", 108.0, 108.2, 14.5, 109.15, 15.5, 108.81, 15.12),
    ("Ninh Thuận", 108.25, 108.55, 11.25, 109.25, 12.2, 108.99, 11.58),
    ("Khánh Hòa", 108.25, 108.65, 11.75, 109.5, 12.9, 109.19, 12.25),
    ("Bình Định", 108.25, 108.6, 13.45, 109.45, 14.75, 109.22, 13.78),
    ("Đắk Lắk", 108.5, 107.45, 12.1, 109, 13.45, 108.04, 12.67),
    ("Đắk Nông", 108.5, 107.2, 11.7, 108.15, 12.85, 107.68, 12.00),
    ("Phú Yên", 108.5, 108.65, 12.7, 109.5, 13.75, 109.30, 13.11),
    ("Gia Lai", 108.5, 107.45, 12.95, 108.9, 14.65, 108.02, 13.97),
    ("Bình Thuận", 108.5, 107.35, 10.4, 109.05, 11.6, 108.10, 10.93),
)  # fmt: skip

# Thông tư 24/2025/TT-BNNMT, appendix: the 34 provinces in force from 1 July 2025, and of which former ones
# each was made (Nghị quyết 202/2025/QH15).
_CURRENT: Mapping[float, tuple[tuple[str, ...], ...]] = {
    103.0: (("Điện Biên",),),
    104.0: (("Sơn La",),),
    104.5: (("Cà Mau", "Bạc Liêu"),),
    104.75: (
        ("Lai Châu",),
        ("Lào Cai", "Yên Bái"),
        ("Phú Thọ", "Vĩnh Phúc", "Hòa Bình"),
        ("Nghệ An",),
        ("An Giang", "Kiên Giang"),
    ),
    105.0: (
        ("Hà Nội",),
        ("Ninh Bình", "Hà Nam", "Nam Định"),
        ("Thanh Hóa",),
        ("Đồng Tháp", "Tiền Giang"),
        ("Cần Thơ", "Hậu Giang", "Sóc Trăng"),
    ),
    105.5: (("Hưng Yên", "Thái Bình"), ("Hà Tĩnh",), ("Vĩnh Long", "Bến Tre", "Trà Vinh")),
    105.75: (
        ("Cao Bằng",),
        ("Hải Phòng", "Hải Dương"),
        ("Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"),
        ("Tây Ninh", "Long An"),
    ),
    106.0: (("Tuyên Quang", "Hà Giang"), ("Quảng Trị", "Quảng Bình")),
    106.5: (("Thái Nguyên", "Bắc Kạn"),),
    107.0: (("Bắc Ninh", "Bắc Giang"), ("Huế", "Thừa Thiên Huế")),
    107.25: (("Lạng Sơn",),),
    107.75: (
        ("Quảng Ninh",),
        ("Đà Nẵng", "Quảng Nam"),
        ("Lâm Đồng", "Đắk Nông", "Bình Thuận"),
        ("Đồng Nai", "Bình Phước"),
    ),
    108.0: (("Quảng Ngãi", "Kon Tum"),),
    108.25: (("Gia Lai", "Bình Định"), ("Khánh Hòa", "Ninh Thuận")),
    108.5: (("Đắk Lắk", "Phú Yên"),),
}

_ALIASES = {
    "tp hcm": "ho chi minh",
    "hcm": "ho chi minh",
    "tphcm": "ho chi minh",
    "sai gon": "ho chi minh",
    "ha tay": "ha noi",
    "dac lac": "dak lak",
    "dac nong": "dak nong",
    "vung tau": "ba ria - vung tau",
    "ba ria vung tau": "ba ria - vung tau",
}
_PREFIXES = ("tinh ", "thanh pho ", "tp. ", "tp.", "tp ")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Return a name in lower case, without tone marks and without the kind of province."""
    folded = unicodedata.normalize("NFD", name.strip().lower().replace("đ", "d"))
    bare = "".join(mark for mark in folded if not unicodedata.combining(mark))
    text = " ".join(bare.replace("–", "-").replace(".", ". ").split())
    for prefix in _PREFIXES:
        if text.startswith(prefix):
            text = text.removeprefix(prefix)
            break
    text = text.replace(".", "").strip()
    return _ALIASES.get(text, text)


def _former() -> dict[str, Province]:
    return {
        plain(name): Province(name, lon0, ((west, south, east, north),), ((town_lon, town_lat),))
        for name, lon0, west, south, east, north, town_lon, town_lat in _ROWS
    }


FORMER: Mapping[str, Province] = MappingProxyType(_former())


def _merged() -> tuple[dict[str, Province], dict[str, Province]]:
    """The present provinces by plain name, and by the plain name of each former one the present."""
    current: dict[str, Province] = {}
    successors: dict[str, Province] = {}
    for lon0, unions in _CURRENT.items():
        for names in unions:
            parts = [FORMER[plain(name)] for name in names if plain(name) in FORMER]
            boxes = tuple(box for part in parts for box in part.boxes)
            towns = tuple(town for part in parts for town in part.towns)
            one = Province(names[0], lon0, boxes, towns)
            current[plain(one.name)] = one
            successors |= {plain(name): one for name in names}
    return current, successors


_NOW, _SUCCESSORS = _merged()
CURRENT: Mapping[str, Province] = MappingProxyType(_NOW)


def successor(province: Province) -> Province:
    """Return the present province that a former one belongs to."""
    return _SUCCESSORS[plain(province.name)]


def provinces_named(name: str, on_date: date | None = None) -> list[Province]:
    """Return the provinces that a name may mean on a day, the likeliest first; without a day both times.

    Args:
        name: with or without tone marks and "tỉnh".
        on_date: the day of the document. The 63 provinces lasted until 30 June 2025.

    Returns:
        Provinces; empty for an unknown name. A province that no longer exists is followed by the present
        one that it belongs to, since later documents may name either.

    Source: Thông tư 973/2001/TT-TCĐC; Thông tư 24/2025/TT-BNNMT, appendix; Nghị quyết 202/2025/QH15.
    """
    wanted = plain(name)
    before, now = FORMER.get("thua thien hue" if wanted == "hue" else wanted), CURRENT.get(wanted)
    if on_date is not None and on_date < NEW_PROVINCES_FROM:
        return [one for one in (before, None if before else now) if one]
    if now is None and before is not None:
        pair = [before, successor(before)]
        return pair if on_date is None else pair[::-1]
    found = [one for one in (now, before) if one]
    return found[:1] if on_date is not None else found
