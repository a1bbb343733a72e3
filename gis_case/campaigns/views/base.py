"""The blueprint of the planning board, and what its pages share."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, current_app
from flask_babel import lazy_gettext

import gis_case.campaigns.jobs  # noqa: F401 - what changes in a case is followed from here on
from gis_case.campaigns.rules.season import Months, months_of
from gis_case.config import Settings
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import NotFound, Stale
from gis_case.core.forms import PageForm
from gis_case.core.recording import attempt

blueprint = Blueprint("campaigns", __name__)

# Planners see and send everybody; the people of a team see what is theirs.
READS = (Permission.PLAN_APPROVE, Permission.PLAN_WRITE)
MEANWHILE = lazy_gettext("Somebody changed this while you had it open. Look at it as it is now, then send it again.")


def settings() -> Settings:
    """Return how this installation is set up."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def rainy() -> Months:
    """Return the months of rain, as the province has set them or has yet to confirm."""
    return months_of(settings().rainy_months)


def read_day(text: str) -> date:
    """Return the day of an address; what is none is not found."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error


def seen_again(form: PageForm, version: int) -> None:
    """Let the form speak of the record as it is now."""
    field = form["version"]
    field.data, field.raw_data = version, None


def refused(form: PageForm, act: Callable[[], object]) -> int:
    """Run `act` and commit; return 0, or the status of the page that gives the form back with what is wrong.

    When somebody was quicker, what was typed stays; the caller shows the record as it is now.
    """
    if not form.validate_on_submit():
        return 422
    try:
        return 0 if attempt(form, act) else 422
    except Stale:
        db.session.rollback()
        form.form_errors.append(MEANWHILE)
        return 409
