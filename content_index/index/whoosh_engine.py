"""The engine that stands on Whoosh and the score matrix: one directory, one index.

    root/current.json        which directory is live, and what it is made of
    root/writer.lock         held by the one writer
    root/live-<n>/           Whoosh's segments, and a matrix beside each

An index directory holds pickled data: never open one that came from elsewhere.
"""

import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from content_index.documents import Resource
from content_index.errors import N_, DiskRefusedError
from content_index.index import live, writing
from content_index.index.answering import answer
from content_index.index.layout import VERSION, field_language
from content_index.index.lock import writer_lock
from content_index.index.matrix import Array
from content_index.index.meaning import missing, nearest
from content_index.index.opening import MISSING, snapshot_of
from content_index.index.pending import boil_down
from content_index.index.question import stem_weights
from content_index.index.records import Change, EngineState, EngineStatus, Found, Plan
from content_index.index.snapshot import Snapshot
from content_index.index.spelling import suggest, unknown
from content_index.index.vectors import RowVectors, VectorFile
from content_index.index.watching import Watch

FAILED = N_("This search could not be answered.")

_LOG = logging.getLogger(__name__)
#: Seconds to wait for another writer.
PATIENCE = 10.0


def open_engine(directory: Path) -> "WhooshEngine":
    """The engine of one course or shared library; the directory is made when first written to."""
    return WhooshEngine(directory)


class WhooshEngine:
    """A `SearchEngine` over one directory. Threads may share it; processes each open their own."""

    def __init__(self, directory: Path, patience: float = PATIENCE) -> None:
        self.root = directory
        self._patience = patience
        self._watch = Watch(directory)
        self._vectors: tuple[tuple[Snapshot, str, int], RowVectors] | None = None

    def search(self, plan: Plan, limit: int = 10) -> Found:
        """The best `limit` passages; finds nothing, and says why, when the index cannot be read."""
        return self._answer(lambda snapshot: answer(snapshot, plan, limit))

    def weights(self, text: str, language: str) -> Mapping[str, float]:
        """Inverse document frequency of each stem of `text`."""
        snapshot = self._watch.current()
        return stem_weights(snapshot, text, field_language(language)) if snapshot else {}

    def unknown(self, words: Iterable[str]) -> set[str]:
        """Those of the raw words that the index holds in no form."""
        snapshot = self._watch.current()
        return unknown(snapshot, words) if snapshot else set()

    def suggest(self, word: str) -> str | None:
        """The nearest word of the index."""
        snapshot = self._watch.current()
        return suggest(snapshot, word) if snapshot else None

    def state(self) -> EngineState:
        """What is in the index and whether it can answer."""
        snapshot = self._watch.current()
        size = live.size(self.root)
        if snapshot is None:
            reason = self._watch.problem
            status = EngineStatus.MISSING if reason == MISSING else EngineStatus.REBUILD_NEEDED
            return EngineState(status, reason, size=size)
        return EngineState(
            EngineStatus.READY,
            schema_version=VERSION,
            documents=snapshot.documents,
            passages=sum(snapshot.live_languages.values()),
            sequence=snapshot.sequence,
            size=size,
            segments=len(snapshot.parts),
            languages=snapshot.live_languages,
        )

    def close(self) -> None:
        """Forget the open snapshot; its files close with its last question."""
        self._watch.forget()
        self._vectors = None

    def apply(self, changes: Iterable[Change]) -> int:
        """Write the changes not yet applied in one commit; returns the last sequence held."""
        with self._writing():
            directory = live.writable(self.root)
            snapshot = snapshot_of(directory, None)
            outcomes, last = boil_down(changes, snapshot.sequence)
            if last > snapshot.sequence:
                writing.write_outcomes(directory, snapshot, outcomes, last)
            live.publish(self.root, directory)
            return last

    def rebuild(self, resources: Iterable[Resource], sequence: int) -> None:
        """A new index beside the live one, then the swap; the live one answers until then."""
        with self._writing():
            fresh = live.fresh(self.root)
            try:
                writing.write_all(fresh, resources, sequence)
                live.publish(self.root, fresh)
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            live.sweep(self.root)

    def merge(self) -> bool:
        """Bring segments together when there are many or much was deleted."""
        with self._writing():
            directory = live.writable(self.root)
            merged = writing.merge(directory, snapshot_of(directory, None))
            live.publish(self.root, directory)
            return merged

    def check(self) -> EngineState:
        """For the worker's start: sweep what a crash left, compare the files with what was written."""
        if self.root.exists():
            with self._writing():
                live.sweep(self.root)
                if live.damaged(self.root):
                    self._watch.suspect()
        return self.state()

    def unembedded(self, model: str, dimension: int) -> Iterator[tuple[int, str]]:
        """Key and text of each passage without a vector of this model."""
        snapshot = self._watch.current()
        return missing(snapshot, VectorFile(self.root, model, dimension)) if snapshot else iter(())

    def add_vectors(self, model: str, keys: Sequence[int], vectors: Array) -> None:
        """Append vectors; they count from the next question on."""
        with self._writing():
            VectorFile(self.root, model, vectors.shape[1]).add(keys, vectors)

    def nearest(self, model: str, vector: Array, plan: Plan, limit: int = 10) -> Found:
        """The passages nearest in meaning."""
        return self._answer(
            lambda snapshot: nearest(snapshot, self._row_vectors(snapshot, model, len(vector)), vector, plan, limit)
        )

    def embedded(self, model: str, dimension: int) -> int:
        """Passages that have a vector of this model."""
        snapshot = self._watch.current()
        return len(self._row_vectors(snapshot, model, dimension).rows) if snapshot else 0

    def _answer(self, ask: Callable[[Snapshot], Found]) -> Found:
        snapshot = self._watch.current()
        if snapshot is None:
            return Found(problem=self._watch.problem)
        try:
            return ask(snapshot)
        except Exception:  # noqa: BLE001 - a damaged file fails in any way; a learner's question never does
            _LOG.exception("a search could not be answered")
            return Found(problem=self._watch.suspect() or FAILED)

    def _row_vectors(self, snapshot: Snapshot, model: str, dimension: int) -> RowVectors:
        """Vectors by row, kept until a commit or new vectors come."""
        file = VectorFile(self.root, model, dimension)
        now = (snapshot, model, file.count())
        held = self._vectors
        if held is None or held[0] != now:
            held = self._vectors = now, RowVectors(snapshot, file)
        return held[1]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The only writer, and a disk's refusal in our own words."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with writer_lock(self.root / "writer.lock", self._patience):
                yield
        except OSError as problem:
            raise DiskRefusedError(reason=problem.strerror or str(problem)) from problem
