"""/admin/platforms/<number>: one registration; let in, hold back, try, remove."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import N_
from lti_tool.gradebook.by_platform import newest_gradebook
from lti_tool.lti import platforms
from lti_tool.lti.connection_check import Course
from lti_tool.lti.models import PlatformStatus
from lti_tool.pages.admin import standing
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.forms import text_of
from lti_tool.people.roster_sync import newest_url
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

DONE = {
    "saved": N_("Saved. Now test the connection."),
    "approve": N_("Launches of this platform are let in from now on."),
    "pause": N_("Launches of this platform are held back from now on. Nothing is deleted."),
    "deployment": N_("The deployment is added."),
}
ACTIONS = {"approve": PlatformStatus.APPROVED, "pause": PlatformStatus.PENDING}
_LONGEST = 255
#: Beyond it no database has a row; it would refuse the number itself.
LARGEST = 2**53


class PlatformPage:
    """One registration and what may be done with it."""

    def __init__(self, desk: Desk) -> None:
        self._check = desk.connection_check

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        place = f"/platforms/<int(max={LARGEST}):platform_id>"
        blueprint.add_url_rule(place, "platform", self.show, methods=["GET"])
        blueprint.add_url_rule(f"{place}/status", "set_status", self.set_status, methods=["POST"])
        blueprint.add_url_rule(f"{place}/deployments", "add_deployment", self.add_deployment, methods=["POST"])
        blueprint.add_url_rule(f"{place}/check", "check", self.check, methods=["POST"])
        blueprint.add_url_rule(f"{place}/remove", "ask_remove", self.ask_remove, methods=["GET"])
        blueprint.add_url_rule(f"{place}/remove", "remove", self.remove, methods=["POST"])

    @access.administrator
    def show(self, platform_id: int) -> ResponseReturnValue:
        """Show the registration."""
        return _page(platform_id, done=DONE.get(request.args.get("done", "")))

    @access.administrator
    def set_status(self, platform_id: int) -> ResponseReturnValue:
        """Let launches in, or hold them back."""
        action = request.form.get("action", "")
        if action not in ACTIONS:
            return make_response(_page(platform_id), HTTPStatus.UNPROCESSABLE_ENTITY)
        platforms.set_status(db(), platform_id, ACTIONS[action])
        return _back(platform_id, action)

    @access.administrator
    def add_deployment(self, platform_id: int) -> ResponseReturnValue:
        """Add a deployment, or approve one that waits."""
        name = (text_of(request.form, "deployment_id") or "").strip()
        if not 0 < len(name) <= _LONGEST:
            wrong = N_("A deployment ID has between 1 and 255 characters.")
            return make_response(_page(platform_id, typed=name, wrong=wrong), HTTPStatus.UNPROCESSABLE_ENTITY)
        platforms.add_deployment(db(), platforms.get(db(), platform_id).id, name, services().clock.now())
        return _back(platform_id, "deployment")

    @access.administrator
    def check(self, platform_id: int) -> ResponseReturnValue:
        """Try every service and show how far it went; the answer is the page, nothing of it is kept."""
        # The network comes before the request's own transaction: nothing waits for a slow platform.
        with services().database.transaction(write=False) as session:
            platforms.get(session, platform_id)
            course = Course(newest_gradebook(session, platform_id), newest_url(session, platform_id))
        steps = self._check.run(platform_id, course)
        return _page(platform_id, steps=steps, untried=_untried(course))

    @access.administrator
    def ask_remove(self, platform_id: int) -> ResponseReturnValue:
        """Say what removing means and ask."""
        return render_template("admin/remove.html", standing=standing.of_one(db(), platform_id))

    @access.administrator
    def remove(self, platform_id: int) -> ResponseReturnValue:
        """Disconnect the platform."""
        platforms.remove(db(), platform_id)
        return onward(url_for("admin.home", done="removed"))


def _untried(course: Course) -> str:
    """Return what would have to be there for the rest of the test."""
    if course.ags is None and course.roster_url is None:
        return N_("Open the tool once from a course: then its gradebook and its list of people are tried too.")
    if course.roster_url is None:
        return N_(
            "No course has offered its list of people yet. Allow Names and Role Provisioning for the tool on the "
            "platform, open the tool once from a course, then test again."
        )
    if course.ags is None:
        return N_(
            "No course has offered its gradebook yet. Allow Assignment and Grade Services for the tool on the "
            "platform, open the tool once from a course, then test again."
        )
    return ""


def _page(platform_id: int, **values: object) -> str:
    return render_template("admin/platform.html", standing=standing.of_one(db(), platform_id), **values)


def _back(platform_id: int, done: str) -> ResponseReturnValue:
    return onward(url_for("admin.platform", platform_id=platform_id, done=done))
