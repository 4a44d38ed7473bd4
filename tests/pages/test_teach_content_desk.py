"""The content desk: what is looked for, other words, what nobody opens, dead links, the index."""

import re

import pytest
from sqlalchemy import update

from lti_tool.catalogue.models import ResourceRow
from lti_tool.conversations.scopes import scope_of
from lti_tool.conversations.store import DatabaseConversationStore
from lti_tool.db import Database
from lti_tool.pages.teach.desk import read_words
from lti_tool.people.roles import Role
from tests.fakes.clock import StillClock
from tests.pages.conftest import INTERVIEW, Arrive, Browser, parsed, words
from widget.conversation import SEARCH_ANSWER, Answer, Citation, Feedback, Outcome, Question


def test_an_empty_course_says_what_will_be_here(instructor: Browser) -> None:
    page = instructor.page("/teach/desk")
    assert "What is searched three times or more and finds nothing stands here." in page
    assert "Figures stand here once learners use the course." in page
    assert "There is no content yet." in page


def test_what_is_sent_three_times_is_counted_and_what_finds_nothing_stands_first(
    instructor: Browser, learner: Browser, filled: dict[str, str]
) -> None:
    for number in range(3):
        assert "astronomy" not in instructor.page("/teach/desk"), number
        assert learner.post("/learn/search/sent", data={"q": "astronomy"}).status_code == 204
        learner.post("/learn/search/sent", data={"q": "interview"})
        instructor.post("/learn/search/sent", data={"q": "only me"})
    page = instructor.page("/teach/desk")
    vain, most = page.split("Looked for in vain")[1].split("Searched most")
    assert "astronomy 3 times" in vain
    assert "interview" not in vain
    assert "interview 3 times" in most
    assert "only me" not in page
    assert "1 search finds nothing." in page


def test_what_several_learners_ask_the_assistant_stands_without_names(
    instructor: Browser, arrive: Arrive, database: Database, clock: StillClock, course_id: int, filled: dict[str, str]
) -> None:
    assert "What three learners or more ask and get no answer to stands here." in instructor.page("/teach/desk")
    store = DatabaseConversationStore(database, clock)
    for number in range(3):
        assert "astronomy" not in instructor.page("/teach/desk")
        person = arrive(name=f"Learner {number}").person
        assert person
        scope = scope_of(person.viewer)
        for text, outcome in (("What of astronomy?", Outcome.NOTHING_FOUND), ("How do I listen?", Outcome.ANSWERED)):
            asked = store.open_question(scope, Question(text, "en", clock.now(), f"{number} {outcome}"))
            store.store_answer(scope, asked.question_id, Answer(outcome, SEARCH_ANSWER, "en", text="So."))
    page = instructor.page("/teach/desk")
    assert "1 question finds no answer." in page
    vain, most = page.split("Asked of the assistant without an answer")[1].split("Asked of the assistant most")
    assert "what of astronomy 3 people asked" in vain
    assert "listen" not in vain
    assert "how do i listen 3 people asked" in most
    assert "Learner 1" not in page


def test_a_source_marked_as_wrong_reaches_the_instructor_without_name_or_question(
    instructor: Browser, learner: Browser, filled: dict[str, str]
) -> None:
    assert "Marked as a wrong source" not in instructor.page("/teach/desk")
    form = {"question": "How do I prepare an interview?", "request_id": "r1", "conversation_id": ""}
    answer = learner.post("/widget/ask", data=form).get_data(as_text=True)
    place = re.search(r'action="(/widget/answers/[^"]+/feedback)"', answer)
    assert place
    learner.post(place[1], data={"verdict": "source", "source": "1"})
    page = instructor.page("/teach/desk")
    assert "1 source was marked as wrong." in page
    marked = page.split("Marked as a wrong source")[1].split("Other words")[0]
    assert "Prepare an interview marked by 1 person" in marked
    assert INTERVIEW.split(".", maxsplit=1)[0] in marked
    assert "How do I prepare" not in page
    assert instructor.post(f"/teach/content/{filled['interview']}", data={"action": "hide"}).status_code == 200
    assert "Marked as a wrong source" not in instructor.page("/teach/desk")


