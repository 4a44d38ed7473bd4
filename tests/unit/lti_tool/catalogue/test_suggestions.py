"""What the content suggests, what an instructor decides, and that decisions last."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import naming_skills, skills, suggestions
from lti_tool.catalogue.changes import version
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillRow
from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people

NOW = make.STORED
LISTENING = "Active listening means to hear first. Active listening takes time. With active listening people open up. "
FEEDBACK = (
    "Good feedback builds on active listening: after active listening, say what you saw. Feedback needs listening. "
)
OTHER = "Welding joins metal by heat, in a workshop with a mask and gloves. "


@pytest.fixture
def course(session: Session) -> Course:
    course = people.course(session)
    make.skill(session, course.id, "listening", name="Active listening")
    make.skill(session, course.id, "feedback", name="Feedback")
    make.skill(session, course.id, "welding", name="Welding")
    make.stored(
        session,
        course.id,
        make.document("l2.md", LISTENING, title="Listening again", skills=("listening",), order=0),
        make.document("l.md", LISTENING * 2, title="Hear first", order=1),
        make.document("f.md", FEEDBACK * 2, title="Say what you saw", skills=("feedback",), order=2),
        make.document("w.md", OTHER * 2, title="Metal", skills=("welding",), order=3),
    )
    return course


@pytest.fixture
def teacher(session: Session) -> int:
    return people.user(session, "Claire Dubois").id


def test_a_skill_is_suggested_with_words_of_the_resource(session: Session, course: Course) -> None:
    count, _ = suggestions.look_for(session, course.id)
    found = suggestions.suggested_skills(session, course.id, "en")
    assert count == len(found) > 0
    suggested = {(one.card.title, one.skill.key) for one in found}
    assert ("Hear first", "listening") in suggested
    first = next(one for one in found if one.card.title == "Hear first")
    assert all(quote in LISTENING for quote in first.quotes)


def test_an_accepted_skill_is_taught_and_survives_the_next_import(
    session: Session, course: Course, teacher: int
) -> None:
    suggestions.look_for(session, course.id)
    one = next(s for s in suggestions.suggested_skills(session, course.id, "en") if s.card.title == "Hear first")
    before = version(session, course.id)
    suggestions.decide_skill(session, course.id, one.id, accepted=True, by=teacher, now=NOW)
    row = session.scalars(select(ResourceRow).where(ResourceRow.title == "Hear first")).one()
    assert row.skills == ["listening"]
    assert version(session, course.id)[0] == before[0] + 1

    make.stored(session, course.id, make.document("l.md", LISTENING * 3, title="Hear first", order=1))
    session.refresh(row)
    assert row.skills == ["listening"]


def test_what_was_refused_is_not_suggested_again(session: Session, course: Course, teacher: int) -> None:
    suggestions.look_for(session, course.id)
    waiting = suggestions.suggested_skills(session, course.id, "en")
    for one in waiting:
        suggestions.decide_skill(session, course.id, one.id, accepted=False, by=teacher, now=NOW)
    with pytest.raises(NotFoundError):
        suggestions.decide_skill(session, course.id, waiting[0].id, accepted=True, by=teacher, now=NOW)
    assert suggestions.look_for(session, course.id)[0] == 0
    assert suggestions.suggested_skills(session, course.id, "en") == ()


def test_looking_twice_suggests_once(session: Session, course: Course) -> None:
    assert suggestions.look_for(session, course.id) == suggestions.look_for(session, course.id)


def test_an_order_is_suggested_with_reasons_and_orders_nothing_until_confirmed(
    session: Session, course: Course, teacher: int
) -> None:
    suggestions.look_for(session, course.id)
    edges = suggestions.suggested_edges(session, course.id, "en")
    edge = next(one for one in edges if one.skill.key == "feedback")
    assert edge.prerequisite.key == "listening"
    assert any("Active listening" in str(reason) for reason in edge.reasons)
    assert edge.quotes
    session.query(SkillRow).filter_by(course_id=course.id, key="listening").one().names = {"fr": "L’écoute"}
    session.flush()
    read = suggestions.suggested_edges(session, course.id, "fr")
    assert any("L’écoute" in str(reason) for one in read if one.id == edge.id for reason in one.reasons)
    assert skills.graph(session, course.id).prerequisites("feedback") == ()

    before = version(session, course.id)
    suggestions.decide_edge(session, course.id, edge.id, accepted=True, by=teacher, now=NOW)
    assert skills.graph(session, course.id).prerequisites("feedback") == ("listening",)
    assert version(session, course.id)[1] == before[1] + 1
    with pytest.raises(NotFoundError):
        suggestions.decide_edge(session, course.id, edge.id, accepted=False, by=teacher, now=NOW)


def test_a_rejected_order_is_not_suggested_again(session: Session, course: Course, teacher: int) -> None:
    suggestions.look_for(session, course.id)
    for edge in suggestions.suggested_edges(session, course.id, "en"):
        suggestions.decide_edge(session, course.id, edge.id, accepted=False, by=teacher, now=NOW)
    suggestions.look_for(session, course.id)
    assert suggestions.suggested_edges(session, course.id, "en") == ()
    origins = set(session.scalars(select(PrerequisiteRow.origin)))
    assert origins == {EdgeOrigin.REJECTED}


def test_another_course_cannot_decide(session: Session, course: Course, teacher: int) -> None:
    suggestions.look_for(session, course.id)
    other = people.course(session).id
    one, edge = (
        suggestions.suggested_skills(session, course.id, "en")[0],
        suggestions.suggested_edges(session, course.id, "en")[0],
    )
    with pytest.raises(NotFoundError):
        suggestions.decide_skill(session, other, one.id, accepted=True, by=teacher, now=NOW)
    with pytest.raises(NotFoundError):
        suggestions.decide_edge(session, other, edge.id, accepted=True, by=teacher, now=NOW)


def test_an_empty_course_suggests_nothing(session: Session) -> None:
    assert suggestions.look_for(session, people.course(session).id) == (0, 0)


def test_courses_are_looked_through_once_per_change(database: Database) -> None:
    with database.transaction() as session:
        course_id = people.course(session).id
        make.skill(session, course_id, "listening", name="Active listening")
        make.resource(session, course_id, "Hear first", text=LISTENING)
    assert suggestions.look_where_needed(database) == [course_id]
    assert suggestions.look_where_needed(database) == []
    with database.transaction() as session:
        assert suggestions.suggested_skills(session, course_id, "en")
        make.resource(session, course_id, "New", text=OTHER)
    assert suggestions.look_where_needed(database) == [course_id]


def test_skills_that_come_after_the_content_are_looked_for(database: Database) -> None:
    with database.transaction() as session:
        course_id = people.course(session).id
        make.resource(session, course_id, "Hear first", text=LISTENING)
    suggestions.look_where_needed(database)
    rows = b"skill,name\nlistening,Active listening\n"
    with database.transaction() as session:
        skills.import_skills(session, course_id, "skills.csv", rows, make.STORED)
    assert suggestions.look_where_needed(database) == [course_id]
    with database.transaction() as session:
        assert [one.skill.key for one in suggestions.suggested_skills(session, course_id, "en")] == ["listening"]
        naming_skills.name_skill(session, course_id, "Repeating", "en", make.STORED)
    assert suggestions.look_where_needed(database) == [course_id]
    assert suggestions.look_where_needed(database) == []


def test_skills_that_come_while_the_content_is_read_are_looked_for_next(database: Database) -> None:
    with database.transaction() as session:
        course_id = people.course(session).id
        make.resource(session, course_id, "Hear first", text=LISTENING)
    with database.transaction(write=False) as session:
        found = suggestions.look(session, course_id)
    with database.transaction() as session:
        naming_skills.name_skill(session, course_id, "Active listening", "en", make.STORED)
    with database.transaction() as session:
        suggestions.keep(session, found)
    assert suggestions.look_where_needed(database) == [course_id]


def test_content_is_read_while_others_write(database: Database, session: Session, course: Course) -> None:
    """Reading takes seconds: with the database's one writer held, launches and answers would wait for it."""
    session.commit()
    with database.transaction(write=False) as reading:
        found = suggestions.look(reading, course.id)
        with database.transaction() as other:
            people.user(other, "Somebody who launches meanwhile")
    with database.transaction() as writing:
        assert suggestions.keep(writing, found)[0] > 0


def test_a_resource_that_went_meanwhile_is_left_out(session: Session, course: Course) -> None:
    found = suggestions.look(session, course.id)
    for row in session.scalars(select(ResourceRow).where(ResourceRow.course_id == course.id)):
        session.delete(row)
    session.flush()
    assert suggestions.keep(session, found)[0] == 0
