"""The whole path: every stop in the order it can be learned, with its resources and reasons."""

from typing import Any

from flask import Response, request

from lti_tool import course_settings
from lti_tool.catalogue import path_agreements, pathing, profiles, skills
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.catalogue.records import NamedSkill
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.mentoring import pairs, sharing
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages.learner import guidance
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/path.html"


@blueprint.get("/path")
@access.open_to(Role.LEARNER)
def path() -> Response:
    """Show the path, or how to get one."""
    return show(TEMPLATE, **contents(viewer(), request.args.get("goal", "")))


@blueprint.post("/path/goal")
@access.open_to(Role.LEARNER)
def take_goal() -> Response:
    """Take a proposed skill among one's goals, or give it back."""
    someone, key = viewer(), request.form.get("goal", "")
    if proposed(someone.course_id, key, language()) is None:
        raise NotFoundError
    held = [skill.key for skill in profiles.goal(db(), someone.user_id, someone.course_id, language()).skills]
    kept = [one for one in held if one != key]
    wanted = kept if request.form.get("act") == "drop" else [*kept, key]
    now = services().clock.now()
    profiles.save_goal(db(), someone.user_id, someone.course_id, GoalAnswers(skills=wanted), now)
    return show(TEMPLATE, **contents(someone, key))


@blueprint.post("/path/seen")
@access.open_to(Role.LEARNER)
def path_seen() -> Response:
    """Note that the learner read what changed, and show the path without it."""
    guidance.note_path_seen(viewer())
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/path/share")
@access.open_to(Role.LEARNER)
def share_path() -> Response:
    """Let the mentor see the path as it stands each day, or take that back."""
    someone, now = viewer(), services().clock.now()
    if request.form.get("share") == "no":
        sharing.withdraw_kind(db(), someone.user_id, someone.course_id, sharing.PATH, now)
        return show(TEMPLATE, said_now=_("Taken back. Your mentor no longer sees your path."), **contents(someone))
    pair = _pair(someone)
    if pair is None:
        raise ConflictError(sharing.NOT_NOW)
    if not sharing.is_shared(db(), pair.id, sharing.PATH):
        words = _("My path: the goal, its stops, what is done and the dates, as it stands each day.")
        sharing.share(db(), pair, sharing.PATH, words, now, source=sharing.PATH)
    return show(TEMPLATE, said_now=_("Your mentor sees it now."), **contents(someone))


@blueprint.post("/path/agreed")
@access.open_to(Role.LEARNER)
def drop_agreed() -> Response:
    """Plan a stop without what was agreed with the mentor, or as it was agreed again."""
    someone, now = viewer(), services().clock.now()
    skill, back = request.form.get("skill", ""), request.form.get("back") == "yes"
    change = path_agreements.restore if back else path_agreements.drop
    change(db(), someone.user_id, someone.course_id, skill, someone.user_id, now)
    words = _("It stands again as you agreed.") if back else _("Planned without it.")
    return show(TEMPLATE, said_now=words, dropped="" if back else skill, **contents(someone))


def proposed(course_id: int, key: str, words: str) -> NamedSkill | None:
    """Return a skill that the course teaches, to be proposed as a goal; None for any other."""
    if not key or key not in skills.taught(db(), course_id):
        return None
    return next(skill for skill in skills.named(db(), course_id, words) if skill.key == key)


def contents(someone: Viewer, wanted: str = "") -> dict[str, Any]:
    """Return the path with the goal it leads to; `wanted` is the key of a goal that an activity proposes."""
    path, pair = guidance.path(someone), _pair(someone)
    return {
        "pair": pair,
        "path_shared": pair is not None and sharing.is_shared(db(), pair.id, sharing.PATH),
        "proposed": proposed(someone.course_id, wanted, language()),
        "settings": course_settings.read(db(), someone.course_id),
        "goal": profiles.goal(db(), someone.user_id, someone.course_id, language()),
        "path": path,
        "next_step": pathing.next_step(path),
    }


def _pair(someone: Viewer) -> Pair | None:
    """Return the learner's pair while both are in it."""
    pair = pairs.pair_of_learner(db(), someone.course_id, someone.user_id)
    return pair if pair is not None and pair.state == PairState.ACTIVE and pair.paused_at is None else None
