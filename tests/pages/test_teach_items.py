"""The instructor's hand on grade items, over the campus' own services."""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction, remember_endpoints
from lti_tool.gradebook.delivery import deliver_next
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreRow, ScoreState
from lti_tool.http import HttpDoor
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.people.models import Course, ResourceLink, User
from lti_tool.people.roles import Role
from tests.factories import gradebook, viewers
from tests.factories.lti import World
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, parsed, words

TOOL = "boussole-campus"


class Middle:
    def uniform(self, a: float, b: float, /) -> float:
        return (a + b) / 2


@dataclass
class Desk:
    """A course on the campus whose item holds the score of one learner."""

    world: World
    database: Database
    clock: StillClock
    item_id: int = 0
    urls: list[str] = field(default_factory=list)

    def item(self) -> CourseLineItem:
        with self.database.transaction(write=False) as session:
            found = session.get_one(CourseLineItem, self.item_id)
            session.expunge(found)
            return found

    def deliver(self) -> None:
        deliver_next(self.database, self.world.toolkit.grades, self.clock, Middle())

    def columns(self) -> dict[str, float]:
        return {item.label: item.maximum for item in self.world.campus.state.line_items.values() if not item.activity}

    def delete_there(self) -> None:
        for item in list(self.world.campus.state.line_items.values()):
            if not item.activity:
                self.world.campus.remove_line_item(item.id)


@pytest.fixture
def door(world: World) -> HttpDoor:
    return world.door


@pytest.fixture
def desk(world: World, database: Database, clock: StillClock, course_id: int, learner: Browser) -> Desk:
    assert learner.person
    viewer, campus = learner.person.viewer, world.campus
    campus.enrol("101", "ines", "learner")
    url = campus.addresses.line_items("101", campus.tool(TOOL))
    with database.transaction() as session:
        session.get_one(Course, course_id).platform_id = world.platform.id
        user = session.get_one(User, viewer.user_id)
        user.platform_id, user.subject = world.platform.id, campus.subject("ines")
        session.flush()
        remember_endpoints(session, course_id, None, AgsEndpoint(gradebook.ALL_GRADES, url), now=clock.now())
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=viewer.user_id,
            course_id=course_id,
            subject="meeting:1",
            now=clock.now(),
        )
        number = session.scalars(select(CourseLineItem.id)).one()
    made = Desk(world, database, clock, number)
    made.deliver()
    assert made.item().state == ItemState.CREATED
    return made


def form(number: int, label: str, maximum: str) -> dict[str, str]:
    return {f"label-{number}": label, f"maximum-{number}": maximum}


def test_without_items_the_page_says_how_they_come(instructor: Browser) -> None:
    assert "No grade item yet" in instructor.page("/teach/items")


def test_an_item_is_renamed_here_and_in_the_gradebook(instructor: Browser, desk: Desk) -> None:
    page = instructor.page("/teach/items")
    assert "Boussole: mentoring in the gradebook For the whole course · 1 learner with a score in it" in page
    answer = words(instructor.post(f"/teach/items/{desk.item_id}", data=form(desk.item_id, " Mentorat ", "100")))
    assert "Changed, here and in the gradebook of the course." in answer
    assert "sent again" not in answer.split("Points at most")[0]
    assert desk.columns() == {"Mentorat": 100.0}
    assert desk.item().label == "Mentorat"


def test_after_another_maximum_the_scores_are_sent_again(instructor: Browser, desk: Desk) -> None:
    desk.clock.advance(minutes=1)
    answer = words(instructor.post(f"/teach/items/{desk.item_id}", data=form(desk.item_id, "Mentorat", "12,5")))
    assert "1 score is sent again." in answer
    assert desk.columns() == {"Mentorat": 12.5}
    desk.deliver()
    with desk.database.transaction(write=False) as session:
        assert list(session.scalars(select(ScoreRow.state).order_by(ScoreRow.id))) == [ScoreState.SENT] * 2
    [grade] = desk.world.campus.state.grades.values()
    assert grade.given == 1.25


