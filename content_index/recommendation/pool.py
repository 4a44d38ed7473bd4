"""All candidates of a course as arrays, made once per change of the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from content_index.recommendation.shapes import Candidate
from content_index.skills.graph import SkillGraph

if TYPE_CHECKING:  # slow to load: the first list waits for it, not the start of every process
    from scipy import sparse

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates by number; a skill has a number too.

    `teaches` is a candidate x skill matrix of ones, `needs` a skill x skill matrix whose rows
    hold the direct prerequisites; `minutes` is NaN where unknown, `days` the ordinal of the day
    a candidate was added, NaN where unknown.
    """

    candidates: tuple[Candidate, ...]
    graph: SkillGraph
    number: Mapping[str, int]
    skill_number: Mapping[str, int]
    skill_keys: tuple[str, ...]
    teaches: "sparse.csr_array"
    needs: "sparse.csr_array"
    minutes: Floats
    days: Floats
    languages: NDArray[np.str_]
    pinned: Floats
    exposure: Floats

    @classmethod
    def build(cls, candidates: Iterable[Candidate], graph: SkillGraph) -> "Pool":
        """The pool of `candidates`; of several with the same id the first is kept."""
        kept = list({candidate.id: candidate for candidate in reversed(list(candidates))}.values())[::-1]
        keys = tuple(sorted({*graph.skills, *(skill for candidate in kept for skill in candidate.skills)}))
        skill_number = {key: number for number, key in enumerate(keys)}
        return cls(
            candidates=tuple(kept),
            graph=graph,
            number={candidate.id: number for number, candidate in enumerate(kept)},
            skill_number=skill_number,
            skill_keys=keys,
            teaches=_matrix([[skill_number[s] for s in c.skills] for c in kept], len(keys)),
            needs=_matrix([[skill_number[s] for s in graph.prerequisites(key)] for key in keys], len(keys)),
            minutes=_floats(c.minutes for c in kept),
            days=_floats(c.added_on.toordinal() if c.added_on else None for c in kept),
            languages=np.array([c.language for c in kept], dtype=np.str_),
            pinned=_floats(float(c.pinned) for c in kept),
            exposure=_floats(max(0, c.exposure) for c in kept),
        )

    def __len__(self) -> int:
        return len(self.candidates)

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """Numbers of the candidates among `ids`; others are not in this course any more."""
        return [self.number[identifier] for identifier in ids if identifier in self.number]

    def best_per_candidate(self, values: Floats, *, worst: bool = False) -> Floats:
        """The largest (or smallest) of `values` over each candidate's skills; 0 for one without skills."""
        starts = self.teaches.indptr[:-1]
        filled = np.diff(self.teaches.indptr) > 0
        found = np.zeros(len(self))
        if filled.any():
            reduce = np.minimum if worst else np.maximum
            # Candidates without skills have no entries, so the other starts are those of each group.
            found[filled] = reduce.reduceat(values[self.teaches.indices], starts[filled])
        return found


def _matrix(rows: Sequence[Sequence[int]], columns: int) -> "sparse.csr_array":
    from scipy import sparse  # noqa: PLC0415 - see above

    unique = [sorted(set(row)) for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in unique], dtype=np.intp)])
    indices = np.array([column for row in unique for column in row], dtype=np.intp)
    return sparse.csr_array((np.ones(len(indices)), indices, starts), shape=(len(unique), columns))


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
