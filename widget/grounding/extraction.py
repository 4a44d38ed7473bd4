"""The search answer: up to three sentences, word for word, that answer the question best.

No model takes part. Sentences of the found passages are weighed by the rare words they share
with the question, by their neighbours and title, and by the shape the question asks for (a
number for "how many", a reason for "why", a definition for "what is").
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from widget.conversation import Passage
from widget.grounding.sentences import split_sentences
from widget.grounding.words import content_stems, fold, names, numbers, ordered_terms, plain_words, word_list

#: A sentence shorter or longer than this many words rarely answers by itself.
SHORT, LONG = 5, 55
#: What a word is worth beside the sentence, in the title; what the search's order and the whole
#: passage add.
NEAR, TITLE, RANK, WHOLE = 0.5, 0.6, 0.5, 0.6
#: How much a sentence gains that counts the very thing that is asked for.
COUNTED = 1.8
#: Two sentences that share more of their words than this say the same.
SAME = 0.6
#: Later sentences must reach this share of the best one's weight.
WORTH_ADDING = 0.5

_LEANING = re.compile(
    r"(?:(?:it|this|that|these|those|they|he|she|here|such|cela|ceci|ca|elle|elles|il|ils|celui|celle|ceux|"
    r"ce dernier|cette derniere|c)\b|(?:however|but|also|then|mais|cependant|pourtant|ensuite|puis|or)\b)"
)

_AMOUNT = re.compile(
    r"\b(?:how (?:much|many)|combien(?! de temps)|(?:quel|quelle|quels|quelles)(?: est| sont)?(?: le| la| les| l)? "
    r"(?:montants?|taux|salaires?|prix|tarifs?|couts?|pourcentage|age)|a quel age|"
    r"what (?:is|s|are) the (?:\w+ ){0,3}(?:rate|wage|threshold|salary|price|cost|fee|percentage|amount))\b"
)

_HOW_MANY = re.compile(r"\b(?:how many|how much|combien d[e']?|combien) ((?:\w+ ?){1,3})")


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen sentence: `text` is verbatim in the passage; `weight` compares inside one call."""

    passage: Passage
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    passage: Passage
    rank: int
    position: int
    text: str
    terms: frozenset[str]
    around: frozenset[str]
    titled: frozenset[str]
    whole: frozenset[str]


def pick_sentences(
    question: str,
    passages: Sequence[Passage],
    limit: int = 3,
    leave_out: Callable[[str], bool] = lambda _: False,
) -> tuple[Picked, ...]:
    """The best sentences, best first; empty when none shares enough with the question.

    `leave_out` drops sentences that may not be quoted.
    """
    candidates = _candidates(passages, leave_out)
    if asks_for_a_number(question):
        candidates = [candidate for candidate in candidates if numbers(candidate.text)]
    if not candidates:
        return ()
    rarity = _rarity(candidates)
    shape = _shape(question)
    weighed = sorted(
        ((_weigh(question, candidate, rarity, shape), candidate) for candidate in candidates),
        key=lambda pair: (-pair[0], pair[1].rank, pair[1].position),
    )
    return _choose(question, weighed, limit)


def share_carried(question: str, passage: Passage) -> float:
    """Share (0..1) of the question's content words that one passage holds, title included."""
    wanted = set(content_stems(question, passage.language))
    if not wanted:
        return 0.0
    held = set(content_stems(f"{passage.title} {passage.heading} {passage.text}", passage.language))
    return len(wanted & held) / len(wanted)


def asks_for_a_number(question: str) -> bool:
    """True for "how many", an amount, a rate, an age: only a sentence with a number answers it."""
    return bool(_AMOUNT.search(" ".join(plain_words(question))))


def unknown_names(question: str, passages: Sequence[Passage], known: Sequence[str] = ()) -> set[str]:
    """Names and acronyms of a question that no passage holds and that are not in `known`.

    A question about Airbus is not answered by sentences that never speak of Airbus.
    """
    held = set(plain_words(" ".join(known)))
    for passage in passages:
        held.update(plain_words(f"{passage.title} {passage.heading} {passage.text}"))
    return {name for name in names(question) if not set(plain_words(name)) <= held} - word_list("plain_names")