@pytest.mark.parametrize(
    ("label", "maximum", "wrong"),
    [
        ("", "10", "label"),
        ("x" * 256, "10", "label"),
        ("x", "0", "maximum"),
        ("x", "nan", "maximum"),
        ("x", "", "maximum"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_asked(
    instructor: Browser, desk: Desk, label: str, maximum: str, wrong: str
) -> None:
    before = len(desk.world.door.asked)
    answer = instructor.post(f"/teach/items/{desk.item_id}", data=form(desk.item_id, label, maximum))
    assert answer.status_code == 422
    [bad] = [one for one in parsed(answer).all("input") if one.attributes.get("aria-invalid")]
    assert bad.attributes["name"] == f"{wrong}-{desk.item_id}"
    assert len(desk.world.door.asked) == before


def test_deleting_says_what_is_lost_asks_and_can_be_undone(instructor: Browser, desk: Desk) -> None:
    page = instructor.page(f"/teach/items/{desk.item_id}/delete")
    assert "the column, with the score of 1 learner" in page
    assert "nobody can bring those back from here" in page
    assert desk.columns() == {"Boussole: mentoring": 100.0}, "asking deletes nothing"
    answer = words(instructor.post(f"/teach/items/{desk.item_id}/delete"))
    assert "What was counted is kept here." in answer
    assert "deleted in the gradebook" in answer
    assert desk.columns() == {}
    desk.clock.advance(minutes=1)
    answer = words(instructor.post(f"/teach/items/{desk.item_id}/again"))
    assert "The grade item is made again, and 1 score is on its way." in answer
    desk.deliver()
    assert desk.columns() == {"Boussole: mentoring": 100.0}
    assert [grade.given for grade in desk.world.campus.state.grades.values()] == [10.0]


def test_what_a_teacher_changed_in_the_gradebook_is_seen(instructor: Browser, desk: Desk) -> None:
    for item in desk.world.campus.state.line_items.values():
        item.label, item.maximum = "Renamed by the teacher", 20.0
    answer = words(instructor.post("/teach/items/look"))
    assert "compared with the gradebook just now" in answer
    assert "it is called “Renamed by the teacher” and counts up to 20 points" in answer
    desk.delete_there()
    answer = words(instructor.post("/teach/items/look"))
    assert "It was deleted on the learning platform." in answer
    assert desk.item().state == ItemState.MISSING


def test_a_change_of_an_item_that_a_teacher_deleted(instructor: Browser, desk: Desk) -> None:
    desk.delete_there()
    answer = instructor.post(f"/teach/items/{desk.item_id}", data=form(desk.item_id, "x", "10"))
    assert answer.status_code == 502
    assert "The teacher may have deleted it." in words(answer)
    assert "deleted in the gradebook" in instructor.page("/teach/items")
    assert instructor.post(f"/teach/items/{desk.item_id}", data=form(desk.item_id, "x", "10")).status_code == 409


def test_a_permission_that_was_taken_back_is_named(instructor: Browser, desk: Desk, course_id: int) -> None:
    desk.world.campus.tool(TOOL).scopes.clear()
    answer = words(instructor.post("/teach/items/look"))
    assert "has not granted this permission" in answer or "refuses access" in answer
    assert desk.item().state == ItemState.CREATED
    refused = instructor.post(f"/teach/items/{desk.item_id}/delete")
    assert refused.status_code == 502
    with desk.database.transaction() as session:
        url = desk.world.campus.addresses.line_items("101", desk.world.campus.tool(TOOL))
        few = AgsEndpoint(frozenset({SCOPE_SCORE}), url)
        remember_endpoints(session, course_id, None, few, now=desk.clock.now())
    page = instructor.page("/teach/items")
    assert "lets this tool send scores, but not change grade items" in page
    assert "Save" not in page
    assert SCOPE_LINE_ITEM not in few.scopes


def test_the_item_of_an_activity_is_left_to_the_course(instructor: Browser, desk: Desk, course_id: int) -> None:
    with desk.database.transaction() as session:
        link = ResourceLink(course_id=course_id, link_id="7001", title="Weekly", created_at=desk.clock.now())
        session.add(link)
        item = session.get_one(CourseLineItem, desk.item_id)
        item.is_platforms, item.resource_link = True, link
    page = instructor.page("/teach/items")
    assert "For the activity “Weekly”" in page
    assert "changed in the activity’s settings in your course" in page
    for tail in ("", "/delete", "/again"):
        data = form(desk.item_id, "x", "10")
        assert instructor.post(f"/teach/items/{desk.item_id}{tail}", data=data).status_code == 409


def test_another_courses_items_are_not_there(arrive: Arrive, desk: Desk) -> None:
    stranger = arrive(Role.INSTRUCTOR, into=viewers.course(desk.database, "Another course"))
    assert "Boussole: mentoring" not in stranger.page("/teach/items")
    assert stranger.get(f"/teach/items/{desk.item_id}/delete").status_code == 404
    for tail in ("", "/delete", "/again"):
        data = form(desk.item_id, "x", "10")
        assert stranger.post(f"/teach/items/{desk.item_id}{tail}", data=data).status_code == 404
    stranger.post("/teach/items/look")
    assert desk.columns() == {"Boussole: mentoring": 100.0}
