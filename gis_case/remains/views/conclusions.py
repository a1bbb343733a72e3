"""Who the remains are, or that it is not known; handover and reburial."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gis_case.access.guards import current_actor, requires
from gis_case.audit.readings import note
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.errors import Refused
from gis_case.core.forms import options
from gis_case.core.recording import attempt
from gis_case.core.text import N_, message
from gis_case.remains import queries
from gis_case.remains.forms import ConclusionForm, IdentificationForm
from gis_case.remains.services import identify, rebury
from gis_case.remains.views.base import CONCLUSION, back_to_case, blueprint, contributable, page
from gis_case.remains.words import VERDICTS

TAKEN_ONCE = "uq_conclusion_remains_id"


@blueprint.route("/ho-so/<uuid:case_id>/hai-cot/<uuid:remains_id>/danh-tinh", methods=["GET", "POST"])
@requires(Permission.IDENTIFY)
def identification(case_id: UUID, remains_id: UUID) -> ResponseReturnValue:
    """Say who the remains are; a later word stands beside the earlier ones."""
    case, form = contributable(case_id), IdentificationForm()
    remains = queries.get_remains(db.session, case, remains_id)
    sought = [(one.id, one.name) for one in queries.martyrs_sought(db.session, case)]
    form.martyr_id.choices = options(sought, gettext("Choose the martyr"))
    note("identification.read", "remains", remains.id, case=str(case.id))

    if form.validate_on_submit() and attempt(
        form, lambda: identify(db.session, actor=current_actor(), remains=remains, **form.values())
    ):
        return back_to_case(case_id, gettext("The identification is recorded."), CONCLUSION)
    results = [row for row in queries.items_of(db.session, case) if row.SubmissionItem.verdict]
    return page("remains/identification", form, case=case, remains=remains, results=results, verdicts=VERDICTS)


@blueprint.route("/ho-so/<uuid:case_id>/hai-cot/<uuid:remains_id>/an-tang", methods=["GET", "POST"])
@requires(Permission.CONCLUDE)
def conclusion(case_id: UUID, remains_id: UUID) -> ResponseReturnValue:
    """Record the handover and the reburial of one set of remains."""
    case, form = contributable(case_id), ConclusionForm()
    remains = queries.get_remains(db.session, case, remains_id)

    def act() -> None:
        done = queries.conclusions_of(db.session, case)
        if any(row.Conclusion.remains_id == remains_id for row in done):
            raise Refused(message(N_("The handover and the reburial of these remains are recorded already.")))
        rebury(db.session, actor=current_actor(), remains=remains, **form.values())

    if form.validate_on_submit() and attempt(form, act, taken={TAKEN_ONCE: "reburied_on"}):
        return back_to_case(case_id, gettext("The handover and the reburial are recorded."), CONCLUSION)
    return page("remains/conclusion", form, case=case, remains=remains)
