"""Passages near a question in meaning, over several indexes."""

import logging
from collections.abc import Iterable
from dataclasses import replace

from content_index.index.engine import MeaningIndex, SearchEngine
from content_index.index.layout import field_language
from content_index.index.records import Hit, Plan
from content_index.search.embedding import Embedder
from content_index.search.fusion import by_score

_LOG = logging.getLogger(__name__)
#: What a passage in another language than the reader's gives up: twins stay, after the reader's own.
OTHER_LANGUAGE = 0.03


def by_meaning(sources: Iterable[SearchEngine], plan: Plan, embedder: Embedder, depth: int) -> list[Hit]:
    """Hits nearest first, own language preferred; empty when the model fails or nothing is near."""
    if not plan.words.strip():
        return []
    try:
        vector = embedder.embed_query(plan.words)
    except Exception:  # noqa: BLE001 - whatever a model's library raises, words still answer
        _LOG.exception("a question could not be embedded")
        return []
    able = [source for source in sources if isinstance(source, MeaningIndex)]
    hits = by_score(source.nearest(embedder.model, vector, plan, depth) for source in able)
    near = [hit for hit in hits if hit.score >= embedder.floor]
    own = field_language(plan.language)
    preferred = [
        hit if field_language(hit.language) == own else replace(hit, score=hit.score - OTHER_LANGUAGE) for hit in near
    ]
    return sorted(preferred, key=lambda hit: -hit.score)