def test_a_mark_goes_with_the_conversation_it_was_made_in(
    instructor: Browser, arrive: Arrive, database: Database, clock: StillClock, filled: dict[str, str]
) -> None:
    person = arrive().person
    assert person
    scope, store = scope_of(person.viewer), DatabaseConversationStore(database, clock)
    asked = store.open_question(scope, Question("What of it?", "en", clock.now(), "r1"))
    quoted = Citation(1, "p", filled["listening"], "Listen", "Look at people.", "", "en")
    answer = Answer(Outcome.ANSWERED, SEARCH_ANSWER, "en", text="So.", citations=(quoted,))
    store.give_feedback(scope, store.store_answer(scope, asked.question_id, answer), Feedback(None, wrong_source=1))
    assert "Look at people." in instructor.page("/teach/desk")
    store.delete(scope, asked.conversation_id)
    assert "Look at people." not in instructor.page("/teach/desk")


def test_nothing_is_no_search(learner: Browser, instructor: Browser, filled: dict[str, str]) -> None:
    for _ in range(3):
        learner.post("/learn/search/sent", data={"q": "  "})
        learner.post("/learn/search/sent")
    assert "Searches that were sent three times or more stand here." in instructor.page("/teach/desk")


def test_other_words_are_kept_and_help_the_next_search(
    instructor: Browser, learner: Browser, filled: dict[str, str]
) -> None:
    assert "Prepare an interview" not in learner.page("/learn/search?q=audition")
    response = instructor.post("/teach/desk/synonyms", data={"synonyms": "audition = interview"}, target="words")
    assert "Saved." in words(response)
    assert "Prepare an interview" in learner.page("/learn/search?q=audition")
    [field] = parsed(instructor.get("/teach/desk")).all("textarea")
    assert field.text == "audition = interview"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("CV résumé", "It is missing in: CV résumé"),
        ("= résumé", "It is missing in: = résumé"),
        ("a = " + "x" * 61, "Keep at most 200 words"),
        ("\n".join(f"w{number} = x" for number in range(201)), "Keep at most 200 words"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_as_typed(instructor: Browser, typed: str, sentence: str) -> None:
    response = instructor.post("/teach/desk/synonyms", data={"synonyms": typed}, target="words")
    assert response.status_code == 422
    assert sentence in words(response)
    [field] = parsed(response).all("textarea")
    assert field.text == typed
    assert field.attributes["aria-invalid"] == "true"


def test_a_word_on_two_lines_has_the_others_of_both() -> None:
    assert read_words("CV = a, b\n\nCV=c") == {"CV": [" a", " b", "c"]}


def test_what_nobody_opened_for_two_weeks_is_listed(
    instructor: Browser, arrive: Arrive, filled: dict[str, str], clock: StillClock
) -> None:
    assert "Your content is younger than two weeks." in instructor.page("/teach/desk")
    clock.advance(days=30)
    late, teacher = arrive(), arrive(Role.INSTRUCTOR)
    late.post(f"/learn/resources/{filled['listening']}/opened")
    page = teacher.page("/teach/desk")
    unopened, used = page.split("Nobody opened these")[1].split("Shown and opened")
    assert "Prepare an interview" in unopened
    assert "Listen so that people tell you more" not in unopened
    assert "Listen so that people tell you more01000" in used
    for name in ("interview", "ecoute"):
        late.post(f"/learn/resources/{filled[name]}/opened")
    assert "Everything that is here for two weeks was opened by somebody." in teacher.page("/teach/desk")


def test_dead_links_are_named_with_what_they_answer(
    instructor: Browser, database: Database, filled: dict[str, str]
) -> None:
    with database.transaction() as session:
        for name, status in (("interview", 404), ("listening", 0), ("ecoute", 403)):
            session.execute(
                update(ResourceRow)
                .where(ResourceRow.public_id == filled[name])
                .values(url=f"https://site.example/{name}", url_status=status)
            )
    page = instructor.page("/teach/desk")
    assert "3 links are dead." in page
    assert "Écouter vraiment asks who one is (403)" in page
    assert "Prepare an interview answers with error 404" in page
    assert "Listen so that people tell you more does not answer" in page


def test_the_index_says_how_it_stands(instructor: Browser, filled: dict[str, str], clock: StillClock) -> None:
    assert "Everything can be searched." in instructor.page("/teach/desk")
    instructor.post(f"/teach/content/{filled['interview']}", data={"action": "hide"})
    clock.advance(minutes=5)
    page = instructor.page("/teach/desk")
    assert "1 change waits, the oldest for 5 minutes." in page
