"""Pure geodesy: notations, coordinate systems, transforms and uncertainty; no Flask and no database."""
