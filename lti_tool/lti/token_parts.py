"""The parts of a compact JWT, read strictly (RFC 7515, section 2; RFC 8259, section 4).

Two members of one name are refused: parsers differ in which they believe, so neither is.
"""

import base64
import json
from typing import Any


def read_part(part: str) -> dict[str, Any]:
    """Return a base64url part as a JSON object; `ValueError` for anything else."""
    try:
        decoded = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        value = json.loads(decoded, object_pairs_hook=_without_doubles)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - to the caller it is one kind of unusable text
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("two members of one name")
    return found
