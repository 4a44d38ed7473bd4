"""For load balancers and monitoring: alive, ready, counters. No person sees these pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from lti_tool.errors import NotFoundError
from lti_tool.web import access


@dataclass(frozen=True, slots=True)
class HealthPages:
    """`readiness` says whether requests can be served, and what was found of each part."""

    readiness: Callable[[], tuple[bool, Mapping[str, Any]]]
    metrics: Callable[[], Response]


def create_blueprint(parts: HealthPages) -> Blueprint:
    """Return the blueprint for these parts."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @access.public
    def alive() -> Response:
        return jsonify(status="alive")

    @blueprint.get("/readyz")
    @access.public
    def ready() -> tuple[Response, int]:
        is_ready, found = parts.readiness()
        return jsonify(status="ready" if is_ready else "not ready", **found), 200 if is_ready else 503

    @blueprint.get("/metrics")
    @access.public
    def metrics() -> Response:
        # Counters tell how busy an institution is: they are for this machine, not for whoever comes by a proxy.
        if request.remote_addr not in {"127.0.0.1", "::1"} or "X-Forwarded-For" in request.headers:
            raise NotFoundError
        return parts.metrics()

    return blueprint
