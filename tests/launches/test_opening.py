"""What an activity opens: the pick that travels in its custom parameter."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.catalogue import holdings
from lti_tool.course_settings import store
from lti_tool.people.models import Course, ResourceLink
from tests.factories.installation import Installation
from tests.launches.conftest import furnished
from tests.pages.conftest import words

NOTHING_HERE = "What this activity opens is not here"


def heading(page: TestResponse) -> str:
    assert page.status_code == 200, page.get_data(as_text=True)
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.get_data(as_text=True), re.DOTALL)
    assert found
    return found[1].strip()


def first_address(page: TestResponse) -> str:
    found = re.search(r'data-home="([^"]*)"', page.get_data(as_text=True))
    assert found
    return found[1]


def course_id(installed: Installation, context: str = "101") -> int:
    with installed.database.transaction(write=False) as session:
        return session.scalars(select(Course.id).where(Course.context_id == context)).one()


@pytest.mark.parametrize("person", ["tom", "marc", "helene"])
def test_a_resource_opens_for_everybody(installed: Installation, lessons: dict[str, str], person: str) -> None:
    """A placed resource is the first page of learners, mentors and teachers; its address is the frame's."""
    page = installed.open(person, opens=f"resource:{lessons['interview']}")
    assert heading(page) == "Prepare an interview"
    assert first_address(page) == f"/learn/resources/{lessons['interview']}"
    assert 'data-session="' in page.get_data(as_text=True)


def test_a_path_proposes_its_goal_to_learners(installed: Installation, lessons: dict[str, str]) -> None:
    """The path opens with the goal that the teacher picked; nothing is taken before the learner takes it."""
    page = installed.open("tom", opens="path:interviews")
    assert heading(page) == "Your path"
    assert "A goal from your teacher: Interviews" in page.get_data(as_text=True)
    assert "Take this goal" in page.get_data(as_text=True)
    assert first_address(page) == "/learn/path?goal=interviews"
    assert "A goal from your teacher" not in installed.open("tom", opens="path").get_data(as_text=True)


def test_the_assistant_opens_on_a_page_of_its_own(installed: Installation, lessons: dict[str, str]) -> None:
    """An assistant activity shows the assistant to learners."""
    page = installed.open("tom", opens="assistant")
    assert heading(page) == "Ask the assistant"
    assert 'id="assistant-box"' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("opens", "title", "address"),
    [
        ("draft:pitch", "Pitch", "/learn/drafts/?kind=pitch"),
        ("draft", "My drafts", "/learn/drafts/"),
        ("checkin", "How is it going?", "/learn/check-ins/"),
    ],
)
def test_drafts_and_check_ins_open(
    installed: Installation, lessons: dict[str, str], opens: str, title: str, address: str
) -> None:
    """A draft that is asked for and a check-in are first pages too."""
    page = installed.open("tom", opens=opens)
    assert heading(page) == title
    assert first_address(page) == address


@pytest.mark.parametrize(
    ("opens", "switch"), [("draft:pitch", "drafts_on"), ("checkin", "checkin_on"), ("path", "path_on")]
)
def test_what_is_switched_off_is_not_opened(
    installed: Installation, lessons: dict[str, str], opens: str, switch: str
) -> None:
    """Each kind follows the course's switch."""
    with installed.database.transaction() as session:
        store.save(session, course_id(installed), {switch: False}, None, now=installed.clock.now())
    assert heading(installed.open("tom", opens=opens)) == NOTHING_HERE


def test_a_teacher_sees_what_learners_open(installed: Installation, lessons: dict[str, str]) -> None:
    """Where the learners' page is theirs alone, the teacher gets its preview and the way to the overview."""
    page = installed.open("helene", opens="path:interviews", claims={"locale": "en"}).get_data(as_text=True)
    assert "What learners open here" in page
    assert re.findall(r"<li dir=\"auto\">(.*?)</li>", page) == ["Listening", "Interviews"]


@pytest.mark.parametrize("opens", ["", "home"])
def test_without_a_pick_the_home_opens(installed: Installation, lessons: dict[str, str], opens: str) -> None:
    """An activity without a pick opens the first page of the role, as before."""
    assert first_address(installed.open("tom", opens=opens)) == "/learn/"


@pytest.mark.parametrize(
    "opens",
    [
        "resource:none",
        "resource",
        "resource:../../admin",
        "path:astronomy",
        "assistant:x",
        "draft:sonnet",
        "checkin:x",
        "portal",
        "RESOURCE:x",
        "resource:%00",
        "resource:%zz",
        "' or 1=1",
        "<script>alert(1)</script>",
        "x" * 4000,
        "resource:" + "é" * 40,
    ],
)
def test_a_pick_that_is_not_of_this_course_says_so(
    installed: Installation, lessons: dict[str, str], opens: str
) -> None:
    """Whatever stands in the parameter, learners get a page that says so and leads home, teachers what to do."""
    learner = installed.open("tom", opens=opens)
    assert heading(learner) == NOTHING_HERE
    assert first_address(learner) == "/learn/"
    assert 'href="/learn/"' in learner.get_data(as_text=True)
    assert "alert(1)" not in learner.get_data(as_text=True)
    assert "Add content" not in learner.get_data(as_text=True)
    teacher = installed.open("helene", opens=opens, claims={"locale": "en"}).get_data(as_text=True)
    assert "delete this activity in your course and add another one" in teacher


