"""What the pages that record something share: one attempt that commits or explains, and days that have passed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy.exc import IntegrityError
from wtforms import Field, RadioField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from gis_case.core.clock import today
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import PageForm

EARLIEST = date(1945, 1, 1)


def attempt(form: PageForm, act: Callable[[], object], *, taken: Mapping[str, str] | None = None) -> bool:
    """Run `act` and commit; a refusal becomes words in the form, and nothing is kept.

    `taken` names the field that each unique index speaks of: a code that another record carries is the field's error.
    """
    try:
        act()
        db.session.commit()
    except Refused as refused:
        db.session.rollback()
        form.form_errors.extend(refused.reasons)
        return False
    except IntegrityError as error:
        db.session.rollback()
        name = (taken or {}).get(getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "")
        if name is None:
            raise
        field = form[name]
        field.errors = [
            gettext("This is taken already: another record carries it. Check what is written on the label.")
        ]
        return False
    return True


class HasPassed:
    """The day is not still to come, and not before the wars the dead are sought from."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        day: date | None = field.data
        if day is None:
            return
        if day > today():
            raise ValidationError(gettext("This day is still to come. Give the day on which it happened."))
        if day < EARLIEST:
            raise ValidationError(gettext("This day lies before 1945. Check the year."))


class OneOf(RadioField):
    """Radio buttons, refused in our words when the list does not hold the answer."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        sentence = lazy_gettext("Choose one of the list.")
        more = {"invalid_value_message": sentence, "invalid_choice_message": sentence, **more}
        super().__init__(label, validators, **more)
        self.type = "RadioField"
