"""Response headers: content security policy, framing, referrer, caching.

`frame-ancestors` names the platform that launched the page and nothing else; X-Frame-Options
is never sent, since it cannot name an origin. Refusals hold nothing to click, so they may be
shown inside any frame: otherwise an unknown platform's user would see an empty box.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Response, g

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
FIRST_REFUSAL = 400


def allow_frames_of(origins: Iterable[str]) -> None:
    """Let pages of these origins hold this response in a frame."""
    g.frame_origins = tuple(origins)


def allow_forms_to(*origins: str) -> None:
    """Let this page post a form to other origins (an LTI answer goes to the platform)."""
    g.form_origins = origins


def allow_microphone() -> None:
    """Let this document use the microphone; every other one, and every frame inside, is refused it."""
    g.microphone = True


def allow_own_frames() -> None:
    """Let this page hold pages of ours in frames (the preview of the embed)."""
    g.own_frames = True


def origin_of(url: str) -> str:
    """Return scheme://host[:port] of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def apply(response: Response) -> Response:
    """Put the headers on every response, errors and streams included."""
    ancestors = g.get("frame_origins") or (("*",) if response.status_code >= FIRST_REFUSAL else ("'self'",))
    forms = " ".join(("form-action 'self'", *g.get("form_origins", ())))
    policy = [forms if part.startswith("form-action") else part for part in POLICY]
    if g.get("own_frames"):
        policy.append("frame-src 'self'")
    response.headers["Content-Security-Policy"] = "; ".join((*policy, f"frame-ancestors {' '.join(ancestors)}"))
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    microphone = "(self)" if g.get("microphone") else "()"
    response.headers["Permissions-Policy"] = f"camera=(), geolocation=(), microphone={microphone}"
    return response
