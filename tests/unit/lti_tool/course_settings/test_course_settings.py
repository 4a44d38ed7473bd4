"""What an instructor chose, merged with the defaults, validated, and traced."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.course_settings import CourseSettings, GradePolicy, Tone, personal_data
from lti_tool.course_settings.models import CourseSettingsChange, CourseSettingsRow
from lti_tool.course_settings.store import version
from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.people.models import Course
from tests.factories import people
from tests.factories.people import CREATED


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


def save(session: Session, course: Course, by: int | None = None, **changes: object) -> CourseSettings:
    return course_settings.save(session, course.id, changes, by, now=CREATED)


def test_a_new_course_has_the_defaults(session: Session, course: Course) -> None:
    settings = course_settings.read(session, course.id)
    assert settings == CourseSettings()
    assert (settings.participation_target, settings.grade_policy, settings.formal) == (
        10,
        GradePolicy.PARTICIPATION,
        True,
    )


def test_what_is_saved_is_read_and_the_rest_stays_default(session: Session, course: Course) -> None:
    save(session, course, tone="tu", participation_target="5", hint_first="on", daily_turns="")
    settings = course_settings.read(session, course.id)
    assert (settings.tone, settings.participation_target, settings.hint_first) == (Tone.INFORMAL, 5, True)
    assert not settings.formal
    row = session.get_one(CourseSettingsRow, course.id)
    assert row.chosen == {"tone": "tu", "participation_target": 5, "hint_first": True}


def test_back_to_a_default_is_not_stored(session: Session, course: Course) -> None:
    save(session, course, assistant_on="")
    assert course_settings.read(session, course.id).assistant_on is False
    save(session, course, assistant_on="on")
    assert session.get_one(CourseSettingsRow, course.id).chosen == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("participation_target", "0"),
        ("participation_target", "ten"),
        ("scope", "x" * 501),
        ("tone", "thou"),
        ("default_language", "de"),
        ("grade_policy", "luck"),
        ("retention_months", 0),
        ("coverage_floor", 2),
        ("daily_turns", "0"),
        ("assistant_on", "perhaps"),
        ("unheard_of", "1"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_stored(
    session: Session, course: Course, name: str, value: object
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        save(session, course, **{name: value, "hint_first": True})
    assert list(refused.value.fields) == [name]
    assert course_settings.read(session, course.id) == CourseSettings()


def test_each_change_is_traced_with_who_made_it(session: Session, course: Course) -> None:
    someone = people.user(session)
    save(session, course, someone.id, tone="tu", participation_target=10)
    change = session.scalars(select(CourseSettingsChange)).one()
    assert (change.name, change.before, change.after, change.changed_by) == ("tone", "vous", "tu", someone.id)
    assert personal_data.collect(session, someone.id)["settings_changed"][0]["setting"] == "tone"
    personal_data.forget(session, someone.id)
    session.expire_all()
    assert personal_data.collect(session, someone.id)["settings_changed"] == []
    assert session.scalars(select(CourseSettingsChange)).one().after == "tu"


def test_two_people_at_once_notice(session: Session, course: Course) -> None:
    assert version(session, course.id) == 0
    save(session, course, tone="tu")
    with pytest.raises(ConflictError):
        course_settings.save(session, course.id, {"tone": "vous"}, None, now=CREATED, expected_version=0)
    course_settings.save(session, course.id, {"tone": "vous"}, None, now=CREATED, expected_version=1)
    assert version(session, course.id) == 2


def test_stored_values_that_no_longer_fit_count_as_not_chosen() -> None:
    settings = CourseSettings.of({"participation_target": -1, "gone_setting": 1, "hint_first": True})
    assert (settings.participation_target, settings.hint_first) == (10, True)
