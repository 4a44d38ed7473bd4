"""/admin/ and /admin/platforms/new: is it connected and healthy, and connecting by hand."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.errors import N_, InvalidInputError
from lti_tool.lti import platforms
from lti_tool.lti.models import PlatformStatus
from lti_tool.pages.admin import standing
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.admin.platform import LARGEST
from lti_tool.pages.admin.platform_form import FAMILIES, PlatformForm
from lti_tool.web import access
from lti_tool.web.services import services
from lti_tool.web.transactions import db

DONE = {"removed": N_("The platform is disconnected. People and courses stay.")}


@dataclass(frozen=True, slots=True)
class ToCopy:
    """One value that the platform's administrator copies from here."""

    name: str
    label: str
    value: str


def to_copy(public_url: str) -> list[ToCopy]:
    """Return the values a platform asks for; the labels are source sentences."""
    return [
        ToCopy("tool", N_("Tool URL"), f"{public_url}/lti/launch"),
        ToCopy("login", N_("Login URL (OpenID Connect initiation)"), f"{public_url}/lti/login"),
        ToCopy("redirect", N_("Redirection URI"), f"{public_url}/lti/launch"),
        ToCopy("keys", N_("Public keyset URL (JWKS)"), f"{public_url}/lti/jwks.json"),
        ToCopy("canvas", N_("Configuration URL of a Canvas developer key"), f"{public_url}/lti/canvas.json"),
    ]


class PlatformPages:
    """The list, and the form of a new registration."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/", "home", self.home, methods=["GET"])
        blueprint.add_url_rule("/platforms/new", "new", self.new, methods=["GET"])
        blueprint.add_url_rule("/platforms/new", "add", self.add, methods=["POST"])

    @access.administrator
    def home(self) -> ResponseReturnValue:
        """Show whether everything is connected and healthy."""
        return render_template(
            "admin/home.html",
            findings=self._desk.findings(),
            standings=standing.of_all(db()),
            done=DONE.get(request.args.get("done", "")),
        )

    @access.administrator
    def new(self) -> ResponseReturnValue:
        """Show the form; with `platform` it holds that registration, to be brought up to date."""
        known = request.args.get("platform", type=int)
        if known is None or not 0 < known <= LARGEST:
            return self._form(PlatformForm(), {})
        return self._form(PlatformForm.about(platforms.get(db(), known)), {})

    @access.administrator
    def add(self) -> ResponseReturnValue:
        """Save the registration; a known pair of issuer and client ID is brought up to date and keeps its status."""
        form = PlatformForm.of(request.form)
        held = platforms.find(db(), form.issuer, form.client_id)
        status = PlatformStatus(held.status) if held else PlatformStatus.APPROVED
        try:
            saved = platforms.save(db(), form.registration(status), services().clock.now())
        except InvalidInputError as error:
            return make_response(self._form(form, error.fields), HTTPStatus.UNPROCESSABLE_ENTITY)
        return onward(url_for("admin.platform", platform_id=saved.id, done="saved"))

    def _form(self, form: PlatformForm, errors: dict[str, str]) -> str:
        return render_template(
            "admin/new.html",
            form=form,
            errors=errors,
            families=FAMILIES,
            values=to_copy(self._desk.public_url),
        )
