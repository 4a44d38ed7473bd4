"""One plan against one snapshot."""

import numpy as np

from content_index.index.masking import mask
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
    rows = best(values, limit)
    held = shares(snapshot, question, rows)
    hits = tuple(hit_of(snapshot, row, float(values[row]), share) for row, share in zip(rows, held, strict=True))
    return Found(hits, int(np.count_nonzero(values > 0)))


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
