"""Whether grades are on, and why not."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.gradebook import InteractionKind, endpoints, grades_status, my_sync, record_interaction
from lti_tool.gradebook.models import CourseEndpoint, CourseLineItem
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from tests.factories import people
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock


def test_a_course_made_here_has_no_gradebook(session: Session) -> None:
    assert grades_status(session, people.course(session).id).reason == endpoints.NO_PLATFORM


def test_nothing_is_known_before_the_first_launch(session: Session) -> None:
    assert grades_status(session, graded_course(session).course.id).reason == endpoints.NO_LAUNCH


@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        ({"without_grades": True}, endpoints.NOT_OFFERED),
        ({"scopes": frozenset({SCOPE_LINE_ITEM})}, endpoints.NO_SCORES),
        ({"scopes": frozenset({SCOPE_SCORE})}, endpoints.NO_COLUMN),
        ({}, ""),
    ],
)
def test_the_reason_names_what_is_missing(
    session: Session, clock: StillClock, offered: dict[str, object], reason: str
) -> None:
    course = graded_course(session)
    course.launched(clock.now(), **offered)  # type: ignore[arg-type]
    status = grades_status(session, course.course.id)
    assert (status.on, status.reason) == (reason == "", reason)


def test_a_coupled_item_is_enough(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    course.launched(
        clock.now(), link=course.link(), line_item="https://c/1", scopes=frozenset({SCOPE_SCORE}), line_items=None
    )
    assert grades_status(session, course.course.id).on


def test_each_launch_brings_what_is_known_up_to_date(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    course.launched(clock.advance(hours=1), without_grades=True)
    [endpoint] = session.scalars(select(CourseEndpoint))
    assert (endpoint.scopes, endpoint.line_items_url, endpoint.seen_at) == ([], None, clock.now())


def test_the_deployment_that_takes_scores_is_used(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    endpoints.remember_endpoints(
        session, course.course.id, None, None, now=clock.advance(hours=1), deployment="without grades"
    )
    assert grades_status(session, course.course.id).on


def test_an_item_we_made_stays_ours_when_a_launch_names_it(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    link = course.link()
    course.launched(clock.now(), link=link, line_item="https://c/1")
    item = session.scalars(select(CourseLineItem)).one()
    item.is_platforms = False
    course.launched(clock.now(), link=link, line_item="https://c/1")
    assert not item.is_platforms
    offered = AgsEndpoint(scopes=frozenset(), line_item="https://c/2")
    endpoints.remember_endpoints(session, course.course.id, link.id, offered, now=clock.now())
    assert (item.url, item.is_platforms) == ("https://c/2", True)


def test_the_courses_own_item_named_by_a_launch_is_not_counted_anew(session: Session, clock: StillClock) -> None:
    """Open edX names the first line item of its configuration in every launch, also one that a tool made."""
    course = graded_course(session, now=clock.now())
    learner, link = course.learner(), course.link()
    for number in range(2):
        record_interaction(
            session,
            InteractionKind.EXERCISE_FINISHED,
            user_id=learner.user_id,
            course_id=learner.course_id,
            subject=f"exercise:{number}",
            now=clock.now(),
            resource_link_id=link.id,
        )
        item = session.scalars(select(CourseLineItem)).one()
        item.url, item.state = "https://c/1", "created"
        course.launched(clock.now(), link=link, line_item="https://c/1")
    assert session.scalars(select(CourseLineItem)).one().resource_id == "boussole-course"
    assert my_sync(session, course.course.id, learner.user_id).counted == 2
