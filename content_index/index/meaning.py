"""Passages near a question in meaning, and passages whose meaning has yet to be computed."""

from collections.abc import Iterator

import numpy as np

from content_index.index.answering import chosen, hit_of
from content_index.index.layout import combined
from content_index.index.masking import mask
from content_index.index.matrix import Array, content_key
from content_index.index.records import Found, Plan
from content_index.index.snapshot import Snapshot
from content_index.index.vectors import RowVectors, VectorFile

#: Characters of a passage that are embedded: models read no more, and time grows with length.
READ = 1200


def embedded_text(title: str, heading: str, text: str) -> str:
    """What is embedded of a passage."""
    return "\n".join(part for part in (title, heading, text) if part)[:READ]


def missing(snapshot: Snapshot, file: VectorFile) -> Iterator[tuple[int, str]]:
    """Key and text of each content without a vector yet, each once."""
    known = {int(key) for key in file.read()[0]}
    for row in np.flatnonzero(snapshot.present):
        record = snapshot.record(int(row))
        key = content_key(combined(record))
        if key not in known:
            known.add(key)
            yield key, embedded_text(record["title"], record["heading"], record["text"])


def nearest(snapshot: Snapshot, held: RowVectors, vector: Array, plan: Plan, limit: int) -> Found:
    """The passages nearest to a unit vector among those the plan's filters allow; score is the cosine."""
    values = np.where(mask(snapshot, plan.filters), held.nearness(vector, snapshot.size), -1.0)
    rows = chosen(snapshot, values, limit, plan.per_resource)
    hits = tuple(hit_of(snapshot, row, float(values[row]), 0.0) for row in rows)
    return Found(hits, int(np.count_nonzero(values > 0)))
