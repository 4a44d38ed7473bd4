"""The blueprint of the desk: its pages, and what holds for all of them (no frame, language, cookies, failures)."""

from flask import Blueprint, Response, g, make_response, render_template

from lti_tool.errors import BoussoleError
from lti_tool.pages.admin import (
    invites,
    keys,
    languages,
    libraries,
    model,
    models,
    organisation,
    platform,
    platforms,
    readings,
    sign_in,
    site,
    sites,
)
from lti_tool.pages.admin.desk import Desk
from lti_tool.web import desk_session, headers
from lti_tool.web.desk_session import DeskClosedError
from lti_tool.web.i18n import said

__all__ = ["Desk", "create_blueprint"]


def create_blueprint(desk: Desk) -> Blueprint:
    """Return the blueprint for these adapters."""
    blueprint = Blueprint("admin", __name__, url_prefix="/admin")
    for pages in (
        sign_in.SignInPages(desk),
        organisation.OrganisationPages(desk),
        platforms.PlatformPages(desk),
        platform.PlatformPage(desk),
        invites.InvitePages(desk),
        keys.KeyPages(desk),
        readings.ReadingPages(),
        models.ModelPages(desk),
        model.ModelPage(desk),
        sites.SitesPages(desk.http),
        site.SitePage(desk),
        libraries.LibraryPages(),
    ):
        pages.add_to(blueprint)
    blueprint.before_request(_begin)
    blueprint.after_request(desk_session.put_cookies)
    blueprint.after_request(languages.keep)
    blueprint.teardown_request(lambda _error: desk_session.touch_after_request())
    blueprint.context_processor(_shared)
    blueprint.context_processor(lambda: {"organisation": desk.organisation})
    blueprint.register_error_handler(DeskClosedError, sign_in.ask_for_it)
    blueprint.register_error_handler(BoussoleError, _refused)
    return blueprint


def _begin() -> None:
    headers.allow_frames_of(("'none'",))
    languages.choose()


def _shared() -> dict[str, object]:
    return {
        "administrator": desk_session.administrator_or_none(),
        "form_token": desk_session.form_token,
        "language_links": languages.links,
    }


def _refused(error: BoussoleError) -> Response:
    values = {"sentence": said(error.message, error.parameters), "correlation_id": g.get("correlation_id", "")}
    return make_response(render_template("admin/refused.html", **values), error.status)
