"""Sharing between a commune and its border guard posts."""
