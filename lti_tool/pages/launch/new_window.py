"""The last step of the ladder: a page that begins the login again in a window of its own."""

from flask import Response, g, make_response, render_template

from lti_tool.lti.launching import Launches, Met
from lti_tool.lti.refusals import OtherBrowserError
from lti_tool.web import headers


def offer_new_window(launches: Launches, met: Met) -> Response:
    """Say that the browser did not keep the login, and offer the way that needs no frame."""
    headers.allow_frames_of(met.origins)
    page = render_template(
        "launch/new_window.html",
        state=met.attempt.state,
        ticket=launches.give_ticket(met),
        correlation_id=g.get("correlation_id", ""),
    )
    return make_response(page, OtherBrowserError.status)
