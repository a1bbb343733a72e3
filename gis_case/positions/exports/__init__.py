"""Position reports taken out: as a table, and for map programs and receivers."""

from gis_case.positions.exports.fields import MOST_EXPORTED
from gis_case.positions.exports.writing import FORMATS, write_export

__all__ = ["FORMATS", "MOST_EXPORTED", "write_export"]
