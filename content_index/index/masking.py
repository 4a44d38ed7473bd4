"""Which passages may be found at all: visibility and the reader's filters, as one boolean column."""

from collections.abc import Callable, Collection
from typing import cast

import numpy as np

from content_index.index.matrix import Array
from content_index.index.records import Filters
from content_index.index.snapshot import Part, Snapshot


def mask(snapshot: Snapshot, filters: Filters) -> Array:
    """True for each row of the whole index that passes."""
    base = snapshot.present if filters.include_hidden else snapshot.shown
    columns = [column for column in _COLUMNS if column.asked(filters)]
    if not columns:
        return base
    allowed = base.copy()
    for part in snapshot.parts:
        window = allowed[part.offset : part.offset + part.size]
        for column in columns:
            window &= column.passes(part, filters)
    return allowed


class _Column:
    """One filter: whether it is asked for, and the rows of a part that pass it."""

    def __init__(self, asked: Callable[[Filters], bool], passes: Callable[[Part, Filters], Array]) -> None:
        self.asked = asked
        self.passes = passes


def _named(codes: Array, names: list[str], wanted: Collection[str]) -> Array:
    chosen = np.array([name in wanted for name in names], dtype=np.bool_)
    if not len(chosen):
        return np.zeros(len(codes), dtype=np.bool_)
    return cast("Array", chosen[codes] & (codes >= 0))


def _languages(part: Part, filters: Filters) -> Array:
    wanted = {name.lower() for name in filters.languages}
    names = [name if name in wanted else name.partition("-")[0] for name in part.matrix.languages]
    return _named(part.matrix.language, names, wanted)


def _skills(part: Part, filters: Filters) -> Array:
    passes = np.zeros(part.size, dtype=np.bool_)
    for skill in filters.skills:
        passes[part.matrix.skills.get(skill, [])] = True
    return passes


def _resources(part: Part, wanted: Collection[str]) -> Array:
    codes = [part.resource_codes[name] for name in wanted if name in part.resource_codes]
    return np.isin(part.matrix.resource, codes)


_COLUMNS = (
    _Column(lambda asked: bool(asked.languages), _languages),
    _Column(lambda asked: bool(asked.kinds), lambda part, asked: _named(
        part.matrix.kind, part.matrix.kinds, asked.kinds)),
    _Column(lambda asked: bool(asked.skills), _skills),
    _Column(lambda asked: asked.max_minutes is not None,
            lambda part, asked: part.matrix.minutes <= (asked.max_minutes or 0)),
    _Column(lambda asked: bool(asked.only), lambda part, asked: _resources(part, asked.only)),
    _Column(lambda asked: bool(asked.exclude), lambda part, asked: ~_resources(part, asked.exclude)),
)  # fmt: skip
