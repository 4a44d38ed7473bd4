"""Pages of a service answer, linked as RFC 8288 says."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.refusals import RefusedError

Row = TypeVar("Row")


def page(rows: Sequence[Row], longest: int) -> tuple[Sequence[Row], str | None]:
    """Return the page that the request asks for, and the address of the next one where there is one.

    `limit` is the tool's wish, at most `longest`. The position in `page` is opaque and mixes cases, as Canvas's
    bookmarks do (docs): a tool that changes the case of a link loses its way.
    """
    length = min(_positive(request.args.get("limit"), longest), longest)
    start = _position(request.args.get("page"))
    following = start + length
    if following >= len(rows):
        return rows[start:following], None
    query = {**request.args.to_dict(), "page": _bookmark(following)}
    return rows[start:following], f"{here().root}{request.path}?{urlencode(query)}"


def _bookmark(start: int) -> str:
    return "bookmark:" + base64.urlsafe_b64encode(f"Start={start}".encode()).decode("ascii")


def _position(bookmark: str | None) -> int:
    if not bookmark:
        return 0
    try:
        kind, _, encoded = bookmark.partition(":")
        name, _, start = base64.urlsafe_b64decode(encoded).decode("ascii").partition("=")
        if (kind, name) == ("bookmark", "Start"):
            return max(0, int(start))
    except ValueError:
        pass
    raise RefusedError(400, "the page is not one that this campus gave out")


def _positive(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not text.isdecimal() or int(text) < 1:
        raise RefusedError(400, f"limit is {text!r}, not a positive number")
    return int(text)
