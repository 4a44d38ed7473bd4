"""Finding a question's words in texts of any script."""

import pytest

from content_index.schema.word_finder import WordFinder


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L’employeur, les employeurs", ["employeur", "employeurs"]),
        ("le réemployeur n'en est pas un ; emploi non plus", []),
        ("работа, l'employeur и «EMPLOYEUR»", ["employeur", "EMPLOYEUR"]),
        ("l'employeur's", ["employeur"]),
        ("employeur_2 employeur2", ["employeur"]),
    ],
)
def test_words_are_found_where_they_stand(text: str, found: list[str]) -> None:
    finder = WordFinder("fr", {"employeur"})
    assert [text[start:end] for start, end, _ in finder.occurrences(text)] == found
    assert finder.stems_in(text) == ({"employeur"} if found else set())


def test_signs_belong_to_words_that_are_asked_with_them() -> None:
    finder = WordFinder("en", {"c++"})
    assert [(start, end) for start, end, _ in finder.occurrences("C, c++ and c#")] == [(3, 6)]


def test_what_is_elided_is_no_word() -> None:
    assert WordFinder("en", {"d"}).occurrences("d'abord, D") == [(9, 10, "d")]


def test_later_texts_bring_new_forms() -> None:
    finder = WordFinder("en", {"letter"})
    assert finder.stems_in("a letter") == finder.stems_in("two LETTERS") == {"letter"}
    assert finder.stems_in("none") == set()
