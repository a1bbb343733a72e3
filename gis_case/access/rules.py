"""Which role fits which organisation, and which passwords will not do."""

import re
from unicodedata import normalize

from gis_case.core.actor import OrgKind, Role
from gis_case.core.text import N_, Message, message

PASSWORD_LENGTH = 10
LONGEST_PASSWORD = 200

FITTING: dict[OrgKind, frozenset[Role]] = {
    OrgKind.PROVINCE: frozenset({Role.ADMINISTRATOR, Role.STEERING_VIEWER}),
    OrgKind.PROVINCIAL_COMMAND: frozenset({Role.PLANNER}),
    OrgKind.COMMUNE: frozenset({Role.COMMUNE_OFFICER}),
    OrgKind.BORDER_GUARD_POST: frozenset({Role.BORDER_GUARD_OFFICER}),
    OrgKind.SEARCH_TEAM: frozenset({Role.SEARCH_TEAM_MEMBER}),
    OrgKind.DEPARTMENT: frozenset({Role.DEPARTMENT_OFFICER}),
    OrgKind.LABORATORY: frozenset({Role.LABORATORY_STAFF}),
    OrgKind.STEERING_COMMITTEE: frozenset({Role.STEERING_VIEWER}),
}

# The stems of passwords that are tried first, without tone marks, digits and signs.
COMMON_STEMS = frozenset(
    {
        "password", "passwd", "matkhau", "qwerty", "qwertyui", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdef",
        "admin", "administrator", "quantri", "user", "guest", "welcome", "letmein", "iloveyou", "xinchao", "vietnam",
        "vietnamvodich", "lietsi", "quytap", "langson", "tinhlangson", "bienphong", "quandoi", "hanoi",
        "emyeuanh", "anhyeuem", "yeuem", "conyeume", "giscase",
    }
)  # fmt: skip
SEQUENCES = ("0123456789" * 3, "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")
SAME_LETTERS = 4
SHORTEST_OWN_WORD = 4


def fits(kind: OrgKind, role: Role) -> bool:
    """Whether people of `role` work in organisations of `kind`."""
    return role in FITTING[kind]


def fold(text: str) -> str:
    """Return `text` in lower case, without tone marks and without anything but letters and digits."""
    marked = normalize("NFD", text.lower()).replace("đ", "d")
    return re.sub(r"[^a-z0-9]", "", marked)


def is_common(password: str) -> bool:
    """Whether `password` is among those guessed first: a usual word with digits, a row of keys, a repetition."""
    bare = fold(password)
    stem = bare.strip("0123456789")
    runs = any(bare in row or bare in row[::-1] for row in SEQUENCES)
    return not bare or runs or stem in COMMON_STEMS or not stem or len(set(password)) < SAME_LETTERS


def resembles(password: str, *, name: str, email: str) -> bool:
    """Whether `password` is made of its owner's name or address."""
    bare = fold(password)
    parts = [fold(email.split("@")[0]), fold(name), *(fold(part) for part in re.split(r"[.@_\-]", email))]
    return any(
        len(part) >= SHORTEST_OWN_WORD and bare and (part in bare or bare in part) and len(part) * 2 >= len(bare)
        for part in parts
    )


def password_faults(password: str, *, name: str, email: str) -> list[Message]:
    """Return every reason why `password` will not do."""
    faults = []
    if len(normalize("NFC", password)) < PASSWORD_LENGTH:
        faults.append(message(N_("Type at least %(count)s characters; several words are easy to keep in mind."),
                              count=PASSWORD_LENGTH))  # fmt: skip
    elif is_common(password):
        faults.append(message(N_("This password is among the first that are guessed. Choose several unrelated words.")))
    if len(password) > LONGEST_PASSWORD:
        faults.append(message(N_("Type at most %(count)s characters."), count=LONGEST_PASSWORD))
    if password and resembles(password, name=name, email=email):
        faults.append(message(N_("This password resembles your name or address. Choose other words.")))
    return faults
