"""/admin/readings: whether the words of check-ins may be read, on what basis, who answers for it, the record."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import N_, InvalidInputError
from lti_tool.mentoring import signal_shares
from lti_tool.pages.admin.desk import onward
from lti_tool.pages.forms import cleaned
from lti_tool.signals import mood_switch
from lti_tool.signals.mood_switch import Decision
from lti_tool.web import access, desk_session
from lti_tool.web.services import services
from lti_tool.web.transactions import db

DONE = {
    "on": N_("It is on. Nothing is read of anybody who has not agreed."),
    "off": N_("It is off. Every reading is deleted, also what people shared of theirs."),
}


class ReadingPages:
    """Switch readings of words on with a recorded decision; switch them off, which deletes them."""

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/readings", "readings", self.show, methods=["GET"])
        blueprint.add_url_rule("/readings/on", "switch_readings_on", self.switch_on, methods=["POST"])
        blueprint.add_url_rule("/readings/off", "switch_readings_off", self.switch_off, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show how it stands, the figures, and every decision."""
        return self._page(done=DONE.get(request.args.get("done", "")))

    @access.administrator
    def switch_on(self) -> ResponseReturnValue:
        """Note the decision; everybody is asked from then on, also who agreed before."""
        decision = Decision(
            basis=cleaned(request.form.get("basis", "")),
            responsible=cleaned(request.form.get("responsible", "")),
            decided_on=request.form.get("decided_on", ""),
            figures_read=request.form.get("figures_read") == "on",
        )
        try:
            mood_switch.switch_on(db(), decision, desk_session.administrator().email, services().clock.now())
        except InvalidInputError as error:
            return self._page(typed=decision, errors=error.fields), error.status
        return onward(url_for("admin.readings", done="on"))

    @access.administrator
    def switch_off(self) -> ResponseReturnValue:
        """Stop reading and delete what was derived."""
        signal_shares.switch_mood_off(db(), desk_session.administrator().email, services().clock.now())
        return onward(url_for("admin.readings", done="off"))

    def _page(self, **values: object) -> str:
        shown = {"typed": Decision(), "errors": {}, **values}
        return render_template(
            "admin/readings.html",
            figures=mood_switch.figures(),
            record=mood_switch.record(db()),
            today=services().clock.now().date().isoformat(),
            **shown,
        )
