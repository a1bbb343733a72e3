"""Bring in files of boundaries and layers, put boundaries in force, say who sees a layer."""
