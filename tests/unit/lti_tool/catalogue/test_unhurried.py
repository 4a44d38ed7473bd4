"""Passages are read for meaning behind pages; questions at once."""

import os
import threading
from collections.abc import Sequence

import numpy as np

from content_index.search.embedding import Array
from lti_tool.catalogue.unhurried import BEHIND, UnhurriedEmbedder, unhurried


class Noting:
    """A model that notes how far back the thread stands that it computes in."""

    model, dimension, floor, near = "noting", 2, 0.5, 0.9

    def __init__(self) -> None:
        self.stood: list[int] = []

    def embed_query(self, _text: str) -> Array:
        self.stood.append(_nice())
        return np.ones(2, dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Array:
        self.stood.append(_nice())
        return np.full((len(texts), 2), len(texts), dtype=np.float32)


def _nice() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_passages_are_read_behind_pages_and_the_caller_stays_where_it_is() -> None:
    noting, before = Noting(), _nice()

    vectors = UnhurriedEmbedder(noting).embed_passages(["a", "b", "c"])

    assert vectors.shape == (3, 2)
    assert noting.stood == [max(BEHIND, before)]
    assert _nice() == before


def test_a_question_is_read_at_once() -> None:
    noting, before = Noting(), _nice()

    assert UnhurriedEmbedder(noting).embed_query("a").shape == (2,)

    assert noting.stood == [before]


def test_it_is_the_same_model_and_none_stays_none() -> None:
    embedder, why_not = unhurried((Noting(), ""))

    assert embedder is not None
    assert (embedder.model, embedder.dimension, embedder.floor, embedder.near, why_not) == ("noting", 2, 0.5, 0.9, "")
    assert unhurried((None, "absent")) == (None, "absent")
