"""From a launch to user, course and enrolment: found again, brought up to date, never mixed up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.lti.launch import CourseContext, Launch, MessageType, ResourceLink
from lti_tool.lti.models import Platform
from lti_tool.lti.roles import Role as LaunchRole
from lti_tool.people.arrivals import NoCourseError, ObserverError, arrive, role_of
from lti_tool.people.courses import find_course, find_or_create_course
from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def _platform(session: Session, issuer: str = "https://campus.example") -> Platform:
    made = Platform(
        issuer=issuer,
        client_id="client",
        authorization_url=f"{issuer}/auth",
        token_url=f"{issuer}/token",
        keyset_url=f"{issuer}/keys",
        created_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def _launch(platform: Platform, **changes: object) -> Launch:
    launch = Launch(
        platform_id=platform.id,
        deployment_pk=1,
        issuer=platform.issuer,
        client_id=platform.client_id,
        deployment="1",
        message_type=MessageType.RESOURCE_LINK,
        subject="42",
        roles=frozenset({LaunchRole.LEARNER}),
        target_link_uri="https://tool.example/",
        name="Inès Moreau",
        email="ines@campus.example",
        locale="fr_fr",
        context=CourseContext("c1", label="CT", title="Career transition"),
        resource_link=ResourceLink("r1", title="Boussole"),
    )
    return replace(launch, **changes)  # type: ignore[arg-type]


def _count(session: Session, table: type[User | Course | Enrolment]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_first_launch_makes_everything_and_a_second_finds_it(session: Session) -> None:
    platform = _platform(session)
    first = arrive(session, _launch(platform), NOW)
    second = arrive(session, _launch(platform), NOW + timedelta(hours=1))
    assert first.enrolment.id == second.enrolment.id
    assert second.enrolment.last_seen_at == NOW + timedelta(hours=1)
    assert [_count(session, table) for table in (User, Course, Enrolment)] == [1, 1, 1]
    assert second.enrolment.user.locale == "fr"
    assert second.resource_link is not None


def test_an_anonymous_launch_takes_away_what_an_earlier_one_told(session: Session) -> None:
    platform = _platform(session)
    arrive(session, _launch(platform), NOW)
    user = arrive(session, _launch(platform, name=None, email=None), NOW).enrolment.user
    assert (user.name, user.email) == ("", "")


def test_what_a_person_asked_to_be_called_stays(session: Session) -> None:
    platform = _platform(session)
    arrive(session, _launch(platform), NOW).enrolment.user.display_name = "Nès"
    assert arrive(session, _launch(platform), NOW).enrolment.user.shown_name == "Nès"


def test_the_same_subject_on_another_platform_is_another_person(session: Session) -> None:
    one = arrive(session, _launch(_platform(session)), NOW)
    other = arrive(session, _launch(_platform(session, "https://other.example")), NOW)
    assert one.enrolment.user_id != other.enrolment.user_id
    assert one.enrolment.course_id != other.enrolment.course_id
    assert {find_course(session, "CT").id, find_course(session, f"CT@{other.enrolment.course.platform_id}").id} == {
        one.enrolment.course_id,
        other.enrolment.course_id,
    }


def test_the_role_follows_the_last_launch(session: Session) -> None:
    platform = _platform(session)
    arrive(session, _launch(platform, roles=frozenset({LaunchRole.INSTRUCTOR})), NOW)
    assert arrive(session, _launch(platform), NOW).enrolment.role is Role.LEARNER


def test_a_course_prepared_on_the_command_line_is_the_one_that_is_launched(session: Session) -> None:
    prepared = find_or_create_course(session, "CT", NOW)
    assert arrive(session, _launch(_platform(session)), NOW).enrolment.course_id == prepared.id


def test_with_several_platforms_nobody_claims_a_course_by_its_label(session: Session) -> None:
    prepared = find_or_create_course(session, "CT", NOW)
    _platform(session, "https://other.example")
    assert arrive(session, _launch(_platform(session)), NOW).enrolment.course_id != prepared.id


def test_a_launch_without_a_course_is_refused(session: Session) -> None:
    with pytest.raises(NoCourseError):
        arrive(session, _launch(_platform(session), context=None), NOW)


@pytest.mark.parametrize(
    ("roles", "appointed", "expected"),
    [
        ({LaunchRole.LEARNER}, False, Role.LEARNER),
        ({LaunchRole.LEARNER, LaunchRole.INSTRUCTOR}, False, Role.INSTRUCTOR),
        ({LaunchRole.TEACHING_ASSISTANT}, False, Role.INSTRUCTOR),
        ({LaunchRole.ADMINISTRATOR}, False, Role.INSTRUCTOR),
        ({LaunchRole.MENTOR}, False, Role.MENTOR),
        ({LaunchRole.LEARNER}, True, Role.MENTOR),
        ({LaunchRole.OBSERVER}, True, Role.MENTOR),
    ],
)
def test_the_part_a_person_plays(roles: set[LaunchRole], appointed: bool, expected: Role) -> None:
    assert role_of(frozenset(roles), appointed_mentor=appointed) is expected


def test_an_observer_is_no_mentor_by_itself() -> None:
    with pytest.raises(ObserverError):
        role_of(frozenset({LaunchRole.OBSERVER}))
