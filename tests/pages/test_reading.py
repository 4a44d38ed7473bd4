"""One resource: reading, marking, following a citation; the path and what changed in it."""

import pytest
from sqlalchemy import select

from lti_tool.catalogue.learner_models import FeedbackKind, ResourceFeedback
from lti_tool.conversations.scopes import scope_of
from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction, InteractionKind
from tests.factories import catalogue
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser, parsed, words
from widget.conversation import SEARCH_ANSWER, Answer, Outcome, Question


def marks(database: Database) -> set[str]:
    with database.transaction(write=False) as session:
        return {str(kind) for kind in session.scalars(select(ResourceFeedback.kind))}


def test_passages_have_the_anchors_that_citations_lead_to(learner: Browser, filled: dict[str, str]) -> None:
    response = learner.get(f"/learn/resources/{filled['interview']}")
    assert "Prepare three stories" in words(response)
    assert "p-0" in parsed(response).ids()


def test_text_of_another_language_says_so(learner: Browser, filled: dict[str, str]) -> None:
    document = parsed(learner.get(f"/learn/resources/{filled['ecoute']}"))
    assert [e.attributes["lang"] for e in document.all("h1")] == ["fr"]


def test_what_does_not_exist_is_said(learner: Browser) -> None:
    response = learner.get("/learn/resources/none")
    assert response.status_code == 404
    assert "no longer in the course" in words(response)


def test_a_mentor_reads_without_buttons(mentor: Browser, filled: dict[str, str]) -> None:
    assert "Not for me" not in mentor.page(f"/learn/resources/{filled['interview']}")


def test_hidden_resources_are_for_those_who_teach(
    learner: Browser, instructor: Browser, filled: dict[str, str]
) -> None:
    address = f"/learn/resources/{filled['interview']}"
    instructor.post(f"/teach/content/{filled['interview']}", data={"action": "hide"})
    assert learner.get(address).status_code == 404
    assert "Hidden from learners" in instructor.page(address)


def test_opening_is_noted_once_the_page_is_there(
    learner: Browser, mentor: Browser, filled: dict[str, str], database: Database
) -> None:
    address = f"/learn/resources/{filled['interview']}"
    learner.get(address)
    assert marks(database) == set()
    assert mentor.post(f"{address}/opened").status_code == 204
    assert marks(database) == set()
    assert learner.post(f"{address}/opened").status_code == 204
    assert marks(database) == {FeedbackKind.OPENED}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("done", "Done."),
        ("later", "Put aside for a week."),
        ("not_for_me", "Noted. You will see less like this."),
    ],
)
def test_a_mark_is_confirmed_and_can_be_taken_back(
    learner: Browser, filled: dict[str, str], database: Database, kind: str, said: str
) -> None:
    address = f"/learn/resources/{filled['interview']}/marks"
    response = learner.post(address, data={"kind": kind}, target="marks")
    assert said in words(response)
    assert "Undo" in words(response)
    assert kind in marks(database)
    again = learner.post(address, data={"kind": kind, "undo": "1"}, target="marks")
    assert "Not for me" in words(again)
    assert marks(database) == set()


def test_what_helped_can_be_said_after_it_is_done(learner: Browser, filled: dict[str, str], database: Database) -> None:
    address = f"/learn/resources/{filled['interview']}/marks"
    assert "This helped me" in words(learner.post(address, data={"kind": "done"}))
    assert "Liked" in words(learner.post(address, data={"kind": "liked"}))
    assert marks(database) == {"done", "liked"}


def test_another_look_can_be_asked_for_after_it_is_done_and_taken_back(
    learner: Browser, filled: dict[str, str], database: Database
) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    address = f"/learn/resources/{filled['interview']}/marks"
    assert "I need another look" in words(learner.post(address, data={"kind": "done"}))
    again = words(learner.post(address, data={"kind": "again"}))
    assert "Your path takes it up again" in again
    assert "See your path" in again
    assert "This needs another look." in learner.page("/learn/path")
    assert "I need another look" in words(learner.post(address, data={"kind": "again", "undo": "1"}))
    learner.post(address, data={"kind": "again"})
    learner.post(address, data={"kind": "done"})
    assert marks(database) == {"done"}


