"""Drafts through the pages: written, commented, handed over, judged, validated; and everything that may go wrong."""

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_tool import course_settings
from lti_tool.db import Database
from lti_tool.drafts.models import Draft, DraftComment, DraftVersion
from lti_tool.gradebook.models import Interaction
from lti_tool.mentoring.models import View
from lti_tool.pages import draft_reviewer
from lti_tool.people.frame_sessions import open_session
from lti_tool.people.models import Enrolment, ResourceLink
from lti_tool.people.roles import Role
from tests.factories import mentoring, viewers
from tests.factories.drafts import LETTER, QUOTE, TWO_COMMENTS, ai
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words
from widget.assistant.commenting import Commented
from widget.assistant.reviewing import DraftKind
from widget.conversation import Scope


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


class Page:
    """A draft open in a browser, with what its form sends along."""

    def __init__(self, browser: Browser, kind: str = "cover_letter") -> None:
        self.browser = browser
        begun = browser.post("/learn/drafts/", data={"kind": kind})
        assert begun.status_code == 200, begun.get_data(as_text=True)
        self.address = begun.headers["HX-Push-Url"]
        self.form = self.read(begun.get_data(as_text=True))

    def read(self, page: str) -> dict[str, str]:
        return {"page": field(page, "page"), "opened": field(page, "opened")}

    def reopen(self) -> str:
        page = self.browser.get(self.address).get_data(as_text=True)
        self.form = self.read(page)
        return page

    def send(self, what: str, text: str = LETTER, **more: str) -> TestResponse:
        return self.browser.post(f"{self.address}/{what}", data={**self.form, "text": text, **more})

    @property
    def mentors(self) -> str:
        return self.address.replace("/learn/", "/mentor/")


@pytest.fixture
def draft(learner: Browser) -> Page:
    return Page(learner)


@pytest.fixture
def pair(learner: Browser, mentor: Browser, database: Database) -> int:
    """The learner and the mentor have both said yes."""
    assert learner.person
    assert mentor.person
    with database.transaction() as session:
        one = session.get_one(Enrolment, learner.person.viewer.enrolment_id)
        other = session.get_one(Enrolment, mentor.person.viewer.enrolment_id)
        mentoring.say(session, one)
        mentoring.say(session, other, capacity="2")
        return mentoring.active(session, one, other).id


@pytest.fixture
def model(app: Flask) -> list[tuple[Scope, DraftKind, str, str]]:
    """A model that makes two comments; what it was asked is in the list."""
    asked: list[tuple[Scope, DraftKind, str, str]] = []

    def answer(scope: Scope, kind: DraftKind, text: str, language: str) -> Commented:
        asked.append((scope, kind, text, language))
        return TWO_COMMENTS

    draft_reviewer.install(app, answer)
    return asked


def kept(database: Database) -> Draft:
    with database.transaction(write=False) as session:
        return session.scalars(select(Draft)).one()


