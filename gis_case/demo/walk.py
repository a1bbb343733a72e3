"""The life of a case on the command line: each deed, each refusal, against the real database."""

from collections.abc import Callable
from secrets import token_hex

from sqlalchemy import Engine

from gis_case.cases.stages import name_of
from gis_case.core.actor import Actor
from gis_case.core.text import N_, Message, message
from gis_case.demo.deeds import CHAPTERS, TOLD, open_it
from gis_case.demo.life import Life
from gis_case.demo.stories import EPISODES

Tell = Callable[[str], None]

MOVED = N_("%(source)s to %(target)s, by %(who)s")
REFUSED = N_("%(source)s to %(target)s is refused:")


def walk(engine: Engine, actors: dict[str, Actor], *, tell: Tell, say: Callable[[Message], str] = str) -> Life:
    """Tell one new case from its opening to its conclusion.

    Before each move it is tried too early, so that every gate is seen to refuse; `tell` gets a line for each thing.
    """
    life = Life(engine, actors, EPISODES[0].story, token_hex(3).upper())
    open_it(life)
    tell(f"+ {say(message(TOLD[open_it]))}")
    for stage, deeds, who, target in CHAPTERS:
        for deed in (None, *deeds):
            if deed is not None:
                deed(life)
                tell(f"  + {say(message(TOLD[deed]))}")
            reasons = life.move(who, target)
            way = {"source": name_of(stage), "target": name_of(target), "who": actors[who].org_name}
            if not reasons:
                tell(f"= {say(message(MOVED, **way))}")
                break
            tell(f"  ✗ {say(message(REFUSED, **way))}")
            for reason in reasons:
                tell(f"      – {say(reason)}")
        else:
            raise RuntimeError(f"the case cannot leave {stage.value}")
    return life