def test_a_finished_resource_counts_once_and_says_so(
    learner: Browser, filled: dict[str, str], database: Database
) -> None:
    address = f"/learn/resources/{filled['interview']}/marks"
    for _ in range(2):
        response = learner.post(address, data={"kind": "done"})
        assert response.headers["HX-Trigger"] == "boussole:counted"
        learner.post(address, data={"kind": "done", "undo": "1"})
    with database.transaction(write=False) as session:
        assert session.scalars(select(Interaction.kind)).all() == [InteractionKind.RESOURCE_DONE]


@pytest.mark.parametrize("kind", ["", "opened", "loved", "done\x00"])
def test_an_unknown_mark_is_refused(learner: Browser, filled: dict[str, str], kind: str) -> None:
    response = learner.post(f"/learn/resources/{filled['interview']}/marks", data={"kind": kind})
    assert response.status_code == 422


def answered(database: Database, clock: StillClock, browser: Browser) -> str:
    """Let the assistant have answered a question of this person; return the answer's id."""
    assert browser.person
    store = DatabaseConversationStore(database, clock)
    scope = scope_of(browser.person.viewer)
    asked = store.open_question(scope, Question("How do I listen?", "en", clock.now(), "request-1"))
    return store.store_answer(scope, asked.question_id, Answer(Outcome.ANSWERED, SEARCH_ANSWER, "en", text="So."))


def test_following_a_citation_counts_the_question(
    learner: Browser, filled: dict[str, str], database: Database, clock: StillClock
) -> None:
    answer = answered(database, clock, learner)
    address = f"/learn/resources/{filled['listening']}"
    assert answer in learner.get(f"{address}?answer={answer}").get_data(as_text=True)
    response = learner.post(f"{address}/opened", data={"answer": answer})
    assert response.headers["HX-Trigger"] == "boussole:counted"
    with database.transaction(write=False) as session:
        assert session.scalars(select(Interaction.kind)).all() == [InteractionKind.QUESTION_FOLLOWED]


def test_an_answer_of_somebody_else_counts_nothing_and_disturbs_nobody(
    learner: Browser, mentor: Browser, filled: dict[str, str], database: Database, clock: StillClock
) -> None:
    answer = answered(database, clock, mentor)
    response = learner.post(f"/learn/resources/{filled['listening']}/opened", data={"answer": answer})
    assert response.status_code == 204
    assert "HX-Trigger" not in response.headers


def test_the_path_shows_every_stop_with_its_reason(learner: Browser, filled: dict[str, str]) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    page = learner.page("/learn/path")
    assert page.index("Listening") < page.index("Interviews")
    assert "It comes before: Interviews." in page


def test_without_a_goal_the_path_says_how_to_get_one(learner: Browser, filled: dict[str, str]) -> None:
    assert "Your path starts with a goal" in learner.page("/learn/path")


def test_what_changed_in_the_path_is_told_until_it_was_read(
    learner: Browser, filled: dict[str, str], database: Database, course_id: int
) -> None:
    learner.post("/learn/profile", data={"about": "skills", "skills": ["interviews"]})
    learner.post("/learn/shown")
    with database.transaction() as session:
        catalogue.skill(session, course_id, "negotiation", "interviews")
        catalogue.resource(session, course_id, "Negotiate", skills=("negotiation",))
    learner.post("/learn/profile", data={"about": "skills", "skills": ["negotiation"]})
    assert "What changed since you last looked" in learner.page("/learn/path")
    learner.post("/learn/shown")  # the first page alone does not count as having read it
    assert "What changed since you last looked" in learner.page("/learn/path")
    assert "What changed" not in words(learner.post("/learn/path/seen"))
    assert "What changed" not in learner.page("/learn/path")
