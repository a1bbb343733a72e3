"""The case, its dossier and its timeline."""
