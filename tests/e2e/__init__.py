"""Journeys in a real browser, in Vietnamese, against real gunicorn, PostGIS, Redis and worker."""