class TestWriting:
    def test_the_list_says_what_can_be_begun_and_what_it_is_looked_at_for(self, learner: Browser) -> None:
        page = learner.page("/learn/drafts/")
        for kind in ("Cover letter", "Pitch", "CV summary", "Project idea"):
            assert kind in page
        assert "It says early what the reader needs." in page
        assert "Usually 120 to 380 words." in page

    def test_an_activity_for_one_kind_opens_with_it(self, learner: Browser) -> None:
        page = learner.page("/learn/drafts/?kind=pitch")
        assert page.index("Pitch") < page.index("Cover letter")
        assert "My drafts" in learner.page("/learn/drafts/?kind=<script>")

    def test_what_is_written_is_kept_and_counted(self, draft: Page, database: Database) -> None:
        assert words(draft.send("text", "One two three.")) == "Saved. 3 words"
        assert kept(database).text == "One two three."
        assert "One two three." in draft.browser.page("/learn/drafts/")

    def test_a_second_page_is_told_and_overwrites_nothing(self, draft: Page, database: Database) -> None:
        first = dict(draft.form)
        draft.reopen()
        draft.send("text", "from the desk")
        stale = draft.browser.post(f"{draft.address}/text", data={**first, "text": "from the phone"})
        assert stale.status_code == 409
        assert "changed on another page" in stale.get_data(as_text=True)
        assert kept(database).text == "from the desk"

    def test_a_save_under_way_while_comments_come_is_not_another_page(self, draft: Page, database: Database) -> None:
        answer = draft.send("review").get_data(as_text=True)
        late = LETTER + " Typed meanwhile."
        assert draft.send("text", late).status_code == 200
        draft.form = draft.read(answer)
        assert draft.send("text", late + " And after.").status_code == 200
        assert kept(database).text.endswith("And after.")

    def test_a_text_that_is_too_long_is_refused_with_the_figures(self, draft: Page, database: Database) -> None:
        response = draft.send("text", "x" * 12_001)
        assert response.status_code == 422
        assert "12001 characters and the limit is 12000" in words(response)
        whole = draft.send("review", "y" * 12_001)
        assert whole.status_code == 422
        assert "y" * 12_001 in whole.get_data(as_text=True)
        assert kept(database).text == ""

    @pytest.mark.parametrize("opened", ["", "-1", "x", "9" * 30])
    def test_a_form_without_its_marks_never_breaks_anything(self, draft: Page, opened: str) -> None:
        draft.send("text", "mine")
        answer = draft.browser.post(f"{draft.address}/text", data={"text": "other", "opened": opened})
        assert answer.status_code == 409
        assert draft.browser.post(f"{draft.address}/text", data={}).status_code == 409

    def test_markup_is_shown_as_it_was_typed(self, draft: Page) -> None:
        draft.send("text", '<img src=x onerror="alert(1)"> ' + LETTER)
        page = draft.browser.get(draft.address).get_data(as_text=True)
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page

    def test_an_unknown_kind_begins_nothing(self, learner: Browser) -> None:
        assert learner.post("/learn/drafts/", data={"kind": "novel"}).status_code == 404
        assert learner.post("/learn/drafts/", data={}).status_code == 404

    def test_a_course_without_drafts_says_so_and_keeps_what_was_written(
        self, draft: Page, database: Database, course_id: int, clock: StillClock
    ) -> None:
        draft.send("text")
        with database.transaction() as session:
            course_settings.save(session, course_id, {"drafts_on": False}, None, now=clock.now())
        page = draft.browser.page("/learn/drafts/")
        assert "Your teacher switched drafts off" in page
        assert "Begin something" not in page
        assert draft.browser.post("/learn/drafts/", data={"kind": "pitch"}).status_code == 409
        assert LETTER in draft.browser.page(draft.address)
        assert "My drafts" not in draft.browser.page("/learn/")

    def test_deleting_can_be_undone(self, draft: Page) -> None:
        draft.send("text")
        gone = draft.browser.post(f"{draft.address}/delete")
        assert "have it back for an hour" in words(gone)
        assert draft.browser.get(draft.address).status_code == 404
        assert LETTER in words(draft.browser.post(f"{draft.address}/restore"))

    def test_somebody_elses_draft_does_not_exist(self, draft: Page, arrive: Arrive) -> None:
        draft.send("text")
        other = arrive(Role.LEARNER, name="Aya Sato")
        for what in ("", "/versions"):
            assert other.get(draft.address + what).status_code == 404
        for what in ("text", "review", "hand", "take-back", "delete", "restore"):
            assert other.post(f"{draft.address}/{what}", data={"text": "x"}).status_code == 404


class TestComments:
    def test_an_attempt_comes_first(self, draft: Page, database: Database) -> None:
        page = words(draft.send("review", "Write it for me please."))
        assert "You have 5 words so far. Write at least 60 of your own first" in page
        assert kept(database).text == "Write it for me please."

    def test_without_a_model_they_are_automatic_checks_with_quotes_of_the_draft(self, draft: Page) -> None:
        response = draft.send("review")
        page = words(response)
        assert "automatic checks" in page
        assert "no AI text" in page
        assert "AI draft" not in page
        assert page.count("Begin with this one") == 1
        quotes = re.findall(r'<blockquote class="evidence" dir="auto">([^<]+)<', response.get_data(as_text=True))
        assert quotes
        assert all(quote in LETTER for quote in quotes)
        assert 1 <= len(re.findall(r'id="comment-\d', response.get_data(as_text=True))) <= 3

    def test_a_models_comments_say_that_they_are(
        self, draft: Page, model: list[tuple[Scope, DraftKind, str, str]]
    ) -> None:
        response = draft.send("review")
        page = words(response)
        assert "AI draft" in page
        assert "What did you learn fast, and who saw it?" in page
        assert f"{QUOTE}</mark>" in response.get_data(as_text=True)
        assert [(kind, text) for _, kind, text, _ in model] == [(DraftKind.COVER_LETTER, LETTER)]

    def test_what_the_model_wrote_is_never_markup_or_a_format(self, app: Flask, draft: Page) -> None:
        draft_reviewer.install(app, lambda *_: ai((QUOTE, "<b>100 %(x)s</b> {{ 7 * 7 }}")))
        assert "&lt;b&gt;100 %(x)s&lt;/b&gt; {{ 7 * 7 }}" in draft.send("review").get_data(as_text=True)

    def test_a_text_changed_since_says_so(self, draft: Page) -> None:
        draft.send("review")
        draft.reopen()
        draft.send("text", LETTER + " And one more thing.")
        assert "You have changed the text since." in draft.browser.page(draft.address)

    @pytest.mark.parametrize("text", [f"{LETTER} I want to die.", "je veux mourir"])
    def test_words_of_crisis_bring_the_card_and_nothing_is_analysed(
        self, draft: Page, database: Database, model: list[object], text: str
    ) -> None:
        saved = words(draft.send("text", text))
        assert "You matter" in saved
        page = words(draft.send("review", text))
        assert "You matter" in page
        assert "3114" in page or "findahelpline.com" in page
        assert model == []
        with database.transaction(write=False) as session:
            assert session.scalars(select(DraftVersion)).all() == []
            assert session.scalars(select(View)).all() == []
        assert kept(database).text == text

    def test_versions_are_compared(self, draft: Page) -> None:
        draft.send("review")
        draft.reopen()
        draft.send("review", LETTER.replace("a team player", "patient at the till"))
        page = draft.browser.get(f"{draft.address}/versions").get_data(as_text=True)
        assert "<del>" in page
        assert "patient at the" in page
        same = draft.browser.page(f"{draft.address}/versions?old=2&new=2")
        assert "These are the same version." in same
        assert draft.browser.get(f"{draft.address}/versions?old=x&new=99").status_code == 200

    def test_a_draft_without_versions_says_when_one_is_kept(self, draft: Page) -> None:
        assert "No versions yet" in draft.browser.page(f"{draft.address}/versions")


