"""/admin/invites: one-time addresses with which a platform's administrator connects it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.lti import invites
from lti_tool.pages.admin.desk import Desk
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

#: How long an invitation may work, in days.
LASTING = (1, 7, 30)
USUAL = 7


class InvitePages:
    """Make an invitation; see which ones wait."""

    def __init__(self, desk: Desk) -> None:
        self._public_url = desk.public_url

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/invites", "invites", self.show, methods=["GET"])
        blueprint.add_url_rule("/invites", "invite", self.make, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show which invitations wait."""
        return self._page()

    @access.administrator
    def make(self) -> ResponseReturnValue:
        """Make one and show its address, here and never again: it is stored hashed."""
        asked = request.form.get("days", type=int)
        days = asked if asked in LASTING else USUAL
        made = invites.make(db(), services().clock.now(), days=days)
        return self._page(address=f"{self._public_url}/lti/register?invite={made.token}", made=made, days=days)

    def _page(self, **values: object) -> str:
        waiting = invites.waiting(db(), services().clock.now())
        return render_template(
            "admin/invites.html", **{"days": USUAL, "lasting": LASTING, "waiting": waiting, **values}
        )
