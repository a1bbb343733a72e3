"""Invented people and cases, clearly marked, for learning and for tests."""
