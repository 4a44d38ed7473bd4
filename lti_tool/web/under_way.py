"""A sign-in under way, kept in the browser that began it: sealed, for ten minutes, for one return.

The cookie needs no row: it holds what the answer is compared with, and only this installation can read or
write it. It is SameSite=Strict, so whoever comes back from the provider has to send a form of ours first.
"""

import json
from dataclasses import asdict, dataclass

from cryptography.fernet import Fernet, InvalidToken
from flask import Response, request

from lti_tool.identity import Begun
from lti_tool.web.services import services

LASTS = 600


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What is kept, under a cookie and a purpose of its own for each place that signs people in."""

    cookie: str
    purpose: str

    def keep(self, response: Response, begun: Begun, wanted: str) -> Response:
        """Keep a sign-in and where to go afterwards."""
        kept = json.dumps({**asdict(begun), "url": "", "wanted": wanted}).encode()
        sealed = self._box().encrypt_at_time(kept, self._now()).decode()
        response.set_cookie(self.cookie, sealed, max_age=LASTS, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    def find(self) -> tuple[Begun, str] | None:
        """Return what this browser has under way; None when that is nothing, or too old."""
        held = request.cookies.get(self.cookie, "").encode("utf-8", "replace")
        try:
            kept = json.loads(self._box().decrypt_at_time(held, LASTS, self._now()))
        except InvalidToken:
            return None
        wanted = kept.pop("wanted")
        return Begun(**kept), wanted

    def drop(self, response: Response) -> Response:
        """Forget it: one return, one try."""
        response.delete_cookie(self.cookie, path="/", secure=True, httponly=True, samesite="Strict")
        return response

    def _box(self) -> Fernet:
        return Fernet(services().settings.derived_key(self.purpose))

    @staticmethod
    def _now() -> int:
        return int(services().clock.now().timestamp())
