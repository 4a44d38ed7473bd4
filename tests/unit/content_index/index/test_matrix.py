"""The matrix holds exactly what Whoosh's postings hold; its file is whole or refused."""

from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from content_index.index.building import build
from content_index.index.durable import write_atomically
from content_index.index.layout import records
from content_index.index.letters import letters_of
from content_index.index.matrix import SegmentMatrix, pair_keys, term_key
from content_index.index.matrix_file import MatrixFileError, load, save
from content_index.index.opening import matrix_of
from content_index.index.pointer import read
from content_index.index.whoosh_engine import WhooshEngine
from content_index.schema.analysis import analyse
from tests.factories.resources import bilingual_course, resource, upserts


def _counts(matrix: SegmentMatrix, key: int) -> dict[int, float]:
    (start,), (stop,) = matrix.stretches(np.array([key], dtype=np.uint64))
    stretch = slice(int(start), int(stop))
    return dict(zip(matrix.rows[stretch].tolist(), matrix.counts[stretch].tolist(), strict=True))


def test_the_matrix_and_whoosh_count_the_same(tmp_path: Path) -> None:
    WhooshEngine(tmp_path).apply(upserts(*bilingual_course()))
    directory = tmp_path / read(tmp_path).directory
    reader = FileIndex(FileStorage(str(directory))).reader()
    compared = 0
    for leaf, _ in reader.leaf_readers():
        matrix = matrix_of(directory, leaf)
        for language in ("fr", "en"):
            for term in leaf.field_terms(f"text_{language}"):
                matcher = leaf.postings(f"text_{language}", term)
                expected = {}
                while matcher.is_active():
                    expected[matcher.id()] = matcher.weight()
                    matcher.next()
                assert _counts(matrix, term_key(language, "s", term)) == expected
                compared += 1
    assert compared > 60


def test_rows_that_are_no_passage_hold_nothing() -> None:
    (record,) = records(resource("a", "un deux trois"))
    matrix = build([None, record])
    assert matrix.language.tolist() == [-1, 0]
    assert _counts(matrix, term_key("fr", "w", "trois")) == {1: 1.0}


def test_neighbours_are_counted_within_title_or_text_only() -> None:
    matrix = build(records(resource("a", "gamma delta gamma", title="alpha beta")))

    def neighbours(one: str, other: str) -> dict[int, float]:
        keys = [np.array([term_key("fr", "s", analyse(word, "fr")[0])], dtype=np.uint64) for word in (one, other)]
        return _counts(matrix, int(pair_keys(*keys)[0]))

    assert neighbours("alpha", "beta") == neighbours("beta", "alpha") == {0: 2}
    assert neighbours("gamma", "delta") == {0: 2}
    assert neighbours("beta", "alpha") != neighbours("beta", "gamma") == {}
    assert neighbours("alpha", "delta") == {}


def test_counts_are_capped() -> None:
    (record,) = records(resource("a", "mot " * 1000))
    assert _counts(build([record]), term_key("fr", "w", "mot")) == {0: 255}


def test_an_empty_segment_knows_no_term() -> None:
    assert _counts(build([]), term_key("fr", "s", "mot")) == {}


def test_a_saved_matrix_is_the_same_when_mapped(tmp_path: Path) -> None:
    matrix = build(record for item in bilingual_course() for record in records(item))
    matrix.save(tmp_path / "m.mtx")
    mapped = SegmentMatrix.load(tmp_path / "m.mtx")
    assert mapped.words == matrix.words
    assert mapped.skills == matrix.skills
    assert np.array_equal(mapped.counts, matrix.counts)
    with pytest.raises(ValueError, match="read-only"):
        mapped.counts[0] = 2


@pytest.mark.parametrize("spoil", [lambda b: b[:-70], lambda b: b"X" + b[1:], lambda b: b[:40], lambda _: b""])
def test_a_spoilt_file_is_refused(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "m.mtx"
    save(path, {"a": np.arange(100)}, {"b": 1})
    path.write_bytes(spoil(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(MatrixFileError):
        load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MatrixFileError):
        load(tmp_path / "none.mtx")


def test_a_failed_write_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_atomically(path, b"old")
    (tmp_path / "gone").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_atomically(tmp_path / "gone", b"new")
    assert path.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f", "gone"]


def test_letters_as_bits_fit_32() -> None:
    assert letters_of("abba") == 0b11
    assert letters_of("żółw東") < 2**32
