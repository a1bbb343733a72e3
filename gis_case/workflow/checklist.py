"""The next move as a checklist: each gate in words, met or not, and where on the page of the case it is met."""

from collections.abc import Callable
from dataclasses import dataclass

from gis_case.cases.stages import Stage
from gis_case.core.actor import Role
from gis_case.core.text import N_, Message, message
from gis_case.workflow import gates
from gis_case.workflow.facts import CaseFacts
from gis_case.workflow.moves import FORWARD, MoveKind, movers

Gate = Callable[[CaseFacts], Message | None]

# gate -> (what is true when it is met, the anchor of the part where it is met)
MET: dict[Gate, tuple[str, str]] = {
    gates.has_owner: (N_("A commune owns the case."), "thong-tin"),
    gates.has_a_lead_on_the_ground: (N_("A position report says where to look."), "toa-do"),
    gates.position_is_close_enough: (N_("A verified position is good enough to dig."), "toa-do"),
    gates.sources_agree: (N_("Two independent sources agree, or the field confirms."), "xac-minh"),
    gates.plan_is_approved: (N_("The provincial command has approved the plan."), "ke-hoach"),
    gates.team_is_assigned: (N_("A military search team is assigned."), "doi-quy-tap"),
    gates.ground_is_cleared: (N_("The whole dig area is cleared of mines."), "ra-pha-bom-min"),
    gates.post_concurs: (N_("The border guard post concurs."), "y-kien-don"),
    gates.remains_were_found: (N_("Remains are on record."), "di-hai"),
    gates.sampling_is_allowed: (N_("The remains may be sampled."), "di-hai"),
    gates.samples_are_sealed: (N_("Each sample is sealed and coded."), "mau"),
    gates.samples_are_held_by_sender: (N_("The samples are with who sends them."), "mau"),
    gates.evidence_suffices: (N_("An identification by evidence is on record."), "ket-luan"),
    gates.laboratory_acknowledged: (N_("The laboratory has acknowledged receipt."), "dot-gui"),
    gates.there_is_a_result: (N_("There is a result, or evidence."), "dot-gui"),
    gates.every_remains_is_resolved: (N_("Each set of remains is named or declared unnamed."), "ket-luan"),
    gates.names_are_accepted: (N_("Each identification is accepted."), "ket-luan"),
    gates.kin_were_heard: (N_("The wishes of the kin are on record."), "ket-luan"),
    gates.no_name_from_mass_grave: (N_("No name is put on uncertain remains of a mass grave."), "ket-luan"),
    gates.reburial_is_recorded: (N_("Handover and reburial are on record."), "ket-luan"),
}

# What a gate asks about, where that may not exist yet; until it does, the gate is nothing to be proud of.
ABOUT: dict[Gate, Callable[[CaseFacts], object]] = {
    gates.post_concurs: lambda facts: facts.in_border_belt,
    gates.sampling_is_allowed: lambda facts: facts.remains_count,
    gates.samples_are_held_by_sender: lambda facts: facts.samples,
    gates.names_are_accepted: lambda facts: facts.named,
    gates.kin_were_heard: lambda facts: facts.named,
    gates.no_name_from_mass_grave: lambda facts: facts.named,
    gates.reburial_is_recorded: lambda facts: facts.remains_count,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One gate of a move."""

    text: Message
    met: bool
    href: str


@dataclass(frozen=True, slots=True)
class NextMove:
    """One step forward with all its gates."""

    target: Stage
    items: tuple[Item, ...]
    allowed_to_role: bool

    @property
    def open(self) -> bool:
        """Whether the step can be made now, by this reader."""
        return self.allowed_to_role and all(item.met for item in self.items)

    def __getitem__(self, name: str) -> object:
        """Let templates ask for `items` as they ask a dict, whose method of that name would come first."""
        return getattr(self, name)


def next_moves(source: Stage, facts: CaseFacts, role: Role) -> list[NextMove]:
    """Return the steps forward from `source`, in the order of the table."""
    return [
        NextMove(
            one.target,
            tuple(_item(guard, facts) for guard in one.guards if _applies(guard, facts)),
            role in movers(MoveKind.FORWARD, source, None),
        )
        for one in FORWARD
        if one.source is source
    ]


def _applies(guard: Gate, facts: CaseFacts) -> bool:
    """Whether the gate is worth a line: what it asks about exists, or it refuses all the same."""
    return guard not in ABOUT or bool(ABOUT[guard](facts)) or guard(facts) is not None


def _item(guard: Gate, facts: CaseFacts) -> Item:
    words, anchor = MET[guard]
    refusal = guard(facts)
    return Item(refusal or message(words), refusal is None, f"#{anchor}")
