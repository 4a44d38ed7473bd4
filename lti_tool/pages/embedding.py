"""Who asks from a frame on somebody else's page, and how the widget's routes let both kinds of people in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g, request

from lti_tool.embed.sessions import PREFIX, Visitor, find_visitor
from lti_tool.people.roles import Role
from lti_tool.web import access, i18n
from lti_tool.web.services import services

_SCHEME = "bearer "
_LONGEST = 128
View = Callable[..., Any]


def visitor() -> Visitor | None:
    """Return the person of an embedded frame, or None: then a launched page's session counts."""
    if "visitor" not in g:
        g.visitor = _read()
    found: Visitor | None = g.visitor
    return found


def open_to_both(view: View) -> View:
    """Open a route of the widget to launched pages and to embedded frames, each by its own bearer."""
    launched = access.open_to(*Role)(view)

    @wraps(launched)  # carries the declaration of access along
    def entered(*args: Any, **kwargs: Any) -> Any:
        found = visitor()
        if found is None:
            return launched(*args, **kwargs)
        i18n.use_language(found.locale)
        return view(*args, **kwargs)

    return entered


def open_to_all(view: View) -> View:
    """Open a route of the widget to anybody; a method of an object takes no mark itself."""

    @wraps(view)
    def entered(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return access.public(entered)


def _read() -> Visitor | None:
    header = request.headers.get("Authorization", "")
    bearer = header[len(_SCHEME) :].strip()
    if not header.lower().startswith(_SCHEME) or not bearer.startswith(PREFIX) or len(bearer) > _LONGEST:
        return None
    with services().database.transaction(write=False) as session:
        return find_visitor(session, bearer, services().clock.now())
