"""A person's query and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content_index.index.records import Filters, Hit


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, and what may be found.

    `language` is the person's. `synonyms` are the course's: a word or expression and what
    else it is called. `per_resource` limits the passages of one resource (None: no limit).
    """

    text: str
    language: str = "en"
    filters: Filters = field(default_factory=Filters)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_resource: int | None = 2


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first. `total` counts every passage that matches.

    `did_you_mean` is a whole corrected query. `coverage` (0..1) is the share of the query's
    weight found in the best hits: low means that the material does not speak of it.
    `nearness` (a cosine; None without the semantic extra) tells how near in meaning the nearest
    passage is. `relaxed` says that quotes or other conditions matched nothing and were dropped.
    `degraded` is an English source sentence when an index could not be asked.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    did_you_mean: str | None = None
    coverage: float = 0.0
    nearness: float | None = None
    relaxed: bool = False
    degraded: str | None = None
