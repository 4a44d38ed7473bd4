"""What every search engine keeps to, whatever it stands on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from content_index.index import (
    Change,
    ChangeKind,
    EngineStatus,
    Filters,
    MeaningIndex,
    Plan,
    SearchEngine,
    WhooshEngine,
)
from content_index.search import embed_missing
from lti_tool.catalogue.full_text.engine import PostgresEngine
from lti_tool.db import Database
from tests.factories.resources import bilingual_course, resource, upserts
from tests.fakes.embedder import IdeaEmbedder

#: Opens the index of one test, again and again, as the processes of an installation do.
Opener = Callable[[], SearchEngine]


@contextmanager
def in_a_directory(request: pytest.FixtureRequest) -> Iterator[Opener]:
    path: Path = request.getfixturevalue("tmp_path")
    yield lambda: WhooshEngine(path / "index")


@contextmanager
def in_postgresql(request: pytest.FixtureRequest) -> Iterator[Opener]:
    database: Database = request.getfixturevalue("postgresql_database")
    yield lambda: PostgresEngine(database, "index", schema="one_test")
    with database.engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA IF EXISTS one_test CASCADE"))


#: Each implementation, with what it leaves behind taken away.
ENGINES = {"whoosh": in_a_directory, "postgresql": in_postgresql}


@pytest.fixture(params=sorted(ENGINES))
def opened(request: pytest.FixtureRequest) -> Iterator[Opener]:
    with ENGINES[request.param](request) as opener:
        yield opener


@pytest.fixture
def engine(opened: Opener) -> SearchEngine:
    return opened()


@pytest.fixture
def course(engine: SearchEngine) -> SearchEngine:
    engine.apply(upserts(*bilingual_course()))
    return engine


def found(engine: SearchEngine, plan: Plan, limit: int = 10) -> list[str]:
    return [hit.resource_id for hit in engine.search(plan, limit).hits]


class TestFinding:
    def test_the_passage_that_answers_comes_first(self, course: SearchEngine) -> None:
        hit = course.search(Plan("comment relire ma lettre à voix haute", "fr")).hits[0]
        assert (hit.passage_id, hit.anchor, hit.url) == ("lettre/1", "#p1", "https://exemple.test/lettre")
        assert (hit.title, hit.minutes, hit.skills) == ("Écrire une lettre de motivation", 15, ("lettre", "ecrire"))

    @pytest.mark.parametrize("typed", ["l'employeur", "l’employeur", "EMPLOYEURS", "developper reseau", "coeur leger"])
    def test_spelling_does_not_matter(self, course: SearchEngine, typed: str) -> None:
        assert found(course, Plan(typed, "fr"))[0] in {"lettre", "reseau"}

    def test_each_language_is_read_its_own_way(self, course: SearchEngine) -> None:
        assert found(course, Plan("preparing interviews", "en"))[0] == "interview"
        assert found(course, Plan("préparer entretiens", "fr"))[0] == "entretien"

    def test_scores_fall_and_stay_between_0_and_about_1(self, course: SearchEngine) -> None:
        scores = [hit.score for hit in course.search(Plan("lettre motivation employeur", "fr")).hits]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score < 2.5 for score in scores)

    def test_total_counts_beyond_the_limit(self, course: SearchEngine) -> None:
        answer = course.search(Plan("lettre entretien réseau", "fr"), 1)
        assert len(answer.hits) == 1
        assert answer.total == 4

    def test_nothing_asked_or_unknown_finds_nothing(self, course: SearchEngine) -> None:
        for words in ("", "comment pourquoi", "zyzzyva", "😀 ***"):
            assert course.search(Plan(words, "fr")).total == 0

    def test_a_limit_per_resource(self, course: SearchEngine) -> None:
        plan = Plan("lettre", "fr")
        assert found(course, plan).count("lettre") == 2
        assert found(course, replace(plan, per_resource=1)).count("lettre") == 1

    def test_a_limit_per_resource_still_fills_the_list(self, engine: SearchEngine) -> None:
        many = resource("many", *["mot mot"] * 40)
        engine.apply(upserts(many, resource("one", "mot et autre chose encore dans ce texte")))
        assert found(engine, Plan("mot", "fr", per_resource=1), 2) == ["many", "one"]


class TestNarrowing:
    def test_phrases_must_hold(self, course: SearchEngine) -> None:
        assert set(found(course, Plan("lettre motivation", "fr", phrases=("lettre de motivation",)))) == {"lettre"}
        assert found(course, Plan("motivation lettre", "fr", phrases=("motivation de lettre",))) == []

    def test_a_phrase_does_not_reach_from_title_to_text(self, engine: SearchEngine) -> None:
        engine.apply(upserts(resource("a", "gamma delta", title="alpha beta")))
        for phrase, expected in (("alpha beta", ["a"]), ("beta gamma", []), ("alpha delta", []), ("beta alpha", [])):
            assert found(engine, Plan("alpha", "fr", phrases=(phrase,))) == expected

    def test_beginnings_of_words(self, course: SearchEngine) -> None:
        assert set(found(course, Plan("", "fr", prefixes=("negoc", "rencontr")))) == set()
        assert set(found(course, Plan("", "fr", prefixes=("rencontr",)))) == {"lettre", "reseau"}

    def test_words_of_the_title(self, course: SearchEngine) -> None:
        assert set(found(course, Plan("lettre letter", "fr", titles=("cover letter",)))) == {"letter"}

    def test_exclusions(self, course: SearchEngine) -> None:
        plan = Plan("lettre motivation", "fr", excluded=("employeur",))
        assert {hit.passage_id for hit in course.search(plan).hits} == {"lettre/1", "interview/0"}

    def test_a_condition_of_stop_words_matches_nothing(self, course: SearchEngine) -> None:
        assert found(course, Plan("lettre", "fr", titles=("le la les the of",))) == []

    def test_other_wordings_are_found_after_the_word_itself(self, engine: SearchEngine) -> None:
        engine.apply(upserts(resource("a", "un curriculum détaillé"), resource("b", "un cv détaillé")))
        assert found(engine, Plan("cv", "fr", expansions=(("curriculum", 0.6),))) == ["b", "a"]
        assert found(engine, Plan("curriculum", "fr", expansions=(("cv", 0.6),))) == ["a", "b"]


class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (Filters(languages=frozenset({"en"})), {"letter"}),
            (Filters(languages=frozenset({"fr"})), {"lettre", "reseau"}),
            (Filters(skills=frozenset({"lettre"})), {"lettre", "letter"}),
            (Filters(skills=frozenset({"nobody"})), set()),
            (Filters(kinds=frozenset({"video"})), set()),
            (Filters(max_minutes=15), {"lettre", "letter", "reseau"}),
            (Filters(max_minutes=10), {"reseau"}),
            (Filters(exclude=frozenset({"lettre", "x"})), {"letter", "reseau"}),
            (Filters(only=frozenset({"lettre"})), {"lettre"}),
        ],
    )
    def test_each_filter(self, course: SearchEngine, filters: Filters, expected: set[str]) -> None:
        plan = Plan("lettre letter employer rencontre", "fr", filters=filters)
        assert set(found(course, plan)) == expected

    def test_what_is_hidden_is_for_those_who_may_see_it(self, course: SearchEngine) -> None:
        assert found(course, Plan("salary", "en")) == []
        plan = Plan("salary", "en", filters=Filters(include_hidden=True))
        assert [(hit.resource_id, hit.visible) for hit in course.search(plan).hits] == [("hidden", False)]

    def test_a_tag_with_a_region_belongs_to_its_language(self, engine: SearchEngine) -> None:
        engine.apply(upserts(resource("q", "un magasinage", language="fr-CA")))
        plan = Plan("magasinage", "fr", filters=Filters(languages=frozenset({"fr"})))
        assert found(engine, plan) == ["q"]


class TestChanges:
    def test_applied_changes_are_remembered_and_skipped(self, engine: SearchEngine) -> None:
        assert engine.apply(upserts(resource("a", "alpha"), first=7)) == 7
        assert engine.state().sequence == 7
        assert engine.apply([Change(6, ChangeKind.REMOVE, "a"), Change(7, ChangeKind.REMOVE, "a")]) == 7
        assert found(engine, Plan("alpha", "fr")) == ["a"]

    def test_a_new_text_replaces_the_old(self, course: SearchEngine) -> None:
        course.apply(upserts(resource("lettre", "Un tout nouveau contenu", title="Neuf"), first=50))
        assert found(course, Plan("motivation employeur", "fr")) == ["interview"]
        assert found(course, Plan("nouveau", "fr")) == ["lettre"]

    def test_removed_resources_are_gone(self, course: SearchEngine) -> None:
        course.apply([Change(50, ChangeKind.REMOVE, "lettre"), Change(51, ChangeKind.REMOVE, "never-there")])
        assert "lettre" not in found(course, Plan("lettre motivation", "fr"))
        assert course.state().documents == 5
        assert course.state().sequence == 51

    def test_hiding_and_showing_needs_no_content(self, course: SearchEngine) -> None:
        course.apply([Change(50, ChangeKind.HIDE, "letter"), Change(51, ChangeKind.SHOW, "hidden")])
        assert found(course, Plan("cover letter", "en")) == []
        hit = course.search(Plan("salary", "en")).hits[0]
        assert (hit.resource_id, hit.text[:7], hit.visible) == ("hidden", "A draft", True)

    def test_changes_of_one_batch_follow_their_order(self, engine: SearchEngine) -> None:
        a = resource("a", "alpha")
        engine.apply(
            [
                Change(4, ChangeKind.HIDE, "b"),
                Change(1, ChangeKind.UPSERT, "a", a),
                Change(2, ChangeKind.REMOVE, "a"),
                Change(3, ChangeKind.UPSERT, "b", resource("b", "beta")),
                Change(5, ChangeKind.SHOW, "a"),
            ]
        )
        assert found(engine, Plan("alpha beta", "fr", filters=Filters(include_hidden=True))) == ["b"]
        assert found(engine, Plan("alpha beta", "fr")) == []

    def test_a_change_without_its_resource_is_refused_whole(self, course: SearchEngine) -> None:
        with pytest.raises(ValueError, match="carries no resource"):
            course.apply([Change(50, ChangeKind.REMOVE, "lettre"), Change(51, ChangeKind.UPSERT, "x")])
        assert course.state().sequence == 6
        assert "lettre" in found(course, Plan("lettre", "fr"))

    def test_rebuilding_replaces_everything(self, course: SearchEngine) -> None:
        course.rebuild([resource("only", "seul contenu")], 99)
        assert found(course, Plan("seul lettre", "fr")) == ["only"]
        assert (course.state().sequence, course.state().documents) == (99, 1)

    def test_rebuilding_that_fails_leaves_the_live_index(self, course: SearchEngine) -> None:
        def breaking() -> object:
            yield resource("only", "seul")
            raise RuntimeError("the database went away")

        with pytest.raises(RuntimeError):
            course.rebuild(breaking(), 99)  # type: ignore[arg-type]
        assert course.state().sequence == 6
        assert "lettre" in found(course, Plan("lettre", "fr"))

    def test_an_index_of_nothing_is_ready(self, engine: SearchEngine) -> None:
        engine.rebuild([], 3)
        assert engine.state().ready
        assert engine.state().sequence == 3
        assert engine.search(Plan("mot", "fr")).total == 0

    def test_merging_changes_no_answer(self, engine: SearchEngine) -> None:
        for number, item in enumerate(bilingual_course() * 2, 1):
            engine.apply(upserts(item, first=number))
        plan = Plan("lettre motivation letter", "fr")
        before = [hit.passage_id for hit in engine.search(plan).hits]
        assert engine.merge()
        assert [hit.passage_id for hit in engine.search(plan).hits] == before
        assert engine.state().sequence == 12
        assert not engine.merge()

    def test_a_resource_without_text_is_found_by_its_title(self, engine: SearchEngine) -> None:
        engine.apply(upserts(resource("link", title="Annuaire des métiers")))
        assert found(engine, Plan("métier", "fr")) == ["link"]


class TestWords:
    def test_weights_are_higher_for_rarer_words(self, course: SearchEngine) -> None:
        weights = course.weights("lettre voix zyzzyva", "fr")
        assert weights["lettr"] < weights["voix"] < weights["zyzzyv"]

    def test_unknown_words(self, course: SearchEngine) -> None:
        assert course.unknown(["lettres", "comment", "employr", "xy", "2024"]) == {"employr"}

    def test_a_near_word_as_the_content_writes_it(self, course: SearchEngine) -> None:
        course.apply(upserts(resource("m", "le métier et le ministère", "le ministère"), first=20))
        assert course.suggest("minitsere") == "ministère"
        assert course.suggest("lettre") is None
        assert course.suggest("abracadabra") is None


class TestState:
    def test_nothing_there_yet(self, engine: SearchEngine) -> None:
        state = engine.state()
        assert (state.status, state.sequence, state.reason) == (
            EngineStatus.MISSING, 0, "There is no search index yet.",
        )  # fmt: skip
        assert engine.search(Plan("mot", "fr")).problem == state.reason
        assert (engine.weights("mot", "fr"), engine.unknown(["motif"]), engine.suggest("motif")) == ({}, set(), None)
        assert engine.check().status is EngineStatus.MISSING

    def test_what_is_in_it(self, course: SearchEngine) -> None:
        state = course.check()
        assert state.ready
        assert (state.documents, state.passages, state.sequence) == (6, 7, 6)
        assert state.languages == {"en": 3, "fr": 4}
        assert state.size > 1000

    def test_a_second_reader_sees_every_commit(self, engine: SearchEngine, opened: Opener) -> None:
        other = opened()
        for number in range(1, 4):
            engine.apply(upserts(resource(f"r{number}", f"mot{number}"), first=number))
            assert found(other, Plan(f"mot{number}", "fr")) == [f"r{number}"]
        engine.rebuild([resource("z", "zeta")], 9)
        assert found(other, Plan("zeta mot1", "fr")) == ["z"]

    def test_closing_is_not_the_end(self, course: SearchEngine) -> None:
        course.close()
        assert found(course, Plan("lettre", "fr"))


class TestMeaning:
    """Both engines also keep vectors: computed once per content, filtered like words."""

    @pytest.fixture
    def embedder(self) -> IdeaEmbedder:
        return IdeaEmbedder()

    @pytest.fixture
    def read(self, engine: SearchEngine, embedder: IdeaEmbedder) -> MeaningIndex:
        engine.apply(
            upserts(
                resource("loss", "La rupture du contrat et ses suites", title="Droits"),
                resource("calm", "Rester calm avant de parler", "Rester calm encore", title="Avant", language="en"),
                resource("pay", "Demander une meilleure rémunération", title="Négocier", visible=False),
            )
        )
        assert isinstance(engine, MeaningIndex)
        embed_missing(engine, embedder)
        return engine

    def near(self, engine: MeaningIndex, embedder: IdeaEmbedder, text: str, **others: object) -> list[str]:
        found = engine.nearest(embedder.model, embedder.embed_query(text), Plan("", "fr", **others))  # type: ignore[arg-type]
        return [hit.resource_id for hit in found.hits]

    def test_other_words_for_the_same_thing_are_near(self, read: MeaningIndex, embedder: IdeaEmbedder) -> None:
        assert self.near(read, embedder, "j'ai été licencié")[0] == "loss"
        assert self.near(read, embedder, "le trac", per_resource=1).count("calm") == 1

    def test_filters_hold_for_meaning_too(self, read: MeaningIndex, embedder: IdeaEmbedder) -> None:
        assert "pay" not in self.near(read, embedder, "argent")
        assert self.near(read, embedder, "argent", filters=Filters(include_hidden=True))[0] == "pay"
        only = Filters(languages=frozenset({"en"}))
        assert set(self.near(read, embedder, "j'ai été licencié", filters=only)) == {"calm"}

    def test_what_was_read_stays_read(self, read: MeaningIndex, engine: SearchEngine, embedder: IdeaEmbedder) -> None:
        assert embedder.passages == read.embedded(embedder.model, embedder.dimension) == 4
        engine.rebuild([resource("loss", "La rupture du contrat et ses suites", title="Droits")], 9)
        engine.apply(upserts(resource("new", "Un tout autre texte"), first=11))
        assert embed_missing(read, embedder) == 1
        assert read.embedded(embedder.model, embedder.dimension) == 2
        assert self.near(read, embedder, "j'ai été licencié")[0] == "loss"
        engine.apply([Change(12, ChangeKind.REMOVE, "loss")])
        assert "loss" not in self.near(read, embedder, "j'ai été licencié")

    def test_a_second_process_sees_new_vectors(
        self, read: MeaningIndex, engine: SearchEngine, opened: Opener, embedder: IdeaEmbedder
    ) -> None:
        other = opened()
        assert isinstance(other, MeaningIndex)
        engine.apply(upserts(resource("raise", "Une meilleure rémunération bientôt"), first=20))
        assert "raise" not in self.near(other, embedder, "argent")
        embed_missing(read, embedder)
        assert "raise" in self.near(other, embedder, "argent")

    def test_nothing_there_is_near_nothing(self, engine: SearchEngine, embedder: IdeaEmbedder) -> None:
        assert isinstance(engine, MeaningIndex)
        assert self.near(engine, embedder, "argent") == []
        assert embed_missing(engine, embedder) == 0
        assert engine.embedded(embedder.model, embedder.dimension) == 0
