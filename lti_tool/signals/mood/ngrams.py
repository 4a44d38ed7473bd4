"""Texts as hashed word and character n-grams: what the head without a language model reads."""

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

#: Columns; two n-grams that share one are told apart by the others of their text.
BUCKETS = 2**16
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[!?]+|\d+")
_CHARACTERS = (3, 4)
#: Characters of a text that are read.
LONGEST = 2_000


def counts(texts: Sequence[str]) -> csr_matrix:
    """Return 1 + log(count) per hashed n-gram, float32 (n, BUCKETS), rows not normalised."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        found = Counter(zlib.crc32(gram.encode("utf-8", "replace")) % BUCKETS for gram in _grams(text))
        columns.extend(found)
        values.extend(found.values())
        ends.append(len(columns))
    numbers = 1 + np.log(np.asarray(values, dtype=np.float32))
    return csr_matrix((numbers, np.asarray(columns, dtype=np.int32), np.asarray(ends)), shape=(len(texts), BUCKETS))


def rarity(table: csr_matrix) -> np.ndarray[Any, Any]:
    """Return the inverse document frequency (BUCKETS) of `counts`."""
    seen = np.bincount(table.indices, minlength=BUCKETS)
    idf: np.ndarray[Any, Any] = (1 + np.log((1 + table.shape[0]) / (1 + seen))).astype(np.float32)
    return idf


def weighted(table: csr_matrix, idf: np.ndarray[Any, Any]) -> csr_matrix:
    """Return `counts` times `idf`, each row of length 1 (an empty text stays zero)."""
    rows = table.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
    lengths[lengths == 0] = 1
    return rows.multiply((1 / lengths)[:, None]).tocsr()


def _grams(text: str) -> Iterator[str]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("’", "'"))
    for place, word in enumerate(words):
        yield word
        if place:
            yield f"{words[place - 1]} {word}"
        padded = f"<{word}>"
        for size in _CHARACTERS:
            for start in range(len(padded) - size + 1):
                yield f"#{padded[start : start + size]}"
