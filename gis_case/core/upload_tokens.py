"""What a page holds of an upload in parts: a signed token that names it, and whose it is."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from gis_case.core.errors import NotFound

KEPT_S = 3 * 24 * 3600


@dataclass(frozen=True, slots=True)
class UploadTokens:
    """The tokens of one kind of uploads; those of another kind, told apart by `salt`, are no tokens here."""

    salt: str

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=self.salt)

    def begin(self, *, name: str, size: int, user_id: int) -> str:
        """Return the token of a new upload."""
        return str(self._signer().dumps({"id": uuid4().hex, "name": name, "size": size, "user": user_id}))

    def read(self, token: str, *, user_id: int) -> tuple[UUID, str, int]:
        """Return id, name and size of an upload of that person's; any other is not found."""
        try:
            found = self._signer().loads(token, max_age=KEPT_S)
        except BadSignature as error:
            raise NotFound from error
        if found["user"] != user_id:
            raise NotFound
        return UUID(found["id"]), str(found["name"]), int(found["size"])
