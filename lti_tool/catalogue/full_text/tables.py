"""The tables of an index: its passages, its words, and one row in the list of all indexes.

They stand in a schema of their own and outside of the migrations: an index is disposable, is
built beside the live one, and one of an older shape is not migrated but built anew.
"""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from content_index.index.layout import VERSION

#: Raise it when the tables or vectors change; the analysis has its own number.
SHAPE = 2
FORMAT = VERSION * 1000 + SHAPE
SCHEMA = "boussole_search"
_NAME = re.compile(r"[a-z0-9_]{1,40}")
#: Bytes up to which a row is kept whole, uncompressed, beside its neighbours: vectors are read again and again.
WHOLE = 8160


@dataclass(frozen=True, slots=True)
class Tables:
    """`beside` are the tables of an index that is being built."""

    indexes: sa.Table
    vectors: sa.Table
    passages: sa.Table
    words: sa.Table


def tables_of(schema: str, name: str, *, beside: bool = False) -> Tables:
    """The tables of the index `name` (letters, digits, underscores)."""
    if not (_NAME.fullmatch(schema) and _NAME.fullmatch(name)):
        raise ValueError(f"no name for an index: {schema}.{name}")
    held = sa.MetaData(schema=schema)
    ending = f"{name}_new" if beside else name
    return Tables(
        _indexes(held), _vectors(held), _passages(held, f"passages_{ending}"), _words(held, f"words_{ending}")
    )


def _indexes(held: sa.MetaData) -> sa.Table:
    return sa.Table(
        "indexes",
        held,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        #: Grows with every commit: what readers remember holds as long as it stays.
        sa.Column("commit", sa.BigInteger, nullable=False),
        sa.Column("documents", sa.Integer, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        #: Grows when vectors of meaning come.
        sa.Column("meaning", sa.BigInteger, nullable=False),
        #: Rows rewritten since the tables were last tidied.
        sa.Column("rewritten", sa.Integer, nullable=False),
        #: [language tag, passages, content words] for each language.
        sa.Column("languages", JSONB, nullable=False),
    )


def _vectors(held: sa.MetaData) -> sa.Table:
    """What texts mean, by content, for all indexes: it outlives them."""
    return sa.Table(
        "vectors",
        held,
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("content", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )


def _passages(held: sa.MetaData, name: str) -> sa.Table:
    return sa.Table(
        name,
        held,
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("passage", sa.Text, nullable=False),
        sa.Column("resource", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("heading", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("skills", ARRAY(sa.Text), nullable=False),
        sa.Column("visible", sa.Boolean, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("content", sa.BigInteger, nullable=False),
        sa.Column("vector", TSVECTOR, nullable=False),
        postgresql_with={"toast_tuple_target": WHOLE},
    )


def _words(held: sa.MetaData, name: str) -> sa.Table:
    return sa.Table(
        name,
        held,
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("lexeme", sa.Text(collation="C"), primary_key=True),
        sa.Column("passages", sa.Integer, nullable=False),
    )


def prepare(connection: sa.Connection, tables: Tables) -> None:
    """Make the schema and the list of indexes where there are none."""
    schema = tables.indexes.schema or ""
    if connection.scalar(sa.select(sa.func.to_regclass(f"{schema}.vectors"))) is None:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(schema), 0)))
        connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
        tables.indexes.create(connection, checkfirst=True)
        tables.vectors.create(connection, checkfirst=True)


def create(connection: sa.Connection, tables: Tables) -> None:
    """Make empty tables of an index; those of the same names are replaced."""
    drop(connection, tables)
    tables.passages.create(connection, checkfirst=False)
    tables.words.create(connection, checkfirst=False)
    connection.execute(sa.text(f"ALTER TABLE {tables.passages.fullname} ALTER COLUMN vector SET STORAGE EXTERNAL"))


def add_indexes(connection: sa.Connection, tables: Tables) -> None:
    """What is quicker to make once the rows are there."""
    name = tables.passages.fullname
    connection.execute(sa.text(f"CREATE INDEX ON {name} USING gin (vector) WITH (fastupdate = off)"))
    connection.execute(sa.text(f"CREATE INDEX ON {name} (resource)"))
    for table in (tables.passages, tables.words):
        connection.execute(sa.text(f"ANALYZE {table.fullname}"))


def swap(connection: sa.Connection, fresh: Tables, live: Tables) -> None:
    """Let the tables built beside take the place of the live ones, at this transaction's commit."""
    drop(connection, live)
    for new, old in ((fresh.passages, live.passages), (fresh.words, live.words)):
        connection.execute(sa.text(f"ALTER TABLE {new.fullname} RENAME TO {old.name}"))


def drop(connection: sa.Connection, tables: Tables) -> None:
    """Remove an index's tables."""
    for table in (tables.passages, tables.words):
        connection.execute(sa.schema.DropTable(table, if_exists=True))
