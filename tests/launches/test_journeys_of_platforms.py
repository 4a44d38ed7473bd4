"""The main job on Moodle and on Canvas, with their habits: place, open, finish, grade, read the list, look again."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.demo.platform.people import Activity
from lti_tool.demo.platform.profiles import CANVAS, MOODLE, Profile
from lti_tool.demo.platform.scoring import override
from lti_tool.demo.platform.state import Grade
from lti_tool.gradebook.delivery import Delivery, deliver_next
from lti_tool.gradebook.models import ScoreState
from lti_tool.people import roster_sync
from lti_tool.people.models import Enrolment, User
from lti_tool.settings import Settings
from tests.factories.installation import Installation, close, make_installation
from tests.fakes.clock import StillClock
from tests.launches.conftest import furnished
from tests.launches.test_choosing import field
from tests.launches.test_opening import first_address, heading
from tests.pages.conftest import parsed, words

HTMX = {"HX-Request": "true", "HX-Target": "div#main"}


@dataclass
class Opened:
    """A page that a launch brought, and what its person does from there."""

    installed: Installation
    page: TestResponse

    @property
    def bearer(self) -> dict[str, str]:
        token = self.page.get_data(as_text=True).split('data-session="')[1].split('"')[0]
        return {"Authorization": f"Bearer {token}"}

    def get(self, address: str) -> str:
        return words(self.installed.policed(self.installed.client.get(address, headers=self.bearer)))

    def post(self, address: str, **form: str) -> TestResponse:
        return self.installed.client.post(address, data=form, headers={**self.bearer, **HTMX})


@dataclass
class Journey:
    """A tool with two lessons, connected with a platform of this kind."""

    installed: Installation
    lessons: dict[str, str]

    def open(self, person: str, activity: str = "7001", *, as_student: bool = False) -> Opened:
        """Launch as the platform does it, its login request and its hint included."""
        page = self.arrive(person, activity, as_student=as_student)
        assert page.status_code == 200, page.get_data(as_text=True)
        return Opened(self.installed, page)

    def arrive(self, person: str, activity: str = "7001", *, as_student: bool = False) -> TestResponse:
        """Return what the launch is answered with, a refusal included."""
        begun = self.installed.login(person=person, activity=activity, as_student=as_student)
        token = self.installed.mint(begun.nonce, person, activity, as_student=as_student)
        return self.installed.policed(self.installed.send(token, begun.state))

    def place(self, title: str, points: str) -> Activity:
        """Pick a resource in the picker and hand the answer to the platform."""
        page = self.installed.open("helene", message="deep_linking")
        pick = f"resource:{self.lessons['interview']}"
        form = {"ticket": field(page, "ticket"), "pick-0": pick, "title-0": title, "graded-0": "yes"}
        sent = self.installed.client.post("/lti/choose", data={**form, "points-0": points})
        action = re.search(r'action="https://campus\.example(/deep-linking/[^"]+)"', sent.get_data(as_text=True))
        assert action
        campus = self.installed.door.apps["campus.example"].test_client()
        assert campus.post(action[1], data={"JWT": field(sent, "JWT")}).status_code == 200
        [placed] = [one for one in self.installed.campus.state.activities.values() if one.title == title]
        return placed

    def deliver(self) -> Delivery | None:
        """Do what a worker does next, some seconds later."""
        self.installed.clock.advance(seconds=5)
        toolkit, clock = self.installed.toolkit, self.installed.clock
        return deliver_next(self.installed.database, toolkit.grades, clock, random.Random(1))

    def grade(self, person: str) -> Grade | None:
        grades = self.installed.campus.state.grades.items()
        return next((grade for (_, key), grade in grades if key == person), None)


@pytest.fixture(params=[MOODLE, CANVAS], ids=lambda profile: profile.name)
def journey(
    request: pytest.FixtureRequest, settings: Settings, database: Database, clock: StillClock
) -> Iterator[Journey]:
    profile: Profile = request.param
    installed = make_installation(settings, database, clock, profile)
    assert installed.open("helene").status_code == 200
    yield Journey(installed, furnished(installed))
    close(installed)


def test_from_the_picker_to_the_grade_and_back(journey: Journey) -> None:
    """A teacher places a lesson with points, a learner finishes it, the grade arrives in the platform's own column."""
    placed = journey.place("À lire", "20")
    learner = journey.open("tom", placed.id)
    assert heading(learner.page) == "Prepare an interview"
    assert learner.post(f"/learn/resources/{journey.lessons['interview']}/marks", kind="done").status_code == 200
    delivery = journey.deliver()
    assert delivery is not None
    assert delivery.state == ScoreState.SENT
    grade = journey.grade("tom")
    assert grade is not None
    assert (grade.given, grade.comment) == (2.0, "1 resource done. 1 of 10.")
    [column] = journey.installed.campus.state.line_items.values()
    assert (column.activity, column.maximum) == (placed.id, 20.0)
    teacher = journey.open("helene", placed.id)
    assert "Tom Whitfield" in teacher.get("/teach/learners")


