"""When segments are brought together, and what is left alone."""

from pathlib import Path

import pytest

from content_index.index import Plan
from content_index.index.answering import answer
from content_index.index.opening import snapshot_of
from content_index.index.writing import LARGE, MANY, worth_merging, write_all
from tests.factories.resources import resource


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ([], set()),
        ([(100, 0)], set()),
        ([(10, 0)] * (MANY - 1), set()),
        ([(10, 0)] * MANY, set(range(MANY))),
        ([(1000, 0), *[(10, 0)] * (MANY - 1)], set(range(1, MANY))),
        ([(LARGE, 0)] * 20, set()),
        ([(LARGE, 0), *[(10, 0)] * MANY], set(range(1, MANY + 1))),
        ([(LARGE, LARGE // 2), (10, 0)], {0, 1}),
        ([(LARGE, LARGE // 2)], {0}),
        ([(1, 1), (100, 0)], set()),
    ],
)
def test_which_segments_are_worth_merging(sizes: list[tuple[int, int]], chosen: set[int]) -> None:
    assert worth_merging(sizes) == chosen


def test_a_large_index_is_built_in_segments(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    write_all(directory, (resource(f"r{number}", f"mot{number} commun") for number in range(10)), 5, segment=4)
    snapshot = snapshot_of(directory, None)
    assert [part.size for part in snapshot.parts] == [4, 4, 2, 1]
    assert (snapshot.documents, snapshot.sequence) == (10, 5)
    assert answer(snapshot, Plan("mot9", "fr"), 10).hits[0].resource_id == "r9"
    assert answer(snapshot, Plan("commun", "fr"), 10).total == 10
