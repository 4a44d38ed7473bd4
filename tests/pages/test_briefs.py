"""The mentor's brief before a session: facts, a model's words after the lessons, resources with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.mentoring import sharing, training
from lti_tool.mentoring.models import Pair, View
from lti_tool.pages import brief_writer
from lti_tool.people.roles import Role
from tests.factories.mentoring import ASKED
from tests.pages.conftest import Arrive, Browser, parsed, words
from tests.pages.couples import couple
from widget.assistant import briefing
from widget.assistant.briefing import Fact, WordedBrief, WordedLine
from widget.conversation import Scope


@dataclass
class ScriptedWriter:
    """Says what it is told to say; `meanwhile` happens while it writes; remembers what it was given."""

    worded: WordedBrief = field(default_factory=lambda: WordedBrief(note=briefing.FAILED))
    is_open: bool = True
    asked: list[tuple[Sequence[Fact], str, Sequence[str]]] = field(default_factory=list)
    meanwhile: object = None

    def may_write(self, scope: Scope) -> bool:
        return self.is_open

    def __call__(self, scope: Scope, facts: Sequence[Fact], language: str, names: Sequence[str] = ()) -> WordedBrief:
        self.asked.append((facts, language, names))
        if callable(self.meanwhile):
            self.meanwhile()
        return self.worded


@pytest.fixture
def writer(app: Flask) -> ScriptedWriter:
    made = ScriptedWriter()
    brief_writer.install(app, made)
    return made


@pytest.fixture
def person(database: Database, learner: Browser, mentor: Browser) -> str:
    """The address of the learner's page on the mentor's desk."""
    return couple(database, learner, mentor)


def shared(learner: Browser, text: str, kind: str = "talk", **more: str) -> None:
    assert learner.post("/learn/mentor/shares", data={"text": text, "kind": kind, **more}).status_code == 200


def trained(database: Database, mentor: Browser) -> None:
    assert mentor.person
    with database.transaction() as session:
        for lesson in training.lessons("en"):
            assert training.answer(session, mentor.person.viewer.user_id, lesson.key, lesson.right, ASKED)


def pair_of(session: Session) -> int:
    return session.scalars(select(Pair)).one().id


class TestAModelsWords:
    def test_before_the_lessons_one_sentence_says_what_opens_them(
        self, person: str, mentor: Browser, learner: Browser, writer: ScriptedWriter
    ) -> None:
        shared(learner, "My interview")
        response = mentor.get(person)
        assert "that opens once you have done the mentors’ lessons" in words(response)
        assert any(element.attributes.get("href") == "/mentor/training/" for element in parsed(response).elements)
        assert "My interview" in words(response)
        refused = mentor.post(f"{person}/worded")
        assert refused.status_code == 409
        assert "opens after them" in words(refused)
        assert writer.asked == []

    def test_where_no_model_may_be_asked_nothing_is_promised(
        self, person: str, mentor: Browser, writer: ScriptedWriter
    ) -> None:
        writer.is_open = False
        page = mentor.page(person)
        assert "no AI text" in page
        assert "fewer words" not in page

    def test_after_the_lessons_each_sentence_leads_to_its_fact(
        self, person: str, mentor: Browser, learner: Browser, writer: ScriptedWriter, database: Database
    ) -> None:
        shared(learner, "My interview at the bakery", for_session="on")
        shared(learner, "energy 1 of 5", kind="checkin")
        trained(database, mentor)
        assert "Put the facts in fewer words" in mentor.page(person)
        with database.transaction(write=False) as session:
            [item] = [one for one in sharing.shared(session, pair_of(session)) if one.kind == "talk"]
        writer.worded = WordedBrief((WordedLine("An interview at the bakery.", f"share-{item.id}", "x"),), dropped=2)
        response = mentor.post(f"{person}/worded")
        page = words(response)
        assert "AI draft" in page
        assert "An interview at the bakery." in page
        assert "2 sentences that no fact carries were left out." in page
        links = [element.attributes.get("href") for element in parsed(response).elements]
        assert f"#share-{item.id}" in links
        [(facts, language, names)] = writer.asked
        assert [one.text for one in facts] == ["My interview at the bakery"]
        assert (language, set(names) >= {"Tom Whitfield", "Marc Delorme"}) == ("en", True)

    def test_the_learner_reads_beforehand_and_afterwards_that_a_model_was_asked(
        self, person: str, mentor: Browser, learner: Browser, writer: ScriptedWriter, database: Database
    ) -> None:
        assert "may have a language model" in learner.page("/learn/mentor/")
        trained(database, mentor)
        mentor.post(f"{person}/worded")
        with database.transaction(write=False) as session:
            assert session.scalars(select(View.what).order_by(View.id.desc())).first() == "worded"
        assert "had a language model put your shared items in fewer words" in learner.page("/learn/who-sees/")

    def test_what_goes_wrong_leaves_the_facts_with_a_note(
        self, person: str, mentor: Browser, learner: Browser, writer: ScriptedWriter, database: Database
    ) -> None:
        shared(learner, "My interview", for_session="on")
        trained(database, mentor)
        page = words(mentor.post(f"{person}/worded"))
        assert "The language model did not answer as it should. The facts stand below." in page
        assert "My interview" in page

    def test_what_is_taken_back_meanwhile_does_not_live_on(
        self, person: str, mentor: Browser, learner: Browser, writer: ScriptedWriter, database: Database
    ) -> None:
        shared(learner, "My secret bakery", for_session="on")
        trained(database, mentor)
        with database.transaction(write=False) as session:
            [item] = sharing.shared(session, pair_of(session))
        writer.worded = WordedBrief((WordedLine("A secret bakery.", f"share-{item.id}", "x"),))

        def take_back() -> None:
            with database.transaction() as session:
                sharing.withdraw(session, item.id, item.user_id, ASKED)

        writer.meanwhile = take_back
        page = words(mentor.post(f"{person}/worded"))
        assert "secret bakery" not in page
        assert "Nothing that the language model wrote is carried by a fact." in page

    def test_nobody_words_the_brief_of_somebody_elses_learner(
        self, person: str, arrive: Arrive, learner: Browser, writer: ScriptedWriter, database: Database
    ) -> None:
        stranger = arrive(Role.MENTOR, name="Paula")
        trained(database, stranger)
        assert stranger.post(f"{person}/worded").status_code == 404
        assert learner.post(f"{person}/worded").status_code == 403
        assert writer.asked == []


class TestResourcesAndQuestions:
    def test_a_resource_is_suggested_with_the_words_it_answers_to(
        self, person: str, mentor: Browser, learner: Browser, filled: dict[str, str]
    ) -> None:
        shared(learner, "How do I prepare a job interview?", for_session="on")
        page = mentor.page(person)
        assert "Resources you could suggest" in page
        assert "It speaks of what was shared: “How do I prepare a job interview?”" in page
        assert "Prepare an interview" in page

    def test_what_is_not_shared_suggests_nothing(
        self, person: str, mentor: Browser, learner: Browser, filled: dict[str, str]
    ) -> None:
        learner.post("/learn/profile", data={"text": "prepare a job interview", "skills": "interviews"})
        assert "Prepare an interview" not in mentor.page(person)
        shared(learner, "How do I prepare a job interview?", for_session="on")
        assert "Prepare an interview" in mentor.page(person)

    def test_how_it_is_going_is_not_looked_up(
        self, person: str, mentor: Browser, learner: Browser, filled: dict[str, str]
    ) -> None:
        shared(learner, "How do I prepare a job interview?", kind="checkin")
        assert "Prepare an interview" not in mentor.page(person)

    def test_a_course_that_does_not_speak_of_it_suggests_nothing(
        self, person: str, mentor: Browser, learner: Browser, filled: dict[str, str]
    ) -> None:
        shared(learner, "My landlord wants me out of the flat", for_session="on")
        page = mentor.page(person)
        assert "The course has no resource that speaks of what was shared." in page

    def test_each_question_prints_its_rule(self, person: str, mentor: Browser, learner: Browser) -> None:
        page = mentor.page(person)
        assert "What do you hope is different for you in three months? because it is your first session" in page
        assert "What would you like to take along from this hour? good at any time" in page
        shared(learner, "my letter", for_session="on")
        assert "because it was marked for this session" in mentor.page(person)
