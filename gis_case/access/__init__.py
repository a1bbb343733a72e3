"""Organisations, users, roles, permissions and who may read what."""
