"""What a plan allows, as conditions on the rows of one field language."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from content_index.index.records import Filters, Plan
from content_index.schema.analysis import Token, analyser
from content_index.schema.folding import compose, fold
from lti_tool.catalogue.full_text.vectors import TITLE, WORD_MARK, quoted

Condition = sa.ColumnElement[bool]


def tsquery(written: str) -> sa.ColumnElement[str]:
    """A tsquery as a bound value."""
    return sa.cast(sa.literal(written, sa.Text), TSQUERY)


def matches(passages: sa.Table, written: str) -> Condition:
    """The rows that a written tsquery matches."""
    return passages.c.vector.op("@@", is_comparison=True)(tsquery(written))


def allowed(passages: sa.Table, field: str, plan: Plan) -> list[Condition]:
    """Everything that must hold for a row of this language."""
    return [passages.c.field == field, *filtered(passages, plan.filters), *_narrowed(passages, field, plan)]


def filtered(passages: sa.Table, filters: Filters) -> Iterator[Condition]:
    """What the filters ask of a row of any language."""
    if not filters.include_hidden:
        yield passages.c.visible
    if filters.languages:
        wanted = [name.lower() for name in filters.languages]
        yield sa.or_(passages.c.language.in_(wanted), sa.func.split_part(passages.c.language, "-", 1).in_(wanted))
    if filters.skills:
        yield passages.c.skills.overlap(sorted(filters.skills))
    if filters.kinds:
        yield passages.c.kind.in_(sorted(filters.kinds))
    if filters.max_minutes is not None:
        yield sa.or_(passages.c.minutes.is_(None), passages.c.minutes <= filters.max_minutes)
    if filters.only:
        yield passages.c.resource == sa.any_(sa.literal(sorted(filters.only), sa.ARRAY(sa.Text)))
    if filters.exclude:
        yield passages.c.resource != sa.all_(sa.literal(sorted(filters.exclude), sa.ARRAY(sa.Text)))


def _narrowed(passages: sa.Table, field: str, plan: Plan) -> Iterator[Condition]:
    for prefix in plan.prefixes:
        yield matches(passages, f"{quoted(WORD_MARK + fold(prefix))}:*")
    for required in (
        *map(_phrase, _tokens(field, plan.phrases)),
        *(_all(t, TITLE) for t in _tokens(field, plan.titles)),
    ):
        yield matches(passages, required) if required else sa.false()
    for excluded in (_all(tokens) for tokens in _tokens(field, plan.excluded)):
        if excluded:
            yield ~matches(passages, excluded)


def _tokens(field: str, texts: Iterable[str]) -> Iterator[list[Token]]:
    for text in texts:
        yield list(analyser(field).tokens(compose(text)))


def _phrase(tokens: list[Token]) -> str:
    """The stems at the distances they were written at, stop words standing for any word."""
    written = [quoted(token.stem) for token in tokens[:1]]
    for before, after in pairwise(tokens):
        written.append(f"<{after.position - before.position}> {quoted(after.stem)}")
    return " ".join(written)


def _all(tokens: list[Token], label: str = "") -> str:
    ending = f":{label}" if label else ""
    return " & ".join(quoted(token.stem) + ending for token in tokens)
