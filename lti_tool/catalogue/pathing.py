"""A learner's path: from the goal to dated steps, planned again from what happened since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.paths import PlanRequest, plan, replan
from lti_tool.catalogue.candidates import CoursePool, Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.facts import Facts
from lti_tool.catalogue.goals import skills_of_goal
from lti_tool.catalogue.learner_models import PathState
from lti_tool.catalogue.path_agreements import new_state, state_of
from lti_tool.catalogue.path_pages import page_of
from lti_tool.catalogue.path_requests import USUAL_HOURS, as_json, from_json, monday, request_of
from lti_tool.catalogue.records import NextStep, PathPage
from lti_tool.catalogue.skill_names import SkillNames

READ_FROM_GOAL = N_("You named no skill, so these were read from your goal: %(skills)s. Change them in your profile.")
NOT_LISTED = N_("“%(skill)s” is not among the skills of this course: that it is known changes nothing.")
NO_GOAL = N_("Say what you are heading for, and your path appears here.")


@dataclass(frozen=True, slots=True)
class Around:
    """Who else has to do with a path: the mentor, to whom `session_minutes` belong every second week (0: nobody).

    `reader` is the language of somebody else who reads it.
    """

    session_minutes: int = 0
    reader: str = ""


ALONE = Around()


def path(
    session: Session,
    pools: Pools,
    engines: Engines,
    user_id: int,
    course_id: int,
    *,
    language: str,
    now: datetime,
    around: Around = ALONE,
) -> PathPage:
    """Return the learner's path as of now, with what changed since the learner last looked (`note_seen`).

    `language` is the learner's. Without a goal the page has no steps and a note that says what to do.
    """
    reads = around.reader or language
    course = pools.of(session, course_id, now)
    facts = Facts.of(session, user_id, course.shelves, course.ids, now)
    request, state = _request(session, engines, user_id, course, facts, language, now)
    request = replace(request, reader=reads, session_minutes=around.session_minutes)
    if not request.goals and all(edit.action != "add" for edit in request.edits):
        return PathPage((), notes=(Message(NO_GOAL),))
    cards = course.cards(session, reads, user_id)
    notes: tuple[Message, ...] = ()
    if request.goals and not facts.goal_skills:
        names = ", ".join(cards.skill(goal).name for goal in request.goals)
        notes = (Message(READ_FROM_GOAL, {"skills": names}),)
    taken_out = [edit.skill for edit in request.edits if edit.action == "remove"]
    if state is None or not state.seen:
        planned = plan(request, course.graph, course.resources)
        return page_of(session, course_id, cards, planned, notes=notes, taken_out=taken_out)
    before = plan(from_json(state.seen[0], reads), course.graph, course.resources)
    planned, changes = replan(before, request, course.graph, course.resources)
    return page_of(session, course_id, cards, planned, notes=notes, changes=changes, taken_out=taken_out)


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
    """Return the path of somebody who is not a learner here: goals and known skills by key or name.

    A known skill that the course does not list gets a note: it may be misspelt.
    """
    names = SkillNames.of_course(session, course_id)
    knows = names.keys(known)
    request = PlanRequest(
        goals=names.keys(goals),
        known=frozenset(knows),
        hours_per_week=USUAL_HOURS if hours_per_week is None else hours_per_week,
        starts_on=monday(now.date()),
        language=language,
    )
    planned = plan(request, course.graph, course.resources)
    strange = [Message(NOT_LISTED, {"skill": key}) for key in knows if key not in course.graph.skills]
    return page_of(session, course_id, course.cards(session, language), planned, notes=strange)


def next_step(page: PathPage) -> NextStep | None:
    """Return the one thing to do now: the first resource not done of the first step not done."""
    for number, step in enumerate(page.steps, start=1):
        for item in step.items if step.state != "done" else ():
            if not item.done:
                return NextStep(item, step.skill, number, len(page.steps))
    return None


def note_seen(
    session: Session,
    pools: Pools,
    engines: Engines,
    user_id: int,
    course_id: int,
    *,
    language: str,
    now: datetime,
    around: Around = ALONE,
) -> None:
    """Remember the path as it is now: `path` tells what changed from here on.

    For the moment the learner confirms to have seen the changes, or saves the profile.
    """
    course = pools.of(session, course_id, now)
    facts = Facts.of(session, user_id, course.shelves, course.ids, now)
    request, state = _request(session, engines, user_id, course, facts, language, now)
    state = state or new_state(session, user_id, course_id)
    state.seen = [as_json(replace(request, session_minutes=around.session_minutes))]
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
    state = state_of(session, user_id, course.shelves.course_id)
    skills_of = {resource.id: resource.skills for resource in course.resources}
    return request_of(facts, goals, state.edits if state else (), language, now.date(), skills_of), state
