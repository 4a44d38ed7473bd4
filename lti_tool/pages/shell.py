"""The shell around every page: blueprints, navigation by role, what the frame's script needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for

from lti_tool.lti.models import Platform
from lti_tool.mentoring.reason_words import reason_said
from lti_tool.pages import conversations, frame, help_now, linking, mentor, review
from lti_tool.pages.learner import blueprint as learner
from lti_tool.pages.mentoring import blueprints as mentoring
from lti_tool.pages.signals import blueprints as signals
from lti_tool.pages.teach import blueprint as teach
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web.bearer import viewer_or_none
from lti_tool.web.headers import origin_of
from lti_tool.web.i18n import _, language
from lti_tool.web.templates import COMPILED
from lti_tool.web.transactions import db
from widget.routes.typography import unbroken

HOMES = {Role.LEARNER: "learn.home", Role.MENTOR: "mentor.home", Role.INSTRUCTOR: "teach.overview"}
#: Canvas sizes its frames on request; other platforms size them themselves.
RESIZING = "canvas"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `current` marks the page that is shown."""

    url: str
    words: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class FrameData:
    """What the frame's script reads from the body: the address of the first page, and whom to tell the height."""

    home: str = ""
    platform: str = ""
    return_url: str = ""


def install(app: Flask) -> None:
    """Register the blueprints of the pages and what their templates call."""
    for blueprint in (
        frame.blueprint,
        help_now.blueprint,
        conversations.blueprint,
        linking.blueprint,
        review.blueprint,
        learner,
        mentor.blueprint,
        teach,
        *mentoring,
        *signals,
    ):
        app.register_blueprint(blueprint)
    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.filters["unbroken"] = unbroken
    words = app.jinja_env.globals
    words.update(navigation=navigation, frame_data=frame_data, home_address=home_address, why_said=why_said)
    # Macros as globals: a fragment renders one block alone, without what its page imports.
    for name, file in {
        "ui": "blocks",
        "forms": "forms",
        "icons": "icons",
        "marks": "marks",
        "stops": "stops",
        "lines": "lines",
        "reports": "reports",
        "charts": "charts",
        "placing": "placing",
    }.items():
        words[name] = app.jinja_env.get_template(f"components/{file}.html").module
    words.setdefault("widget_scripts", ())
    words.setdefault("widget_sheets", ())


def why_said(text: str, parameters: Mapping[str, Any]) -> str:
    """Return why a pair fits, in the language of the page."""
    return reason_said(text, parameters, language())


def navigation() -> tuple[NavItem, ...]:
    """Return the entries open to whoever is looking; none without a session."""
    someone = viewer_or_none()
    if someone is None:
        return ()
    return tuple(_item(*entry) for entry in _entries(someone.role))


def home_address() -> str:
    """Return the address of the first page of whoever is looking."""
    someone = viewer_or_none()
    return url_for(HOMES[someone.role]) if someone is not None else url_for("help.human")


def frame_data() -> FrameData:
    """Return what the frame's script needs for whoever is looking."""
    someone = viewer_or_none()
    if someone is None:
        return FrameData()
    first = g.get("first_address") or url_for(HOMES[someone.role])
    return FrameData(first, _resizing_platform(someone), someone.return_url)


def _entries(role: Role) -> tuple[tuple[str, str, str], ...]:
    if role is Role.LEARNER:
        return (
            ("learn.home", _("Next step"), "compass"),
            ("learn.path", _("Path"), "path"),
            ("learn.search", _("Search"), "search"),
            ("my_mentor.mentor", _("Mentor"), "people"),
            ("learn.profile", _("My goal"), "person"),
        )
    if role is Role.MENTOR:
        return (("mentor.home", _("Home"), "compass"), ("learn.search", _("Search"), "search"))
    return (
        ("teach.overview", _("Overview"), "compass"),
        ("teach.content", _("Content"), "book"),
        ("teach.learners", _("Learners"), "people"),
        ("matching.matching", _("Mentors"), "chat"),
        ("teach.settings", _("Settings"), "gear"),
    )


def _item(endpoint: str, words: str, icon: str) -> NavItem:
    return NavItem(url_for(endpoint), words, icon, current=request.endpoint == endpoint)


def _resizing_platform(someone: Viewer) -> str:
    platform = db().get(Platform, someone.platform_id) if someone.platform_id is not None else None
    if platform is None or platform.family != RESIZING or not someone.return_url:
        return ""
    return origin_of(someone.return_url)
