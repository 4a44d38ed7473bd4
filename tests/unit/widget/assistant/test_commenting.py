"""A model's comments on drafts: nothing it says is shown unless the draft carries it, and checks stand in for it."""

import json
from itertools import count

import pytest
from llmock.scenarios import Fail, Reply, StreamFault
from llmock.testing import LLMockServer

from tests.fakes.provider import ModelServerDouble, ScriptedProvider
from tests.fakes.widget_ports import LEARNER, BudgetInMemory, SwitchesInMemory, surroundings
from tests.unit.widget.assistant.test_reviewing import FRENCH, GOOD, WEAK
from widget.assistant import commenting
from widget.assistant.commenting import Commented, DraftReviewer, MadeBy, stands_in
from widget.assistant.reviewing import COMMENTS, DraftKind
from widget.ports import AssistantSettings
from widget.providers.openai_compatible import ModelServer, OpenAIProvider

ON = SwitchesInMemory(AssistantSettings(model_on=True))
QUOTE = "Customers noticed within a month."


def said(*comments: tuple[str, str]) -> str:
    return "\n".join(json.dumps({"quote": quote, "comment": text}) for quote, text in comments)


def asked(answer: str, draft: str = GOOD, **changes: object) -> tuple[Commented, ScriptedProvider]:
    provider = ScriptedProvider([answer[:40], answer[40:]])
    needs = surroundings(**{"switches": ON, "providers": [provider], **changes})
    return DraftReviewer(needs)(LEARNER, DraftKind.COVER_LETTER, draft, "en"), provider


def test_comments_with_words_of_the_draft_are_shown_as_the_models() -> None:
    found, _ = asked(said((QUOTE, "How did you notice it? Say it in one sentence.")))
    assert (found.made_by, found.note, found.provider) == (MadeBy.AI, None, "scripted")
    [comment] = found.review.comments
    assert (comment.quote, str(comment.message)) == (QUOTE, "How did you notice it? Say it in one sentence.")


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Customers were delighted from day one.", "Say how you know."),
        ("", "The whole text is too general."),
        (QUOTE, "Say that 40 customers noticed."),
        (QUOTE, "This part is worth 7 out of 10."),
        (QUOTE, "Say that Carrefour noticed it too."),
        (QUOTE, "Good. But Carrefour noticed it too."),
        (QUOTE, "<b>Say</b> how you know."),
        (QUOTE, "See https://cv.example for how."),
        (QUOTE, "See [this page](/x) for how."),
        (QUOTE, "Say \u202ewonk uoy woh\u202c."),
        (QUOTE, "Say how you know. " * 40),
        (GOOD, "All of it needs work."),
    ],
    ids=[
        "quote-made-up", "no-quote", "number", "mark", "name", "name-later",
        "html", "address", "link", "direction", "long", "quotes-everything",
    ],
)  # fmt: skip
def test_what_the_model_makes_up_leaves_the_automatic_checks(quote: str, text: str) -> None:
    found, _ = asked(said((quote, text)))
    assert found.made_by is MadeBy.CHECKS
    assert found.note == commenting.UNFIT


def test_one_invention_does_not_take_the_honest_comments_with_it() -> None:
    found, _ = asked(said(("not there", "Say it."), (QUOTE, "How did you notice?"), ("still not", "Say more.")))
    assert [comment.quote for comment in found.review.comments] == [QUOTE]


def test_at_most_three_and_each_place_once() -> None:
    quotes = [QUOTE, QUOTE, "My colleagues still use it.", "a list, a time, a name", "Could we talk next week?"]
    found, _ = asked(said(*((quote, "How so?") for quote in quotes)))
    assert len(found.review.comments) == COMMENTS
    assert len({comment.quote for comment in found.review.comments}) == COMMENTS


@pytest.mark.parametrize("answer", ["", "I think it is good.", "<html>It works</html>", "{{{", '{"quote": 3}'])
def test_an_answer_that_is_no_list_of_comments_leaves_the_checks(answer: str) -> None:
    found, _ = asked(answer, draft=WEAK)
    assert (found.made_by, found.note) == (MadeBy.CHECKS, commenting.UNFIT)
    assert found.review.comments


def test_no_name_of_a_person_leaves_and_quotes_come_back_with_it() -> None:
    draft = GOOD.replace("Ms Martin", "Marc Seguin")
    found, provider = asked(said(("Dear [PERSON_1]", "Is this who reads it?")), draft=draft)
    sent = " ".join(message.content for message in provider.requests[0].messages)
    assert "Seguin" not in sent
    assert found.review.comments[0].quote == "Dear Marc Seguin"


def test_words_of_crisis_and_short_attempts_never_reach_a_model() -> None:
    crisis, provider = asked("", draft=f"{WEAK} I want to die.")
    assert crisis.review.crisis
    assert not provider.requests
    short, provider = asked("", draft="Write it for me.")
    assert short.review.too_short
    assert not provider.requests


def test_a_model_that_is_switched_off_is_not_asked_and_nothing_is_excused() -> None:
    found, provider = asked(said((QUOTE, "How?")), switches=SwitchesInMemory(AssistantSettings(model_on=False)))
    assert (found.made_by, found.note, provider.requests) == (MadeBy.CHECKS, None, [])