class TestTheMentor:
    def test_without_a_mentor_the_way_to_one_is_shown(self, draft: Page) -> None:
        assert "You have no mentor yet." in draft.browser.page(draft.address)
        assert draft.send("hand").status_code == 409

    def test_from_the_first_words_to_the_validation(
        self, draft: Page, mentor: Browser, pair: int, model: list[object], database: Database
    ) -> None:
        del pair
        draft.send("review")
        assert "Your mentor has it now." in words(draft.send("hand", with_comments="on"))
        assert "1 draft waits for you" in mentor.page("/mentor/")
        page = mentor.page(draft.mentors)
        assert "What did you learn fast" in page
        assert "AI draft" in page
        with database.transaction(write=False) as session:
            first, second = session.scalars(select(DraftComment).order_by(DraftComment.position))
            [view] = session.scalars(select(View))
            assert view.what == "draft"
        mentor.post(f"{draft.mentors}/comments/{first.id}", data={"verdict": "rejected"})
        mentor.post(
            f"{draft.mentors}/comments/{second.id}",
            data={"verdict": "edited", f"edited-{second.id}": "Tell the story of the till."},
        )
        mentor.post(f"{draft.mentors}/comments", data={"comment": "This line is you.", "quote": "knew their name"})
        untold = draft.browser.page(draft.address)
        assert "Tell the story of the till." not in untold
        assert "This line is you." not in untold
        done = mentor.post(f"{draft.mentors}/decide", data={"decision": "validated", "words": "Send it, Tom."})
        assert "Validated. The learner sees it under your name." in words(done)
        told = draft.browser.page(draft.address)
        assert "validated by Marc Delorme" in told
        for said in ("Send it, Tom.", "Tell the story of the till.", "This line is you."):
            assert said in told
        assert told.index("Send it, Tom.") < told.index("What did you learn fast")
        assert "validated by Marc Delorme" in draft.browser.page("/learn/drafts/")
        with database.transaction(write=False) as session:
            assert sorted(session.scalars(select(Interaction.kind))) == ["draft_handed_in", "draft_validated"]

    def test_nothing_reads_validated_before_a_mentor_says_so(self, draft: Page, pair: int) -> None:
        del pair
        draft.send("review")
        draft.send("hand")
        for address in ("/learn/drafts/", draft.address):
            assert "validated by" not in draft.browser.page(address)

    def test_softwares_comments_stay_with_the_learner_unless_chosen(
        self, draft: Page, mentor: Browser, pair: int, model: list[object]
    ) -> None:
        del pair
        draft.send("review")
        draft.send("hand")
        page = mentor.page(draft.mentors)
        assert LETTER in page
        assert "What did you learn fast" not in page
        assert "Comments by software" not in page

    def test_a_return_comes_with_words_and_lets_the_learner_go_on(
        self, draft: Page, mentor: Browser, pair: int
    ) -> None:
        del pair
        draft.send("hand")
        silent = mentor.post(f"{draft.mentors}/decide", data={"decision": "returned", "words": " "})
        assert silent.status_code == 422
        assert "Say what to work on" in words(silent)
        mentor.post(f"{draft.mentors}/decide", data={"decision": "returned", "words": "Name the shop."})
        page = draft.reopen()
        assert "Name the shop." in page
        assert draft.send("text", LETTER + " At Kiosk 12.").status_code == 200
        assert "Your mentor has it now." in words(draft.send("hand", LETTER + " At Kiosk 12."))
        assert "At Kiosk 12." in mentor.page(draft.mentors)

    def test_what_was_typed_survives_a_wrong_quote(self, draft: Page, mentor: Browser, pair: int) -> None:
        del pair
        draft.send("hand")
        response = mentor.post(f"{draft.mentors}/comments", data={"comment": "Show me how.", "quote": "not there"})
        assert response.status_code == 422
        assert "Show me how." in words(response)
        assert "These words do not stand in the draft." in words(response)

    def test_taken_back_it_is_gone_from_the_mentor_and_a_late_decision_is_refused(
        self, draft: Page, mentor: Browser, pair: int
    ) -> None:
        del pair
        draft.send("hand")
        assert "It is yours again." in words(draft.browser.post(f"{draft.address}/take-back"))
        assert mentor.get(draft.mentors).status_code == 404
        assert mentor.post(f"{draft.mentors}/decide", data={"decision": "validated"}).status_code == 404
        assert draft.browser.post(f"{draft.address}/take-back").status_code == 409

    def test_another_mentor_gets_404_and_it_is_logged(
        self, draft: Page, pair: int, arrive: Arrive, capsys: pytest.CaptureFixture[str]
    ) -> None:
        del pair
        draft.send("hand")
        stranger = arrive(Role.MENTOR, name="Nadia Berger")
        assert stranger.get(draft.mentors).status_code == 404
        assert "draft refused" in capsys.readouterr().err
        for what in ("comments", "comments/1", "comments/1/remove", "decide"):
            assert stranger.post(f"{draft.mentors}/{what}", data={"decision": "validated"}).status_code == 404

    @pytest.mark.parametrize("decision", ["", "graded", "draft"])
    def test_a_decision_is_one_of_two(self, draft: Page, mentor: Browser, pair: int, decision: str) -> None:
        del pair
        draft.send("hand")
        assert mentor.post(f"{draft.mentors}/decide", data={"decision": decision}).status_code == 422
        assert draft.browser.page(draft.address).count("validated by") == 0

    def test_too_few_words_are_not_handed_over(self, draft: Page, pair: int, database: Database) -> None:
        del pair
        assert "Write at least 60 words of your own first. You have 2." in words(draft.send("hand", "Read this"))
        assert kept(database).text == "Read this"


