"""Whatever is typed becomes a plan; conditions are understood, nothing is an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_index.index import Filters, Plan
from content_index.search.parsing import MAX_CHARACTERS, MAX_CONDITIONS, plan_of, relaxed
from content_index.search.records import Query


def plan(text: str, **others: object) -> Plan:
    return plan_of(Query(text, "fr", **others))  # type: ignore[arg-type]


@pytest.mark.parametrize("quotes", ['"{}"', "« {} »", "“{}”"])
def test_quoted_words_are_a_phrase_and_rank_too(quotes: str) -> None:
    understood = plan("stage " + quotes.format("lettre de motivation"))
    assert understood.phrases == ("lettre de motivation",)
    assert understood.words == "stage lettre de motivation"


def test_one_quoted_word_is_a_word() -> None:
    assert plan('"lettre"') == Plan("lettre", "fr", per_resource=2)


def test_beginnings_titles_and_exclusions() -> None:
    understood = plan("motiv* titre:entretien -stage TITLE:cv")
    assert understood.prefixes == ("motiv",)
    assert understood.titles == ("entretien", "cv")
    assert understood.excluded == ("stage",)
    assert understood.words == "entretien cv"


def test_hyphens_inside_words_and_short_beginnings_are_plain() -> None:
    assert plan("auto-évaluation a* c’est-à-dire - --").excluded == ()
    assert plan("a*").prefixes == ()


@pytest.mark.parametrize(
    "text",
    ["", " ", '"', '""', "«", "***", "-", ":", "titre:", "(((", "AND OR NOT", "\x00", "😀", "'; DROP TABLE x; --",
     "title:title:title:", '-"a b" -', "\ud800", "a" * 100_000, "mot " * 10_000, '"' * 10_000],
)  # fmt: skip
def test_nothing_typed_is_an_error(text: str) -> None:
    assert len(plan(text).words) <= MAX_CHARACTERS


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab é"«»*-:’ \ttitre'), max_size=60))
def test_no_mixture_is_an_error(text: str) -> None:
    understood = plan(text)
    assert relaxed(understood).phrases == ()


def test_conditions_are_counted() -> None:
    assert len(plan(" ".join(f"-mot{n}" for n in range(50))).excluded) == MAX_CONDITIONS


def test_filters_and_limits_are_kept_when_relaxed() -> None:
    filters = Filters(kinds=frozenset({"video"}))
    loose = relaxed(plan('"a b c" motiv* -stage', filters=filters, per_resource=3))
    assert loose.words == "a b c motiv"
    assert (loose.filters, loose.per_resource, loose.excluded) == (filters, 3, ("stage",))
    assert (loose.phrases, loose.prefixes) == ((), ())


def test_synonyms_work_both_ways_and_for_expressions() -> None:
    synonyms = {"CV": ("curriculum vitae", "résumé"), "ESS": ("économie sociale",)}
    assert dict(plan("mon cv", synonyms=synonyms).expansions).keys() == {"curriculum vitae", "résumé"}
    assert dict(plan("un Curriculum-vitae", synonyms=synonyms).expansions).keys() == {"CV", "résumé"}
    assert plan("vitae curriculum", synonyms=synonyms).expansions == ()
    assert plan("le la", synonyms={"": ("",)}).expansions == ()
