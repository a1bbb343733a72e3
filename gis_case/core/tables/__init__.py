"""Files of rows that offices send: CSV, spreadsheets, and the points of map programs."""

from gis_case.core.tables.base import TAKEN, Table
from gis_case.core.tables.opening import judged, layers_of, open_table

__all__ = ["TAKEN", "Table", "judged", "layers_of", "open_table"]
