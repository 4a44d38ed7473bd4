"""Skills: imported, suggested with their evidence, decided and taken back; what comes before what."""

from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.catalogue.records import NamedSkill
from lti_tool.catalogue.skill_map import KnownEdge
from lti_tool.catalogue.skill_models import EdgeOrigin, PrerequisiteRow, SkillSuggestionRow
from lti_tool.db import Database
from lti_tool.pages.teach.skill_picture import MOST_NODES, Picture
from lti_tool.people.roles import Role
from tests.factories import catalogue, viewers
from tests.pages.conftest import Arrive, Browser, parsed, words

LIST = b"skill,name,prerequisites\nbudget,Keep a budget,\nsaving,Save money,budget\n"


def send(browser: Browser, body: bytes, name: str = "skills.csv") -> TestResponse:
    data = {"file": (BytesIO(body), name)}
    return browser.post("/teach/skills", data=data, content_type="multipart/form-data")


@pytest.fixture
def suggested(database: Database, course_id: int, filled: dict[str, str]) -> dict[str, int]:
    """A skill and a prerequisite that the content suggests."""
    with database.transaction() as session:
        row = catalogue.resource(session, course_id, "Ask for more", text="Say your number first.")
        catalogue.skill(session, course_id, "negotiation")
        skill = SkillSuggestionRow(
            course_id=course_id,
            resource_id=row.id,
            skill="negotiation",
            score=0.8,
            evidence=[{"quote": "Say your number first.", "passage": "p"}],
        )
        edge = PrerequisiteRow(
            course_id=course_id,
            skill="negotiation",
            prerequisite="listening",
            origin=EdgeOrigin.INFERRED,
            weight=0.7,
            evidence=[
                {"text": "It is read before.", "parameters": {}},
                {"quote": "Listen, then ask.", "passage": "p"},
            ],
        )
        session.add_all([skill, edge])
        session.flush()
        return {"skill": skill.id, "edge": edge.id}


def test_an_empty_course_says_what_skills_are_for(instructor: Browser) -> None:
    page = instructor.page("/teach/skills")
    assert "Skills tell the tool what leads where." in page
    assert "There are none yet." in page


def test_skills_say_who_teaches_them_and_what_comes_first(instructor: Browser, filled: dict[str, str]) -> None:
    page = instructor.page("/teach/skills")
    assert "Listening 2 resources" in page
    assert "InterviewsListeninggiven in the list" in page


def test_names_come_in_the_readers_language(arrive: Arrive, filled: dict[str, str]) -> None:
    page = arrive(Role.INSTRUCTOR, locale="fr").page("/teach/skills")
    assert "Écoute active" in page
    assert "Compétences" in page


def test_a_list_goes_in_and_says_what_came_of_it(instructor: Browser) -> None:
    page = words(send(instructor, LIST))
    assert "2 skills are new, 0 are updated, 1 prerequisites are given." in page
    assert "Save moneyKeep a budgetgiven in the list" in page
    assert "nothing yet" in page
    assert "0 skills are new, 2 are updated" in words(send(instructor, LIST))


def test_rows_that_cannot_be_used_are_named(instructor: Browser) -> None:
    page = words(send(instructor, LIST + b"cooking,Cook,knives\n"))
    assert "1 remark" in page
    assert "skills.csv:" in page


@pytest.mark.parametrize(
    ("body", "name"),
    [(b"{broken", "skills.json"), (b"", "skills.csv"), (b"\x00\x01\xff", "x.exe"), (b"a,b\n", "a.csv")],
)
def test_a_file_without_skills_is_said_beside_the_field(instructor: Browser, body: bytes, name: str) -> None:
    response = send(instructor, body, name)
    assert response.status_code == 422
    [field] = [e for e in parsed(response).all("input") if e.attributes.get("name") == "file"]
    assert field.attributes["aria-invalid"] == "true"


