"""Which web origins belong to a platform: they may frame the tool and be returned to."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from lti_tool.lti.models import Platform
from lti_tool.lti.registered import Registered

#: Canvas' own cloud signs for all its customers, each at a host of its own.
_CANVAS_CLOUD = ("https://*.instructure.com", "https://*.canvaslms.com")
_CANVAS_ISSUERS = {
    "https://canvas.instructure.com",
    "https://canvas.beta.instructure.com",
    "https://canvas.test.instructure.com",
}
_FORBIDDEN = re.compile(r"[\x00-\x20\\\x7f]")
_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=2048)
def origin_of(url: str) -> str | None:
    """Return scheme://host[:port] of an http(s) address in its shortest form, None for anything else."""
    if _FORBIDDEN.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or parts.password is not None:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    shown = "" if port in {None, _PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


def of_platform(platform: Platform | Registered) -> tuple[str, ...]:
    """Return the platform's origins, as `frame-ancestors` takes them; some begin with `https://*.`."""
    known = [platform.authorization_url, platform.issuer, platform.keyset_url, *platform.extra_origins]
    origins = [origin if origin.startswith("https://*.") else origin_of(origin) for origin in known]
    cloud = _CANVAS_CLOUD if platform.issuer in _CANVAS_ISSUERS else ()
    return tuple(dict.fromkeys([origin for origin in origins if origin] + list(cloud)))


def is_of(url: str, origins: Iterable[str]) -> bool:
    """True when the address lies on one of these origins."""
    origin = origin_of(url)
    return origin is not None and any(_matches(origin, allowed) for allowed in origins)


def _matches(origin: str, allowed: str) -> bool:
    if allowed.startswith("https://*."):
        return origin.startswith("https://") and origin.endswith(allowed.removeprefix("https://*"))
    return origin == allowed
