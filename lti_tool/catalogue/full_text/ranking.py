"""The best passages for a question: BM25 in two steps.

The database ranks every matching row by its stems. `ts_rank` of one lexeme grows with its number
of places like a sum of 1/n², from which the number can be told; so BM25's formula needs no other
index than PostgreSQL's own. The best of them are then read again here, with whole words and
neighbouring stems counted too, under the formula of the other engine.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import sqlalchemy as sa

from content_index.index.layout import APART, combined
from content_index.index.records import Hit, Plan
from content_index.index.snapshot import K1, B
from content_index.schema.analysis import analyser
from lti_tool.catalogue.full_text.conditions import allowed, matches, tsquery
from lti_tool.catalogue.full_text.question import Asked, Languages, pair_of
from lti_tool.catalogue.full_text.vectors import WORD_MARK, quoted

#: ts_rank of a lexeme that stands once is 0.608, twice 0.76, three times 0.827: times this, rank / (1 - rank)
#: is 1, 2, 3 within three per cent.
PLACES = 0.645
_EVEN: sa.ColumnElement[Any] = sa.literal_column("'{1,1,1,1}'::float4[]")

Row = Any


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of the database with its final score and the share of the question it holds."""

    row: Row
    score: float
    share: float

    def hit(self) -> Hit:
        """The row as an answer."""
        row = self.row
        return Hit(
            passage_id=row.passage,
            resource_id=row.resource,
            title=row.title,
            text=row.text,
            language=row.language,
            score=self.score,
            heading=row.heading,
            anchor=row.anchor,
            url=row.url,
            kind=row.kind,
            minutes=row.minutes,
            skills=tuple(row.skills),
            visible=row.visible,
            share=self.share,
        )


def best_rows(
    passages: sa.Table, plan: Plan, asked: Sequence[Asked], languages: Languages, depth: int
) -> sa.Select[Any]:
    """The `depth` best rows by stems, each with `total`, the number of all that match."""
    parts = [_scored(passages, plan, one, languages) for one in asked]
    scored = (sa.union_all(*parts) if len(parts) > 1 else parts[0]).cte("scored")
    top = sa.select(scored).order_by(scored.c.score.desc(), scored.c.number).limit(depth).subquery("top")
    total = sa.select(sa.func.count()).select_from(scored).scalar_subquery()
    return (
        sa.select(passages, total.label("total"))
        .join(top, top.c.number == passages.c.number)
        .order_by(top.c.score.desc(), top.c.number)
    )


def _scored(passages: sa.Table, plan: Plan, asked: Asked, languages: Languages) -> sa.Select[Any]:
    lexemes = sorted(asked.searched)
    ranks = [
        sa.cast(sa.func.ts_rank(_EVEN, passages.c.vector, tsquery(quoted(lexeme))), sa.Float).label(f"rank_{number}")
        for number, lexeme in enumerate(lexemes)
    ]
    norm = K1 * (1 - B) + passages.c.length * (K1 * B / languages.mean_lengths[asked.field])
    # Without OFFSET the planner would merge both levels and compute every rank twice.
    rows = (
        sa.select(passages.c.number, norm.label("norm"), *ranks)
        .where(matches(passages, " | ".join(map(quoted, lexemes))), *allowed(passages, asked.field, plan))
        .offset(0)
        .subquery()
    )
    gains = [
        asked.worth[lexeme] * asked.factor / asked.most * PLACES * rank / (rows.c.norm + rank * (PLACES - rows.c.norm))
        for lexeme, rank in zip(lexemes, list(rows.c)[2:], strict=True)
    ]
    return sa.select(rows.c.number, reduce(add, gains).label("score"))


def ranked(rows: Iterable[Row], asked: Sequence[Asked], languages: Languages) -> list[Ranked]:
    """The rows by everything that counts, best first."""
    readings = {one.field: one for one in asked}
    found = [_read(row, readings[row.field], languages.mean_lengths[row.field]) for row in rows]
    return sorted(found, key=lambda one: -one.score)


def _read(row: Row, asked: Asked, mean: float) -> Ranked:
    text = combined({"title": row.title, "heading": row.heading, "text": row.text})  # type: ignore[typeddict-item]
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for stretch in text.split(APART):
        before = ""
        for stem, word in analyser(asked.field).pairs(stretch):
            if stem in asked.worth:
                counts[stem] += 1
                if before and (pair := pair_of(before, stem)) in asked.pairs:
                    pairs[pair] += 1
                before = stem
            else:
                before = ""
            if WORD_MARK + word in asked.worth:
                counts[WORD_MARK + word] += 1
    norm = K1 * (1 - B + B * row.length / mean)
    value = sum(asked.worth[lexeme] * count / (count + norm) for lexeme, count in counts.items())
    value += sum(asked.pairs[pair] * count / (count + norm) for pair, count in pairs.items())
    whole = sum(asked.rarity.values())
    held = sum(rarity for stem, rarity in asked.rarity.items() if stem in counts)
    return Ranked(row, value * asked.factor / asked.most, held / whole if whole else 0.0)
