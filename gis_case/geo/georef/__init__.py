"""Georeferencing: control points to a fit, its honest error, and the warped map; no Flask and no database."""
