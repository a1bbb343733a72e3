"""Read one file in a process of its own, with little memory: areas of communes, a layer's signs, a picture, an archive.

`python -m gis_case.layers.reading KIND FILE FOLDER` gets what else it needs as JSON on its standard input, writes what
it makes into FOLDER, and prints a JSON object: state, problem (msgid and params), found, crs, stated.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping

from gis_case.core.files import FULL
from gis_case.core.text import N_, Message, message
from gis_case.layers import pictures, vectors
from gis_case.layers.rules.archives import ArchiveRefused, read_mbtiles, read_pmtiles
from gis_case.layers.rules.edges import MOST_LISTED, Spot, mended, survey
from gis_case.layers.rules.names import Known, Match, match_all
from gis_case.layers.rules.systems import is_exact, name_of

MEMORY_BYTES = 3_000_000_000
CPU_S = 3600
BEAT_S = 5
AREAS, SIGNS, COG, INFO, PROGRESS = "areas.json", "signs.geojson", "cog.tif", "cog.json", "progress"
MOST_SIGNS = 20_000
MOST_SIGN_CORNERS = 300_000
DIGITS = 6
LABELS = ("ten", "name", "label", "ten_goi", "tenduong", "ten_song", "title", "ghi_chu", "note")
TOO_HEAVY = message(N_("The file asks for too much memory or time. Simplify it, or take a part of it."))

NO_ROOM = message(
    N_("There is no room left on the server's disk. Tell the administrator, then bring the file in again.")
)


def read_areas(path: Path, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Match and survey the areas of communes; keep them as they are read, mended where they had to be."""
    read = vectors.read_vectors(path, asked["crs"])
    known = {one["id"]: Known(**one | {"old_names": tuple(one["old_names"])}) for one in asked["communes"]}
    matches, kept, shapes = match_all(read.rows, known.values()), [], {}
    for place, (shape, match) in enumerate(zip(read.shapes, matches, strict=True)):
        whole, why = mended(shape)
        if not whole.area:
            raise vectors.VectorRefused(message(N_("Shape %(number)s is no area."), number=place + 1))
        shapes[place] = whole
        kept.append(_area(match, why) | {"wkb": shapely.to_wkb(whole, hex=True)})
    seen = survey(shapes, {place: known[one.commune_id] for place, one in enumerate(matches) if one.commune_id})
    (folder / AREAS).write_text(json.dumps(kept))
    areas = [
        {name: value for name, value in one.items() if name != "wkb"} | _measured(seen, place)
        for place, one in enumerate(kept)
    ]
    found = {"areas": areas, "gaps": _spots(seen.gaps), "overlaps": _spots(seen.overlaps)}
    return {"found": found | _counts(seen), "crs": read.crs, "stated": read.stated}


def _area(match: Match, why: str) -> dict[str, Any]:
    doubt = {"msgid": match.doubt.msgid, "params": match.doubt.params} if match.doubt else None
    return {
        "commune_id": match.commune_id,
        "by": match.by,
        "name": match.given_name[:200],
        "code": match.given_code,
        "doubt": doubt,
        "mended": why,
    }


def _measured(seen: Any, place: int) -> dict[str, Any]:
    hectares, percent = seen.areas[place]
    away = seen.away_km.get(place)
    return {
        "ha": round(hectares, 1),
        "percent": None if percent is None else round(percent, 1),
        "away_km": None if away is None else round(away, 1),
    }


def _spots(spots: list[Spot]) -> list[dict[str, Any]]:
    return [
        {"ha": round(one.hectares, 2), "areas": one.commune_ids, "lon": round(one.lon, 5), "lat": round(one.lat, 5)}
        for one in spots[:MOST_LISTED]
    ]


def _counts(seen: Any) -> dict[str, Any]:
    return {
        "gap_count": len(seen.gaps),
        "gap_ha": round(sum(one.hectares for one in seen.gaps), 1),
        "overlap_count": len(seen.overlaps),
        "overlap_ha": round(sum(one.hectares for one in seen.overlaps), 1),
    }


