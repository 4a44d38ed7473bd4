"""Who could work together without a mentor, or in a group with one: constraints that hold for everybody at once.

A group has to have a language and a time in common, all of it together: that each two share one is
not enough to meet. Peers are proposed best first, then improved by exchanging partners.
"""

from collections.abc import Sequence
from itertools import combinations

from lti_tool.mentoring.matching.explaining import fit_of
from lti_tool.mentoring.matching.profiles import Profile
from lti_tool.mentoring.matching.weights import Weights

#: Learners in a group, the mentor apart.
SMALLEST_GROUP = 2
LARGEST_GROUP = 8
#: Exchanging partners stops after so many rounds without being done.
ROUNDS = 20


def can_meet(people: Sequence[Profile]) -> bool:
    """True when all are open and have a language and a time in common, and nothing keeps two of them apart."""
    if any(one.away for one in people):
        return False
    for one, other in combinations(people, 2):
        if one.id in other.excluded or other.id in one.excluded or one.conflicts & other.conflicts:
            return False
    return _in_common([one.languages for one in people]) and _in_common([one.slots for one in people])


def likeness(one: Profile, other: Profile, weights: Weights) -> float:
    """Return how much two people look for the same, 0..1: the fit of each to the other, averaged."""
    return (fit_of(one, other, weights) + fit_of(other, one, weights)) / 2


def propose_peers(learners: Sequence[Profile], weights: Weights) -> list[tuple[Profile, Profile, float]]:
    """Return pairs of learners, each person once, most alike first; the same people give the same pairs."""
    ordered = sorted(learners, key=lambda one: one.id)
    alike = {
        (one.id, other.id): likeness(one, other, weights)
        for one, other in combinations(ordered, 2)
        if can_meet([one, other])
    }
    by_id = {one.id: one for one in ordered}
    found = _exchanged(_best_first(alike), alike)
    pairs = [(by_id[one], by_id[other], alike[one, other]) for one, other in found]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0].id))


def propose_group(mentor: Profile, learners: Sequence[Profile], size: int, weights: Weights) -> list[Profile]:
    """Return up to `size` learners who fit a mentor and can all meet; fewer than two is no group, and empty."""
    chosen: list[Profile] = []
    for one in sorted(learners, key=lambda one: (-fit_of(one, mentor, weights), one.id)):
        if len(chosen) < size and can_meet([mentor, *chosen, one]):
            chosen.append(one)
    return chosen if len(chosen) >= SMALLEST_GROUP else []


def _in_common(sets: Sequence[frozenset[str]]) -> bool:
    """True when one item is in all of them; an empty one means "any"."""
    said = [one for one in sets if one]
    return not said or bool(frozenset.intersection(*said))


def _best_first(alike: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    taken: set[str] = set()
    found = []
    for pair in sorted(alike, key=lambda pair: (-alike[pair], pair)):
        if not taken & set(pair):
            found.append(pair)
            taken |= set(pair)
    return found


def _exchanged(found: list[tuple[str, str]], alike: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    """Return pairs among which no two would gain by exchanging partners, and none could be split for two."""
    alone = {one for pair in alike for one in pair} - {one for pair in found for one in pair}
    for _ in range(ROUNDS):
        better = _split_for_two(found, alone, alike) or _swap(found, alike)
        if better is None:
            break
        found = better
        alone -= {one for pair in found for one in pair}
    return found


def _split_for_two(
    found: list[tuple[str, str]], alone: set[str], alike: dict[tuple[str, str], float]
) -> list[tuple[str, str]] | None:
    """Part one pair when both then find somebody who is alone."""
    for pair in found:
        for left, right in (pair, pair[::-1]):
            first = [one for one in sorted(alone) if _key(left, one) in alike]
            for one in first:
                second = next((other for other in sorted(alone - {one}) if _key(right, other) in alike), None)
                if second is not None:
                    return [*(p for p in found if p != pair), _key(left, one), _key(right, second)]
    return None


def _swap(found: list[tuple[str, str]], alike: dict[tuple[str, str], float]) -> list[tuple[str, str]] | None:
    for one, other in combinations(found, 2):
        now = alike[one] + alike[other]
        for pairing in (
            (_key(one[0], other[0]), _key(one[1], other[1])),
            (_key(one[0], other[1]), _key(one[1], other[0])),
        ):
            if all(pair in alike for pair in pairing) and sum(alike[pair] for pair in pairing) > now + 1e-9:
                return [*(p for p in found if p not in (one, other)), *pairing]
    return None


def _key(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