def test_a_resource_of_another_course_is_not_opened(installed: Installation, lessons: dict[str, str]) -> None:
    """A pick never reaches into another course, though both are the same platform's."""
    page = installed.open("ines", "7101", opens=f"resource:{lessons['interview']}", claims={"locale": "en"})
    assert heading(page) == NOTHING_HERE
    assert "Prepare an interview" not in page.get_data(as_text=True)


def test_a_resource_that_was_taken_out_says_what_to_do(installed: Installation, lessons: dict[str, str]) -> None:
    """A removed resource: the teacher reads its name and where to bring it back, the learner does not."""
    with installed.database.transaction() as session:
        holdings.remove(session, course_id(installed), lessons["interview"], installed.clock.now())
    opens = f"resource:{lessons['interview']}"
    teacher = installed.open("helene", opens=opens, claims={"locale": "en"}).get_data(as_text=True)
    assert "“Prepare an interview” was taken out of the course" in teacher
    assert 'href="/teach/content"' in teacher
    learner = installed.open("tom", opens=opens).get_data(as_text=True)
    assert "Your teacher took it out of the course or hid it." in learner
    assert "Prepare an interview" not in learner


def test_switched_off_is_said(installed: Installation, lessons: dict[str, str]) -> None:
    """An assistant activity in a course where the assistant is off leads home."""
    with installed.database.transaction() as session:
        store.save(session, course_id(installed), {"assistant_on": False}, None, now=installed.clock.now())
    page = installed.open("tom", opens="assistant")
    assert heading(page) == NOTHING_HERE
    assert "switched off in this course" in page.get_data(as_text=True)


def test_the_activity_knows_what_it_opens(installed: Installation, lessons: dict[str, str]) -> None:
    """The table of activities holds the kind, and the instructor's list shows it."""
    installed.open("tom", "7002", opens="assistant")
    with installed.database.transaction(write=False) as session:
        opened = dict(session.execute(select(ResourceLink.link_id, ResourceLink.opens)).all())
    assert opened == {"7001": "", "7002": "assistant"}
    teacher = installed.open("helene", "7002", claims={"locale": "en"})
    token = teacher.get_data(as_text=True).split('data-session="')[1].split('"')[0]
    listed = installed.client.get("/teach/activities", headers={"Authorization": f"Bearer {token}"})
    assert "Opens: the first page" in words(installed.policed(listed))


class TestCopies:
    """A course that was copied on the platform; the history variables name what it was copied from."""

    @pytest.fixture
    def copied(self, installed: Installation, lessons: dict[str, str]) -> dict[str, str]:
        """The first course's lessons, added to the second under other names of files."""
        installed.open("priya", "7101")
        return furnished(installed, "202")

    def test_the_parameter_of_the_original_is_used_where_the_copy_lost_it(
        self, installed: Installation, lessons: dict[str, str]
    ) -> None:
        """Without a parameter the history of the link leads to what the original opens."""
        installed.open("tom", "7001", opens="assistant")
        page = installed.open("ines", "7101", claims={"locale": "en", "custom": {"resource_link_id_history": "7001"}})
        assert heading(page) == "Ask the assistant"
        assert heading(installed.open("ines", "7101", claims={"locale": "en"})) != "Ask the assistant"

    def test_a_resource_is_found_again_in_the_copy(
        self, installed: Installation, lessons: dict[str, str], copied: dict[str, str]
    ) -> None:
        """The same content of the copied course opens, whatever its id there is."""
        renamed = self._under_another_id(installed, copied["interview"])
        page = installed.open(
            "ines",
            "7101",
            opens=f"resource:{lessons['interview']}",
            claims={"locale": "en", "custom": {"context_id_history": "101"}},
        )
        assert heading(page) == "Prepare an interview"
        assert first_address(page) == f"/learn/resources/{renamed}"

    def test_a_history_of_another_platform_opens_nothing(
        self, installed: Installation, lessons: dict[str, str], copied: dict[str, str]
    ) -> None:
        """Without the history, the id of another course leads to nothing."""
        self._under_another_id(installed, copied["interview"])
        page = installed.open("ines", "7101", opens=f"resource:{lessons['interview']}", claims={"locale": "en"})
        assert heading(page) == NOTHING_HERE

    def test_a_copy_without_its_content_says_so(self, installed: Installation, lessons: dict[str, str]) -> None:
        """The teacher of an empty copy reads that the same files make it work."""
        page = installed.open(
            "priya",
            "7101",
            opens=f"resource:{lessons['interview']}",
            claims={"locale": "en", "custom": {"context_id_history": "101"}},
        ).get_data(as_text=True)
        assert "was copied from another course" in page
        assert "Add the same files here" in page

    @staticmethod
    def _under_another_id(installed: Installation, public_id: str) -> str:
        with installed.database.transaction() as session:
            row = holdings.find(session, course_id(installed, "202"), public_id)
            row.public_id = "another-id"
        return "another-id"