def read_signs(path: Path, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Keep the shapes of a layer as GeoJSON with one line of words each."""
    read = vectors.read_vectors(path, asked["crs"], MOST_SIGNS)
    if shapely.get_num_coordinates(read.shapes).sum() > MOST_SIGN_CORNERS:
        corners = N_("The layer has more than %(most)s corners: a browser could not draw it. Simplify it first.")
        raise vectors.VectorRefused(message(corners, most=MOST_SIGN_CORNERS))
    column = label_column(read.rows)
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise")),
            "properties": {"label": str(row.get(column) or "")[:200]},
        }
        for shape, row in zip(read.shapes, read.rows, strict=True)
        if shape is not None and not shape.is_empty
    ]
    whole = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (folder / SIGNS).write_text(whole, encoding="utf-8")
    bounds = [round(float(value), DIGITS) for value in shapely.total_bounds(read.shapes)]
    return {
        "found": {"features": len(features), "label": column, "bounds": bounds},
        "crs": read.crs,
        "stated": read.stated,
    }


def label_column(rows: list[dict[str, Any]]) -> str:
    """Return the column whose words are shown with a shape: one that is called so, else the first of words."""
    names = list(rows[0]) if rows else []
    called = [name for wanted in LABELS for name in names if name.lower() == wanted]
    worded = [name for name in names if any(isinstance(row.get(name), str) for row in rows[:100])]
    return next(iter([*called, *worded]), "")


def read_picture(path: Path, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Make the Cloud-Optimized GeoTIFF that tiles are cut from."""

    def tell(part: int) -> None:
        (folder / PROGRESS).write_text(str(part))

    info = folder / INFO
    if info.exists():  # made by a run whose answer was lost
        about: dict[str, Any] = json.loads(info.read_text())
    else:
        about = pictures.make_cog(path, folder / COG, asked["crs"], tell)
        info.write_text(json.dumps(about))
    return {"crs": about.pop("crs"), "stated": about.pop("stated"), "found": about}


def read_archive(path: Path, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Look into a file of tiles."""
    archive = read_pmtiles(path) if asked["format"] == "pmtiles" else read_mbtiles(path)
    return {"found": archive.as_found(), "crs": "EPSG:3857", "stated": True}


READERS: dict[str, Callable[[Path, Path, dict[str, Any]], dict[str, Any]]] = {
    "areas": read_areas,
    "vector": read_signs,
    "geotiff": read_picture,
    "pmtiles": read_archive,
    "mbtiles": read_archive,
}


def read(kind: str, path: Path, folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what became of one file: state ready, asks_crs, or failed with its problem."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        answer = {"state": "ready", "problem": []} | READERS[kind](path, folder, asked)
        if answer["crs"] and not is_exact(answer["crs"]):
            answer["found"]["inexact"] = name_of(answer["crs"])
    except (vectors.AsksSystem, pictures.AsksSystem):
        return {"state": "asks_crs", "problem": [], "found": {}, "crs": "", "stated": False}
    except (vectors.VectorRefused, pictures.PictureRefused, ArchiveRefused) as refused:
        return failed(refused.reason)
    except MemoryError:
        return failed(TOO_HEAVY)
    except OSError as error:
        return failed(NO_ROOM if error.errno in FULL else message(vectors.DAMAGED))
    return answer


def failed(reason: Message) -> dict[str, Any]:
    """Return the answer for a file that cannot be used."""
    problem = [{"msgid": reason.msgid, "params": reason.params}]
    return {"state": "failed", "problem": problem, "found": {}, "crs": "", "stated": False}


def read_apart(kind: str, path: Path, folder: Path, asked: dict[str, Any], beat: Callable[[], None]) -> dict[str, Any]:
    """Run `read` in a child that may use little memory and time; `beat` is called every few seconds meanwhile."""
    command = [sys.executable, "-m", "gis_case.layers.reading", kind, str(path), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        given: bytes | None = json.dumps(asked).encode()
        until = time.monotonic() + 2 * CPU_S
        while True:
            try:
                said, _ = child.communicate(given, timeout=BEAT_S)
                break
            except subprocess.TimeoutExpired:
                given = None
                beat()
                if time.monotonic() > until:
                    child.kill()
    if child.returncode != 0:
        return failed(TOO_HEAVY if child.returncode < 0 else message(vectors.DAMAGED))
    answer: dict[str, Any] = json.loads(said)
    return answer


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    result = read(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), json.load(sys.stdin))
    sys.stdout.write(json.dumps(result))
