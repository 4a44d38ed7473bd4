"""Whether two words are near enough for one to be a misspelling of the other."""

from collections.abc import Iterable

from content_index.index.letters import letters_of
from content_index.schema.folding import fold

#: Shorter words have too many neighbours to guess from.
SHORTEST = 4
#: Words from here on may differ in two letters.
LONG = 8
#: Letters that one of two near words has and the other has not; of two letters' distance, half.
MAX_NEW_LETTERS = 2
#: What two forms of one word may differ in.
_ENDINGS = frozenset(
    (
        "",
        *("a", "ai", "aient", "ais", "ait", "ant", "ants", "e", "ee", "ees", "ent", "er", "erent", "es", "ez"),
        *("ion", "ions", "ir", "is", "it", "ite", "ons", "ra", "rent", "eur", "euse", "aire", "ation", "x"),
        *("d", "ed", "ies", "ing", "ly", "r", "s", "t", "th", "y"),
    )
)


def is_judged(word: str) -> bool:
    """Whether a raw word is long enough, and of letters only, so that its spelling can be judged."""
    folded = fold(word)
    return len(folded) >= SHORTEST and folded.isalpha()


def reach_of(folded: str) -> int:
    """How many letters a near word may differ in."""
    return 2 if len(folded) >= LONG else 1


def near_words(plausible: Iterable[str], folded: str) -> dict[str, int]:
    """Those of some folded words that are near, with their distance.

    They differ in one letter, or in as many as `reach_of` allows without new ones, and are no form of the word.
    """
    reach, letters = reach_of(folded), letters_of(folded)
    near = {}
    for word in plausible:
        apart = (letters_of(word) ^ letters).bit_count()
        if apart > MAX_NEW_LETTERS or not word.isalpha():
            continue
        allowed = reach if apart <= 1 else 1
        distance = _distance(folded, word, allowed)
        if distance <= allowed and not _same_word(folded, word):
            near[word] = distance
    return near


def _same_word(one: str, other: str) -> bool:
    """Whether two words differ in their ending only, as forms of one word do."""
    shared = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    longest = min(len(one), len(other)) if shared is None else shared
    return any(one[at:] in _ENDINGS and other[at:] in _ENDINGS for at in range(SHORTEST, longest + 1))


def _distance(one: str, other: str, reach: int) -> int:
    """Letters added, left out, changed or swapped; anything above `reach` once it is passed."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against
            line.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        if min(line) > reach:
            return reach + 1
        before_last, last = last, line
    return last[-1]
