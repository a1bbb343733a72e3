"""Invented cases over real communes; every name of a person is an invention and says so."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gis_case.cases.models import GraveKind
from gis_case.cases.stages import Stage
from gis_case.core.clock import today
from gis_case.core.csvfile import read_rows
from gis_case.demo.deeds import CHAPTERS, open_it
from gis_case.demo.life import Life, Story


def _words(lon: float, lat: float) -> tuple[str, str]:
    """A satellite fix in decimal degrees, and what a veteran writes in degrees, minutes and seconds, a little off."""

    def dms(value: float) -> str:
        seconds = round(value * 3600)
        return f"{seconds // 3600}°{seconds % 3600 // 60:02d}'{seconds % 60:02d}\""

    gnss = f"{lat:.6f}; {lon:.6f}".replace(".", ",")
    return gnss, f"{dms(lat + 0.0004)} Bắc, {dms(lon + 0.0003)} Đông"


@dataclass(frozen=True, slots=True)
class Episode:
    """A story, the stage it has reached, and how it was left."""

    story: Story
    reaches: Stage
    left: Stage | None = None


def _episode(row: dict[str, str]) -> Episode:
    story = Story(
        title=row["title"],
        commune=row["commune"],
        words=_words(float(row["lon"]), float(row["lat"])),
        martyr=f"{row['martyr']} (minh họa)",
        unit=row["unit"],
        site=row["site"],
        summary="Dữ liệu minh họa: vụ việc, con người và tọa độ đều do người soạn đặt ra.",
        grave_kind=GraveKind(row["grave_kind"]),
    )
    return Episode(story, Stage(row["reaches"]), Stage(row["left"]) if row["left"] else None)


COLUMNS = ("title", "commune", "lon", "lat", "martyr", "unit", "site", "grave_kind", "reaches", "left")
EPISODES = tuple(_episode(row) for _, row in read_rows(Path(__file__).with_name("cases.csv"), COLUMNS))


def live(life: Life, episode: Episode) -> None:
    """Carry the case of `life` to where `episode` says; every move on the way must be allowed."""
    open_it(life)
    for stage, deeds, who, target in CHAPTERS:
        if stage is episode.reaches:
            if stage in {Stage.INTAKE, Stage.VERIFICATION}:
                deeds[0](life)
            break
        for deed in deeds:
            deed(life)
        if reasons := life.move(who, target):
            raise AssertionError(f"{episode.story.title}: {[str(reason) for reason in reasons]}")
    if episode.left is Stage.SUSPENDED:
        life.move("tinhdoi", Stage.SUSPENDED, "Mùa mưa, đường vào bị sạt lở.", today() + timedelta(days=60))
    elif episode.left is Stage.UNFOUNDED:
        life.move("tinhdoi", Stage.UNFOUNDED, "Đã tìm hết khu vực được chỉ, không có kết quả.")
