"""Comments on drafts: at most three, each with the draft's own words, nothing invented, no mark."""

import pytest

from widget.assistant.reviewing import ATTEMPT_WORDS, COMMENTS, NOTHING_SEEN, Comment, DraftKind, admit, review
from widget.conversation import Message

WEAK = (
    "I am passionate about sales and I am a team player. I have always liked people. I would like to work with you. "
    "I am a fast learner. I am motivated. "
    "I think that I could bring a lot of energy to the shop because I like talking with people and because I have "
    "always been told that I listen well and that I stay calm when many things happen at once in a busy place. "
    "I hope that this letter has shown who I am and why I apply. I thank you for reading it to the end today."
)
GOOD = (
    "Dear Ms Martin, your advert says that your team loses orders on Mondays. For example, in my last shop I trained "
    "3 colleagues to check orders before noon, and complaints fell by half. Customers noticed within a month. "
    "The work was simple: a list, a time, a name. Your shop sells more than mine did, so the list would be longer. "
    "What stays the same is the habit. My colleagues still use it. The manager can tell you about it. "
    "Selling matters to me less than keeping promises made to customers. That is what your advert asks for. "
    "Could we talk next week? A call of ten minutes is enough to show you the list, and I am available on Tuesday."
)
FRENCH = (
    "Dynamique et motivée, je souhaite rejoindre votre structure. "
    + "Mon parcours est varié et mes collègues disent que je suis attentive aux autres dans le travail. " * 7
)


def rules(text: str, kind: DraftKind = DraftKind.COVER_LETTER) -> list[str]:
    return [comment.rule for comment in review(kind, text).comments]


def test_a_weak_letter_gets_its_priority_first_and_no_more_than_three() -> None:
    assert rules(WEAK)[0] == "need"
    assert len(rules(WEAK)) == COMMENTS


@pytest.mark.parametrize("text", [WEAK, GOOD, FRENCH])
@pytest.mark.parametrize("kind", list(DraftKind))
def test_every_quote_stands_in_the_draft(text: str, kind: DraftKind) -> None:
    for comment in review(kind, text).comments:
        assert comment.quote in text


def test_a_good_letter_gets_nothing_but_the_advice_to_ask_a_human() -> None:
    assert rules(GOOD) == []
    assert review(DraftKind.COVER_LETTER, GOOD).refused == NOTHING_SEEN


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (DraftKind.CV_SUMMARY, FRENCH, "cliche"),
        (DraftKind.CV_SUMMARY, FRENCH, "evidence"),
        (DraftKind.PITCH, f"{GOOD} {GOOD}", "too_long"),
        (DraftKind.COVER_LETTER, " ".join(GOOD.split()[:70]) + ". Could we talk next week?", "too_short"),
        (DraftKind.COVER_LETTER, GOOD.replace("Dear Ms Martin, your", "Your"), "addressee"),
        (DraftKind.COVER_LETTER, GOOD.replace(". ", ", and ", 4), "long_sentence"),
        (DraftKind.PROJECT_IDEA, GOOD[:-200], "next_step"),
        (DraftKind.COVER_LETTER, GOOD[:-200], "next_step"),
    ],
)
def test_each_check_sees_its_fault(kind: DraftKind, text: str, rule: str) -> None:
    found = {comment.rule for comment in review(kind, text).comments}
    assert rule in found


def test_sentences_that_all_begin_with_oneself_are_noticed() -> None:
    text = (
        "Dear Ms Martin, your advert is clear. "
        + "I did 3 things well there. I like it. " * 15
        + "Could we talk next week?"
    )
    assert "self_centred" in rules(text)


def test_an_attempt_comes_first() -> None:
    found = review(DraftKind.COVER_LETTER, "Help me write it.")
    assert found.refused is not None
    assert found.refused.parameters == {"words": 4, "least": ATTEMPT_WORDS}
    assert review(DraftKind.CV_SUMMARY, "word " * 31).refused is None


def test_a_draft_with_words_of_crisis_is_not_commented() -> None:
    found = review(DraftKind.COVER_LETTER, WEAK + " I want to die.")
    assert (found.crisis, found.comments) == (True, ())


@pytest.mark.parametrize(
    ("quote", "text", "shown"),
    [
        ("Customers noticed within a month.", "Say how you know.", True),
        ("Customers noticed within a week.", "Say how you know.", False),
        ("", "Say how you know.", False),
        ("Customers noticed within a month.", "Say that 40 customers noticed.", False),
        ("Customers noticed within a month.", "Say that Carrefour noticed.", False),
    ],
)
def test_a_models_comment_is_shown_only_with_the_drafts_words(quote: str, text: str, shown: bool) -> None:
    assert bool(admit([Comment("model", Message(text), quote)], GOOD)) is shown


def test_a_model_gets_no_more_room_than_three_comments() -> None:
    comments = [Comment("model", Message("Say how."), "Customers noticed within a month.")] * 9
    assert len(admit(comments, GOOD)) == COMMENTS
