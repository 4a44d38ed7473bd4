"""One plan against one snapshot."""

from collections import Counter

import numpy as np

from content_index.index.masking import mask
from content_index.index.matrix import Array
from content_index.index.narrowing import beginnings, narrow
from content_index.index.ranking import best, question_of, scores, shares
from content_index.index.records import Found, Hit, Plan
from content_index.index.snapshot import Snapshot


def answer(snapshot: Snapshot, plan: Plan, limit: int) -> Found:
    """The best passages that the plan's conditions allow."""
    allowed = mask(snapshot, plan.filters)
    words = beginnings(snapshot, plan) if plan.prefixes else []
    if plan.narrows:
        allowed = allowed & narrow(snapshot, plan)
    question = question_of(snapshot, plan, words)
    if not question.terms:
        return Found()
    values = scores(snapshot, plan, question) * allowed
    rows = chosen(snapshot, values, limit, plan.per_resource)
    held = shares(snapshot, question, rows)
    hits = tuple(hit_of(snapshot, row, float(values[row]), share) for row, share in zip(rows, held, strict=True))
    return Found(hits, int(np.count_nonzero(values > 0)))


def chosen(snapshot: Snapshot, values: Array, limit: int, per_resource: int | None) -> list[int]:
    """The best rows, no more than `per_resource` of one resource; looks further down until there are enough."""
    if per_resource is None:
        return best(values, limit)
    depth = 2 * limit
    while True:
        rows = best(values, depth)
        seen: Counter[str] = Counter()
        kept = []
        for row in rows:
            resource = snapshot.resource_of(row)
            seen[resource] += 1
            if seen[resource] <= per_resource:
                kept.append(row)
        if len(kept) >= limit or len(rows) < depth:
            return kept[:limit]
        depth *= 4


def hit_of(snapshot: Snapshot, row: int, score: float, share: float) -> Hit:
    """A stored passage as an answer."""
    record = snapshot.record(row)
    return Hit(
        passage_id=record["passage"],
        resource_id=record["resource"],
        title=record["title"],
        text=record["text"],
        language=record["language"],
        score=score,
        heading=record["heading"],
        anchor=record["anchor"],
        url=record["url"],
        kind=record["kind"],
        minutes=record["minutes"],
        skills=tuple(record["skills"]),
        visible=record["visible"],
        share=share,
    )
