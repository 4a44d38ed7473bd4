"""/admin/keys: the keys this tool signs with, and their rotation."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import N_
from lti_tool.lti import keys
from lti_tool.lti.models import KeyState
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

STATES = {
    KeyState.ACTIVE: N_("Signs now"),
    KeyState.NEXT: N_("Published, signs after the next rotation"),
    KeyState.RETIRING: N_("Signed before, stays published for a week"),
}


class KeyPages:
    """Which keys are published; rotate them."""

    def __init__(self, desk: Desk) -> None:
        self._vault = desk.vault
        self._address = f"{desk.public_url}/lti/jwks.json"

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/keys", "keys", self.show, methods=["GET"])
        blueprint.add_url_rule("/keys", "rotate", self.rotate, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show the published keys."""
        return render_template(
            "admin/keys.html",
            keys=keys.listed(db()),
            states=STATES,
            address=self._address,
            rotated=request.args.get("done") == "rotated",
        )

    @access.administrator
    def rotate(self) -> ResponseReturnValue:
        """Sign with the next key from now on."""
        keys.rotate(db(), self._vault, services().clock.now())
        return onward(url_for("admin.keys", done="rotated"))
