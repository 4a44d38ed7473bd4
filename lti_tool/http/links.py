"""Link headers (RFC 8288) as platforms really write them.

Addresses keep their case (a Canvas bookmark breaks otherwise), commas inside an address do
not end it, and quotation marks may be missing or curly.
"""

import re
from urllib.parse import urljoin

_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[^,;<]+)*)")
_RELATION = re.compile(r";\s*rel\s*=\s*([^;]+)", re.IGNORECASE)
_QUOTES = "\"'“”„«»‘’ \t"
#: Curly quotes written in UTF-8 and read as Latin-1, as header bytes are.
_MANGLED = ("â\x80\x9c", "â\x80\x9d", "â\x80\x98", "â\x80\x99")


def find(header: str, relation: str, base: str = "") -> str | None:
    """Return the address with this relation (`next`, `differences`), made absolute against `base`."""
    for mangled in _MANGLED:
        header = header.replace(mangled, '"')
    for link in _LINK.finditer(header):
        address, match = str(link[1]).strip(), _RELATION.search(link[2])
        relations = match[1].strip(_QUOTES).lower().split() if match else []
        if relation in relations and address:
            return urljoin(base, address)
    return None
