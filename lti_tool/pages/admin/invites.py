"""/admin/invites: one-time addresses with which a platform's administrator connects it."""

import re
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import N_
from lti_tool.lti import invites
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

#: How long an invitation may work, in days.
LASTING = (1, 7, 30)
USUAL = 7
DONE = {
    "withdrawn": N_("The invitation is withdrawn: its address connects nothing any more."),
    "restored": N_("The invitation works again."),
    "late": N_("That invitation was used already, or it has ended. Nothing was changed."),
}
#: How an invitation is named on the page: by the hash of its address, which opens nothing.
_NAME = re.compile(r"[0-9a-f]{64}")


class InvitePages:
    """Make an invitation; see which ones wait; withdraw one."""

    def __init__(self, desk: Desk) -> None:
        self._public_url = desk.public_url

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/invites", "invites", self.show, methods=["GET"])
        blueprint.add_url_rule("/invites", "invite", self.make, methods=["POST"])
        blueprint.add_url_rule("/invites/withdraw", "withdraw_invite", self.withdraw, methods=["POST"])
        blueprint.add_url_rule("/invites/restore", "restore_invite", self.restore, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show which invitations wait, and what just came of one."""
        named = _name_in(request.args)
        can_restore = named if invites.is_withdrawn(db(), named, services().clock.now()) else ""
        came = request.args.get("done", "")
        return self._page(done=DONE.get(came), late=came == "late", can_restore=can_restore)

    @access.administrator
    def withdraw(self) -> ResponseReturnValue:
        """Make one unusable, at once."""
        named = _name_in(request.form)
        if not invites.withdraw(db(), named, services().clock.now()):
            return onward(url_for("admin.invites", done="late"))
        return onward(url_for("admin.invites", done="withdrawn", invite=named))

    @access.administrator
    def restore(self) -> ResponseReturnValue:
        """Undo that."""
        restored = invites.restore(db(), _name_in(request.form), services().clock.now())
        return onward(url_for("admin.invites", done="restored" if restored else "late"))

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


def _name_in(given: Mapping[str, str]) -> str:
    """Return which invitation is meant; empty, which names none, for anything else."""
    named = given.get("invite", "")
    return named if _NAME.fullmatch(named) else ""
