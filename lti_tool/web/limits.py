"""How often somebody may try: counted in memory, in Redis where several workers share the work.

Without its Redis the counts go on in each worker's memory: trying stays limited, signing in stays possible.
"""

import hashlib
from contextlib import AbstractContextManager

from flask import Flask, request
from flask_limiter import Limiter

from lti_tool.settings import Settings

SIGN_IN = "10 per 15 minutes"
#: An office's people share one address and come at the same hour; a program that guesses needs far more.
EMBED = "300 per minute"
#: A code has 39 bits and ten minutes; nobody mistypes it oftener.
CODES = "10 per 15 minutes"


class Limits:
    """The counters of one app."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._limiter = Limiter(
            key_func=_from,
            app=app,
            storage_uri=settings.redis_url or "memory://",
            in_memory_fallback_enabled=bool(settings.redis_url),
            key_prefix="boussole",
        )

    def signing_in(self, account: str) -> AbstractContextManager[object]:
        """Count one try for this account from this address; a 429 beyond ten in a quarter of an hour."""
        return self._limiter.limit(SIGN_IN, key_func=lambda: _key(account), scope="sign-in")

    def opening_embed(self, site: str) -> AbstractContextManager[object]:
        """Count one try to open a session on a site's pages from this address; a 429 beyond 300 a minute."""
        return self._limiter.limit(EMBED, key_func=lambda: _key(site), scope="embed")

    def typing_code(self, person: str) -> AbstractContextManager[object]:
        """Count one code typed by this person, from wherever; a 429 beyond ten in a quarter of an hour."""
        return self._limiter.limit(CODES, key_func=lambda: _digest(person), scope="link-code")


def _from() -> str:
    return request.remote_addr or ""


def _key(account: str) -> str:
    """Counters outlive a request and can lie in Redis: they hold no address of anybody."""
    return _digest(f"{_from()} {account}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
