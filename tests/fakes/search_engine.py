"""A search engine in memory: finds by words, fails when told to."""

from collections.abc import Iterable, Mapping

from content_index.documents import Resource
from content_index.errors import IndexWriteError
from content_index.index import Change, ChangeKind, EngineState, EngineStatus, Found, Hit, Plan


class FakeEngine:
    """Holds resources; `failures` are raised, one a write, before anything is written."""

    def __init__(self) -> None:
        self.held: dict[str, Resource] = {}
        self.sequence = 0
        self.status = EngineStatus.READY
        self.reason = ""
        self.failures: list[IndexWriteError] = []
        self.applied: list[list[Change]] = []
        self.rebuilt = 0
        self.merges = 0
        self.checks = 0
        self.closed = False

    def apply(self, changes: Iterable[Change]) -> int:
        self._fail_if_told()
        batch = [change for change in changes if change.sequence > self.sequence]
        self.applied.append(batch)
        for change in batch:
            if change.kind is ChangeKind.REMOVE:
                self.held.pop(change.resource_id, None)
            elif change.resource is not None:
                self.held[change.resource_id] = change.resource
            self.sequence = change.sequence
        return self.sequence

    def rebuild(self, resources: Iterable[Resource], sequence: int) -> None:
        self._fail_if_told()
        self.held = {resource.id: resource for resource in resources}
        self.sequence, self.status, self.reason = sequence, EngineStatus.READY, ""
        self.rebuilt += 1

    def search(self, plan: Plan, limit: int = 10) -> Found:
        if self.status is not EngineStatus.READY:
            return Found(problem=self.reason or "There is no search index yet.")
        wanted = set(plan.words.casefold().split())
        hits = [
            Hit(passage.id, resource.id, resource.title, passage.text, resource.language, float(len(common)))
            for resource in self.held.values()
            for passage in resource.passages
            if (common := wanted & set(passage.text.casefold().split()))
        ]
        hits.sort(key=lambda hit: -hit.score)
        return Found(tuple(hits[:limit]), len(hits))

    def weights(self, text: str, language: str) -> Mapping[str, float]:
        return {}

    def unknown(self, words: Iterable[str]) -> set[str]:
        return set()

    def suggest(self, word: str) -> str | None:
        return None

    def merge(self) -> bool:
        self._fail_if_told()
        self.merges += 1
        return True

    def check(self) -> EngineState:
        self._fail_if_told()
        self.checks += 1
        return self.state()

    def state(self) -> EngineState:
        return EngineState(
            self.status,
            self.reason,
            documents=len(self.held),
            passages=sum(len(resource.passages) for resource in self.held.values()),
            sequence=self.sequence,
        )

    def close(self) -> None:
        self.closed = True

    def _fail_if_told(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
