"""Addresses of services, changed without disturbing what the platform put into them."""

from collections.abc import Mapping
from urllib.parse import quote


def below(url: str, ending: str) -> str:
    """Return `url` with `/ending` put at the end of its path, before a query such as Moodle's `?type_id=`."""
    address, _, fragment = url.partition("#")
    del fragment
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/')}/{ending}{mark}{query}"


def with_query(url: str, values: Mapping[str, str | None]) -> str:
    """Return `url` with these parameters added; those it names already, and None, are left out."""
    address = url.partition("#")[0]
    query = address.partition("?")[2]
    held = {part.partition("=")[0] for part in query.split("&") if part}
    added = [
        f"{name}={quote(value, safe='')}" for name, value in values.items() if value is not None and name not in held
    ]
    if not added:
        return address
    joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    return f"{address}{joint}{'&'.join(added)}"
