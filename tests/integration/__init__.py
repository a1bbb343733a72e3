"""Tests on a real PostGIS and a real Redis."""
