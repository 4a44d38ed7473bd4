"""How a pitch was spoken beside its draft: attached by its speaker, read by the mentor, taken off again."""

import pytest
from sqlalchemy import select

from lti_tool.db import Database
from lti_tool.drafts.models import DraftDelivery
from lti_tool.people.consents import Purpose
from lti_tool.people.roles import Role
from lti_tool.privacy import rights
from lti_tool.signals import takes
from tests.factories import signals
from tests.factories.drafts import LETTER
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words
from tests.pages.couples import couple, enrolled
from tests.pages.test_drafts import Page

SPOKEN = "How it was spoken"


@pytest.fixture
def take(learner: Browser, database: Database, clock: StillClock) -> int:
    """A take of the learner's that is not kept yet."""
    with database.transaction() as session:
        who = enrolled(session, learner)
        signals.agreed(session, who, Purpose.VOICE, clock.now())
        return takes.note(session, who.user_id, who.course_id, signals.delivery(), clock.now()).id


@pytest.fixture
def pitch(learner: Browser, mentor: Browser, database: Database) -> Page:
    """A pitch that the mentor has got."""
    couple(database, learner, mentor)
    page = Page(learner, "pitch")
    assert page.send("hand", LETTER).status_code == 200
    return page


def attach(page: Page, take: int) -> None:
    response = page.browser.post(f"{page.address}/delivery", data={"take": str(take)})
    assert "The figures go with this draft." in words(response)


def test_the_mentor_reads_what_the_speaker_read_beforehand(pitch: Page, take: int, mentor: Browser) -> None:
    assert SPOKEN not in mentor.page(pitch.mentors)
    attach(pitch, take)
    facts = "12 seconds; "
    mine = pitch.browser.page(pitch.address)
    assert "Your mentor reads this with the draft" in mine
    page = mentor.page(pitch.mentors)
    assert SPOKEN in page
    for one in (mine, page):
        assert facts in one
        assert "Facts about the delivery, never about feelings." in one


def test_it_is_taken_off_also_where_the_mentor_has_it(pitch: Page, take: int, mentor: Browser) -> None:
    attach(pitch, take)
    response = pitch.browser.post(f"{pitch.address}/delivery/remove")
    assert "Your mentor does not see the figures any more." in words(response)
    assert SPOKEN not in mentor.page(pitch.mentors)


def test_an_attached_take_is_kept(pitch: Page, take: int, database: Database, clock: StillClock) -> None:
    attach(pitch, take)
    clock.advance(hours=2)
    with database.transaction() as session:
        takes.forget_unkept(session, clock.now())
        assert session.scalars(select(DraftDelivery.take_id)).all() == [take]


def test_a_deleted_take_goes_and_does_not_come_back_with_its_undo(pitch: Page, take: int, mentor: Browser) -> None:
    attach(pitch, take)
    pitch.browser.post(f"/learn/pitch/takes/{take}/delete")
    assert SPOKEN not in mentor.page(pitch.mentors)
    pitch.browser.post(f"/learn/pitch/takes/{take}/restore")
    assert SPOKEN not in mentor.page(pitch.mentors)


def test_the_end_of_the_consent_takes_it_off(pitch: Page, take: int, mentor: Browser) -> None:
    attach(pitch, take)
    pitch.browser.post("/learn/who-sees/consents/voice/withdraw")
    assert SPOKEN not in mentor.page(pitch.mentors)


def test_the_ledger_names_it_and_the_archive_holds_it(pitch: Page, take: int, database: Database) -> None:
    attach(pitch, take)
    assert "Goes with a draft" in pitch.browser.page("/learn/pitch/")
    assert "Figures of a take that go with a pitch draft" in pitch.browser.page("/learn/who-sees/")
    with database.transaction(write=False) as session:
        held = str(rights.export(session, enrolled(session, pitch.browser).user_id))
        assert "figures_of_a_take_since" in held


def test_only_ones_own_take_and_only_with_a_pitch(pitch: Page, take: int, arrive: Arrive, learner: Browser) -> None:
    stranger = Page(arrive(Role.LEARNER, name="Zoé"), "pitch")
    assert stranger.browser.post(f"{stranger.address}/delivery", data={"take": str(take)}).status_code == 404
    assert stranger.browser.post(f"{pitch.address}/delivery/remove").status_code == 404
    letter = Page(learner)
    assert letter.browser.post(f"{letter.address}/delivery", data={"take": str(take)}).status_code == 409
    assert "How I say it" not in letter.browser.page(letter.address)


def test_without_a_take_the_page_says_how_to_get_one(learner: Browser) -> None:
    page = Page(learner, "pitch")
    assert "Speak it once" in page.browser.page(page.address)
