"""Informants, martyrs sought and their kin."""
