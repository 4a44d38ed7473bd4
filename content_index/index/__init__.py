"""The index: the port `SearchEngine`, its records, and the Whoosh engine (`open_engine`)."""

from content_index.index.engine import MeaningIndex, SearchEngine
from content_index.index.records import (
    Change,
    ChangeKind,
    EngineState,
    EngineStatus,
    Filters,
    Found,
    Hit,
    Plan,
    Segment,
)
from content_index.index.whoosh_engine import WhooshEngine, open_engine

__all__ = [
    "Change",
    "ChangeKind",
    "EngineState",
    "EngineStatus",
    "Filters",
    "Found",
    "Hit",
    "MeaningIndex",
    "Plan",
    "SearchEngine",
    "Segment",
    "WhooshEngine",
    "open_engine",
]
