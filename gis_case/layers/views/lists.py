"""What there is: the boundaries that hold, base maps and layers; all versions of the boundaries."""

from flask import render_template
from flask.typing import ResponseReturnValue

from gis_case.access.guards import current_actor, requires
from gis_case.core.actor import Permission
from gis_case.core.db import db
from gis_case.core.paging import paginate
from gis_case.layers.queries import layers_listed, manages, newest_adoption, versions
from gis_case.layers.views.base import blueprint, paged
from gis_case.layers.words import AUDIENCES, FORMATS, PURPOSES, STATES


@blueprint.get("")
@requires(Permission.MAP_VIEW)
def index() -> ResponseReturnValue:
    """List base maps and layers, below the boundaries that hold."""
    actor = current_actor()
    return render_template(
        "layers/index.html",
        page=paginate(db.session, layers_listed(actor), **paged()),
        holds=newest_adoption(db.session),
        manages=manages(actor),
        states=STATES,
        purposes=PURPOSES,
        formats=FORMATS,
        audiences=AUDIENCES,
    )


@blueprint.get("/ranh-gioi")
@requires(Permission.MAP_VIEW)
def boundaries() -> ResponseReturnValue:
    """List the versions of the boundaries."""
    return render_template(
        "layers/versions.html",
        page=paginate(db.session, versions(), **paged()),
        holds=newest_adoption(db.session),
        manages=manages(current_actor()),
        states=STATES,
    )
