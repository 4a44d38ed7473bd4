"""What a page's content security policies let it load (CSP Level 3, sections 6.1 and 6.7.2)."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

#: Where a directive is missing, the next of its line counts.
_FALLBACKS = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
}
_PORTS = {"https": 443, "http": 80}
_SOURCE = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>\*|(?:\*\.)?[a-z0-9.-]+)(?::(?P<port>\d+|\*))?(?:/.*)?"
)


def allows(policies: Iterable[str], directive: str, origin: str) -> bool:
    """Tell whether every policy lets the page load from `origin`; `directive` is script-src or frame-src.

    A script that only a nonce or a hash would admit counts as blocked: the line to copy has neither.
    """
    return all(_one_allows(_directives(policy), directive, origin) for policy in policies)


def split_header(value: str) -> list[str]:
    """Return the policies of one `Content-Security-Policy` header, which a comma parts."""
    return [policy for policy in value.split(",") if policy.strip()]


def _directives(policy: str) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        name, *sources = part.strip().lower().split() or [""]
        if name:
            found.setdefault(name, sources)
    return found


def _one_allows(directives: Mapping[str, list[str]], directive: str, origin: str) -> bool:
    for name in _FALLBACKS[directive]:
        if name in directives:
            sources = directives[name]
            if directive == "script-src" and "'strict-dynamic'" in sources:
                return False
            return any(_matches(source, origin) for source in sources)
    return True


def _matches(source: str, origin: str) -> bool:
    parts = urlsplit(origin)
    if source == "*":
        return True
    if source.endswith(":") and "/" not in source:
        return source == f"{parts.scheme}:"
    found = _SOURCE.fullmatch(source)
    if found is None:
        return False
    host = parts.hostname or ""
    wanted = found["host"]
    same_host = wanted in ("*", host) or (wanted.startswith("*.") and host.endswith(wanted[1:]))
    same_scheme = found["scheme"] in (None, parts.scheme) or (found["scheme"], parts.scheme) == ("http", "https")
    port = parts.port or _PORTS.get(parts.scheme, 0)
    usual = _PORTS.get(found["scheme"] or parts.scheme, 0)
    same_port = found["port"] == "*" or port == int(found["port"] or usual) or (found["port"] is None and port == 443)
    return same_host and same_scheme and same_port
