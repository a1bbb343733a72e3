"""The append-only record of changes and of readings."""
