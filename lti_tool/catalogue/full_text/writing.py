"""Writing one commit: rows, the words they are made of, and the sequence, in one transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from content_index.documents import Resource
from content_index.index.layout import Record, combined, field_language, records
from content_index.index.matrix import content_key
from content_index.index.pending import Outcome
from lti_tool.catalogue.full_text.tables import FORMAT, Tables
from lti_tool.catalogue.full_text.vectors import vector_of

#: Rows that are sent together.
BATCH = 500
#: Occurrences of lexemes by (field language, lexeme).
Words = Counter[tuple[str, str]]


def add(connection: sa.Connection, tables: Tables, resources: Iterable[Resource]) -> Words:
    """Write the passages of resources; returns in how many each lexeme stands."""
    words: Words = Counter()
    statement = sa.insert(tables.passages).values(vector=sa.cast(sa.bindparam("vector"), TSVECTOR))
    rows = (row for resource in resources for record in records(resource) for row in _rows(record, words))
    while batch := list(islice(rows, BATCH)):
        connection.execute(statement, batch)
    return words


def apply(connection: sa.Connection, tables: Tables, outcomes: Mapping[str, Outcome], sequence: int) -> None:
    """Bring the index in line with the outcomes."""
    passages = tables.passages
    for visible in (True, False):
        shown = [name for name, outcome in outcomes.items() if outcome.visible is visible]
        if shown:
            connection.execute(sa.update(passages).where(passages.c.resource.in_(shown)).values(visible=visible))
    replaced = [name for name, outcome in outcomes.items() if outcome.visible is None]
    gone = _remove(connection, tables, replaced)
    come = add(connection, tables, (outcome.resource for outcome in outcomes.values() if outcome.resource))
    come.subtract(gone)
    count(connection, tables, come)
    note(connection, tables, sequence, rewritten=len(outcomes))


def count(connection: sa.Connection, tables: Tables, words: Words) -> None:
    """Add to the number of passages that hold each lexeme; a word that none holds any more is dropped."""
    table = tables.words
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=[table.c.field, table.c.lexeme],
        set_={"passages": table.c.passages + statement.excluded.passages},
    )
    rows = ({"field": field, "lexeme": lexeme, "passages": more} for (field, lexeme), more in words.items() if more)
    while batch := list(islice(rows, 10 * BATCH)):
        connection.execute(statement, batch)
    if any(more < 0 for more in words.values()):
        connection.execute(sa.delete(table).where(table.c.passages <= 0))


def note(connection: sa.Connection, tables: Tables, sequence: int, *, rewritten: int | None = None) -> None:
    """Write what the index holds now; without `rewritten` its tables are fresh."""
    passages, indexes = tables.passages, tables.indexes
    languages = connection.execute(
        sa.select(passages.c.language, sa.func.count(), sa.func.sum(passages.c.length))
        .group_by(passages.c.language)
        .order_by(passages.c.language)
    ).all()
    sizes = [sa.func.pg_total_relation_size(table.fullname) for table in (passages, tables.words)]
    values: dict[str, Any] = {
        "format": FORMAT,
        "sequence": sequence,
        "commit": sa.func.txid_current(),
        "documents": connection.scalar(sa.select(sa.func.count(passages.c.resource.distinct()))) or 0,
        "size": sizes[0] + sizes[1],
        "languages": [[tag, number, int(words)] for tag, number, words in languages],
    }
    first = insert(indexes).values(name=_name(tables), rewritten=rewritten or 0, meaning=0, **values)
    values["rewritten"] = 0 if rewritten is None else indexes.c.rewritten + rewritten
    connection.execute(first.on_conflict_do_update(index_elements=[indexes.c.name], set_=values))


def _name(tables: Tables) -> str:
    return tables.passages.name.removeprefix("passages_")


def _remove(connection: sa.Connection, tables: Tables, resources: Iterable[str]) -> Words:
    """Delete the passages of resources; returns in how many of them each lexeme stood."""
    passages = tables.passages
    gone = (
        sa.delete(passages)
        .where(passages.c.resource.in_(list(resources)))
        .returning(passages.c.field, passages.c.vector)
        .cte("gone")
    )
    lexeme = sa.func.unnest(sa.func.tsvector_to_array(gone.c.vector)).label("lexeme")
    held = sa.select(gone.c.field, lexeme).subquery()
    counted = sa.select(held.c.field, held.c.lexeme, sa.func.count()).group_by(held.c.field, held.c.lexeme)
    return Counter({(field, word): number for field, word, number in connection.execute(counted)})


def _rows(record: Record, words: Words) -> Iterator[dict[str, Any]]:
    clean: dict[str, Any] = {name: _clean(value) for name, value in record.items()}
    field, vector = field_language(record["language"]), vector_of(clean)  # type: ignore[arg-type] # same keys
    words.update((field, lexeme) for lexeme in vector.lexemes)
    yield {
        **clean,
        "skills": [_clean(skill) for skill in record["skills"]],
        "field": field,
        "length": vector.length,
        "content": signed(content_key(combined(clean))),  # type: ignore[arg-type] # same keys
        "vector": vector.text,
    }


def signed(key: int) -> int:
    """A content key as PostgreSQL keeps 64 bits."""
    return key - (1 << 64) if key >> 63 else key


def _clean(value: Any) -> Any:
    """PostgreSQL keeps neither NUL nor half a surrogate pair."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", " ").encode("utf-8", "replace").decode()
