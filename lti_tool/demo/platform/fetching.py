"""Documents that the campus reads from a tool's site: its keys, its registration page."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from lti_tool.demo.platform.refusals import RefusedError, UnreadableError

_LIMIT = 1_000_000


def fetch_json(address: str) -> Any:
    """Read a JSON document over http(s), at most 1 MB, waiting 5 s at most."""
    if not address.startswith(("http://", "https://")):
        raise RefusedError(400, f"not a web address: {address}")
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - the scheme is checked above
            return json.loads(answer.read(_LIMIT))
    except (OSError, ValueError) as error:
        raise UnreadableError(400, f"{address} could not be read: {error}") from error
