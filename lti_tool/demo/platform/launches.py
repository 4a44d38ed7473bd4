"""What runs inside the frame during a launch: the login request, the authentication endpoint, the way back."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request

from lti_tool.demo.platform.authorization import authorize
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.minting import Message
from lti_tool.demo.platform.people import PEOPLE
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.signing_in import reader, signed_in, taught, visited

_FOR_TEACHERS = {"deep_linking", "submission_review"}


def launch_routes(profile: Profile) -> Blueprint:
    """Return the pages of a launch; the authentication endpoint is at the profile's address."""
    routes = Blueprint("launches", __name__)

    @routes.get("/open/<activity>")
    def opened(activity: str) -> str:
        """Post the login request to the tool, from inside the frame."""
        if activity not in here().state.activities:
            raise RefusedError(404, "There is no such activity.")
        message = _message(request.args.get("message", "resource_link"))
        course = here().activity(activity).course
        visited(course)
        if message in _FOR_TEACHERS:
            taught(course)
        about = PEOPLE.get(request.args.get("about", ""))
        as_student = request.args.get("view") == "student"
        if as_student:
            taught(course)
        login = here().begin(reader(), activity, message, about, as_student=as_student)
        return render_template("campus/post.html", address=login.address, fields=login.fields)

    @routes.route(profile.paths.authorize, methods=["GET", "POST"])
    def authorized() -> str:
        answer = authorize(here(), request.values, signed_in())
        return render_template("campus/post.html", address=answer.address, fields=answer.fields)

    @routes.get("/return")
    def returned() -> str:
        """Show what the tool says when it sends someone back (LTI 1.3 Core, 5.4.6)."""
        said = {kind: request.args[kind] for kind in ("lti_msg", "lti_errormsg") if kind in request.args}
        for kind in ("lti_log", "lti_errorlog"):
            if kind in request.args:
                here().note(kind, request.args[kind][:500], accepted=kind == "lti_log")
        return render_template("campus/returned.html", said=said, course=request.args.get("course", ""))

    @routes.get("/post_message_forwarding")
    def forwarding() -> str:
        """Keep data for tools whose cookies are blocked (platform storage); lives in a hidden frame."""
        return render_template("campus/storage.html")

    return routes


def origin(address: str) -> str:
    """Return the origin of an address, for `allow` and for exact message targets."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _message(text: str) -> Message:
    for known in get_args(Message):
        if text == known:
            return known  # type: ignore[no-any-return]
    raise RefusedError(400, "The campus does not send this kind of message.")
