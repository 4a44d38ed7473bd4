"""The language of the desk: chosen by a link and kept in a cookie, else the browser's."""

from dataclasses import dataclass

from flask import Response, current_app, g, request, url_for
from werkzeug.exceptions import HTTPException

from lti_tool.translations import LANGUAGES
from lti_tool.web import i18n

COOKIE = "__Host-boussole-language"
NAMES = {"en": "English", "fr": "Français"}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language to switch to, in its own words."""

    code: str
    name: str
    url: str
    current: bool


def choose() -> None:
    """Answer in the language that was asked for now or before."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        g.language_to_keep = asked
    chosen = asked if asked in LANGUAGES else request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        i18n.use_language(chosen)


def keep(response: Response) -> Response:
    """Remember a language that was asked for."""
    if (asked := g.get("language_to_keep")) is not None:
        response.set_cookie(COOKIE, asked, max_age=_YEAR, path="/", secure=True, httponly=True, samesite="Strict")
    return response


def links() -> list[LanguageLink]:
    """Return the languages, each leading to this page, or to the desk where this page is the answer to a form."""
    here = request.path if _can_be_read(request.path) else url_for("admin.home")
    now = i18n.language()
    return [LanguageLink(code, name, f"{here}?lang={code}", code == now) for code, name in NAMES.items()]


def _can_be_read(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True
