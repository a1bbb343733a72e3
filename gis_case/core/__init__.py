"""The floor every feature stands on: database, text, files, clock, errors."""