def test_no_file_is_said_beside_the_field(instructor: Browser) -> None:
    response = instructor.post("/teach/skills", data={}, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "Choose at least one file first." in words(response)


def test_a_circle_is_explained_and_its_edge_left_out(instructor: Browser) -> None:
    page = words(send(instructor, b"skill,name,prerequisites\na,Aim,b\nb,Begin,a\n"))
    assert "These skills need each other in a circle:" in page
    assert "Aim → Begin" in page or "Begin → Aim" in page
    assert page.count("left out: it closes a circle") == 1


def test_the_picture_has_words_and_a_table_beside_it(instructor: Browser, suggested: dict[str, int]) -> None:
    page = parsed(instructor.get("/teach/skills"))
    [picture] = [e for e in page.all("svg") if e.attributes.get("role") == "img"]
    assert picture.attributes["aria-labelledby"] == "picture-title picture-desc"
    kinds = [
        e.attributes["class"].split("--")[1] for e in page.all("path") if "line--" in e.attributes.get("class", "")
    ]
    assert kinds == ["known", "suggested"]
    assert [e.text for e in page.all("text")] == ["Listening", "Negotiation", "Interviews"]


def test_a_suggested_skill_is_accepted_with_its_evidence_and_taken_back(
    instructor: Browser, learner: Browser, database: Database, suggested: dict[str, int]
) -> None:
    page = instructor.page("/teach/skills")
    assert "2 suggestions wait for you." in page
    assert "Ask for more seems to teach Negotiation Say your number first." in page
    place = f"/teach/skills/suggestions/{suggested['skill']}"
    line = words(instructor.post(place, data={"decision": "accept"}))
    assert "accepted" in line
    assert "Undo" in line
    assert "Negotiation 1 resource" in instructor.page("/teach/skills")
    assert instructor.post(place, data={"decision": "accept"}).status_code == 404
    line = words(instructor.post(place, data={"decision": "undo"}))
    assert "Accept" in line
    assert "Say your number first." in line
    assert "Negotiation 1 resource" not in instructor.page("/teach/skills")
    assert instructor.post(place, data={"decision": "undo"}).status_code == 404


def test_a_declined_skill_is_not_offered_again(instructor: Browser, suggested: dict[str, int]) -> None:
    place = f"/teach/skills/suggestions/{suggested['skill']}"
    assert "declined" in words(instructor.post(place, data={"decision": "decline"}))
    assert "seems to teach" not in instructor.page("/teach/skills")
    instructor.post(place, data={"decision": "undo"})
    assert "seems to teach" in instructor.page("/teach/skills")


@pytest.mark.parametrize(("decision", "origin"), [("accept", EdgeOrigin.CONFIRMED), ("decline", EdgeOrigin.REJECTED)])
def test_a_suggested_prerequisite_is_decided_and_taken_back(
    instructor: Browser, database: Database, suggested: dict[str, int], decision: str, origin: EdgeOrigin
) -> None:
    page = instructor.page("/teach/skills")
    assert "Listening seems to come before Negotiation It is read before.Listen, then ask." in page

    def stands() -> str:
        with database.transaction(write=False) as session:
            return str(
                session.scalars(select(PrerequisiteRow.origin).where(PrerequisiteRow.id == suggested["edge"])).one()
            )

    place = f"/teach/skills/prerequisites/{suggested['edge']}"
    instructor.post(place, data={"decision": decision})
    assert stands() == origin
    assert ("accepted from the content" in instructor.page("/teach/skills")) == (decision == "accept")
    assert instructor.post(place, data={"decision": decision}).status_code == 404
    assert "seems to come before" in words(instructor.post(place, data={"decision": "undo"}))
    assert stands() == EdgeOrigin.INFERRED
    assert instructor.post(place, data={"decision": "undo"}).status_code == 404


def test_only_known_decisions_and_suggestions_of_the_course_count(
    instructor: Browser, arrive: Arrive, database: Database, suggested: dict[str, int]
) -> None:
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(database, "Another course"))
    for place in (f"suggestions/{suggested['skill']}", f"prerequisites/{suggested['edge']}"):
        assert instructor.post(f"/teach/skills/{place}", data={"decision": "burn"}).status_code == 422
        for decision in ("accept", "decline", "undo"):
            assert stranger.post(f"/teach/skills/{place}", data={"decision": decision}).status_code == 404
    assert "2 suggestions wait for you." in instructor.page("/teach/skills")


def edge(skill: str, first: str, *, left_out: bool = False) -> KnownEdge:
    return KnownEdge(NamedSkill(skill, skill), NamedSkill(first, first), confirmed=False, left_out=left_out)


def test_each_skill_stands_right_of_what_comes_before_it() -> None:
    picture = Picture.of([edge("c", "b"), edge("b", "a"), edge("c", "a"), edge("a", "c", left_out=True)], [])
    assert picture
    across = {node.skill.key: node.x for node in picture.nodes}
    assert across["a"] < across["b"] < across["c"]
    assert [line.kind for line in picture.lines].count("left-out") == 1
    assert picture.width > max(across.values())


def test_a_long_name_is_cut_and_too_many_skills_are_not_drawn() -> None:
    picture = Picture.of([edge("a very long name of a skill", "b")], [])
    assert picture
    assert max(len(node.short) for node in picture.nodes) <= 20
    assert Picture.of([], []) is None
    assert Picture.of([edge(f"s{number}", "b") for number in range(MOST_NODES)], []) is None
