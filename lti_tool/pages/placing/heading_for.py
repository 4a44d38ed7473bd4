"""An activity that opens a path: each learner's own, or one with a goal that the teacher proposes."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from lti_tool import course_settings
from lti_tool.catalogue import skills
from lti_tool.catalogue.records import NamedSkill
from lti_tool.catalogue.skill_names import folded
from lti_tool.pages.learner import paths
from lti_tool.pages.placing.offers import Offer, Place
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.picks import Pick
from lti_tool.web.i18n import _
from lti_tool.web.transactions import db

NAME = "path"


def offers(place: Place, words: str) -> Sequence[Offer]:
    """Return each learner's own path and the course's goals: skills that no other skill builds on come first."""
    if not course_settings.read(db(), place.course_id).path_on:
        return ()
    named = {skill.key: skill for skill in skills.named(db(), place.course_id, place.language)}
    taught = [named[key] for key in skills.taught(db(), place.course_id)]
    graph = skills.graph(db(), place.course_id, named)
    middle = {first for key in named for first in graph.prerequisites(key)}
    wanted = folded(words).split()
    goals = sorted(
        (skill for skill in taught if all(word in folded(skill.name) for word in wanted)),
        key=lambda skill: (skill.key in middle, folded(skill.name)),
    )
    own = _own()
    first = (own,) if taught and all(word in folded(own.title) for word in wanted) else ()
    return (*first, *(_towards(place, skill, with_steps=False) for skill in goals))


def find(place: Place, target: str) -> Offer | None:
    """Return the path towards a skill that the course teaches; None where paths are off or nothing teaches it."""
    if not course_settings.read(db(), place.course_id).path_on:
        return None
    if not target:
        return _own()
    skill = paths.proposed(place.course_id, target, place.language)
    return _towards(place, skill) if skill is not None else None


def address(target: str) -> str:
    """Return where a learner finds it."""
    return url_for("learn.path", goal=target or None)


def page(someone: Viewer, target: str) -> tuple[str, dict[str, Any]]:
    """Return the learner's page, with the goal that is proposed."""
    return paths.TEMPLATE, paths.contents(someone, target)


def _own() -> Offer:
    return Offer(
        Pick(NAME),
        _("Each learner’s own path"),
        "path",
        about=_("Learners find the stops towards the goal they chose, or are asked for a goal first."),
    )


def _towards(place: Place, skill: NamedSkill, *, with_steps: bool = True) -> Offer:
    return Offer(
        Pick(NAME, skill.key),
        _("Path: %(skill)s", skill=skill.name),
        "path",
        about=_("Learners are offered this goal and take it with one press. Their own goals stay."),
        steps=_stops(place, skill.key) if with_steps else (),
    )


def _stops(place: Place, key: str) -> tuple[str, ...]:
    """Return the skills on the way for somebody who begins with nothing, the goal last."""
    graph = skills.graph(db(), place.course_id, [key])
    named = {skill.key: skill.name for skill in skills.named(db(), place.course_id, place.language)}
    return tuple(named.get(one, one) for one in graph.order({key} | graph.ancestors([key])))
