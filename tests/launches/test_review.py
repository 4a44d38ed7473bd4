"""Submission review launches: a learner's work, for those who teach and for the learner in person."""

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.people.models import Course, User
from tests.factories.installation import Installation
from tests.launches.pages import failed_check
from tests.launches.test_opening import first_address, heading
from tests.pages.conftest import words

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"


def column(name: str) -> dict[str, object]:
    """The gradebook's claim of a launch, as a platform sends it for one column."""
    return {
        AGS: {
            "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
            "lineitems": "https://campus.example/line_items",
            "lineitem": f"https://campus.example/line_items/{name}",
        }
    }


@pytest.fixture
def worked(installed: Installation) -> Installation:
    """Tom finished two exercises and wrote a goal; the activity has a column of the platform's own."""
    installed.open("tom", claims=column("participation"))
    with installed.database.transaction() as session:
        tom = session.scalars(select(User).where(User.name.startswith("Tom"))).one()
        for number in (1, 2):
            record_interaction(
                session,
                InteractionKind.EXERCISE_FINISHED,
                user_id=tom.id,
                course_id=session.scalars(select(Course.id)).one(),
                subject=f"exercise:{number}",
                now=installed.clock.now(),
            )
    return installed


def reviewed(
    installed: Installation,
    person: str,
    about: str,
    *,
    of: str = "participation",
    activity: str = "7001",
    remove: tuple[str, ...] = (),
) -> TestResponse:
    claims = {**column(of), "locale": "en"}
    answer = installed.launch(person, activity, message="submission_review", about=about, claims=claims, remove=remove)
    return installed.policed(answer)


def test_a_teacher_sees_what_counted_and_no_words(worked: Installation) -> None:
    """The teacher reads what was done and when, the points and the comment of the score, and no text."""
    page = reviewed(worked, "helene", "tom")
    assert heading(page).startswith("Work of Tom")
    text = words(page)
    assert text.count("Finished an exercise") == 2
    assert "2 exercises finished. 2 of 10." in text
    assert "Questions, drafts and conversations are not shown here" in text
    assert first_address(page).startswith("/review/")


def test_the_page_has_an_address_of_its_own(worked: Installation) -> None:
    """The same page answers at its address, with the session of the launch."""
    page = reviewed(worked, "helene", "tom")
    token = page.get_data(as_text=True).split('data-session="')[1].split('"')[0]
    again = worked.client.get(first_address(page), headers={"Authorization": f"Bearer {token}"})
    assert "Finished an exercise" in words(worked.policed(again))


def test_the_learner_reads_who_looked(worked: Installation) -> None:
    """A teacher's look, on the launch and at the page's address, is in the learner's ledger; one's own is not."""
    page = reviewed(worked, "helene", "tom")
    token = page.get_data(as_text=True).split('data-session="')[1].split('"')[0]
    worked.client.get(first_address(page), headers={"Authorization": f"Bearer {token}"})
    own = reviewed(worked, "tom", "tom").get_data(as_text=True).split('data-session="')[1].split('"')[0]
    ledger = words(worked.client.get("/learn/who-sees/", headers={"Authorization": f"Bearer {own}"}))
    assert ledger.count("what you did in the course, with dates and scores") == 2
    assert ledger.count("Hélène") == 2


def test_the_list_of_learners_leads_there(worked: Installation) -> None:
    """Each name in the instructor's list opens the same page, for the column that is shown."""
    page = worked.open("helene", claims={**column("participation"), "locale": "en"})
    token = page.get_data(as_text=True).split('data-session="')[1].split('"')[0]
    headers = {"Authorization": f"Bearer {token}"}
    listed = worked.policed(worked.client.get("/teach/learners", headers=headers)).get_data(as_text=True)
    place = re.search(r'href="(/review/\d+\?item=\d+)"', listed)
    assert place
    assert "Finished an exercise" in words(worked.client.get(place[1], headers=headers))


def test_learners_see_their_own_work(worked: Installation) -> None:
    """The learner in person opens the same page."""
    page = reviewed(worked, "tom", "tom")
    assert heading(page) == "Your work here"
    assert words(page).count("Finished an exercise") == 2


@pytest.mark.parametrize("person", ["ines", "marc"])
def test_nobody_else_sees_it(worked: Installation, person: str) -> None:
    """Another learner or a mentor is refused, whatever the platform sent them for."""
    refused = reviewed(worked, person, "tom")
    assert refused.status_code == 403
    assert failed_check(refused) == "review.role"
    assert "Finished an exercise" not in words(refused)


def test_a_learner_who_never_came_has_no_work(worked: Installation) -> None:
    """A person whom the tool does not know in this course: not found, said in words, with the way back."""
    refused = reviewed(worked, "helene", "aicha")
    assert refused.status_code == 404
    assert failed_check(refused) == "review.for_user"
    assert "has not opened Boussole in this course" in words(refused)
    assert "lti_errormsg" in refused.get_data(as_text=True)


def test_a_person_of_another_course_is_unknown_here(worked: Installation) -> None:
    """Somebody who works in another course of the platform has no work in this one."""
    worked.open("noe", "7101")
    assert reviewed(worked, "helene", "noe").status_code == 404


def test_a_column_that_is_none_of_ours_is_said(worked: Installation) -> None:
    """Without a column of that address the work for the whole course is shown, and the page says so."""
    page = reviewed(worked, "helene", "tom", of="essay", remove=("resource_link",))
    assert "a column that is not kept here" in words(page)
    assert words(page).count("Finished an exercise") == 2


def test_each_column_has_its_own_work(worked: Installation) -> None:
    """Work that counts towards one column is not shown under another."""
    page = reviewed(worked, "helene", "tom", of="essay", activity="7002")
    assert "Finished an exercise" not in words(page)
    assert "Nothing that counts yet" in words(page)


def test_another_learner_is_not_reached_by_address(worked: Installation) -> None:
    """With a learner's session the address of somebody else's work is not found."""
    page = worked.open("ines", claims={"locale": "en"})
    token = page.get_data(as_text=True).split('data-session="')[1].split('"')[0]
    with worked.database.transaction(write=False) as session:
        tom = session.scalars(select(User.id).where(User.name.startswith("Tom"))).one()
    answer = worked.client.get(f"/review/{tom}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404
