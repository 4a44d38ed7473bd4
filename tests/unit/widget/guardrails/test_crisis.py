"""The crisis check on lines that say it outright, and on lines that only sound like it."""

from pathlib import Path

import pytest

from widget.guardrails.crisis import READ_AT_MOST, find_crisis
from widget.guardrails.folding import fold
from widget.guardrails.help_lines import HelpLine, help_lines

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text("utf-8").splitlines()


def test_recall_on_direct_lines_is_at_least_95_percent() -> None:
    direct = lines("direct_lines.txt")
    missed = [line for line in direct if find_crisis(line) is None]
    assert len(missed) <= 0.05 * len(direct), missed


def test_false_cards_on_hard_negatives_are_at_most_5_percent() -> None:
    innocent = lines("hard_negatives.txt")
    false = [line for line in innocent if find_crisis(line) is not None]
    assert len(false) <= 0.05 * len(innocent), false


@pytest.mark.parametrize(
    "line",
    [
        "I want to kill myself.",
        "JE VEUX MOURIR",
        "i want to su1cide",
        "je veux mourrrrir",
        "k*ll myself",
        "Je suis mort de rire. Mais en vrai, je veux me tuer.",
    ],
)
def test_writing_does_not_hide_it(line: str) -> None:
    assert find_crisis(line) is not None


@pytest.mark.parametrize(
    "line",
    ["Je suis morte de rire", "How do I kill a zombie process?", "C'est à mourir de rire", "", "🎉", "suicide squad"],
)
def test_idioms_bring_no_card(line: str) -> None:
    assert find_crisis(line) is None


def test_a_phrase_never_spans_two_sentences() -> None:
    assert find_crisis("What do you want? To die casting, of course.") is None


def test_the_sign_names_its_language_and_words() -> None:
    sign = find_crisis("Bonjour, je veux mourir ce soir")
    assert sign is not None
    assert (sign.language, "mourir" in sign.phrase) == ("fr", True)


def test_a_long_draft_is_read_to_its_limit() -> None:
    text = "x " * (READ_AT_MOST // 2 - 100) + " I want to die. "
    assert find_crisis(text) is not None


def test_folding_keeps_sentences_apart_and_drops_accents() -> None:
    assert fold("J'ai dit : « Été ! »\u202e") == " j ai dit . ete . "


def test_local_lines_come_first_and_the_world_last() -> None:
    found = help_lines("fr", [HelpLine("Campus", "01 02")])
    assert found[0].name == "Campus"
    assert [line.number for line in found[1:4]] == ["3114", "15", "112"]
    assert found[-1].url == "https://findahelpline.com"


def test_an_unknown_country_still_has_somewhere_to_turn() -> None:
    assert [line.url for line in help_lines("")] == ["https://findahelpline.com"]


def test_the_united_states_have_988() -> None:
    assert help_lines("US")[0].number == "988"
