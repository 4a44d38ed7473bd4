"""Making a segment's matrix from the records that the segment stores."""

from collections.abc import Iterable

import numpy as np

from content_index.index.layout import APART, Record, combined, field_language
from content_index.index.letters import letters_of
from content_index.index.matrix import Array, SegmentMatrix, content_key, pair_keys, term_key
from content_index.schema.analysis import analyser

_NO_MINUTES = -1
#: Counts are kept in a byte: the formula is saturated long before.
MOST = 255
_Term = tuple[str, str, str]


class _Codes:
    """Numbers for names, in order of appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    @property
    def names(self) -> list[str]:
        return list(self.numbers)


class _Rows:
    """What is gathered row by row."""

    def __init__(self) -> None:
        self.terms: dict[_Term, int] = {}
        self.stems: list[int] = []
        self.words: list[int] = []
        self.firsts: list[int] = []
        self.lengths: list[int] = []
        self.contents: list[int] = []
        self.languages, self.kinds, self.resources = _Codes(), _Codes(), _Codes()
        self.columns: list[tuple[int, int, int, bool, int]] = []
        self.skills: dict[str, list[int]] = {}

    def skip(self) -> None:
        """A row that is no passage."""
        self.lengths.append(0)
        self.contents.append(0)
        self.columns.append((-1, 0, _NO_MINUTES, False, 0))

    def add(self, record: Record) -> None:
        """A passage's row."""
        language, text = field_language(record["language"]), combined(record)
        before = len(self.stems)
        for stretch in text.split(APART):
            self.firsts.append(len(self.stems))
            for stem, word in analyser(language).pairs(stretch):
                self.stems.append(self.terms.setdefault((language, "s", stem), len(self.terms)))
                self.words.append(self.terms.setdefault((language, "w", word), len(self.terms)))
        for skill in record["skills"]:
            self.skills.setdefault(skill, []).append(len(self.lengths))
        self.lengths.append(len(self.stems) - before)
        self.contents.append(content_key(text))
        minutes = _NO_MINUTES if record["minutes"] is None else record["minutes"]
        codes = self.languages(record["language"]), self.kinds(record["kind"]), self.resources(record["resource"])
        self.columns.append((codes[0], codes[1], minutes, record["visible"], codes[2]))


def build(records: Iterable[Record | None]) -> SegmentMatrix:
    """The matrix of a segment from its records in document order; None for what is no passage."""
    gathered = _Rows()
    for record in records:
        if record is None:
            gathered.skip()
        else:
            gathered.add(record)
    table = np.array(gathered.columns, dtype=np.int32).reshape(-1, 5)
    lengths = np.array(gathered.lengths, dtype=np.int64)
    words = {word for _, kind, word in gathered.terms if kind == "w"}
    return SegmentMatrix(
        **_sparse(*_postings(gathered, lengths)),
        **_vocabulary(words),
        lengths=lengths.astype(np.float32),
        content=np.array(gathered.contents, dtype=np.uint64),
        language=table[:, 0].astype(np.int16),
        kind=table[:, 1].astype(np.int16),
        minutes=table[:, 2],
        visible=table[:, 3].astype(np.bool_),
        resource=table[:, 4],
        languages=gathered.languages.names,
        kinds=gathered.kinds.names,
        resources=gathered.resources.names,
        skills=gathered.skills,
    )


def _postings(gathered: _Rows, lengths: Array) -> tuple[Array, Array]:
    """Key and row of every stem, word and pair of neighbouring stems, as often as it occurs."""
    keys = np.array([term_key.__wrapped__(*term) for term in gathered.terms], dtype=np.uint64)
    stems = keys[np.array(gathered.stems, dtype=np.int64)]
    words = keys[np.array(gathered.words, dtype=np.int64)]
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    follows = np.ones(len(stems) + 1, dtype=np.bool_)
    follows[gathered.firsts] = False
    inner = follows[1:-1]
    pairs = pair_keys(stems[:-1][inner], stems[1:][inner])
    return np.concatenate((stems, words, pairs)), np.concatenate((rows, rows, rows[1:][inner]))


def _sparse(keys: Array, rows: Array) -> dict[str, Array]:
    """Compressed rows by term: counts of each (term, passage), terms in order of their keys."""
    terms, places = np.unique(keys, return_inverse=True)
    cells, counts = np.unique(places.astype(np.uint64) << np.uint64(32) | rows, return_counts=True)
    return {
        "keys": terms,
        "starts": np.searchsorted(cells >> np.uint64(32), np.arange(len(terms) + 1, dtype=np.uint64)).astype(np.uint32),
        "rows": cells.astype(np.uint32),
        "counts": np.minimum(counts, MOST).astype(np.uint8),
    }


def _vocabulary(words: set[str]) -> dict[str, Array]:
    ordered = sorted(words)
    return {
        "word_text": np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8),
        "word_sizes": np.array([len(word) for word in ordered], dtype=np.uint8),
        "word_letters": np.array([letters_of(word) for word in ordered], dtype=np.uint32),
    }
