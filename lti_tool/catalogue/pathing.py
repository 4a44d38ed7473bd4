"""A learner's path: from the goal to dated steps, planned again from what happened since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.paths import MentorEdit, PlanRequest, plan, replan
from lti_tool.catalogue.candidates import CoursePool, Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.facts import Facts
from lti_tool.catalogue.goals import skills_of_goal
from lti_tool.catalogue.learner_models import PathState
from lti_tool.catalogue.path_pages import page_of
from lti_tool.catalogue.path_requests import (
    USUAL_HOURS,
    as_json,
    edits_as_json,
    edits_from,
    from_json,
    monday,
    request_of,
)
from lti_tool.catalogue.records import NextStep, PathPage
from lti_tool.catalogue.skill_names import SkillNames

READ_FROM_GOAL = N_("You named no skill, so these were read from your goal: %(skills)s. Change them in your profile.")
NO_GOAL = N_("Say what you are heading for, and your path appears here.")


def path(
    session: Session,
    pools: Pools,
    engines: Engines,
    user_id: int,
    course_id: int,
    *,
    language: str,
    now: datetime,
) -> PathPage:
    """Return the learner's path as of now, with what changed since the learner last looked (`note_seen`).

    Without a goal the page has no steps and a note that says what to do.
    """
    course = pools.of(session, course_id, now)
    facts = Facts.of(session, user_id, course.shelves, course.ids, now)
    request, state = _request(session, engines, user_id, course, facts, language, now)
    if not request.goals:
        return PathPage((), notes=(Message(NO_GOAL),))
    cards = course.cards(session, language, user_id)
    notes: tuple[Message, ...] = ()
    if not facts.goal_skills:
        names = ", ".join(cards.skill(goal).name for goal in request.goals)
        notes = (Message(READ_FROM_GOAL, {"skills": names}),)
    if state is None or not state.seen:
        planned = plan(request, course.graph, course.resources)
        return page_of(session, course_id, cards, planned, notes=notes)
    before = plan(from_json(state.seen[0], language), course.graph, course.resources)
    planned, changes = replan(before, request, course.graph, course.resources)
    return page_of(session, course_id, cards, planned, notes=notes, changes=changes)


def plan_for(
    session: Session,
    course: CoursePool,
    course_id: int,
    *,
    goals: Sequence[str],
    known: Sequence[str] = (),
    hours_per_week: float | None = None,
    language: str = "en",
    now: datetime,
) -> PathPage:
    """Return the path of somebody who is not a learner here: goals and known skills by key or name."""
    names = SkillNames.of_course(session, course_id)
    request = PlanRequest(
        goals=names.keys(goals),
        known=frozenset(names.keys(known)),
        hours_per_week=USUAL_HOURS if hours_per_week is None else hours_per_week,
        starts_on=monday(now.date()),
        language=language,
    )
    planned = plan(request, course.graph, course.resources)
    return page_of(session, course_id, course.cards(session, language), planned)


def next_step(page: PathPage) -> NextStep | None:
    """Return the one thing to do now: the first resource not done of the first step not done."""
    for number, step in enumerate(page.steps, start=1):
        for item in step.items if step.state != "done" else ():
            if not item.done:
                return NextStep(item, step.skill, number, len(page.steps))
    return None


def agree(session: Session, user_id: int, course_id: int, edits: Sequence[MentorEdit], by: int, now: datetime) -> None:
    """Store what mentor and learner agreed about the path, in the place of earlier agreements."""
    state = _state(session, user_id, course_id) or _new_state(session, user_id, course_id)
    state.edits, state.edited_by, state.edited_at = edits_as_json(edits), by, now
    session.flush()


def agreed(session: Session, user_id: int, course_id: int) -> tuple[MentorEdit, ...]:
    """Return what mentor and learner agreed."""
    state = _state(session, user_id, course_id)
    return edits_from(state.edits) if state else ()


def note_seen(
    session: Session,
    pools: Pools,
    engines: Engines,
    user_id: int,
    course_id: int,
    *,
    language: str,
    now: datetime,
) -> None:
    """Remember the path as it is now: `path` tells what changed from here on.

    For the moment the learner confirms to have seen the changes, or saves the profile.
    """
    course = pools.of(session, course_id, now)
    facts = Facts.of(session, user_id, course.shelves, course.ids, now)
    request, state = _request(session, engines, user_id, course, facts, language, now)
    state = state or _new_state(session, user_id, course_id)
    state.seen = [as_json(request)]
    session.flush()


def _request(
    session: Session,
    engines: Engines,
    user_id: int,
    course: CoursePool,
    facts: Facts,
    language: str,
    now: datetime,
) -> tuple[PlanRequest, PathState | None]:
    goals = facts.goal_skills or skills_of_goal(engines, course.shelves.reach, facts.goal_text, language)
    state = _state(session, user_id, course.shelves.course_id)
    return request_of(facts, goals, state.edits if state else (), language, now.date()), state


def _state(session: Session, user_id: int, course_id: int) -> PathState | None:
    return session.scalars(
        select(PathState).where(PathState.user_id == user_id, PathState.course_id == course_id)
    ).first()


def _new_state(session: Session, user_id: int, course_id: int) -> PathState:
    state = PathState(user_id=user_id, course_id=course_id, edits=[], seen=[])
    session.add(state)
    return state
