"""A refused login or launch as a page: which check failed, what to do, and the way back to the course."""

from urllib.parse import quote

import structlog
from flask import Response, g, make_response, render_template

from lti_tool.lti.refusals import LaunchRefusal
from lti_tool.web.i18n import said

log = structlog.get_logger(__name__)


def refuse(refusal: LaunchRefusal) -> Response:
    """Answer with the refusal's page; where the platform named a place of its own, a link leads back there."""
    sentence = said(refusal.message, refusal.parameters)
    number = g.get("correlation_id", "")
    log.info("launch refused", check=refusal.check)
    page = render_template(
        "launch/refused.html",
        sentence=sentence,
        check=refusal.check,
        correlation_id=number,
        back=_with_message(refusal.return_url, sentence, f"{refusal.check} {number}"),
    )
    return make_response(page, refusal.status)


def _with_message(return_url: str | None, message: str, for_the_log: str) -> str | None:
    """Add `lti_errormsg` and `lti_errorlog` (LTI 1.3 Core, section 5.4.6) to the platform's address."""
    if return_url is None:
        return None
    address, _, fragment = return_url.partition("#")
    joint = "&" if "?" in address else "?"
    told = f"lti_errormsg={quote(message, safe='')}&lti_errorlog={quote(for_the_log, safe='')}"
    return f"{address}{joint}{told}" + (f"#{fragment}" if fragment else "")
