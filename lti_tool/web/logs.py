"""Structured logs (JSON lines) with a correlation id; tokens, names and texts are dropped before writing."""

import logging
import secrets
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Response, g, request

PRIVATE = frozenset(
    {
        "token",
        "password",
        "authorization",
        "id_token",
        "state",
        "nonce",
        "name",
        "email",
        "text",
        "question",
        "answer",
        "return_url",
    }
)


def drop_private(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace the values of private keys; what is not written cannot leak."""
    return {key: "[dropped]" if key.lower() in PRIVATE else value for key, value in event.items()}


def configure(level: str) -> None:
    """Send one JSON line per event to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            drop_private,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        # Looked up at each line: whoever replaces standard error gets what is written from then on.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def begin_request() -> None:
    """Give the request an id that its log lines and its error page share."""
    g.correlation_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(correlation_id=g.correlation_id, path=request.path, method=request.method)


def end_request(response: Response) -> Response:
    """Show the id on the response too."""
    response.headers["X-Correlation-Id"] = g.get("correlation_id", "")
    return response
