"""A search answer quotes the sentences that answer, word for word."""

import pytest

from widget.conversation import Passage
from widget.grounding.extraction import pick_sentences, share_carried, unknown_names


def passage(number: int, title: str, text: str, language: str = "en") -> Passage:
    return Passage(f"p{number}", f"r{number}", title, text, language, f"/{number}")


COURSE = [
    passage(
        1,
        "The cover letter",
        "Recruiters read many letters. A cover letter has three paragraphs and fits on one page. Name the employer's "
        "need in the first sentence because it shows that you read the advert. Start by listing three needs. Is yours?",
    ),
    passage(
        2,
        "Exploratory interviews",
        "An exploratory interview is a short talk with somebody who does the work you aim at. It lasts twenty minutes. "
        "Prepare five questions the evening before. Send a thank-you note the next day.",
    ),
    passage(
        3,
        "Le réseau",
        "Le réseau est l'ensemble des personnes qui connaissent votre projet. Écrivez d'abord à cinq personnes "
        "proches. Relancez après dix jours, car un silence n'est pas un refus.",
        "fr",
    ),
]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How long does an exploratory interview last?", "It lasts twenty minutes."),
        ("What is an exploratory interview?", "An exploratory interview is a short talk"),
        ("How many paragraphs does a cover letter have?", "A cover letter has three paragraphs"),
        ("Why name the employer's need first?", "Name the employer's need in the first sentence because"),
        ("When should I send a thank-you note?", "Send a thank-you note the next day."),
        ("Qu'est-ce que le réseau ?", "Le réseau est l'ensemble des personnes"),
        ("Combien de jours avant de relancer ?", "Relancez après dix jours"),
        ("À qui écrire d'abord ?", "Écrivez d'abord à cinq personnes proches."),
    ],
)
def test_the_first_sentences_answer(question: str, answer: str) -> None:
    picked = pick_sentences(question, COURSE)
    assert any(choice.text.startswith(answer) for choice in picked[:2]), [choice.text for choice in picked]


def test_every_sentence_is_verbatim_and_there_are_at_most_three() -> None:
    picked = pick_sentences("How do I write a cover letter for an interview?", COURSE)
    assert 0 < len(picked) <= 3
    for choice in picked:
        assert choice.text in choice.passage.text


@pytest.mark.parametrize("question", ["What is the capital of Peru?", "", "?!", "the of and"])
def test_what_shares_nothing_gets_nothing(question: str) -> None:
    assert pick_sentences(question, COURSE) == ()


def test_nothing_is_picked_from_nothing() -> None:
    assert pick_sentences("How long is a letter?", []) == ()


def test_two_sentences_that_say_the_same_are_one() -> None:
    twins = [passage(n, "Letter", "A cover letter fits on one page.") for n in (1, 2)]
    assert len(pick_sentences("How long is a cover letter?", twins)) == 1


def test_another_source_is_quoted_only_for_a_word_that_the_first_lacks() -> None:
    question = "How long is a cover letter for apprentices?"
    first = passage(1, "Letters", "A long cover letter tires whoever has to read ten others.")
    again = passage(2, "Style", "A cover letter is one page long in most trades and firms today.")
    more = passage(3, "Apprentices", "Apprentices write a cover letter by hand where the firm asks for it.")
    assert len(pick_sentences(question, [first, again])) == 1
    assert [picked.passage.id for picked in pick_sentences(question, [first, again, more])][1:] == ["p3"]


def test_questions_and_headings_are_not_answers() -> None:
    odd = [
        passage(
            1,
            "Letters",
            "# Cover letter length page rules\n\nHow long is a cover letter page? One page is the usual length.",
        )
    ]
    assert [choice.text for choice in pick_sentences("cover letter length page", odd)] == [
        "One page is the usual length."
    ]


def test_what_may_not_be_quoted_is_left_out() -> None:
    picked = pick_sentences(
        "cover letter paragraphs", COURSE, leave_out=lambda sentence: "three paragraphs" in sentence
    )
    assert all("three paragraphs" not in choice.text for choice in picked)


def test_share_carried_counts_content_words() -> None:
    assert share_carried("How long is a cover letter?", COURSE[0]) > 0.6
    assert share_carried("Peru capital", COURSE[0]) == 0.0
    assert share_carried("the of", COURSE[0]) == 0.0


def test_an_amount_is_answered_by_a_number_only() -> None:
    text = "A certificate costs time and patience. Some certificates cost 90 euros."
    picked = pick_sentences("How much does a certificate cost?", [passage(1, "Certificates", text)])
    assert [choice.text for choice in picked] == ["Some certificates cost 90 euros."]
    assert (
        pick_sentences("How much does a cover letter cost?", [passage(1, "Letters", "A cover letter costs effort.")])
        == ()
    )


def test_the_thing_that_is_counted_decides() -> None:
    text = "Speak from key words when you speak, a minute or less. Speakers reach 130 to 160 words a minute."
    picked = pick_sentences("How many words a minute should I speak?", [passage(1, "Pitch", text)])
    assert picked[0].text.startswith("Speakers reach 130")


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Which system does Airbus use?", {"airbus"}),
        ("What is the pass rate of the PMP exam?", {"pmp"}),
        ("What would Marc say about a cover letter?", set()),
        ("Is it OK to send a cover letter on Monday?", set()),
        ("Airbus hires. How long is a letter?", set()),
    ],
)
def test_names_that_the_material_does_not_hold(question: str, unknown: set[str]) -> None:
    assert unknown_names(question, COURSE, ["Marc Seguin"]) == unknown
