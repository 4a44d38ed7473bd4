"""Sentences stand verbatim in their text; words, numbers and names compare across writings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.grounding.sentences import split_complete, split_sentences
from widget.grounding.words import content_stems, full_names, names, numbers, ordered_terms, stem


def texts(source: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Bonjour M. Dupont. Ça va ?", ["Bonjour M. Dupont.", "Ça va ?"]),
        ("Une page, p. ex. en A4. Oui.", ["Une page, p. ex. en A4.", "Oui."]),
        ("« C'est vrai ? » dit-elle. Non.", ["« C'est vrai ? » dit-elle.", "Non."]),
        ("It costs 3.5 points. Fine!", ["It costs 3.5 points.", "Fine!"]),
        ("J. K. Rowling wrote it. See e.g. this.", ["J. K. Rowling wrote it.", "See e.g. this."]),
        ("1. Read.\n2. Write.\n- Rest", ["Read.", "Write.", "Rest"]),
        ("Title\n\nA text.", ["Title", "A text."]),
        ("A title\nAnother line", ["A title", "Another line"]),
        ("A line that goes on and on until its very end\nand further.", None),
        ("Dates, names, etc. The end.", ["Dates, names, etc.", "The end."]),
        ("Wait... what? Yes…", ["Wait... what?", "Yes…"]),
        ("--- *** ...", []),
        ("", []),
    ],
)
def test_splitting(source: str, expected: list[str] | None) -> None:
    assert texts(source) == ([source] if expected is None else expected)


@given(st.text(max_size=300))
def test_sentences_stand_where_they_say(source: str) -> None:
    for sentence in split_sentences(source):
        assert source[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()


@given(st.text(alphabet="ab.?! \n-1M", max_size=200), st.integers(0, 200))
def test_a_stream_loses_nothing(source: str, cut: int) -> None:
    done, rest = split_complete(source[:cut])
    assert "".join(done) + rest == source[:cut]


@pytest.mark.parametrize(
    ("buffer", "done"),
    [("One. Tw", ["One."]), ("One.", []), ("One. ", []), ("One.\n", ["One.", "\n"]), ("- a\n- b", ["- a\n"])],
)
def test_only_what_is_surely_over_is_let_go(buffer: str, done: list[str]) -> None:
    assert split_complete(buffer)[0] == done


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [
        ("recruteur", "recruteurs", "fr"),
        ("écrire", "ecrire", "fr"),
        ("étudiante", "étudiants", "fr"),
        ("letters", "letter", "en"),
        ("stories", "story", "en"),
        ("planning", "planned", "en"),
        ("negotiated", "negotiating", "en"),
    ],
)
def test_forms_of_one_word_meet(a: str, b: str, language: str) -> None:
    assert content_stems(a, language) == content_stems(b, language)


@pytest.mark.parametrize(("a", "b"), [("mentor", "mention"), ("letter", "letting"), ("photo", "photon")])
def test_other_words_stay_apart(a: str, b: str) -> None:
    assert stem(a, "en") != stem(b, "en")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 000 euros", {"1000"}),
        ("1,000 euros", {"1000"}),
        ("2,5 points", {"2.5"}),
        ("2.50 points", {"2.5"}),
        ("trois mois", {"3"}),
        ("three months", {"3"}),
        ("62 %", {"62", "%"}),
        ("62 percent", {"62", "%"}),
        ("none", set()),
    ],
)
def test_numbers(text: str, found: set[str]) -> None:
    assert numbers(text) == found


def test_names_are_found_inside_a_sentence_and_acronyms_anywhere() -> None:
    assert names("Écrivez à Paul. STAR aide l'UNESCO.") >= {"paul", "star", "unesco"}
    assert "ecrivez" not in names("Écrivez à Paul.")
    assert names("I asked Marie's mentor.") == {"marie"}


def test_full_names_keep_their_words_together() -> None:
    assert full_names("The Marie Curie prize; Pierre de Coubertin") == {"marie curie", "pierre de coubertin"}


def test_terms_keep_quantities_in_place() -> None:
    assert ordered_terms("Write to five people in 30 days", "en")[:3] == ["writ", "#5", "peopl"]
