"""One list from several: indexes by score, words and meaning by rank."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from content_index.index.records import Found, Hit

#: How deep the lists of words and of meaning are read before they are woven.
DEPTH = 50
#: How fast a place in a list loses worth (the k of reciprocal rank fusion).
STEEPNESS = 10
#: Worth of meaning beside words when the words of the question are nowhere.
MEANING = 3.0


def by_score(answers: Iterable[Found]) -> list[Hit]:
    """One list by score; a passage that several indexes hold is kept once."""
    hits: dict[str, Hit] = {}
    for answer in answers:
        for hit in answer.hits:
            hits.setdefault(hit.passage_id, hit)
    return sorted(hits.values(), key=lambda hit: -hit.score)


def limited(hits: Iterable[Hit], per_resource: int | None, limit: int) -> list[Hit]:
    """The first `limit` hits with no more than `per_resource` of one resource."""
    seen: Counter[str] = Counter()
    kept: list[Hit] = []
    for hit in hits:
        seen[hit.resource_id] += 1
        if per_resource is None or seen[hit.resource_id] <= per_resource:
            kept.append(hit)
    return kept[:limit]


def woven(words: Sequence[Hit], meaning: Sequence[Hit]) -> list[Hit]:
    """Reciprocal rank fusion; meaning counts less the more of the question the best hit by words holds.

    A question that repeats a passage's words keeps its order; one in other words is answered
    by meaning. Scores become the share of the most that both lists could give, 0 to 1.
    """
    weight = MEANING * (1 - (words[0].share if words else 0.0))
    hits = {hit.passage_id: hit for hit in (*words, *meaning)}
    worth = dict.fromkeys(hits, 0.0)
    leading = {hit.passage_id for ranked in (words, meaning) for hit in _leaders(ranked).values()}
    for ranked, share in ((words, 1.0), (meaning, weight)):
        places = {hit.passage_id: place for place, hit in enumerate(ranked)}
        leaders = _leaders(ranked)
        for name, hit in hits.items():
            leader = leaders.get(hit.resource_id) if name in leading else None
            place = places.get(leader.passage_id if leader else name)
            worth[name] += share / (STEEPNESS + 1 + place) if place is not None else 0.0
    most = (1 + weight) / (STEEPNESS + 1)
    scored = [replace(hit, score=worth[name] / most) for name, hit in hits.items()]
    return sorted(scored, key=lambda hit: -hit.score)


def _leaders(ranked: Sequence[Hit]) -> dict[str, Hit]:
    """The best passage of each resource.

    Words and meaning often lead to different passages of one resource: its two leaders share
    what both lists think of it.
    """
    leaders: dict[str, Hit] = {}
    for hit in ranked:
        leaders.setdefault(hit.resource_id, hit)
    return leaders
