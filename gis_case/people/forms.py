"""Form of a martyr who is sought, as papers and kin describe them."""

from typing import Any

from flask_babel import lazy_gettext

from gis_case.core.clock import today
from gis_case.core.dates import PartialDate
from gis_case.core.forms import (
    ChoiceField,
    Needed,
    NfcString,
    NfcText,
    PageForm,
    PartialDateField,
    VersionField,
    WholeField,
    options,
    or_none,
)
from gis_case.people.models import KinLine, Martyr

TYPED = ("name", "birth_year", "home_place", "unit", "unit_code", "rank", "death_notice", "notes")


class MartyrForm(PageForm):
    """Everything may be missing but the name; what papers say is kept as they say it."""

    name = NfcString(
        lazy_gettext("Full name"),
        [Needed(lazy_gettext("Give the name as it is written, or: Chưa rõ tên."))],
        limit=200,
        description=lazy_gettext("As it is written, family name first. Example: Nguyễn Văn An."),
    )
    birth_year = WholeField(lazy_gettext("Year of birth"), low=1850, high=1980)
    home_place = NfcString(
        lazy_gettext("Home place as written"),
        description=lazy_gettext("Keep the old names of communes and provinces. Example: Hà Sơn Bình."),
    )
    unit = NfcString(
        lazy_gettext("Unit, from the smallest to the largest"),
        description=lazy_gettext("Leave out what is not known. Example: c5, d2, e3, f304."),
    )
    unit_code = NfcString(
        lazy_gettext("Code of the unit as written"),
        limit=100,
        description=lazy_gettext("As on the death notice. Example: KB, KH, 5-2-3-304."),
    )
    rank = NfcString(lazy_gettext("Rank and post"), limit=100)
    death = PartialDateField(
        lazy_gettext("Date of death"),
        description=lazy_gettext("17/2/1979, 2/1979, 1979 or “khoảng tháng 2/1979”."),
    )
    death_notice = NfcText(
        lazy_gettext("Death notice"),
        limit=4000,
        description=lazy_gettext("Number, date and words of the notice; a date that differs is written here too."),
    )
    notes = NfcText(lazy_gettext("Notes"), limit=4000)
    version = VersionField()

    def columns(self) -> dict[str, Any]:
        """Return what was typed as columns of Martyr."""
        death = self.death.data
        return {name: self.data[name] for name in TYPED} | {
            "death_text": death.text if death else "",
            "death_earliest": death.earliest if death else None,
            "death_latest": death.latest if death else None,
        }


LINES = {
    KinLine.UNKNOWN: lazy_gettext("Not known yet"),
    KinLine.MATERNAL: lazy_gettext("Mother’s line"),
    KinLine.PATERNAL: lazy_gettext("Father’s line"),
}


class KinForm(PageForm):
    """A relative who may be asked for a sample, and whose wishes are heard."""

    name = NfcString(lazy_gettext("Full name of the relative"), [Needed(lazy_gettext("Give the name."))], limit=200)
    relation = NfcString(
        lazy_gettext("Relation to the martyr"), limit=200, description=lazy_gettext("Example: em gái cùng mẹ.")
    )
    line = ChoiceField(
        lazy_gettext("Line"),
        coerce=or_none(KinLine),
        choices=options(LINES),
        default=KinLine.UNKNOWN,
        description=lazy_gettext("It decides which samples a laboratory can compare."),
    )
    contact = NfcString(lazy_gettext("How to reach them"), limit=500, description=lazy_gettext("Address or telephone."))
    wishes = NfcText(lazy_gettext("Wishes of the family"), limit=4000)


def typed_of(martyr: Martyr) -> dict[str, Any]:
    """Return what the form shows of a martyr on record."""
    death = None
    if martyr.death_text:
        death = PartialDate(martyr.death_text, martyr.death_earliest or today(), martyr.death_latest or today())
    return {name: getattr(martyr, name) for name in TYPED} | {"death": death}
