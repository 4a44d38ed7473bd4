"""The campus as a Flask app."""

from __future__ import annotations

import secrets

from flask import Flask, Response, render_template, request

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.controls import control_routes
from lti_tool.demo.platform.deep_linking import deep_linking_routes
from lti_tool.demo.platform.external_tools import tool_routes
from lti_tool.demo.platform.faults import misbehave
from lti_tool.demo.platform.gradebook import gradebook_routes
from lti_tool.demo.platform.here import settle
from lti_tool.demo.platform.keyset import keyset_routes
from lti_tool.demo.platform.language import known, language, say
from lti_tool.demo.platform.launches import launch_routes
from lti_tool.demo.platform.line_items import line_item_routes
from lti_tool.demo.platform.pages import page_routes
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.registration import registration_routes
from lti_tool.demo.platform.roster import roster_routes
from lti_tool.demo.platform.scores import score_routes
from lti_tool.demo.platform.signing_in import signed_in
from lti_tool.demo.platform.tokens import token_routes

# Frames may hold any tool; the campus's own pages may stand in the campus's frames only.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-src *; frame-ancestors 'self'; base-uri 'none'; object-src 'none'"
)


def create_campus(config: CampusConfig) -> Flask:
    """Build one campus. `here.campus_of(app)` gives the `Campus` behind it."""
    app = Flask(__name__, static_url_path="/static")
    # A new secret at each start: after a restart people choose again who they are.
    app.secret_key = secrets.token_bytes(32)
    app.config.update(SESSION_COOKIE_NAME="campus", SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=1_000_000)
    campus = Campus(config)
    settle(app, campus)
    _add_pages(app)
    for routes in (keyset_routes, token_routes, line_item_routes, score_routes, roster_routes, registration_routes):
        app.register_blueprint(routes(config.profile))
    app.register_blueprint(launch_routes(config.profile))
    if config.controls:
        app.register_blueprint(control_routes)
    misbehave(app, campus.faults, _service_paths(config.profile))
    return app


def _add_pages(app: Flask) -> None:
    for routes in (page_routes, gradebook_routes, deep_linking_routes, tool_routes):
        app.register_blueprint(routes)
    app.jinja_env.globals.update(_=say, known=known, language=language, reader=signed_in)

    @app.errorhandler(RefusedError)
    def refused(error: RefusedError) -> tuple[str, int]:
        return render_template("campus/refused.html", reason=error.reason), error.status

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        return render_template("campus/refused.html", reason="There is no such page."), 404

    @app.after_request
    def policy(response: Response) -> Response:
        if response.mimetype == "text/html" and request.endpoint != "tokens.token":
            response.headers.setdefault("Content-Security-Policy", _POLICY)
            response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response


def _service_paths(profile: Profile) -> tuple[str, ...]:
    """Return the beginnings of the paths that tools call: only these meet faults."""
    paths = profile.paths
    whole = (paths.line_items, paths.roster, paths.token, paths.jwks, paths.configuration, paths.register)
    return tuple(path.partition("{")[0] for path in whole)
