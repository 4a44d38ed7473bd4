"""Excerpts: the words asked for are marked, markup stays text, the best stretch is shown."""

import pytest

from content_index.schema.analysis import analyse
from content_index.schema.word_finder import WordFinder
from content_index.search.coverage import coverage
from content_index.search.highlighting import EXCERPT, highlight


def marked(text: str, query: str, language: str = "fr") -> str:
    segments = highlight(text, WordFinder(language, set(analyse(query, language))))
    return "".join(f"[{stretch}]" if match else stretch for stretch, match in segments)


def test_forms_of_a_word_are_marked() -> None:
    assert marked("L’employeur et les employeurs.", "employeur") == "L’[employeur] et les [employeurs]."


def test_segments_join_to_the_text_and_markup_is_left_alone() -> None:
    text = "<b>lettre</b> & <script>alert(1)</script>"
    segments = highlight(text, WordFinder("fr", {"lettr"}))
    assert "".join(stretch for stretch, _ in segments) == text
    assert [stretch for stretch, match in segments if match] == ["lettre"]


def test_the_stretch_with_most_different_words_is_shown() -> None:
    filler = "rien de particulier ici même " * 20
    shown = marked(f"lettre {filler} lettre de motivation {filler}", "lettre motivation")
    assert "[lettre] de [motivation]" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < EXCERPT + 60


@pytest.mark.parametrize("text", ["", "x" * 1000, "lettre" * 300, "lettre\n" * 300])
def test_texts_of_odd_shapes(text: str) -> None:
    assert len(marked(text, "lettre")) <= 2 * EXCERPT


def test_nothing_asked_shows_the_start() -> None:
    assert marked("mot " * 200, "").startswith("mot mot")


def test_coverage_counts_the_weight_that_is_held() -> None:
    weights = {"lettr": 1.0, "motiv": 3.0}
    assert coverage("lettre de motivation", ["une lettre"], "fr", weights) == pytest.approx(0.25)
    assert coverage("lettre de motivation", ["la lettre", "les motivations"], "fr", weights) == 1.0
    assert coverage("lettre de motivation", [], "fr", weights) == 0.0


def test_coverage_without_weights_counts_words_and_unknown_ones_weigh_most() -> None:
    assert coverage("lettre motivation", ["lettre"], "fr") == 0.5
    assert coverage("lettre zyzzyva", ["lettre"], "fr", {"lettr": 1.0, "autre": 3.0}) == pytest.approx(0.25)
    assert coverage("comment pourquoi", ["comment"], "fr") == 0.0


def test_coverage_in_another_language() -> None:
    assert coverage("What letters do employers read?", ["An employer reads a letter"], "en") == 1.0
