"""What an instructor switches off in a course: nothing new begins, and what learners have stays theirs."""

import io

import pytest

from lti_tool.db import Database
from tests.factories import speech
from tests.pages.conftest import Browser, words
from tests.pages.couples import couple

FORM = {"version": "0", "assistant_on": "on", "model_on": "on", "path_on": "on", "drafts_on": "on"}
TODAY = {"energy": "2", "progress": "4", "obstacle": "time", "words": "Too many things at once."}


@pytest.fixture
def switched_off(instructor: Browser, learner: Browser) -> Browser:
    """A learner who noted a check-in and agreed to recordings, before the instructor switched both off."""
    assert learner.post("/learn/check-ins/", data=TODAY).status_code == 200
    assert learner.post("/learn/pitch/consent").status_code == 200
    assert instructor.post("/teach/settings", data=FORM).status_code == 200
    return learner


def test_no_new_check_in_and_the_old_ones_stay(switched_off: Browser) -> None:
    page = switched_off.get("/learn/check-ins/")
    assert "Your teacher switched check-ins off in this course." in words(page)
    assert "Too many things at once." in words(page)
    assert 'action="/learn/check-ins/"' not in page.get_data(as_text=True)
    assert "/delete" in page.get_data(as_text=True)
    assert switched_off.post("/learn/check-ins/", data=TODAY).status_code == 409


def test_no_new_recording(switched_off: Browser) -> None:
    page = switched_off.get("/learn/pitch/")
    assert "Your teacher switched recording off in this course." in words(page)
    assert 'id="recorder"' not in page.get_data(as_text=True)
    sound = {"recording": (io.BytesIO(speech.wav(speech.speech()[0])), "take.wav")}
    assert switched_off.post("/learn/pitch/takes", data=sound).status_code == 409
    assert switched_off.post("/learn/pitch/ticket").status_code == 409


def test_without_a_yes_the_page_asks_for_none(instructor: Browser, learner: Browser) -> None:
    instructor.post("/teach/settings", data=FORM)
    page = learner.get("/learn/pitch/")
    assert 'action="/learn/pitch/consent"' not in page.get_data(as_text=True)
    assert learner.post("/learn/pitch/consent").status_code == 409


def test_the_mentors_page_leads_only_where_something_can_be_done(
    instructor: Browser, learner: Browser, mentor: Browser, database: Database
) -> None:
    couple(database, learner, mentor)
    assert "Your pitch" in learner.page("/learn/mentor/")
    instructor.post("/teach/settings", data=FORM | {"checkin_on": "on"})
    page = learner.page("/learn/mentor/")
    assert "How is it going?" in page
    assert "Your pitch" not in page


def test_no_exercise_is_offered_and_one_that_was_begun_goes_on(instructor: Browser, learner: Browser) -> None:
    begun = "/widget/exercises/worry-time"
    assert learner.post(begun, data={"step-0": "The rent", "done": "no"}).status_code == 200
    assert "Exercises beside the assistant" in instructor.page("/teach/settings")
    assert instructor.post("/teach/settings", data=FORM).status_code == 200
    assert "Exercises I have begun" in learner.page("/learn/")
    assert learner.get("/widget/exercises/five-minute-start").status_code == 409
    assert "The rent" in learner.get(begun).get_data(as_text=True)
    assert instructor.post("/teach/settings", data=FORM | {"version": "1", "exercises_on": "on"}).status_code == 200
    assert learner.get("/widget/exercises/five-minute-start").status_code == 200