def _candidates(passages: Sequence[Passage], leave_out: Callable[[str], bool]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for rank, passage in enumerate(passages):
        titled = frozenset(content_stems(f"{passage.title} {passage.heading}", passage.language))
        sentences = split_sentences(passage.text)
        terms = [frozenset(ordered_terms(s.text, passage.language)) for s in sentences]
        whole = titled.union(*terms)
        for position, sentence in enumerate(sentences):
            if leave_out(sentence.text) or not _reads_alone(sentence.text):
                continue
            around = frozenset().union(*terms[max(0, position - 1) : position + 2]) - terms[position]
            found.append(_Candidate(passage, rank, position, sentence.text, terms[position], around, titled, whole))
    return found


def _reads_alone(text: str) -> bool:
    words = text.split()
    return len(words) >= 4 and text.rstrip(" »\"'”’)")[-1:] not in "?:" and not text.startswith("#")


def _rarity(candidates: Sequence[_Candidate]) -> Callable[[str], float]:
    counts = Counter(term for candidate in candidates for term in candidate.terms)
    total = len(candidates)
    return lambda term: math.log(1 + total / (0.5 + counts[term]))


def _weigh(
    question: str, candidate: _Candidate, rarity: Callable[[str], float], shape: re.Pattern[str] | None
) -> float:
    wanted = frozenset(ordered_terms(question, candidate.passage.language))
    if not wanted:
        return 0.0
    whole = sum(rarity(term) for term in wanted)
    own = sum(rarity(term) for term in wanted & candidate.terms)
    near = sum(rarity(term) for term in (wanted - candidate.terms) & candidate.around)
    title = sum(rarity(term) for term in (wanted - candidate.terms) & candidate.titled)
    held = sum(rarity(term) for term in wanted & candidate.whole)
    weight = (own + NEAR * near + TITLE * title + WHOLE * held) / whole / (1 + WHOLE)
    if not wanted & candidate.terms and not (wanted & candidate.titled and candidate.position == 0):
        return 0.0
    if _counts_what_is_asked(question, candidate):
        weight *= COUNTED
    folded = fold(candidate.text)
    if shape is not None and shape.search(folded):
        weight *= 1.3
    length = len(candidate.text.split())
    if length < SHORT or length > LONG:
        weight *= 0.75
    if _LEANING.match(folded):
        weight *= 0.8
    return weight * (1 + RANK / (1 + candidate.rank)) * (1.05 if candidate.position == 0 else 1.0)


def _counts_what_is_asked(question: str, candidate: _Candidate) -> bool:
    """True when the thing after "how many" stands beside a number in the sentence."""
    found = _HOW_MANY.search(" ".join(plain_words(question)))
    if not found:
        return False
    things = set(content_stems(found.group(1), candidate.passage.language)[:1])
    terms = ordered_terms(candidate.text, candidate.passage.language)
    return any(
        term.startswith("#") and things & set(terms[max(0, place - 2) : place + 4]) for place, term in enumerate(terms)
    )


def _choose(question: str, weighed: Sequence[tuple[float, _Candidate]], limit: int) -> tuple[Picked, ...]:
    chosen: list[tuple[float, _Candidate]] = []
    best = weighed[0][0]
    wanted = len(set(content_stems(question, weighed[0][1].passage.language)))
    if best <= (0.2 if wanted > 2 else 0.3):
        return ()
    for weight, candidate in weighed:
        if len(chosen) == limit or weight < WORTH_ADDING * best:
            break
        if all(_overlap(candidate.terms, other.terms) < SAME for _, other in chosen):
            chosen.append((weight, candidate))
    return tuple(Picked(c.passage, c.text, w) for w, c in _that_add(question, chosen))


def _that_add(question: str, chosen: Sequence[tuple[float, _Candidate]]) -> list[tuple[float, _Candidate]]:
    """Leave out sentences of a further source that hold no word of the question which those before lack."""
    kept = [chosen[0]]
    held = _asked_words(question, chosen[0][1])
    for weight, candidate in chosen[1:]:
        words = _asked_words(question, candidate)
        if candidate.passage.resource_id == chosen[0][1].passage.resource_id or words - held:
            kept.append((weight, candidate))
            held |= words
    return kept


def _asked_words(question: str, candidate: _Candidate) -> frozenset[str]:
    return candidate.terms.intersection(ordered_terms(question, candidate.passage.language))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    text = files("widget.grounding").joinpath("lists", "shapes.txt").read_text("utf-8")
    pairs = (line.split(" => ", 1) for line in text.splitlines() if " => " in line and not line.startswith("#"))
    return tuple((re.compile(asked), re.compile(answer)) for asked, answer in pairs)


def _shape(question: str) -> re.Pattern[str] | None:
    """What an answer to this kind of question tends to hold."""
    folded = " ".join(plain_words(question))
    return next((answer for asked, answer in _shapes() if asked.search(folded)), None)
