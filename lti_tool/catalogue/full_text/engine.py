"""The engine that stands on PostgreSQL: one course's index, asked and written over a pool of connections."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from content_index.documents import Resource
from content_index.errors import RebuildNeededError
from content_index.index import Change, EngineState, EngineStatus, Found, Plan
from content_index.index.engine import Array
from content_index.index.layout import VERSION, field_language
from content_index.index.narrowing import MAX_BEGINNINGS
from content_index.index.opening import MISSING
from content_index.index.pending import boil_down
from content_index.index.whoosh_engine import FAILED, PATIENCE
from content_index.schema.analysis import analyser
from content_index.schema.folding import fold
from lti_tool.catalogue.full_text import meaning, spelling, tables, writing
from lti_tool.catalogue.full_text.access import Access, Seen
from lti_tool.catalogue.full_text.question import Counts, asked_of, lexemes_of, weights_of
from lti_tool.catalogue.full_text.ranking import Ranked, best_rows, ranked
from lti_tool.catalogue.full_text.vectors import WORD_MARK
from lti_tool.db import Database

#: Rows that are read again for their final order, at least.
REREAD = 30
#: Share of rewritten passages from which the tables are worth tidying.
STALE = 0.2


class PostgresEngine:
    """A `SearchEngine` over the tables of one index. Threads and processes may share it.

    `database` is a pool of the engine's own: a request that holds a connection already must
    not wait for a second one from the same pool.
    """

    def __init__(
        self, database: Database, name: str, *, schema: str = tables.SCHEMA, patience: float = PATIENCE
    ) -> None:
        self._access = Access(database, name, schema, patience)
        self._live = self._access.live
        self._held: tuple[tuple[object, ...], meaning.Held] | None = None

    def search(self, plan: Plan, limit: int = 10) -> Found:
        """The best `limit` passages; finds nothing, and says why, when the index cannot be read."""
        return self._access.asked(lambda connection, seen: self._answer(connection, seen, plan, limit), None) or Found(
            problem=self._access.seen.problem or FAILED
        )

    def weights(self, text: str, language: str) -> Mapping[str, float]:
        """Inverse document frequency of each stem of `text`."""
        name = field_language(language)
        stems = analyser(name).stems(text)
        counts = self._access.known_counts(lambda _: {(name, stem) for stem in stems})
        return weights_of(stems, name, self._access.seen.languages, counts) if counts is not None else {}

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the raw words that the index holds in no form."""
        asked = list(words)
        counts = self._access.known_counts(lambda languages: spelling.lexemes_of(asked, languages))
        return spelling.unknown_of(asked, self._access.seen.languages, counts) if counts is not None else set()

    def suggest(self, word: str) -> str | None:
        """The nearest word of the index."""
        if not self.unknown([word]):
            return None
        return self._access.asked(lambda connection, _: spelling.suggest(connection, self._live, word), None)

    def state(self) -> EngineState:
        """What is in the index and whether it can answer."""
        seen = self._access.asked(lambda _, seen: seen, None) or self._access.seen
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
        self._access.forget()
        self._held = None

    def apply(self, changes: Iterable[Change]) -> int:
        """Write the changes not yet applied in one commit; returns the last sequence held."""
        with self._access.writing() as connection:
            seen = self._access.look(connection)
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
        with self._access.writing() as connection:
            self._fill(connection, resources, sequence)
            self.close()

    def merge(self) -> bool:
        """Let the tables be vacuumed and their statistics taken when much was rewritten."""
        seen = self._access.asked(lambda _, seen: seen, Seen())
        if seen.rewritten <= max(STALE * seen.passages, 1):
            return False
        with self._access.connected() as connection:
            for table in (self._live.passages, self._live.words):
                connection.execute(sa.text(f"VACUUM (ANALYZE) {table.fullname}"))
            indexes = self._live.indexes
            tidied = sa.update(indexes).where(indexes.c.name == self._access.name)
            connection.execute(tidied.values(rewritten=indexes.c.rewritten - seen.rewritten))
        return True

    def check(self) -> EngineState:
        """For the worker's start: whether the tables hold what was written, which a restored part may not."""

        def is_whole(connection: sa.Connection, seen: Seen) -> bool:
            return connection.scalar(sa.select(sa.func.count()).select_from(self._live.passages)) == seen.passages

        if self.state().ready and not self._access.asked(is_whole, default=True):
            indexes = self._live.indexes
            with self._access.writing() as connection:
                connection.execute(sa.update(indexes).where(indexes.c.name == self._access.name).values(format=0))
        return self.state()

    def drop(self) -> None:
        """Remove the index (its course is gone)."""
        with self._access.writing() as connection:
            tables.drop(connection, self._live)
            indexes = self._live.indexes
            connection.execute(sa.delete(indexes).where(indexes.c.name == self._access.name))

    def unembedded(self, model: str, dimension: int) -> Iterator[tuple[int, str]]:
        """Key and text of each passage without a vector of this model."""
        del dimension  # a model has one
        nothing: list[int] = []
        numbers = self._access.asked(lambda connection, _: meaning.waiting(connection, self._live, model), nothing)
        for first in range(0, len(numbers), meaning.BATCH):
            yield from self._texts(numbers[first : first + meaning.BATCH])

    def _texts(self, numbers: list[int]) -> list[tuple[int, str]]:
        nothing: list[tuple[int, str]] = []
        return self._access.asked(lambda connection, _: meaning.texts(connection, self._live, numbers), nothing)

    def add_vectors(self, model: str, keys: Sequence[int], vectors: Array) -> None:
        """Keep vectors; they count from the next question on."""
        with self._access.writing() as connection:
            meaning.keep(connection, self._live, self._access.name, model, keys, vectors)

    def nearest(self, model: str, vector: Array, plan: Plan, limit: int = 10) -> Found:
        """The passages nearest in meaning."""

        def ask(connection: sa.Connection, seen: Seen) -> Found:
            known = self._known_vectors(connection, seen, model, len(vector))
            return meaning.nearest(connection, self._live, known, vector, plan, limit)

        return self._access.asked(ask, None) or Found(problem=self._access.seen.problem or FAILED)

    def embedded(self, model: str, dimension: int) -> int:
        """Passages that have a vector of this model."""
        del dimension
        return self._access.asked(lambda connection, _: meaning.count(connection, self._live, model), 0)

    def _known_vectors(self, connection: sa.Connection, seen: Seen, model: str, dimension: int) -> meaning.Held:
        """Vectors in memory, kept until a commit or new vectors come."""
        now = seen.commit, seen.meaning, model, dimension
        known = self._held
        if known is None or known[0] != now:
            known = self._held = now, meaning.held(connection, self._live, model, dimension)
        return known[1]

    def _answer(self, connection: sa.Connection, seen: Seen, plan: Plan, limit: int) -> Found:
        beginnings = self._beginnings(connection, plan)
        counts = self._access.counts(connection, seen, lexemes_of(plan, seen.languages))
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

    def _fill(self, connection: sa.Connection, resources: Iterable[Resource], sequence: int) -> None:
        fresh = tables.tables_of(self._access.schema, self._access.name, beside=True)
        tables.create(connection, fresh)
        words = writing.add(connection, fresh, resources)
        writing.count(connection, fresh, words)
        tables.add_indexes(connection, fresh)
        tables.swap(connection, fresh, self._live)
        writing.note(connection, self._live, sequence)


def _limited(found: Iterable[Ranked], per_resource: int | None) -> list[Ranked]:
    """No more than `per_resource` of one resource."""
    seen: Counter[str] = Counter()
    kept = []
    for one in found:
        seen[one.row.resource] += 1
        if per_resource is None or seen[one.row.resource] <= per_resource:
            kept.append(one)
    return kept
