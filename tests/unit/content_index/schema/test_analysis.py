"""Analysis: what two spellings of one thing have in common, and what is dropped."""

import pytest

from content_index.index.layout import PassageAnalyzer, field_language, fields, records, schema
from content_index.schema.analysis import analyse, analyser, raw_words
from content_index.schema.folding import compose, fold
from content_index.schema.stopwords import stop_words
from tests.factories.resources import resource


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l'employeur", "employeur"),
        ("l’employeur", "employeur"),
        ("L’Employeurs", "employeur"),
        ("qu'est-ce que le cœur", "coeur"),
        ("developper son reseau", "Développer son réseau"),
        ("formations", "formation"),
        ("jusqu’aujourd’hui", "aujourd'hui"),
        ("E\u0301crire", "Écrire"),
    ],
)
def test_spellings_of_one_thing_meet_in_french(typed: str, meant: str) -> None:
    assert analyse(typed, "fr") == analyse(meant, "fr") != []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("the employer's letters", "employer letter"), ("NEGOTIATING", "negotiate"), ("naïve", "naive")],
)
def test_spellings_of_one_thing_meet_in_english(typed: str, meant: str) -> None:
    assert analyse(typed, "en") == analyse(meant, "en") != []


def test_question_words_say_nothing() -> None:
    assert analyse("Comment pourquoi quand quel où est-ce que", "fr") == []
    assert analyse("What when why how do you", "en") == []


def test_other_languages_are_folded_not_stemmed() -> None:
    assert analyse("Häuser bauen", "de") == ["hauser", "bauen"]


def test_names_of_programming_languages_survive() -> None:
    assert analyse("C++ and C# or C", "en") == ["c++", "c#", "c"]


def test_a_token_says_where_it_stands() -> None:
    token = next(iter(analyser("fr").tokens("Dans l’entreprise")))
    assert (token.word, token.start, token.end, token.position) == ("entreprise", 7, 17, 1)


def test_endless_words_are_cut() -> None:
    assert [len(word) for word in analyse("x" * 5000, "en")] == [40]


def test_the_memory_of_words_is_bounded() -> None:
    remembering = analyser("en").__class__("en")
    for number in range(200_050):
        remembering.forms(f"w{number}")
    assert len(remembering._known) < 200_000


def test_raw_words_keep_their_writing() -> None:
    assert raw_words("L’Été, déjà") == [("Été", 2, 5), ("déjà", 7, 11)]


def test_folding() -> None:
    assert fold("Œuvre") == "oeuvre"
    assert fold("STRASSE") == fold("straße")
    assert compose("e\u0301") == "é"


def test_stop_words_are_folded_and_absent_elsewhere() -> None:
    assert "meme" in stop_words("fr")
    assert stop_words("eo") == frozenset()


def test_languages_of_fields() -> None:
    assert [field_language(tag) for tag in ("fr-CA", "EN", "de", "")] == ["fr", "en", "xx", "xx"]


def test_a_resource_without_text_is_found_by_its_title() -> None:
    (record,) = records(resource("a", title="Un titre"))
    assert record["passage"] == "a#0"
    assert fields(record)["title_fr"] == "Un titre"


def test_whoosh_sees_the_same_words() -> None:
    tokens = [token.text for token in PassageAnalyzer("fr")("L'emploi des employés")]
    assert tokens == analyse("L'emploi des employés", "fr")
    assert {"text_fr", "text_en", "text_xx", "record"} <= set(schema().names())
