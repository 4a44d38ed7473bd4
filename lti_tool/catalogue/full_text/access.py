"""How an index is reached: what it holds now, questions one by one, one writer at a time."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ProgrammingError

from content_index.errors import N_, DiskRefusedError, IndexBusyError, RebuildNeededError
from content_index.index.opening import MISSING, OLD
from content_index.index.whoosh_engine import FAILED
from lti_tool.catalogue.full_text import tables
from lti_tool.catalogue.full_text.question import Counts, Languages
from lti_tool.db import Database

DAMAGED = N_("The search index in the database is damaged.")

_LOG = logging.getLogger(__name__)
#: Numbers of passages that are remembered between two commits.
REMEMBERED = 50_000
#: PostgreSQL's names for "no such table", "no such schema", "the lock was not free in time".
_NOWHERE = {"42P01", "3F000"}
_LOCKED = "55P03"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one commit of the index is known by; `counts` fills as questions are asked."""

    commit: int = 0
    sequence: int = 0
    documents: int = 0
    size: int = 0
    rewritten: int = 0
    meaning: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)
    languages: Languages = field(default_factory=lambda: Languages({}, {}))
    problem: str = ""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        """Passages held."""
        return sum(self.tags.values())


class Access:
    """The way to one index; remembers what it last saw of it. Threads may share it."""

    def __init__(self, database: Database, name: str, schema: str, patience: float) -> None:
        self.live = tables.tables_of(schema, name)
        self.name, self.schema = name, schema
        self.seen = Seen(problem=MISSING)
        self._database = database
        self._patience = patience

    def forget(self) -> None:
        """Look anew before the next question."""
        self.seen = Seen(problem=MISSING)

    def counts(self, connection: sa.Connection, seen: Seen, wanted: set[tuple[str, str]]) -> Counts:
        """Passages that hold each lexeme, as of the commit seen; asked for once."""
        missing = wanted - seen.counts.keys()
        if not missing:
            return seen.counts
        words = self.live.words
        by_field: dict[str, list[str]] = {}
        for name, lexeme in missing:
            by_field.setdefault(name, []).append(lexeme)
        conditions = [
            sa.and_(words.c.field == name, words.c.lexeme == sa.any_(sa.literal(lexemes, sa.ARRAY(sa.Text))))
            for name, lexemes in by_field.items()
        ]
        held = dict.fromkeys(missing, 0)
        for row in connection.execute(sa.select(words).where(sa.or_(*conditions))):
            held[row.field, row.lexeme] = row.passages
        if len(seen.counts) > REMEMBERED:
            return {**{key: seen.counts[key] for key in wanted - missing}, **held}
        seen.counts.update(held)
        return seen.counts

    def known_counts(self, wanted: Callable[[Languages], set[tuple[str, str]]]) -> Counts | None:
        """The numbers of passages as of the last look; nobody is asked where a question has just asked.

        None when the index cannot answer.
        """
        seen = self.seen
        if not seen.problem and wanted(seen.languages) <= seen.counts.keys():
            return seen.counts
        return self.asked(lambda connection, now: self.counts(connection, now, wanted(now.languages)), None)

    def look(self, connection: sa.Connection) -> Seen:
        """What the index is now; remembered as long as nothing was committed."""
        indexes = self.live.indexes
        try:
            there = sa.func.to_regclass(self.live.passages.fullname).is_not(None).label("there")
            row = connection.execute(sa.select(indexes, there).where(indexes.c.name == self.name)).first()
        except ProgrammingError as error:
            if _code(error) not in _NOWHERE:
                raise
            row = None
        if row is None:
            return Seen(problem=MISSING)
        if not (row.format and row.there):
            return Seen(problem=DAMAGED)
        if row.format != tables.FORMAT:
            return Seen(problem=OLD)
        known = self.seen
        marks = known.commit, known.rewritten, known.meaning
        if marks == (row.commit, row.rewritten, row.meaning) and not known.problem:
            return known
        tags = {tag: number for tag, number, _ in row.languages}
        languages = Languages.of([(tag, number, words) for tag, number, words in row.languages])
        return Seen(row.commit, row.sequence, row.documents, row.size, row.rewritten, row.meaning, tags, languages)

    def asked(self, ask: Callable[[sa.Connection, Seen], T], default: T) -> T:
        """Ask the index; `default` when there is nothing to ask or it fails, which `_seen` then says."""
        try:
            with self.connected() as connection:
                seen = self.seen = self.look(connection)
                return default if seen.problem else ask(connection, seen)
        except Exception as error:  # noqa: BLE001 - whatever the driver makes of what was typed, a learner's question never fails
            if _code(error) not in _NOWHERE:
                _LOG.exception("a search could not be answered")
            self.seen = Seen(problem=DAMAGED if _code(error) in _NOWHERE else FAILED)
            return default

    @contextmanager
    def connected(self) -> Iterator[sa.Connection]:
        """A connection on which each statement stands alone."""
        with self._database.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction of the only writer; what the database refuses, in our own words."""
        try:
            with self._database.engine.begin() as connection:
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {max(int(self._patience * 1000), 1)}"))
                # An index is made anew from the database: its commits need not wait for the disk.
                connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
                tables.prepare(connection, self.live)
                names = sa.func.hashtext(self.schema), sa.func.hashtext(self.name)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*names)))
                yield connection
        except DBAPIError as error:
            if _code(error) == _LOCKED:
                raise IndexBusyError from error
            if _code(error) in _NOWHERE:
                raise RebuildNeededError(reason=DAMAGED) from error
            reason = str(error.orig).partition("\n")[0]
            raise DiskRefusedError(reason=reason) from error


def _code(error: Exception) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
