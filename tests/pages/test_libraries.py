"""Libraries: an administrator shares one, an instructor offers it, learners read it under its name."""

import pytest
from flask import Flask

from lti_tool.catalogue import libraries
from lti_tool.catalogue.sync import sync_course
from lti_tool.db import Database
from lti_tool.people.models import Course
from tests.factories import catalogue, people
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser, held, parsed, words
from tests.pages.desk import Administrator


@pytest.fixture
def library(app: Flask, database: Database, clock: StillClock) -> int:
    with database.transaction() as session:
        course = people.course(session)
        catalogue.resource(session, course.id, "Ask for a rise", text="Ask for a rise when your work is seen.")
        libraries.share(session, course.id, "Working life", description="For all faculties", now=clock.now())
        name = course.id
    sync_course(database, held(app).engines, clock, name)
    return name


class TestInstructor:
    def test_a_library_is_offered_read_and_taken_out(
        self, instructor: Browser, learner: Browser, filled: dict[str, str], library: int
    ) -> None:
        assert "Working life" in instructor.page("/teach/libraries")
        assert "Ask for a rise" not in learner.page("/learn/search?q=rise")
        answer = instructor.post(f"/teach/libraries/{library}", data={"action": "attach"}, target="libraries")
        assert "offered in this course" in words(answer)
        page = learner.page("/learn/search?q=rise")
        assert "Ask for a rise" in page
        assert "Library: Working life" in page
        address = next(
            str(link.attributes["href"]).partition("#")[0]
            for link in parsed(learner.get("/learn/search?q=rise")).all("a")
            if link.text == "Ask for a rise"
        )
        assert "when your work is seen" in learner.page(address)
        assert learner.post(f"{address}/opened").status_code < 300
        answer = instructor.post(f"/teach/libraries/{library}", data={"action": "detach"}, target="libraries")
        assert "taken out" in words(answer)
        assert learner.get(address).status_code == 404

    def test_without_libraries_the_page_says_whom_to_ask(self, instructor: Browser) -> None:
        assert "Ask your administrator to share one" in instructor.page("/teach/libraries")

    @pytest.mark.parametrize(("library_id", "action", "status"), [(10**6, "attach", 404), (1, "burn", 422)])
    def test_what_is_not_offered_cannot_be_taken(
        self, instructor: Browser, library_id: int, action: str, status: int
    ) -> None:
        assert instructor.post(f"/teach/libraries/{library_id}", data={"action": action}).status_code == status

    def test_a_course_that_takes_too_many_is_told(
        self, instructor: Browser, database: Database, clock: StillClock, course_id: int, library: int
    ) -> None:
        with database.transaction() as session:
            for number in range(libraries.MOST):
                other = people.course(session).id
                libraries.share(session, other, f"Library {number}", now=clock.now())
                libraries.attach(session, course_id, other, by=None, now=clock.now())
        answer = instructor.post(f"/teach/libraries/{library}", data={"action": "attach"}, target="libraries")
        assert (answer.status_code, "at most 8 libraries" in words(answer)) == (422, True)


class TestAdministrator:
    def test_a_library_is_shared_changed_withdrawn_and_shared_again(self, desk: Administrator) -> None:
        sent = {"key": "LIB", "name": "Interviews", "description": "All of them", "open": "on"}
        assert desk.post("/admin/libraries", **sent).status_code == 303
        page = words(desk.get("/admin/libraries?done=shared"))
        assert "boussole content import … --course LIB" in page
        with desk.database.transaction(write=False) as session:
            [one] = libraries.every(session)
        form = parsed(desk.get(f"/admin/libraries?library={one.id}"))
        assert any(element.attributes.get("value") == "Interviews" for element in form.all("input"))
        desk.post("/admin/libraries", **{**sent, "name": "Job interviews"})
        withdrawn = desk.post("/admin/libraries/withdraw", library=one.id)
        with desk.database.transaction(write=False) as session:
            assert libraries.every(session) == ()
        assert "Share it again" in words(desk.get(withdrawn.headers["Location"]))
        desk.post("/admin/libraries/restore", library=one.id)
        with desk.database.transaction(write=False) as session:
            assert [held.name for held in libraries.every(session)] == ["Job interviews"]

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"key": ""}, "Give the key"),
            ({"key": "x" * 300}, "Give the key"),
            ({"name": " "}, "Give the library a name"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_is_made(
        self, desk: Administrator, wrong: dict[str, str], said: str
    ) -> None:
        answer = desk.post("/admin/libraries", **{"key": "LIB", "name": "Interviews", **wrong})
        assert (answer.status_code, said in words(answer)) == (422, True)
        with desk.database.transaction(write=False) as session:
            assert session.query(Course).filter_by(key="LIB").count() == 0

    @pytest.mark.parametrize("action", ["withdraw", "restore"])
    @pytest.mark.parametrize("library", ["", "x", "999"])
    def test_no_such_library(self, desk: Administrator, action: str, library: str) -> None:
        assert desk.post(f"/admin/libraries/{action}", library=library).status_code == 404
