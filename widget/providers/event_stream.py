"""The server-sent events of chat completions: one JSON object after each "data:" (HTML standard, 9.2)."""

import json
from collections.abc import Iterator
from typing import Any

from widget.providers.protocol import ProviderError

#: Longest line taken from a server, in characters: an object of one chunk is a few hundred.
LONGEST_LINE = 262_144
_END = "[DONE]"


def events(pieces: Iterator[str]) -> Iterator[dict[str, Any]]:
    """The objects of a stream, as they come.

    Raises `ProviderError` for a lost connection, an endless line and an error that the server
    reports inside the stream; ValueError or TypeError for what is no JSON object.
    """
    for line in _lines(pieces):
        if not line.startswith("data:"):
            continue
        data = line[5:].strip()
        if data == _END:
            return
        if not data:
            continue
        body = json.loads(data)
        if not isinstance(body, dict):
            raise TypeError("not an object")
        if body.get("error"):
            raise ProviderError("the server reported an error")
        yield body


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in _arriving(pieces):
        rest += piece
        if len(rest) > LONGEST_LINE:
            raise ProviderError("answer too long")
        *lines, rest = rest.replace("\r", "\n").split("\n")
        yield from lines
    if rest:
        yield rest


def _arriving(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces; what the network does to them becomes one error of ours."""
    try:
        yield from pieces
    except Exception as error:
        # The errors of the transport under the client, a package that is not ours to import.
        timed_out = "timeout" in type(error).__name__.lower()
        raise ProviderError("timed out" if timed_out else "connection lost", retryable=True) from error
