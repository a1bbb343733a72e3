"""Every kind of work the worker knows: a handler registers itself when its module is imported."""

from gis_case.audit import jobs as audit
from gis_case.cases import jobs as cases
from gis_case.jobs.registry import HANDLERS
from gis_case.positions import jobs as positions
from gis_case.sharing import jobs as sharing

FEATURES = (audit, cases, positions, sharing)
KINDS = sorted(HANDLERS)
