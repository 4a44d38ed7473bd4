"""The campus as a Flask app."""

from __future__ import annotations

import secrets

from flask import Flask

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.here import settle
from lti_tool.demo.platform.keyset import keyset_routes


def create_campus(config: CampusConfig) -> Flask:
    """Build one campus. `here.campus_of(app)` gives the `Campus` behind it."""
    app = Flask(__name__, static_url_path="/static")
    # A new secret at each start: after a restart people choose again who they are.
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_NAME="campus", SESSION_COOKIE_SAMESITE="Lax")
    settle(app, Campus(config))
    app.register_blueprint(keyset_routes(config.profile))
    return app
