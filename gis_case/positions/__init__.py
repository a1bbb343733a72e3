"""Position reports: claims of where something is."""
