"""Pages of an organisation that may hold the assistant, as a port that the host fills."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from widget.errors import WidgetError


@dataclass(frozen=True, slots=True)
class Site:
    """One organisation's site. `origins` are exact ("https://intranet.example", port included).

    `anonymous` lets visitors in without a name (search answers only); `sign_in_url` starts a
    sign-in in a window of its own, "" without one. `accent` is the site's colour, "" for the usual one.
    """

    id: str
    origins: tuple[str, ...]
    language: str = "en"
    anonymous: bool = False
    sign_in_url: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """An opaque bearer for the frame, and how long it holds."""

    bearer: str
    seconds: int


class SessionRefusedError(WidgetError):
    """The page's token, code or name was not accepted."""

    message = "This page did not confirm who you are. Sign in there, then try again."
    status = 401


class Sites(Protocol):
    """The sites that are switched on, and the exchange of what a page vouches for."""

    def find(self, site_id: str) -> Site | None:
        """The site, or None when it does not exist or is switched off."""
        ...

    def open_session(self, site_id: str, kind: str, value: str) -> Session | None:
        """Exchange a "jwt", a sign-in's one-time "code" or its "number" (the frame's nonce, a blank, six
        digits), or "anonymous".

        None means: no sign-in of this frame has left that number. Refusals raise `SessionRefusedError`.
        """
        ...


def is_origin(text: str) -> bool:
    """True for an exact web origin: no path, no userinfo, no wildcard, no trailing dot; https, or loopback."""
    parts = urlsplit(text)
    host = parts.hostname or ""
    try:
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return False
    exact = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    if text != exact or not host or host.endswith(".") or "*" in host or not host.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in ("localhost", "127.0.0.1", "::1"))
