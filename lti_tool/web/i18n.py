"""The person's language in pages: chosen from the session, else from the browser."""

from typing import Any

from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, Domain, gettext, ngettext

from lti_tool.translations import LANGUAGES, best_language, translate, translations_for
from lti_tool.web.bearer import viewer_or_none

__all__ = ["_", "install", "language", "ngettext", "said"]

_ = gettext


class PartsDomain(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Serves Flask-Babel from the catalogues that `lti_tool.translations` reads."""

    def get_translations(self) -> NullTranslations:
        """Return the gettext functions of the current language."""
        return translations_for(language())


def language() -> str:
    """Return "en" or "fr" for this request."""
    if "language" not in g:
        found = viewer_or_none()
        g.language = best_language(found.locale) if found else request.accept_languages.best_match(LANGUAGES, "en")
    chosen: str = g.language
    return chosen


def use_language(locale: str) -> None:
    """Answer this request in this language (a launch says it before there is a session)."""
    g.language = best_language(locale)


def said(message: str, parameters: dict[str, Any] | None = None) -> str:
    """Translate a sentence that a lower layer carries with its parameters."""
    return translate(language(), message, **(parameters or {}))


def install(app: Flask) -> None:
    """Set up Flask-Babel: `_` and `ngettext` in templates, dates and numbers in the reader's locale."""
    babel = Babel(app, locale_selector=language)
    # Flask-Babel takes the name of a domain only; the domain itself is a cached value of its instance.
    babel.domain_instance = PartsDomain()
    app.jinja_env.globals.update(language=language, said=said)
