"""The campus's published keys."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.profiles import Profile


def keyset_routes(profile: Profile) -> Blueprint:
    """Return the JWKS endpoint at the profile's address."""
    routes = Blueprint("keyset", __name__)

    @routes.get(profile.paths.jwks)
    def jwks() -> Response:
        return jsonify(here().jwks())

    return routes
