"""/admin/assistant: which models answer, in which order, what they may cost, and who changed what."""

from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.conversations.providing import book, changing, spending
from lti_tool.conversations.providing.changing import By
from lti_tool.conversations.providing.limits import read_policy
from lti_tool.errors import InvalidInputError
from lti_tool.pages.admin import model_words as words
from lti_tool.pages.admin.amounts import money, plain
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.admin.model_forms import LimitsForm, ModelForm
from lti_tool.web import access, desk_session
from lti_tool.web.services import services
from lti_tool.web.transactions import db


def by() -> By:
    """Return who changes something now."""
    return By(desk_session.administrator().email, services().clock.now())


class ModelPages:
    """The list of models, the switch over all of them, the limits, and the form of a new one."""

    def __init__(self, desk: Desk) -> None:
        self._models = desk.models

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/assistant", "models", self.show, methods=["GET"])
        blueprint.add_url_rule("/assistant/switch", "switch_models", self.switch, methods=["POST"])
        blueprint.add_url_rule("/assistant/limits", "set_limits", self.set_limits, methods=["POST"])
        blueprint.add_url_rule("/assistant/models/new", "new_model", self.new, methods=["GET"])
        blueprint.add_url_rule("/assistant/models/new", "add_model", self.add, methods=["POST"])

    @access.administrator
    def show(self) -> ResponseReturnValue:
        """Show where answers come from."""
        return self._page(done=words.DONE.get(request.args.get("done", "")))

    @access.administrator
    def switch(self) -> ResponseReturnValue:
        """Ask models again, or leave all of them alone: search answers only."""
        changing.set_policy(db(), by(), models_on=request.form.get("on") == "yes")
        return onward(url_for("admin.models", done="saved"))

    @access.administrator
    def set_limits(self) -> ResponseReturnValue:
        """Set what models may use."""
        form = LimitsForm.of(request.form)
        try:
            changing.set_policy(db(), by(), currency=form.currency, limits=form.limits())
        except InvalidInputError as error:
            return make_response(self._page(form=form, errors=error.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
        return onward(url_for("admin.models", done="saved"))

    @access.administrator
    def new(self) -> ResponseReturnValue:
        """Show the form of a model."""
        return render_template("admin/model_new.html", form=ModelForm(), errors={})

    @access.administrator
    def add(self) -> ResponseReturnValue:
        """Connect a model."""
        form = ModelForm.of(request.form)
        try:
            made = changing.add(db(), form.connection(self._models.seal), by())
        except InvalidInputError as error:
            page = render_template("admin/model_new.html", form=form, errors=error.fields)
            return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        return onward(url_for("admin.model", provider_id=made.id, done="added"))

    def _page(self, **values: object) -> str:
        session, now = db(), services().clock.now()
        policy, day = read_policy(session), spending.begin_of_day(now)
        shown: dict[str, object] = {
            "policy": policy,
            "models": book.listed(session, self._models.settings),
            "standings": words.STANDINGS,
            "today": spending.by_provider(session, day),
            "day": spending.spent(session, day),
            "month": spending.spent(session, day.replace(day=1)),
            "form": LimitsForm.about(policy),
            "errors": {},
            "limits": words.LIMITS,
            "changes": changing.last_changes(session),
            "fields": words.FIELDS,
            "in_money": words.MONEY,
            "plain": plain,
            "money": lambda micros: money(micros, policy.currency),
        }
        return render_template("admin/models.html", **{**shown, **values})
