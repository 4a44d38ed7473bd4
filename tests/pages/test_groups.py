"""Groups and peers on their pages, and "not this person"."""

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.mentoring.circle_models import Circle
from lti_tool.mentoring.models import Exclusion
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import mentoring
from tests.pages.conftest import Arrive, Browser, words


def known(browser: Browser, database: Database, **answers: str) -> int:
    """Let somebody who arrived say what they look for; return their number."""
    assert browser.person is not None
    with database.transaction() as session:
        enrolment = session.get_one(Enrolment, browser.person.viewer.enrolment_id)
        mentoring.say(session, enrolment, goals=mentoring.GOALS, **answers)
        return enrolment.user_id


def newest(database: Database, table: type[Circle] | type[Exclusion]) -> int:
    """Return the number of what was made last."""
    with database.transaction(write=False) as session:
        return session.scalars(select(table.id).order_by(table.id.desc()).limit(1)).one()


@pytest.fixture
def two(arrive: Arrive, database: Database) -> list[tuple[Browser, int]]:
    return [(browser, known(browser, database)) for browser in (arrive(Role.LEARNER), arrive(Role.LEARNER))]


def test_peers_from_the_proposal_to_their_notes(
    two: list[tuple[Browser, int]], instructor: Browser, database: Database
) -> None:
    (one, first), (other, second) = two
    assert instructor.post("/teach/groups/peers").status_code == 422
    assert "alike by 100 %" in instructor.page("/teach/groups/")
    asked = words(instructor.post("/teach/groups/peers", data={f"peers-{first}-{second}": "on"}))
    assert "1 pair is asked." in asked
    assert "0 of 2 said yes" in asked
    circle = f"/together/groups/{newest(database, Circle)}"
    assert "My groups: 1 waits for your answer" in one.page("/learn/mentor/")
    assert "waits for your answer" in one.page("/together/groups/")
    assert "nothing else of yours" in one.page(circle)
    assert "Your yes is noted." in words(one.post(f"{circle}/answer", data={"answer": "yes"}))
    place = f"{circle}/sessions"
    assert "at least one" in words(one.post(place, data={"minutes": "45"}))
    kept = words(one.post(place, data={"times": "2026-03-09T18:30", "minutes": "45", "place": "Room 2"}))
    assert "Monday 9 March, 18:30" in kept
    assert one.post(f"{circle}/notes", data={"note": " "}).status_code == 422
    assert "<b>" in one.post(f"{circle}/notes", data={"note": "<b>bold</b>"}).get_data(as_text=True).replace(
        "&lt;", "<"
    ).replace("&gt;", ">")
    danger = one.post(f"{circle}/notes", data={"note": "I want to kill myself"}).get_data(as_text=True)
    assert "tel:3114" in danger.split("Who is in it")[0]
    assert "Room 2" not in other.page(circle), "who has not said yes sees names only"
    assert "Nobody is told why." in words(other.post(f"{circle}/answer", data={"answer": "no"}))
    assert one.get(circle).status_code == 404


def test_a_group_with_a_mentor(
    two: list[tuple[Browser, int]], instructor: Browser, mentor: Browser, database: Database, arrive: Arrive
) -> None:
    helper = known(mentor, database)
    proposal = instructor.page(f"/teach/groups/?mentor={helper}&size=3")
    assert "Ask this group" in proposal
    ids = [str(number) for _, number in two]
    refused = instructor.post("/teach/groups/group", data={"mentor": str(helper), "learner": ids[:1]})
    assert refused.status_code == 422
    assert "two to eight learners" in words(refused)
    assert "The group is asked." in words(
        instructor.post("/teach/groups/group", data={"mentor": str(helper), "learner": ids})
    )
    number = newest(database, Circle)
    assert "My groups: 1 waits for your answer" in mentor.page("/mentor/")
    assert arrive(Role.LEARNER).get(f"/together/groups/{number}").status_code == 404
    assert "Ended." in words(instructor.post(f"/teach/groups/{number}/end"))
    assert instructor.post(f"/teach/groups/{number}/end").status_code == 404
    assert instructor.post("/teach/groups/group", data={"mentor": "x"}).status_code == 422


def test_not_this_person_is_said_and_taken_back(
    two: list[tuple[Browser, int]], mentor: Browser, instructor: Browser, database: Database
) -> None:
    known(mentor, database)
    assert mentor.person is not None
    (one, _), _ = two
    name = mentor.person.viewer.name
    assert "Not this person" in one.page("/learn/mentor/profile")
    refused = one.post("/together/apart/", data={"who": "Nobody Known"})
    assert refused.status_code == 422
    assert "exactly this name" in words(refused)
    assert name in words(one.post("/together/apart/", data={"who": name}))
    seen = instructor.page("/teach/matching/") + mentor.page("/mentor/") + mentor.page("/together/apart/")
    assert "exclu" not in seen.lower().replace("conflicts, exclusions and free places were checked", "")
    assert "Taken back." in words(one.post(f"/together/apart/{newest(database, Exclusion)}/allow"))
    assert "Nobody stands here." in one.page("/together/apart/")
