"""From a query to an answer over one index or several."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from content_index.index import Filters, WhooshEngine
from content_index.search import Query, SearchResult, run_lines, search
from tests.factories.resources import bilingual_course, resource, upserts


@pytest.fixture
def course(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "course")
    engine.apply(upserts(*bilingual_course()))
    return engine


@pytest.fixture
def library(tmp_path: Path) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "library")
    engine.apply(
        upserts(
            resource("guide", "Un guide du portfolio et de la lettre pour les métiers d'art", title="Portfolio"),
            resource("salaires", "Les salaires par métier", "Les salaires par région", title="Salaires"),
        )
    )
    return engine


def ids(result: SearchResult) -> list[str]:
    return [hit.resource_id for hit in result.hits]


def test_hits_carry_marked_excerpts_in_their_own_language(course: WhooshEngine) -> None:
    result = search(course, Query("lettre employers", "fr"))
    marked = {hit.resource_id: [text for text, match in hit.highlights if match] for hit in result.hits}
    assert marked["lettre"][0].lower() == "lettre"
    assert marked["letter"] == ["employer"]


def test_several_indexes_are_one_list(course: WhooshEngine, library: WhooshEngine) -> None:
    result = search([course, library], Query("portfolio lettre", "fr"))
    assert ids(result)[0] == "guide"
    assert "lettre" in ids(result)
    assert result.total == search(course, Query("portfolio lettre", "fr")).total + 1
    assert [hit.score for hit in result.hits] == sorted((hit.score for hit in result.hits), reverse=True)


def test_a_passage_in_two_indexes_is_shown_once(course: WhooshEngine) -> None:
    alone = search(course, Query("lettre", "fr"))
    assert ids(search([course, course], Query("lettre", "fr"))) == ids(alone)


def test_did_you_mean_corrects_within_the_query(course: WhooshEngine, library: WhooshEngine) -> None:
    course.apply(upserts(resource("e1", "entretien"), resource("e2", "l'employeur"), first=90))
    assert search(course, Query("Un «entretein» réussi", "fr")).did_you_mean == "Un «entretien» réussi"
    assert search(course, Query("entretien", "fr")).did_you_mean is None
    assert search(course, Query("saliares", "fr")).did_you_mean is None
    assert search([course, library], Query("saliares", "fr")).did_you_mean == "salaires"


def test_a_question_in_unknown_words_is_not_misspelt(course: WhooshEngine) -> None:
    course.apply(upserts(resource("e1", "entretien"), resource("e2", "entretien"), first=90))
    assert search(course, Query("entretein quux xyzzy", "fr")).did_you_mean is None
    assert search(course, Query("entretein quux", "fr")).did_you_mean == "entretien quux"


def test_a_word_that_one_index_knows_is_not_corrected(course: WhooshEngine, library: WhooshEngine) -> None:
    course.apply(upserts(resource("s", "salaries salaries"), resource("s2", "salaries"), first=90))
    assert search([course, library], Query("salaries zyzzyva zzz", "fr")).did_you_mean is None


def test_coverage_tells_whether_the_material_speaks_of_it(course: WhooshEngine) -> None:
    assert search(course, Query("lettre de motivation à l'employeur", "fr")).coverage > 0.95
    assert search(course, Query("Write a cover letter", "fr")).coverage == pytest.approx(1.0)
    assert search(course, Query("recette de la tarte aux pommes lettre", "fr")).coverage < 0.3
    assert search(course, Query("tarte aux pommes", "fr")).coverage == 0.0


def test_a_phrase_that_is_nowhere_is_relaxed_and_said(course: WhooshEngine) -> None:
    result = search(course, Query('"motivation de la lettre" -voix', "fr"))
    assert result.relaxed
    assert "lettre" in ids(result)
    assert not search(course, Query('"lettre de motivation"', "fr")).relaxed
    assert not search(course, Query('"zyzzyva zyzzyvas"', "fr")).relaxed


def test_filters_and_synonyms_pass_through(course: WhooshEngine) -> None:
    query = Query("missive", "fr", Filters(languages=frozenset({"fr"})), {"lettre": ("missive",)})
    assert set(ids(search(course, query))) == {"lettre"}


def test_an_index_that_cannot_be_asked_is_said(course: WhooshEngine, tmp_path: Path) -> None:
    missing = WhooshEngine(tmp_path / "nowhere")
    result = search([course, missing], Query("lettre", "fr"))
    assert result.degraded == "There is no search index yet."
    assert "lettre" in ids(result)
    assert search([], Query("lettre", "fr")) == SearchResult()


@pytest.mark.parametrize(
    "text",
    ["", "😀", '"', "***", "-", "AND OR NOT (", "'; DROP TABLE passages; --", "mot " * 10_000, "x" * 1_000_000,
     "titre:* -* \"* *\"", "\x00\ud800", "lettre\u202eervil"],
)  # fmt: skip
def test_no_query_is_an_error(course: WhooshEngine, library: WhooshEngine, text: str) -> None:
    result = search([course, library], Query(text, "fr"))
    assert result.degraded is None


def test_runs_in_the_format_of_evaluation_tools(course: WhooshEngine) -> None:
    queries: Sequence[tuple[str, Query]] = [("q1", Query("lettre", "fr")), ("q2", Query("zyzzyva", "fr"))]
    lines = [line.split(" ") for line in run_lines(course, queries, 10, "tag")]
    assert [line[:2] + line[3:4] for line in lines] == [["q1", "Q0", str(rank)] for rank in range(1, len(lines) + 1)]
    assert len({line[2] for line in lines}) == len(lines)
    assert lines[0][2] == "lettre"
    assert lines[0][5] == "tag"
    assert float(lines[0][4]) >= float(lines[-1][4])
