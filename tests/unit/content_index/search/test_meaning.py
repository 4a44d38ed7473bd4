"""Words and meaning in one list: other words are found, the right words keep their place."""

from dataclasses import replace
from pathlib import Path

import pytest

from content_index.index import Hit, WhooshEngine
from content_index.search import Query, SearchResult, embed_missing, run_lines, search, speaks_of_it
from content_index.search.fusion import woven
from tests.factories.resources import resource, upserts
from tests.fakes.embedder import IdeaEmbedder


class Broken(IdeaEmbedder):
    """A model whose library fails."""

    def embed_query(self, text: str) -> object:
        raise OSError("no memory")


@pytest.fixture
def embedder() -> IdeaEmbedder:
    return IdeaEmbedder()


@pytest.fixture
def course(tmp_path: Path, embedder: IdeaEmbedder) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.apply(
        upserts(
            resource("loss", "La rupture du contrat ouvre des droits", title="Après"),
            resource("loss-en", "A dismissal opens rights", title="After", language="en"),
            resource("stress", "Le stress avant un entretien passe en respirant", "Le stress encore", title="Souffler"),
            resource("letter", "La lettre de motivation", title="Lettre"),
        )
    )
    embed_missing(engine, embedder)
    return engine


def ids(result: SearchResult) -> list[str]:
    return [hit.resource_id for hit in result.hits]


def test_a_question_in_other_words_is_answered_own_language_first(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    question = Query("j'ai été licencié", "fr")
    assert ids(search(course, question)) == []
    result = search(course, question, embedder=embedder)
    assert ids(result)[:2] == ["loss", "loss-en"]
    assert result.total >= 2
    assert speaks_of_it(result, embedder)
    assert not speaks_of_it(replace(result, nearness=0.7), embedder)


def test_the_right_words_keep_their_place(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    result = search(course, Query("lettre de motivation", "fr"), embedder=embedder)
    assert ids(result)[0] == "letter"
    assert speaks_of_it(result, embedder)


def test_scores_fall_so_that_runs_can_be_judged(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    queries = [("q", Query("stress licencié lettre", "fr"))]
    scores = [float(line.split()[4]) for line in run_lines(course, queries, embedder=embedder)]
    assert len(scores) == 4
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_limits_hold_after_weaving(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    once = search(course, Query("le trac licencié", "fr", per_resource=1), embedder=embedder)
    assert ids(once).count("stress") == 1
    assert len(search(course, Query("le trac", "fr"), 1, embedder).hits) == 1


def test_conditions_are_a_matter_of_words(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    result = search(course, Query('"lettre de motivation" licencié', "fr"), embedder=embedder)
    assert ids(result) == ["letter"]
    assert result.nearness is None
    relaxed = search(course, Query('"motivation de lettre" licencié', "fr"), embedder=embedder)
    assert "loss" in ids(relaxed)


def test_nothing_asked_is_not_embedded(course: WhooshEngine, embedder: IdeaEmbedder) -> None:
    assert search(course, Query("  ", "fr"), embedder=embedder) == SearchResult()
    assert embedder.questions == 0


def test_a_model_that_fails_leaves_the_answer_by_words(course: WhooshEngine) -> None:
    result = search(course, Query("lettre", "fr"), embedder=Broken())
    assert ids(result) == ["letter"]
    assert speaks_of_it(result, Broken())
    assert not speaks_of_it(search(course, Query("tarte aux pommes", "fr"), embedder=Broken()))


def test_weaving_trusts_meaning_more_the_less_the_words_hold() -> None:
    def hit(name: str, share: float = 0.0) -> Hit:
        return Hit(name, name, "", "", "fr", 1.0, share=share)

    meaning = [hit("near"), hit("words")]
    assert [found.passage_id for found in woven([hit("words", 1.0)], meaning)] == ["words", "near"]
    assert woven([hit("words", 0.2), hit("other")], [hit("near"), hit("x")])[0].passage_id == "near"
    assert woven([], []) == []


def test_two_passages_of_one_resource_are_one_voice() -> None:
    def hit(name: str) -> Hit:
        return Hit(name, name[0], "", "", "fr", 1.0, share=0.7)

    words = [hit("b1"), hit("a1"), hit("a2")]
    meaning = [hit("c1"), hit("a3"), hit("b2")]
    assert [found.passage_id for found in woven(words, meaning)] == ["b1", "b2", "a1", "a3", "c1", "a2"]
