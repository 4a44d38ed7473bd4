"""Skills of a course: read from files, listed, and ordered."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import skills
from lti_tool.catalogue.changes import version
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillRow
from lti_tool.catalogue.skill_names import SkillNames, folded
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people

CSV = "skill,name,name_fr,prerequisites\nwords,Words,Mots,\ncv,Writing a CV,Rédiger un CV,words\n".encode()


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


def edges(session: Session, course: Course) -> set[tuple[str, str, str]]:
    rows = session.scalars(select(PrerequisiteRow).where(PrerequisiteRow.course_id == course.id))
    return {(row.skill, row.prerequisite, str(row.origin)) for row in rows}


def test_a_file_brings_skills_names_and_order(session: Session, course: Course) -> None:
    report = skills.import_skills(session, course.id, "skills.csv", CSV, make.STORED)
    assert (report.added, report.updated, report.prerequisites, report.problems) == (2, 0, 1, ())
    assert edges(session, course) == {("cv", "words", "given")}
    assert [skill.name for skill in skills.named(session, course.id, "fr")] == ["Mots", "Rédiger un CV"]
    assert skills.graph(session, course.id).prerequisites("cv") == ("words",)


def test_the_file_again_replaces_what_it_said_before(session: Session, course: Course) -> None:
    skills.import_skills(session, course.id, "skills.csv", CSV, make.STORED)
    newer = b"skill,name,prerequisites\ncv,The CV,\nwords,Words,cv\n"
    report = skills.import_skills(session, course.id, "skills.csv", newer, make.STORED)
    assert (report.added, report.updated) == (0, 2)
    assert edges(session, course) == {("words", "cv", "given")}


def test_a_suggested_edge_that_a_file_gives_is_given(session: Session, course: Course) -> None:
    session.add(PrerequisiteRow(course_id=course.id, skill="cv", prerequisite="words", origin=EdgeOrigin.INFERRED))
    session.add(PrerequisiteRow(course_id=course.id, skill="cv", prerequisite="else", origin=EdgeOrigin.REJECTED))
    skills.import_skills(session, course.id, "skills.csv", CSV, make.STORED)
    assert edges(session, course) == {("cv", "words", "given"), ("cv", "else", "rejected")}


def test_suggestions_do_not_order_paths_until_confirmed(session: Session, course: Course) -> None:
    make.skill(session, course.id, "a")
    make.skill(session, course.id, "b")
    edge = PrerequisiteRow(course_id=course.id, skill="b", prerequisite="a", origin=EdgeOrigin.INFERRED)
    session.add(edge)
    session.flush()
    assert skills.graph(session, course.id).prerequisites("b") == ()
    edge.origin = EdgeOrigin.CONFIRMED
    session.flush()
    assert skills.graph(session, course.id).prerequisites("b") == ("a",)


def test_circles_are_explained(session: Session, course: Course) -> None:
    circle = b"skill,name,prerequisites\na,A,b\nb,B,a\n"
    report = skills.import_skills(session, course.id, "skills.csv", circle, make.STORED)
    assert len(report.cycles) == 1


def test_a_file_that_is_no_table_is_a_problem_and_changes_nothing(session: Session, course: Course) -> None:
    before = version(session, course.id)
    report = skills.import_skills(session, course.id, "skills.csv", b"\x00\x01", make.STORED)
    assert report.problems
    assert (report.added, version(session, course.id)) == (0, before)


def test_resources_that_named_skills_in_words_get_their_keys(session: Session, course: Course) -> None:
    row = make.resource(session, course.id, skills=("rediger un cv", "other"))
    before = version(session, course.id)
    skills.import_skills(session, course.id, "skills.csv", CSV, make.STORED)
    assert session.get_one(ResourceRow, row.id).skills == ["cv", "other"]
    assert version(session, course.id) == (before[0] + 1, before[1] + 1)


def test_skills_that_only_content_names_are_listed_and_ordered_too(session: Session, course: Course) -> None:
    make.resource(session, course.id, skills=("juggling",))
    make.skill(session, course.id, "cv", "nowhere-described")
    assert {skill.key for skill in skills.named(session, course.id, "en")} == {"juggling", "cv"}
    graph = skills.graph(session, course.id, also=["juggling"])
    assert set(graph.skills) == {"cv", "juggling", "nowhere-described"}


def test_names_are_compared_without_case_accents_and_punctuation(session: Session, course: Course) -> None:
    session.add(SkillRow(course_id=course.id, key="k1", name="Écoute active !", names={"en": "Active listening"}))
    session.flush()
    names = SkillNames.of_course(session, course.id)
    assert names.keys(["ecoute ACTIVE", "active-listening", " ", "k1", "other"]) == ("k1", "other")
    assert folded("!!!") == "!!!"
