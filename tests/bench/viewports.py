"""A planner's view of the map at a million reports: all that the page asks for, beside all reports of the same view."""

import http.client
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from tests.bench.measure import quantile, table
from tests.bench.pages import fetch
from tests.bench.peers import OURS, RAW, READ, TIPG
from tests.bench.run import tell

SCREEN = (1366, 768)
# Views of each zoom of the map; from far out the raw ones are many megabytes.
VIEWS = {8: 2, 10: 2, 12: 3, 13: 8, 14: 16, 15: 8}
# How often the view must come faster than all its reports do, by the zoom of the map.
AIMS = {8: 60.0, 10: 60.0, 12: 2.5, 13: 2.5, 14: 2.5}
ROUNDS = 4
# The page's tiles measure 512 pixels, and are numbered as those of one zoom less; of 256 pixels is what others ask for.
OURS_PX, COMMON_PX = 512, 256
WAYS = ("page", "raw", "read", "tipg", "raw, 256 px", "tipg, 256 px")


@dataclass(slots=True)
class View:
    """What a screen shows of the map around one place, asked for in several ways; milliseconds of each."""

    z: int
    ways: dict[str, Callable[[], None]]
    times: dict[str, list[float]] = field(default_factory=dict)

    def once(self, *, backwards: bool) -> None:
        """Ask in each way, one right after the other."""
        for name, act in list(self.ways.items())[:: -1 if backwards else 1]:
            start = time.perf_counter()
            act()
            self.times.setdefault(name, []).append((time.perf_counter() - start) * 1000)


def tiles_of(place: tuple[float, float], z: int, side: int) -> list[str]:
    """The tiles, as z/x/y, that cover a screen at zoom `z` around a longitude and latitude."""
    number = z - (side // 256).bit_length() + 1
    x = (place[0] + 180) / 360 * 2**number
    y = float((1 - np.arcsinh(np.tan(np.radians(place[1]))) / np.pi) / 2 * 2**number)
    wide, high = (pixels / 2 / side for pixels in SCREEN)
    columns, rows = range(int(x - wide), int(x + wide) + 1), range(int(y - high), int(y + high) + 1)
    return [f"{number}/{column}/{row}" for row in rows for column in columns]


def _all_of(
    at: http.client.HTTPConnection, address: str, tiles: list[str], header: dict[str, str]
) -> Callable[[], None]:
    def ask() -> None:
        for tile in tiles:
            fetch(at, address.format(place=tile), header)

    return ask


def views(port: int, tipg: int, header: dict[str, str], places: np.ndarray) -> Iterator[View]:
    """Views around reports drawn by lot."""
    plain, other = (http.client.HTTPConnection("127.0.0.1", number) for number in (port, tipg))
    draw = random.Random(11)
    for z, many in VIEWS.items():
        for number in draw.sample(range(len(places)), many):
            ours, common = (tiles_of(tuple(places[number]), z, side) for side in (OURS_PX, COMMON_PX))
            ways = {
                "page": _all_of(plain, OURS, ours, header),
                "raw": _all_of(plain, RAW, ours, {}),
                "read": _all_of(plain, READ, ours, header),
                "tipg": _all_of(other, TIPG, ours, {}),
                "raw, 256 px": _all_of(plain, RAW, common, {}),
                "tipg, 256 px": _all_of(other, TIPG, common, {}),
            }
            yield View(z, {name: act for name, act in ways.items() if _is_asked(name, z, tipg)})


def _is_asked(name: str, z: int, tipg: int) -> bool:
    """From far out all reports are asked for in the page's tiles alone: they are many megabytes."""
    return (bool(tipg) or "tipg" not in name) and (z >= 12 or "256" not in name)


def compare_views(port: int, tipg: int, header: dict[str, str], places: np.ndarray) -> None:
    """Ask for every view in turn, after a warm-up, and print how much longer all reports take than the page's tiles."""
    found = list(views(port, tipg, header, places))
    for number in range(-1, ROUNDS):
        for one in found:
            one.once(backwards=number % 2 == 1)
            if number < 0:
                one.times.clear()
        tell(f"views, round {number + 1} of {ROUNDS}")
    print(f"\nA view of {SCREEN[0]} by {SCREEN[1]} pixels, one request after another")
    head = ("zoom of the map", "", "page p50 ms", *(f"{name} ÷ page" for name in WAYS[1:]), "")
    print(table(head, [_line(z, [one for one in found if one.z == z]) for z in VIEWS]))


def _line(z: int, of_zoom: list[View]) -> tuple[str, ...]:
    middle = {name: quantile([ms for one in of_zoom for ms in one.times[name]], 0.5) for name in of_zoom[0].ways}
    page = middle.pop("page")
    ratios = {name: f"{ms / page:.1f}" for name, ms in middle.items()}
    aim, verdict = AIMS.get(z), ""
    if aim:
        verdict = f"{'within' if min(middle.values()) >= aim * page else 'BEYOND'} {aim:g}"
    return str(z), "", f"{page:.1f}", *(ratios.get(name, "") for name in WAYS[1:]), verdict
