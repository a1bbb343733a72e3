"""Việc của tôi: what waits on the reader's organisation, and what it waits for."""
