"""Errors become a page or a fragment in the person's language, with what to do next; never a trace."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, make_response, render_template
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lti_tool.errors import N_, BoussoleError, UnavailableError
from lti_tool.web.fragments import wants_fragment
from lti_tool.web.i18n import said

log = structlog.get_logger(__name__)

SENTENCES = {
    HTTPStatus.NOT_FOUND: N_("This page does not exist, or it is not open to you."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This address does not take what was sent."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("This is too large. Send something smaller."),
    HTTPStatus.TOO_MANY_REQUESTS: N_("That was many requests in a short time. Wait a minute, then try again."),
    HTTPStatus.BAD_REQUEST: N_("Something in this request is missing or malformed. Go back and try again."),
}


def install(app: Flask) -> None:
    """Register the handlers for our errors, Flask's, the database's and everything unforeseen."""
    app.register_error_handler(BoussoleError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unforeseen)


def refuse(status: int, sentence: str, *, extra: dict[str, str] | None = None) -> Response:
    """Answer with an error page, or its fragment for htmx, in the person's language."""
    values = {"sentence": sentence, "status": status, "correlation_id": g.get("correlation_id", ""), **(extra or {})}
    if wants_fragment():
        return make_response(render_block("errors/error.html", "failure", **values), status)
    return make_response(render_template("errors/error.html", **values), status)


def _known(error: BoussoleError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("refused", status=int(error.status), reason=error.message)
    return refuse(error.status, said(error.message, error.parameters))


def _http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    response = refuse(status, said(SENTENCES.get(status, BoussoleError.message)))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _database(error: OperationalError) -> Response:
    log.warning("database unavailable", kind=type(error.orig).__name__)
    return refuse(UnavailableError.status, said(UnavailableError.message))


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen error", kind=type(error).__name__, exc_info=error)
    return refuse(BoussoleError.status, said(BoussoleError.message))
