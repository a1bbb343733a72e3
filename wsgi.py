"""The application, for gunicorn."""

from gis_case.app import create_app

app = create_app()