class TestCrisisElsewhere:
    def test_a_shared_item_brings_the_card_and_still_reaches_the_mentor(
        self, learner: Browser, mentor: Browser, pair: int
    ) -> None:
        page = words(learner.post("/learn/mentor/shares", data={"kind": "talk", "text": "I want to die"}))
        assert "You matter" in page
        assert "I want to die" in mentor.page(f"/mentor/people/{pair}")

    def test_a_note_brings_the_card_to_its_writer_alone(self, learner: Browser, mentor: Browser, pair: int) -> None:
        page = words(learner.post(f"/together/{pair}/notes", data={"note": "je veux mourir", "readers": "both"}))
        assert "You matter" in page
        assert "You matter" not in mentor.page(f"/mentor/people/{pair}")

    def test_ordinary_words_bring_none(self, learner: Browser, pair: int) -> None:
        page = words(learner.post(f"/together/{pair}/notes", data={"note": "I died laughing", "readers": "me"}))
        assert "You matter" not in page


def test_a_session_that_ended_keeps_the_text_in_the_form(draft: Page, clock: StillClock, database: Database) -> None:
    draft.send("text", "kept")
    clock.advance(hours=2)
    answer = draft.send("text", "written after the session ended")
    assert answer.status_code == 401
    assert "Open the activity again" in answer.get_data(as_text=True)
    assert kept(database).text == "kept"


def test_a_draft_counts_for_the_activity_it_was_begun_in(
    app: Flask, database: Database, course_id: int, clock: StillClock
) -> None:
    with database.transaction() as session:
        link = ResourceLink(course_id=course_id, link_id="letter", title="Letter", created_at=clock.now())
        session.add(link)
        session.flush()
        into = session.get_one(viewers.people.Course, course_id)
        enrolment = viewers.people.learner(session, into)
        token, viewer = open_session(session, enrolment, now=clock.now(), deployment_id="1", resource_link=link)
        link_id = link.id
    browser = Browser(app.test_client(), viewers.Person(token, viewer))  # type: ignore[arg-type]
    Page(browser)
    assert kept(database).resource_link_id == link_id


def test_french_pages_are_french(arrive: Arrive) -> None:
    learner = arrive(Role.LEARNER, locale="fr", name="Inès Moreau")
    page = Page(learner)
    text = words(page.send("review", "Dynamique et motivée, je souhaite rejoindre votre structure. " * 9))
    assert "vérifications automatiques" in text
    assert "Commencez par celle-ci" in text
