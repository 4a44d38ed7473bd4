"""Passages near a question in meaning, and those whose meaning has yet to be computed.

Vectors are kept by model and content in one table for all indexes; a process holds those of an
index in memory until a commit or new vectors come.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from content_index.index.engine import Array
from content_index.index.meaning import embedded_text
from content_index.index.records import Found, Plan
from lti_tool.catalogue.full_text.conditions import filtered
from lti_tool.catalogue.full_text.ranking import Ranked
from lti_tool.catalogue.full_text.tables import Tables

#: Passages whose text is fetched together.
BATCH = 64
_KEPT = np.dtype("<f2")


@dataclass(frozen=True, slots=True)
class Held:
    """Unit `vectors` (n, dimension) of the passages with these numbers (n) and resources."""

    numbers: Array
    resources: Sequence[str]
    vectors: Array


def waiting(connection: sa.Connection, tables: Tables, model: str) -> list[int]:
    """Numbers of the passages without a vector, one for each content."""
    passages = tables.passages
    return list(
        connection.scalars(
            sa.select(sa.func.min(passages.c.number))
            .where(passages.c.content.not_in(_known(tables, model)))
            .group_by(passages.c.content)
            .order_by(sa.func.min(passages.c.number))
        )
    )


def texts(connection: sa.Connection, tables: Tables, numbers: Sequence[int]) -> list[tuple[int, str]]:
    """Content key and text of each passage."""
    passages = tables.passages
    statement = sa.select(passages).where(passages.c.number.in_(numbers)).order_by(passages.c.number)
    return [(row.content, embedded_text(row.title, row.heading, row.text)) for row in connection.execute(statement)]


def keep(connection: sa.Connection, tables: Tables, name: str, model: str, keys: Sequence[int], vectors: Array) -> None:
    """Write vectors (n, dimension) under their content keys."""
    rows = [
        {"model": model, "content": key, "vector": vector.astype(_KEPT).tobytes()}
        for key, vector in zip(keys, vectors, strict=True)
    ]
    if rows:
        connection.execute(insert(tables.vectors).on_conflict_do_nothing(), rows)
    indexes = tables.indexes
    connection.execute(sa.update(indexes).where(indexes.c.name == name).values(meaning=indexes.c.meaning + 1))


def count(connection: sa.Connection, tables: Tables, model: str) -> int:
    """Passages that have a vector."""
    passages = tables.passages
    has_one = passages.c.content.in_(_known(tables, model))
    return connection.scalar(sa.select(sa.func.count()).select_from(passages).where(has_one)) or 0


def held(connection: sa.Connection, tables: Tables, model: str, dimension: int) -> Held:
    """The vectors of an index's passages."""
    passages, vectors = tables.passages, tables.vectors
    rows = connection.execute(
        sa.select(passages.c.number, passages.c.resource, vectors.c.vector)
        .join(vectors, sa.and_(vectors.c.content == passages.c.content, vectors.c.model == model))
        .where(sa.func.length(vectors.c.vector) == dimension * _KEPT.itemsize)
        .order_by(passages.c.number)
    ).all()
    packed = np.frombuffer(b"".join(row.vector for row in rows), dtype=_KEPT)
    return Held(
        np.array([row.number for row in rows], dtype=np.int64),
        [row.resource for row in rows],
        packed.reshape(len(rows), dimension).astype(np.float32),
    )


def nearest(connection: sa.Connection, tables: Tables, known: Held, vector: Array, plan: Plan, limit: int) -> Found:
    """The passages nearest to a unit vector among those the plan's filters allow; score is the cosine."""
    passages = tables.passages
    allowed = connection.scalars(sa.select(passages.c.number).where(*filtered(passages, plan.filters))).all()
    values = known.vectors @ vector.astype(np.float32)
    values[~np.isin(known.numbers, np.array(allowed, dtype=np.int64))] = -1.0
    chosen: dict[int, float] = {}
    seen: Counter[str] = Counter()
    for place in np.argsort(-values, kind="stable"):
        if values[place] <= 0 or len(chosen) == limit:
            break
        seen[known.resources[place]] += 1
        if plan.per_resource is None or seen[known.resources[place]] <= plan.per_resource:
            chosen[int(known.numbers[place])] = float(values[place])
    rows = connection.execute(sa.select(passages).where(passages.c.number.in_(list(chosen)))).all()
    hits = [Ranked(row, chosen[row.number], 0.0).hit() for row in rows]
    return Found(tuple(sorted(hits, key=lambda hit: -hit.score)), int(np.count_nonzero(values > 0)))


def _known(tables: Tables, model: str) -> sa.Select[tuple[int]]:
    return sa.select(tables.vectors.c.content).where(tables.vectors.c.model == model)
