"""The embedded default: a PostGIS cluster and a Redis of the project's own on one machine."""