@pytest.mark.parametrize(
    ("budget", "note"),
    [(BudgetInMemory(used=20), commenting.LIMIT), (BudgetInMemory(tokens=False), commenting.SPENT)],
    ids=["turns", "tokens"],
)
def test_without_allowance_the_checks_answer_and_say_so(budget: BudgetInMemory, note: object) -> None:
    found, provider = asked(said((QUOTE, "How?")), budget=budget)
    assert (found.made_by, found.note, provider.requests) == (MadeBy.CHECKS, note, [])


def test_what_was_used_is_settled_also_when_the_call_fails() -> None:
    budget = BudgetInMemory()
    needs = surroundings(switches=ON, providers=[ScriptedProvider(["x"], fails_after=1)], budget=budget)
    found = DraftReviewer(needs)(LEARNER, DraftKind.COVER_LETTER, GOOD, "en")
    assert found.note == commenting.FAILED
    [(reservation, usage)] = budget.settled
    assert (reservation, usage is not None and usage.estimated) == ("r1", True)


def test_more_reviews_at_once_than_there_are_places_get_the_checks() -> None:
    inner: list[Commented] = []

    class Nested(BudgetInMemory):
        def take_turn(self, scope: object) -> object:  # type: ignore[override]  # asks again while one is under way
            if not inner:
                inner.append(reviewer(LEARNER, DraftKind.COVER_LETTER, GOOD, "en"))
            return super().take_turn(LEARNER)

    needs = surroundings(switches=ON, providers=[ScriptedProvider([said((QUOTE, "How?"))])], budget=Nested())
    reviewer = DraftReviewer(needs, at_once=1)
    assert reviewer(LEARNER, DraftKind.COVER_LETTER, GOOD, "en").made_by is MadeBy.AI
    assert inner[0].note == commenting.BUSY


def test_a_model_that_never_ends_is_given_up_when_its_time_is_over() -> None:
    ticks = count()
    provider = ScriptedProvider([said((QUOTE, "How?"))] + [" "] * 200)
    needs = surroundings(switches=ON, providers=[provider], monotonic=lambda: float(next(ticks)))
    found = DraftReviewer(needs, seconds=20)(LEARNER, DraftKind.COVER_LETTER, GOOD, "en")
    assert (found.made_by, found.note) == (MadeBy.CHECKS, commenting.FAILED)


def test_french_is_asked_for_in_french() -> None:
    provider = ScriptedProvider([said(("Mon parcours est varié", "Donnez une preuve : quoi, et où ?"))])
    needs = surroundings(switches=ON, providers=[provider])
    found = DraftReviewer(needs)(LEARNER, DraftKind.CV_SUMMARY, FRENCH, "fr")
    assert found.made_by is MadeBy.AI
    assert "in French" in provider.requests[0].messages[0].content


@pytest.mark.parametrize(
    ("quote", "place"),
    [("l'écoute", "l’écoute"), (" l’écoute vraie ", "l’écoute\u00a0vraie"), ("L’écoute", ""), ("", ""), (" ", "")],
)
def test_quotes_are_the_drafts_own_signs(quote: str, place: str) -> None:
    assert stands_in(quote, "C’est l’écoute\u00a0vraie.") == place


class TestOverARealConnection:
    """Whatever a model server does wrong, the learner gets labelled automatic checks."""

    def ask(self, base_url: str) -> Commented:
        server = ModelServer(base_url, "any", between_chunks_seconds=0.5, pause_before_retry_seconds=0.0)
        needs = surroundings(switches=ON, providers=[OpenAIProvider(server)])
        return DraftReviewer(needs, seconds=4)(LEARNER, DraftKind.COVER_LETTER, WEAK, "en")

    @pytest.mark.parametrize("behaviour", ["html", "huge", "malformed", "cut", "stall", "refuse:422", "refuse:500"])
    def test_a_fault_leaves_the_checks(self, behaviour: str) -> None:
        with ModelServerDouble([said(("I am a team player", "What did you do together?"))]) as server:
            server.behaviour = [behaviour, behaviour]
            found = self.ask(server.base_url)
        assert (found.made_by, found.note) == (MadeBy.CHECKS, commenting.FAILED)
        assert found.review.comments

    @pytest.mark.parametrize(
        "fault",
        [Fail(429, times=None), StreamFault("disconnect", after_chunks=2, times=None)],
        ids=["429", "disconnect"],
    )
    def test_so_does_a_mock_that_others_wrote(self, fault: object) -> None:
        with LLMockServer() as llmock:
            llmock.state.scenarios.clear()
            llmock.state.scenarios.add(fault)
            llmock.state.scenarios.add(Reply(said(("I am a team player", "When?")), times=None))
            assert self.ask(llmock.base_url("openai")).note == commenting.FAILED

    def test_a_healthy_server_comments(self) -> None:
        with ModelServerDouble([said(("I am a team player", "What did you do together?"))]) as server:
            assert self.ask(server.base_url).made_by is MadeBy.AI