def test_a_grade_typed_by_a_teacher_stays_and_is_named(journey: Journey) -> None:
    """What the teacher typed into the gradebook is not written over, and the instructor reads why."""
    placed = journey.place("À lire", "20")
    learner = journey.open("tom", placed.id)
    learner.post(f"/learn/resources/{journey.lessons['interview']}/marks", kind="done")
    journey.deliver()
    campus = journey.installed.campus
    [column] = campus.state.line_items.values()
    override(campus, column, campus.person("tom"), 17.0, "Well said")
    learner.post(f"/learn/resources/{journey.lessons['listening']}/marks", kind="done")
    delivery = journey.deliver()
    assert delivery is not None
    assert delivery.state == ScoreState.DEAD
    grade = journey.grade("tom")
    assert grade is not None
    assert grade.given == 17.0
    journey.installed.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    told = journey.open("sam").get("/teach/learners")
    assert "given by a teacher" in told


def test_the_list_of_people_is_read_and_nobody_becomes_a_mentor_by_it(journey: Journey) -> None:
    """The list arrives over all pages; Canvas' observers and Moodle's learners are mentors once a teacher says so."""
    installed = journey.installed
    counts = roster_sync.sync_next(installed.database, installed.toolkit.roster, installed.clock)
    assert counts is not None
    assert counts.new > 5
    teacher = journey.open("sam")
    assert "Marc Delorme" in teacher.get("/teach/people")
    arriving = journey.arrive("marc")
    if installed.campus.profile is CANVAS:
        assert "peut vous nommer" in words(arriving)
    else:
        assert first_address(arriving) == "/learn/"
    with installed.database.transaction(write=False) as session:
        query = select(Enrolment.id).join(User, User.id == Enrolment.user_id).where(User.name == "Marc Delorme")
        marc = session.scalars(query).one()
    assert teacher.post(f"/teach/people/{marc}/mentor").status_code == 200
    assert first_address(journey.open("marc").page) == "/mentor/"


def test_a_teacher_who_looks_as_a_student_stays_a_teacher(journey: Journey) -> None:
    """The look of a student is a learner's page; the next launch as oneself has the course's desk again."""
    seen = journey.open("helene", as_student=True)
    assert first_address(seen.page) == "/learn/"
    marked = journey.installed.campus.profile is CANVAS  # Moodle's is the teacher's own account
    assert ("test student" in seen.get("/learn/")) is marked
    assert ("test student" in seen.get("/learn/mentor/")) is marked
    assert first_address(journey.open("helene").page) == "/teach/"


def test_who_left_between_the_click_and_the_delivery(journey: Journey) -> None:
    """A learner who is taken out before the score goes: it ends with a reason, and nothing else is held up."""
    placed = journey.place("À lire", "20")
    for person in ("tom", "ines"):
        learner = journey.open(person, placed.id)
        learner.post(f"/learn/resources/{journey.lessons['interview']}/marks", kind="done")
    journey.installed.campus.enrol("101", "tom", None)
    states = {delivery.state for _ in range(2) if (delivery := journey.deliver()) is not None}
    assert states == {ScoreState.DEAD, ScoreState.SENT}
    assert journey.grade("ines") is not None
    assert "Often they have left the course" in journey.open("sam").get("/teach/learners")


def test_people_are_one_person_each_over_launch_list_and_grade(journey: Journey) -> None:
    """The id of a launch, of the list and of the score is the same: nobody is there twice."""
    installed = journey.installed
    journey.open("tom")
    roster_sync.sync_next(installed.database, installed.toolkit.roster, installed.clock)
    with installed.database.transaction(write=False) as session:
        names = list(session.scalars(select(User.name)))
    assert len(names) == len(set(names))


def test_the_language_of_a_course_goes_before_that_of_the_platform(journey: Journey) -> None:
    """An instructor chooses English: learners' pages follow, whatever the platform says; the teacher's stay French."""
    teacher = journey.open("helene")
    saved = teacher.post("/teach/settings", version="0", default_language="en", assistant_on="on", path_on="on")
    assert saved.status_code == 200
    learner = journey.open("ines")
    assert parsed(learner.page).all("html")[0].attributes["lang"] == "en"
    assert "Search the course" in learner.get("/learn/search")
    assert parsed(journey.open("helene").page).all("html")[0].attributes["lang"] == "fr"
