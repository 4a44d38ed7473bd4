"""The engine that stands on PostgreSQL: one course's index, asked and written over a pool of connections."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError

from content_index.documents import Resource
from content_index.errors import N_, DiskRefusedError, IndexBusyError, RebuildNeededError
from content_index.index import Change, EngineState, EngineStatus, Found, Plan
from content_index.index.layout import VERSION, field_language
from content_index.index.narrowing import MAX_BEGINNINGS
from content_index.index.opening import MISSING, OLD
from content_index.index.pending import boil_down
from content_index.index.whoosh_engine import FAILED, PATIENCE
from content_index.schema.analysis import analyser
from content_index.schema.folding import fold
from lti_tool.catalogue.full_text import spelling, tables, writing
from lti_tool.catalogue.full_text.question import Counts, Languages, asked_of, lexemes_of, weights_of
from lti_tool.catalogue.full_text.ranking import Ranked, best_rows, ranked
from lti_tool.catalogue.full_text.vectors import WORD_MARK
from lti_tool.db import Database

DAMAGED = N_("The search index in the database is damaged.")

_LOG = logging.getLogger(__name__)
#: Rows that are read again for their final order, at least.
REREAD = 30
#: Share of rewritten passages from which the tables are worth tidying.
STALE = 0.2
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
    tags: Mapping[str, int] = field(default_factory=dict)
    languages: Languages = field(default_factory=lambda: Languages({}, {}))
    problem: str = ""
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        """Passages held."""
        return sum(self.tags.values())


class PostgresEngine:
    """A `SearchEngine` over the tables of one index. Threads and processes may share it.

    `database` is a pool of the engine's own: a request that holds a connection already must
    not wait for a second one from the same pool.
    """

    def __init__(
        self, database: Database, name: str, *, schema: str = tables.SCHEMA, patience: float = PATIENCE
    ) -> None:
        self._database = database
        self._name, self._schema = name, schema
        self._patience = patience
        self._live = tables.tables_of(schema, name)
        self._seen = Seen(problem=MISSING)

    def search(self, plan: Plan, limit: int = 10) -> Found:
        """The best `limit` passages; finds nothing, and says why, when the index cannot be read."""
        return self._asked(lambda connection, seen: self._answer(connection, seen, plan, limit), None) or Found(
            problem=self._seen.problem or FAILED
        )

    def weights(self, text: str, language: str) -> Mapping[str, float]:
        """Inverse document frequency of each stem of `text`."""
        name = field_language(language)
        stems = analyser(name).stems(text)

        counts = self._known_counts(lambda _: {(name, stem) for stem in stems})
        return weights_of(stems, name, self._seen.languages, counts) if counts is not None else {}

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the raw words that the index holds in no form."""
        asked = list(words)
        counts = self._known_counts(lambda languages: spelling.lexemes_of(asked, languages))
        return spelling.unknown_of(asked, self._seen.languages, counts) if counts is not None else set()

    def suggest(self, word: str) -> str | None:
        """The nearest word of the index."""
        if not self.unknown([word]):
            return None
        return self._asked(lambda connection, _: spelling.suggest(connection, self._live, word), None)

    def state(self) -> EngineState:
        """What is in the index and whether it can answer."""
        seen = self._asked(lambda _, seen: seen, None) or self._seen
        if seen.problem:
            status = EngineStatus.MISSING if seen.problem == MISSING else EngineStatus.REBUILD_NEEDED
            return EngineState(status, seen.problem)
        return EngineState(
            EngineStatus.READY,
            schema_version=VERSION,
            documents=seen.documents,
            passages=seen.passages,
            sequence=seen.sequence,
            size=seen.size,
            segments=1,
            languages=seen.tags,
        )

    def close(self) -> None:
        """Forget what was seen; connections belong to the pool."""
        self._seen = Seen(problem=MISSING)

    def apply(self, changes: Iterable[Change]) -> int:
        """Write the changes not yet applied in one commit; returns the last sequence held."""
        with self._writing() as connection:
            seen = self._look(connection)
            if seen.problem == MISSING:
                self._fill(connection, (), 0)
            elif seen.problem:
                raise RebuildNeededError(reason=seen.problem)
            outcomes, last = boil_down(changes, seen.sequence)
            if last > seen.sequence:
                writing.apply(connection, self._live, outcomes, last)
                self.close()
            return last

    def rebuild(self, resources: Iterable[Resource], sequence: int) -> None:
        """New tables beside the live ones, which answer until both are swapped at the end."""
        with self._writing() as connection:
            self._fill(connection, resources, sequence)
            self.close()

    def merge(self) -> bool:
        """Let the tables be vacuumed and their statistics taken when much was rewritten."""
        seen = self._asked(lambda _, seen: seen, Seen())
        if seen.rewritten <= max(STALE * seen.passages, 1):
            return False
        with self._connected() as connection:
            for table in (self._live.passages, self._live.words):
                connection.execute(sa.text(f"VACUUM (ANALYZE) {table.fullname}"))
            indexes = self._live.indexes
            tidied = sa.update(indexes).where(indexes.c.name == self._name)
            connection.execute(tidied.values(rewritten=indexes.c.rewritten - seen.rewritten))
        return True

    def check(self) -> EngineState:
        """For the worker's start: whether the tables hold what was written, which a restored part may not."""

        def is_whole(connection: sa.Connection, seen: Seen) -> bool:
            return connection.scalar(sa.select(sa.func.count()).select_from(self._live.passages)) == seen.passages

        if self.state().ready and not self._asked(is_whole, default=True):
            indexes = self._live.indexes
            with self._writing() as connection:
                connection.execute(sa.update(indexes).where(indexes.c.name == self._name).values(format=0))
        return self.state()

    def drop(self) -> None:
        """Remove the index (its course is gone)."""
        with self._writing() as connection:
            tables.drop(connection, self._live)
            indexes = self._live.indexes
            connection.execute(sa.delete(indexes).where(indexes.c.name == self._name))

    def _answer(self, connection: sa.Connection, seen: Seen, plan: Plan, limit: int) -> Found:
        beginnings = self._beginnings(connection, plan)
        counts = self._counts(connection, seen, lexemes_of(plan, seen.languages))
        asked = asked_of(plan, seen.languages, counts, beginnings)
        if not asked:
            return Found()
        depth = max(REREAD, 3 * limit)
        while True:
            statement = best_rows(self._live.passages, plan, asked, seen.languages, depth)
            rows = connection.execute(statement).all()
            kept = _limited(ranked(rows, asked, seen.languages), plan.per_resource)
            if len(kept) >= limit or len(rows) < depth:
                total = int(rows[0].total) if rows else 0
                return Found(tuple(one.hit() for one in kept[:limit]), total)
            depth *= 4

    def _beginnings(self, connection: sa.Connection, plan: Plan) -> Counts:
        """The words of the index that start as asked, the frequent ones first."""
        if not plan.prefixes:
            return {}
        words = self._live.words
        starts = [words.c.lexeme.startswith(WORD_MARK + fold(prefix), autoescape=True) for prefix in plan.prefixes]
        found = connection.execute(
            sa.select(words).where(sa.or_(*starts)).order_by(words.c.passages.desc(), words.c.lexeme)
        )
        return {(row.field, row.lexeme): row.passages for row in found.fetchmany(MAX_BEGINNINGS)}

    def _counts(self, connection: sa.Connection, seen: Seen, wanted: set[tuple[str, str]]) -> Counts:
        """Passages that hold each lexeme, as of the commit seen; asked for once."""
        missing = wanted - seen.counts.keys()
        if not missing:
            return seen.counts
        words = self._live.words
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

    def _known_counts(self, wanted: Callable[[Languages], set[tuple[str, str]]]) -> Counts | None:
        """The numbers of passages as of the last look; nobody is asked where a question has just asked.

        None when the index cannot answer.
        """
        seen = self._seen
        if not seen.problem and wanted(seen.languages) <= seen.counts.keys():
            return seen.counts
        return self._asked(lambda connection, now: self._counts(connection, now, wanted(now.languages)), None)

    def _fill(self, connection: sa.Connection, resources: Iterable[Resource], sequence: int) -> None:
        fresh = tables.tables_of(self._schema, self._name, beside=True)
        tables.create(connection, fresh)
        words = writing.add(connection, fresh, resources)
        writing.count(connection, fresh, words)
        tables.add_indexes(connection, fresh)
        tables.swap(connection, fresh, self._live)
        writing.note(connection, self._live, sequence)

    def _look(self, connection: sa.Connection) -> Seen:
        """What the index is now; remembered as long as nothing was committed."""
        indexes = self._live.indexes
        try:
            there = sa.func.to_regclass(self._live.passages.fullname).is_not(None).label("there")
            row = connection.execute(sa.select(indexes, there).where(indexes.c.name == self._name)).first()
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
        known = self._seen
        if known.commit == row.commit and known.rewritten == row.rewritten and not known.problem:
            return known
        tags = {tag: number for tag, number, _ in row.languages}
        languages = Languages.of([(tag, number, words) for tag, number, words in row.languages])
        return Seen(row.commit, row.sequence, row.documents, row.size, row.rewritten, tags, languages)

    def _asked(self, ask: Callable[[sa.Connection, Seen], T], default: T) -> T:
        """Ask the index; `default` when there is nothing to ask or it fails, which `_seen` then says."""
        try:
            with self._connected() as connection:
                seen = self._seen = self._look(connection)
                return default if seen.problem else ask(connection, seen)
        except SQLAlchemyError as error:
            if _code(error) not in _NOWHERE:
                _LOG.exception("a search could not be answered")
            self._seen = Seen(problem=DAMAGED if _code(error) in _NOWHERE else FAILED)
            return default

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """A connection on which each statement stands alone."""
        with self._database.engine.connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction of the only writer; what the database refuses, in our own words."""
        try:
            with self._database.engine.begin() as connection:
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {max(int(self._patience * 1000), 1)}"))
                # An index is made anew from the database: its commits need not wait for the disk.
                connection.execute(sa.text("SET LOCAL synchronous_commit = off"))
                tables.prepare(connection, self._live)
                names = sa.func.hashtext(self._schema), sa.func.hashtext(self._name)
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(*names)))
                yield connection
        except DBAPIError as error:
            if _code(error) == _LOCKED:
                raise IndexBusyError from error
            if _code(error) in _NOWHERE:
                raise RebuildNeededError(reason=DAMAGED) from error
            reason = str(error.orig).partition("\n")[0]
            raise DiskRefusedError(reason=reason) from error


def _limited(found: Iterable[Ranked], per_resource: int | None) -> list[Ranked]:
    """No more than `per_resource` of one resource."""
    seen: Counter[str] = Counter()
    kept = []
    for one in found:
        seen[one.row.resource] += 1
        if per_resource is None or seen[one.row.resource] <= per_resource:
            kept.append(one)
    return kept


def _code(error: SQLAlchemyError) -> str:
    return str(getattr(getattr(error, "orig", None), "sqlstate", "") or "")
