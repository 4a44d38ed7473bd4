"""Reading lines with the heads that ship, and without them."""

import numpy as np
import pytest

from lti_tool.signals.mood import embedding, ngrams
from lti_tool.signals.mood.embedding import DIMENSION, embed, load_embedder
from lti_tool.signals.mood.heads import Head, load, shipped
from lti_tool.signals.mood.reading import read
from lti_tool.signals.mood.result import EMBEDDING, LANGUAGES, NGRAMS, SHIPPED, UNREAD


class Lengths:
    """A harmless model: the vector says how long the text is, and counts the calls."""

    def __init__(self):
        self.batches = []

    def query(self, texts):
        self.batches.append(list(texts))
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        vectors[:, 0] = [len(text) for text in texts]
        return vectors


def length_head(*_):
    weights = np.zeros((3, DIMENSION))
    weights[0, 0] = 0.1
    return Head(weights, np.array([-1.0, -2.0, 2.0]), np.array([0.1, 0.2, 0.4]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lesser_head_ships_and_is_labelled(language):
    low, high = {
        "en": ("I am so sad and scared, I miss her terribly", "Thank you, this is great, I love it"),
        "fr": ("J'ai peur, je suis triste et je pleure", "Merci, c'est merveilleux, je t'aime"),
    }[language]
    first, second = read([low, high], language=language)
    assert first.distress > second.distress
    assert first.valence < second.valence
    assert first.head == NGRAMS
    assert first.degraded
    assert first.language == language


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [EMBEDDING, NGRAMS])
def test_every_head_ships_small(language, kind):
    assert shipped(language, kind) is not None
    assert (SHIPPED / f"{language}.{kind}.npz").stat().st_size < 1_000_000


def test_the_model_answers_when_it_is_there():
    model = Lengths()
    short, long = read(["ab", "a" * 80], language="fr", embedder=model, heads=length_head)
    assert long.distress > 0.99
    assert short.distress < 0.5
    assert not long.degraded
    assert short.valence == pytest.approx(0.7616, abs=0.001)


def test_without_any_head_nothing_is_claimed():
    assert read(["anything"], language="en", heads=lambda *_: None) == [UNREAD]


@pytest.mark.parametrize("text", ["", "   ", "123 !!", "🙂🙂"])
def test_what_holds_no_words_is_not_read(text):
    assert read([text], language="en") == [UNREAD]


def test_each_line_in_its_own_language():
    found = read(["Je ne sais pas quoi faire de ma vie", "I do not know what to do with my life", ""])
    assert [reading.language for reading in found] == ["fr", "en", ""]


def test_order_is_kept_and_hostile_text_is_cleaned():
    model = Lengths()
    texts = ["x" * 30, "", "a\x00b\ud800", "y" * 5_000, *["z" * size for size in range(40)]]
    vectors = embed(model, texts)
    assert vectors[0, 0] == 30
    assert vectors[3, 0] == embedding.LONGEST
    assert max(len(batch) for batch in model.batches) == embedding.BATCH
    assert not any("\x00" in text or not text for batch in model.batches for text in batch)


def test_an_absent_model_is_none():
    assert load_embedder("no_such_module_here") is None


def test_ngrams_are_rows_of_length_one_or_zero():
    table = ngrams.counts(["Never again, never!", "", "été\ud800"])
    rows = ngrams.weighted(table, ngrams.rarity(table))
    assert np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel() == pytest.approx([1, 0, 1], abs=1e-5)


def test_a_head_is_saved_and_read_back(tmp_path):
    head = Head(np.eye(3, 8), np.array([0.5, -1.0, 0.0]), np.array([0.1, 0.2, 0.3]), np.ones(8))
    head.save(tmp_path / "one.npz")
    again = load(tmp_path / "one.npz")
    assert again.chances(np.ones((1, 8))) == pytest.approx(head.chances(np.ones((1, 8))))
    assert again.idf is not None
