"""Who may use a route, declared on the route: `@access.open_to(Role.LEARNER, ...)`, `@access.administrator`
or `@access.public`.

A route without a declaration does not start (`check_declared`), and a test walks the URL map
with every kind of person against every route.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, request

from lti_tool.errors import ForbiddenError
from lti_tool.people.roles import Role
from lti_tool.web import desk_session
from lti_tool.web.bearer import viewer
from lti_tool.web.transactions import READING

P = ParamSpec("P")
R = TypeVar("R")

_MARK = "boussole_access"
EVERYONE = frozenset(Role)
#: No role of a course opens it.
ADMINISTRATORS: frozenset[Role] = frozenset()


def open_to(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Open a route to people with a frame session and one of these roles."""
    allowed = frozenset(roles)

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if viewer().role not in allowed:
                raise ForbiddenError
            return view(*args, **kwargs)

        setattr(guarded, _MARK, allowed)
        return guarded

    return decorate


def administrator(view: Callable[P, R]) -> Callable[P, R]:
    """Open a route to signed-in administrators; whatever changes something must be a form of their session."""
    return _of_the_desk(view, desk_session.check_form)


def administrator_script(view: Callable[P, R]) -> Callable[P, R]:
    """Open a route to scripts of the desk's own pages, which send no form: the browser itself says who asks."""
    return _of_the_desk(view, desk_session.check_own_script)


def _of_the_desk(view: Callable[P, R], check: Callable[[], None]) -> Callable[P, R]:
    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        desk_session.administrator()
        if request.method not in READING:
            check()
        return view(*args, **kwargs)

    setattr(guarded, _MARK, ADMINISTRATORS)
    return guarded


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that a route needs no session (launches, health, static parts)."""
    setattr(view, _MARK, None)
    return view


def declared_for(view: Callable[..., Any]) -> frozenset[Role] | None:
    """Return the roles a view is open to, or None when it is public; KeyError when undeclared."""
    if not hasattr(view, _MARK):
        raise KeyError(getattr(view, "__name__", repr(view)))
    roles: frozenset[Role] | None = getattr(view, _MARK)
    return roles


def check_declared(app: Flask) -> None:
    """Refuse to start an app with a route that does not say who may use it."""
    undeclared = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith("static") and not hasattr(app.view_functions[rule.endpoint], _MARK)
    ]
    if undeclared:
        raise RuntimeError(f"routes without a declared access: {', '.join(sorted(undeclared))}")
