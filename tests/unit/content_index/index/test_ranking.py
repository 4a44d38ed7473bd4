"""BM25 from the matrix equals BM25 written out, across segments; ties and limits."""

import math
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from content_index.index import Filters, Plan
from content_index.index.opening import open_snapshot
from content_index.index.question import PAIR_WEIGHT, WORD_WEIGHT, terms_of
from content_index.index.ranking import best, question_of, scores, shares
from content_index.index.snapshot import K1, B
from content_index.index.whoosh_engine import WhooshEngine
from content_index.schema.analysis import analyser
from tests.factories.resources import resource, upserts

TEXTS = [
    "le chat dort sur le tapis rouge",
    "le chien poursuit les chats et le chat fuit",
    "un tapis volant passe au dessus de la ville rouge et bleue",
    "la souris mange",
]


Pairs = list[tuple[str, str]]


def _stems(pairs: Pairs) -> list[str]:
    return [stem for stem, _ in pairs]


def _words(pairs: Pairs) -> list[str]:
    return [word for _, word in pairs]


def _neighbours(pairs: Pairs) -> list[str]:
    return [" ".join(sorted((one, other))) for (one, _), (other, _) in pairwise(pairs)]


def _written_out(query: str) -> list[float]:
    documents = [[str(n)] * 2 + text.split() for n, text in enumerate(TEXTS)]
    documents = [[pair for word in words for pair in analyser("fr").pairs(word)] for words in documents]
    mean = sum(map(len, documents)) / len(documents)
    asked = analyser("fr").pairs(query)
    results, most = [0.0] * len(documents), 0.0
    for forms, weight in ((_stems, 1.0), (_words, WORD_WEIGHT), (_neighbours, PAIR_WEIGHT)):
        bags = [
            Counter(forms(document[:1])) + Counter(forms(document[:1])) + Counter(forms(document[2:]))
            for document in documents
        ]
        for form, repeats in Counter(forms(asked)).items():
            found = sum(form in bag for bag in bags)
            telling = math.log1p((len(bags) - found + 0.5) / (found + 0.5)) * weight * repeats
            most += telling
            for row, bag in enumerate(bags):
                long = K1 * (1 - B + B * len(documents[row]) / mean)
                results[row] += telling * bag[form] / (bag[form] + long)
    return [value / most for value in results]


@pytest.mark.parametrize(
    "query",
    ["chat", "chats rouges", "tapis tapis ville inconnue", "souris chien chat rouge", "rouge tapis ville bleue"],
)
def test_scores_equal_the_formula_over_several_segments(tmp_path: Path, query: str) -> None:
    engine = WhooshEngine(tmp_path)
    for number, text in enumerate(TEXTS):
        engine.apply(upserts(resource(str(number), text), first=number + 1))
    snapshot = open_snapshot(tmp_path)
    plan = Plan(query, "fr")
    values = scores(snapshot, plan, question_of(snapshot, plan, []))
    rows = [snapshot.rows_of(str(number))[0] for number in range(len(TEXTS))]
    assert len(snapshot.parts) > 3
    assert values[rows].tolist() == pytest.approx(_written_out(query), rel=1e-5)


def test_best_breaks_ties_by_row_and_leaves_out_what_does_not_match() -> None:
    values = np.array([0.5, 0.0, 0.9, 0.5, 0.5])
    assert best(values, 3) == [2, 0, 3]
    assert best(values, 10) == [2, 0, 3, 4]
    assert best(np.zeros(3), 2) == []


def test_shares_tell_what_part_of_the_question_is_held(tmp_path: Path) -> None:
    WhooshEngine(tmp_path).apply(upserts(resource("a", "alpha beta"), resource("b", "alpha")))
    snapshot = open_snapshot(tmp_path)
    question = question_of(snapshot, Plan("alpha beta", "fr"), [])
    rows = [snapshot.rows_of("a")[0], snapshot.rows_of("b")[0]]
    whole, part = shares(snapshot, question, rows)
    assert whole == pytest.approx(1.0)
    assert 0 < part < 0.5


def test_a_question_of_many_words_is_cut() -> None:
    assert len(terms_of("en", " ".join(f"word{n}" for n in range(10_000)))) == 192


def test_the_readers_language_comes_first(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.apply(upserts(resource("f", "portfolio", language="fr"), resource("e", "portfolio", language="en")))
    for language, first in (("fr", "f"), ("en", "e"), ("de", "f")):
        hits = engine.search(Plan("portfolio", language)).hits
        assert len(hits) == 2
        assert hits[0].resource_id == first


def test_filters_are_applied_before_the_best_are_taken(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.apply(upserts(*(resource(f"r{n}", "mot " * n) for n in range(1, 30))))
    found = engine.search(Plan("mot", "fr", filters=Filters(only=frozenset({"r1"}))), 1)
    assert [hit.resource_id for hit in found.hits] == ["r1"]
    assert found.total == 1
