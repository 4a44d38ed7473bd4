"""/admin/assistant/models/<number>: one model; test it, accept its sheet, price it, switch it, remove it."""

import time
from dataclasses import asdict
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.conversations.providing import book, changing, sheet
from lti_tool.conversations.providing.limits import read_policy
from lti_tool.errors import InvalidInputError
from lti_tool.pages.admin import model_words as words
from lti_tool.pages.admin.amounts import money
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.admin.model_forms import ModelForm, PriceForm
from lti_tool.pages.admin.models import by
from lti_tool.pages.admin.platform import LARGEST
from lti_tool.pages.forms import text_of
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db


class ModelPage:
    """One model and what may be done with it; number 0 is the one of the environment."""

    def __init__(self, desk: Desk) -> None:
        self._models = desk.models

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        place = f"/assistant/models/<int(max={LARGEST}):provider_id>"
        blueprint.add_url_rule(place, "model", self.show, methods=["GET"])
        blueprint.add_url_rule(place, "change_model", self.change, methods=["POST"])
        blueprint.add_url_rule(f"{place}/test", "test_model", self.test, methods=["POST"])
        blueprint.add_url_rule(f"{place}/switch", "switch_model", self.switch, methods=["POST"])
        blueprint.add_url_rule(f"{place}/up", "move_model", self.move, methods=["POST"])
        blueprint.add_url_rule(f"{place}/price", "price_model", self.price, methods=["POST"])
        blueprint.add_url_rule(f"{place}/accept", "accept_model", self.accept, methods=["POST"])
        blueprint.add_url_rule(f"{place}/withdraw", "withdraw_model", self.withdraw, methods=["POST"])
        blueprint.add_url_rule(f"{place}/remove", "ask_remove_model", self.ask_remove, methods=["GET"])
        blueprint.add_url_rule(f"{place}/remove", "remove_model", self.remove, methods=["POST"])

    @access.administrator
    def show(self, provider_id: int) -> ResponseReturnValue:
        """Show the model."""
        return self._page(provider_id, done=words.DONE.get(request.args.get("done", "")))

    @access.administrator
    def change(self, provider_id: int) -> ResponseReturnValue:
        """Change how it is reached."""
        form = ModelForm.of(request.form)
        try:
            changing.change(db(), provider_id, form.connection(self._models.seal), by())
        except InvalidInputError as error:
            return self._refused(provider_id, error, form=form)
        return _back(provider_id, "saved")

    @access.administrator
    def test(self, provider_id: int) -> ResponseReturnValue:
        """Ask the model for one word and show how it came; the network comes before our own transaction."""
        found = asdict(self._models.probe(provider_id, time.monotonic))
        changing.note_test(db(), provider_id, self._models.settings, found, services().clock.now())
        return onward(f"{url_for('admin.model', provider_id=provider_id)}#found-title")

    @access.administrator
    def switch(self, provider_id: int) -> ResponseReturnValue:
        """Ask it again, or leave it alone."""
        on = request.form.get("on") == "yes"
        changing.switch(db(), provider_id, self._models.settings, by(), on=on)
        return _back(provider_id, "on" if on else "off")

    @access.administrator
    def move(self, provider_id: int) -> ResponseReturnValue:
        """Ask it before the one above it."""
        order = book.listed(db(), self._models.settings)
        changing.move_up(db(), order, provider_id, self._models.settings, by())
        return onward(url_for("admin.models", done="order"))

    @access.administrator
    def price(self, provider_id: int) -> ResponseReturnValue:
        """Say what it costs from now on."""
        form = PriceForm.of(request.form)
        try:
            changing.set_price(db(), provider_id, self._models.settings, form.price(), by())
        except InvalidInputError as error:
            return self._refused(provider_id, error, price=form)
        return _back(provider_id, "saved")

    @access.administrator
    def accept(self, provider_id: int) -> ResponseReturnValue:
        """Accept its sheet in one's own name."""
        region, retention = (text_of(request.form, name) or "" for name in ("region", "retention"))
        try:
            if request.form.get("read") != "on":
                raise InvalidInputError(fields={"read": words.NOT_READ})  # noqa: TRY301 - shown like any other
            changing.accept(db(), provider_id, self._models.settings, region, retention, by())
        except InvalidInputError as error:
            return self._refused(provider_id, error, region=region, retention=retention)
        return _back(provider_id, "accepted")

    @access.administrator
    def withdraw(self, provider_id: int) -> ResponseReturnValue:
        """Take the acceptance back."""
        changing.withdraw(db(), provider_id, self._models.settings, by())
        return _back(provider_id, "withdrawn")

    @access.administrator
    def ask_remove(self, provider_id: int) -> ResponseReturnValue:
        """Say what removing means and ask."""
        held = book.find(db(), self._models.settings, provider_id)
        return render_template("admin/model_remove.html", model=held)

    @access.administrator
    def remove(self, provider_id: int) -> ResponseReturnValue:
        """Forget the model with its key."""
        changing.remove(db(), provider_id, by())
        return onward(url_for("admin.models", done="removed"))

    def _page(self, provider_id: int, **values: object) -> str:
        held, policy = book.find(db(), self._models.settings, provider_id), read_policy(db())
        shown: dict[str, object] = {
            "model": held,
            "standing": words.STANDINGS[held.standing],
            "form": ModelForm.about(held),
            "price": PriceForm.about(held),
            "currency": policy.currency,
            "money": lambda micros: money(micros, policy.currency),
            "region": held.region,
            "retention": held.retention,
            "sheet": sheet,
            "errors": {},
        }
        return render_template("admin/model.html", **{**shown, **values})

    def _refused(self, provider_id: int, error: InvalidInputError, **values: object) -> ResponseReturnValue:
        page = self._page(provider_id, errors=error.fields, **values)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)


def _back(provider_id: int, done: str) -> ResponseReturnValue:
    return onward(url_for("admin.model", provider_id=provider_id, done=done))
