"""A reader of pages without a browser: follows forms, keeps their token, signs in as people do."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "mat-khau-thu-1979"
TOKEN = re.compile(r'name="(?:csrf-token|csrf_token)"[^>]*(?:content|value)="([^"]+)"')


class Reader:
    """One person at one client."""

    def __init__(self, client: FlaskClient, email: str) -> None:
        self.client = client
        self.email = email
        self._token = ""

    def sign_in(self) -> "Reader":
        """Sign in through the page, as people do."""
        self.get("/dang-nhap")
        answer = self.post("/dang-nhap", {"email": self.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        self.get("/tai-khoan")
        return self

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self._keep(self.client.get(path, **more))

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Send a form with the token of the page that was opened last."""
        return self._keep(self.client.post(path, data={"csrf_token": self._token, **(data or {})}, **more))

    def patch(self, path: str, **more: Any) -> TestResponse:
        """Send a part of a file as the scripts of a page do."""
        return self.client.patch(path, headers={"X-CSRFToken": self._token}, **more)

    def post_json(self, path: str, data: dict[str, Any]) -> TestResponse:
        """Send JSON as the scripts of a page do."""
        return self.client.post(path, json=data, headers={"X-CSRFToken": self._token})

    def _keep(self, answer: TestResponse) -> TestResponse:
        if answer.mimetype == "text/html" and (found := TOKEN.search(answer.text)):
            self._token = found.group(1)
        return answer
