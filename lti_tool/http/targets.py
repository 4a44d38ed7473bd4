"""Taking an address (URL) apart before it is called: only plain, absolute http(s) addresses pass."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from lti_tool.http.errors import AddressRefusedError

MAX_LENGTH = 4000
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_DOTTED_QUAD = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
_NUMERIC_LABEL = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)\Z")
#: Leaves reserved characters and escapes as they are: Canvas' bookmarks must come back byte for byte.
_SAFE = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Target:
    """An address in the pieces a connection needs; `path` holds the query and never the fragment."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _default_port(self.scheme) else f"{host}:{self.port}"


def parse(url: str) -> Target:
    """Return the pieces of `url`; `AddressRefusedError` for everything unusual."""
    if len(url) > MAX_LENGTH or _FORBIDDEN.search(url):
        raise AddressRefusedError(detail="too long, or with blanks or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefusedError(detail="not an address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise AddressRefusedError(host=host, detail="not an absolute http(s) address")
    if parts.username is not None or parts.password is not None:
        raise AddressRefusedError(host=host, detail="names a user")
    if port == 0:
        raise AddressRefusedError(host=host, detail="port 0")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Target(parts.scheme, _ascii_host(host), port or _default_port(parts.scheme), path)


def join(base: str, location: str) -> str:
    """Return the absolute address a redirect points to."""
    return urljoin(base, location)


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _ascii_host(host: str) -> str:
    host = host.rstrip(".")
    if ":" in host:
        return host
    try:
        plain = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        raise AddressRefusedError(detail="not a host name") from None
    last = plain.rpartition(".")[2]
    if not last or (_NUMERIC_LABEL.match(last) and not _DOTTED_QUAD.match(plain)):
        # 2130706433, 0x7f.1 and the like: numbers that some resolvers read as addresses.
        raise AddressRefusedError(host=plain, detail="a number in place of a host name")
    if _DOTTED_QUAD.match(plain) and any(len(part) > 1 and part.startswith("0") for part in plain.split(".")):
        raise AddressRefusedError(host=plain, detail="an octal address")
    return plain
