"""Draft review: at most three comments, each with words of the draft, one of them first.

Without a model these are automatic checks and say so. A model's comments pass the same door
(`admit`): their quotes must stand in the draft, and they may name no number and no name that
the draft does not hold. No mark is given, and nothing here validates a draft: a mentor does.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from widget.conversation import Message
from widget.grounding.sentences import Sentence, split_sentences
from widget.grounding.words import names, numbers, plain_words
from widget.guardrails.crisis import find_crisis

#: Words of one's own before anything is said about a draft.
ATTEMPT_WORDS = 60
COMMENTS = 3
_LONG_SENTENCE = 32
_SELF_CENTRED = 0.6
#: Written in capitals without naming anybody.
_NO_NAMES = frozenset({"cv"})
_FIRST_PERSON = frozenset({"i", "je", "j", "my", "mon", "ma", "mes"})


class DraftKind(StrEnum):
    """What can be reviewed."""

    COVER_LETTER = "cover_letter"
    PITCH = "pitch"
    CV_SUMMARY = "cv_summary"
    PROJECT_IDEA = "project_idea"


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark; `quote` stands verbatim in the draft, "" when it is about the whole."""

    rule: str
    message: Message
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The first comment is the priority. `refused` says why there is none; `crisis` comes first."""

    words: int
    comments: tuple[Comment, ...] = ()
    refused: Message | None = None
    crisis: bool = False
    too_short: bool = False


@dataclass(frozen=True, slots=True)
class Rubric:
    """What is looked at in one kind of draft, most important first, and its usual length in words."""

    least: int
    most: int
    #: Words of one's own before anything is said.
    attempt: int
    points: tuple[Message, ...]


WRITE_FIRST = Message(
    "You have %(words)s words so far. Write at least %(least)s of your own first, then ask for comments."
)
NOTHING_SEEN = Message("The automatic checks found nothing to say. Ask your mentor to read it.")
_MESSAGES = {
    "need": Message("Say what the reader needs, early. Which problem of theirs do you answer?"),
    "evidence": Message("Give one proof: something you did, where, with which result."),
    "addressee": Message("Greet the person you write to, by name if you can find it."),
    "cliche": Message("Many people write these words. What did you do that shows it?"),
    "long_sentence": Message("This sentence has %(words)s words. Make two of it."),
    "self_centred": Message("Most sentences begin with yourself. Begin some with the reader or the work."),
    "next_step": Message("End with one step: what do you propose, and when?"),
    "too_short": Message("It has %(words)s words; %(least)s to %(most)s are usual. Add your strongest example."),
    "too_long": Message("It has %(words)s words; %(least)s to %(most)s are usual. Cut what the reader can do without."),
}
_POINTS = {
    "need": Message("It says early what the reader needs."),
    "evidence": Message("It gives proof: something you did, where, with which result."),
    "addressee": Message("It greets the person it is for."),
    "cliche": Message("It says things in your own words, without worn phrases."),
    "long_sentence": Message("Its sentences are short enough to read aloud."),
    "self_centred": Message("It speaks of the reader and the work as much as of you."),
    "next_step": Message("It ends with one step: what you propose, and when."),
}


def rubric_of(kind: DraftKind) -> Rubric:
    """What one kind of draft is looked at for; shown before anybody writes."""
    held = _rubrics()[kind]
    least = int(held["least"])
    points = tuple(_POINTS[rule] for rule in held["rules"] if rule in _POINTS)
    return Rubric(least, int(held["most"]), min(ATTEMPT_WORDS, least), points)


def count_words(draft: str) -> int:
    """Words as every limit here counts them."""
    return len(draft.split())


def review(kind: DraftKind, draft: str) -> Review:
    """The automatic checks of one draft."""
    words = count_words(draft)
    if find_crisis(draft):
        return Review(words, crisis=True)
    rubric = _rubrics()[kind]
    least = rubric_of(kind).attempt
    if words < least:
        return Review(words, refused=Message(WRITE_FIRST.text, {"words": words, "least": least}), too_short=True)
    found = (_CHECKS[rule](draft, rubric) for rule in rubric["rules"])
    comments = [comment for comment in found if comment is not None]
    return Review(words, tuple(comments[:COMMENTS]), refused=None if comments else NOTHING_SEEN)


def admit(comments: Sequence[Comment], draft: str) -> tuple[Comment, ...]:
    """What may be shown of a model's comments: quotes from the draft, nothing invented, at most three."""
    held, known = numbers(draft), set(plain_words(draft))
    admitted = []
    for comment in comments:
        text = str(comment.message)
        named = {name for sentence in split_sentences(text) for name in names(sentence.text)} - _NO_NAMES
        invented = not numbers(text) <= held or any(not set(plain_words(name)) <= known for name in named)
        if comment.quote.strip() and comment.quote in draft and not invented:
            admitted.append(comment)
    return tuple(admitted[:COMMENTS])


_Rubric = dict[str, Any]
_Check = Callable[[str, _Rubric], Comment | None]


@cache
def _rubrics() -> dict[str, _Rubric]:
    text = files("widget.assistant").joinpath("rubrics", "rubrics.toml").read_text("utf-8")
    return tomllib.loads(text)


def _has(kind: str, text: str) -> bool:
    folded = " " + " ".join(plain_words(text))
    return any(f" {phrase}" in folded for phrase in _rubrics()["phrases"][kind])


def _comment(rule: str, quote: str = "", **parameters: int) -> Comment:
    return Comment(rule, Message(_MESSAGES[rule].text, dict(parameters)), quote)


def _need(draft: str, _: _Rubric) -> Comment | None:
    start = split_sentences(draft)[:4]
    if _has("need", " ".join(sentence.text for sentence in start)):
        return None
    return _comment("need", _first_of_substance(start))


def _evidence(draft: str, _: _Rubric) -> Comment | None:
    return None if numbers(draft) or _has("evidence", draft) else _comment("evidence")


def _addressee(draft: str, _: _Rubric) -> Comment | None:
    opening = " ".join(draft.split()[:12])
    return None if _has("addressee", opening) else _comment("addressee", " ".join(draft.splitlines()[0].split()[:12]))


def _cliche(draft: str, _: _Rubric) -> Comment | None:
    worn = next((sentence for sentence in split_sentences(draft) if _has("cliche", sentence.text)), None)
    return _comment("cliche", worn.text) if worn else None


def _long_sentence(draft: str, _: _Rubric) -> Comment | None:
    longest = max(split_sentences(draft), key=lambda sentence: len(sentence.text.split()))
    length = len(longest.text.split())
    return _comment("long_sentence", longest.text, words=length) if length > _LONG_SENTENCE else None


def _self_centred(draft: str, _: _Rubric) -> Comment | None:
    openings = [plain_words(sentence.text)[:1] for sentence in split_sentences(draft)]
    own = sum(bool(_FIRST_PERSON.intersection(opening)) for opening in openings)
    return _comment("self_centred") if len(openings) >= 5 and own > _SELF_CENTRED * len(openings) else None


def _next_step(draft: str, _: _Rubric) -> Comment | None:
    ending = split_sentences(draft)[-3:]
    if _has("next_step", " ".join(sentence.text for sentence in ending)):
        return None
    return _comment("next_step", ending[-1].text)


def _length(draft: str, rubric: _Rubric) -> Comment | None:
    words, least, most = len(draft.split()), int(rubric["least"]), int(rubric["most"])
    if least <= words <= most:
        return None
    return _comment("too_short" if words < least else "too_long", words=words, least=least, most=most)


def _first_of_substance(sentences: Sequence[Sentence]) -> str:
    longer = [sentence.text for sentence in sentences if len(sentence.text.split()) > 4]
    return longer[0] if longer else ""


_CHECKS: dict[str, _Check] = {
    "need": _need,
    "evidence": _evidence,
    "addressee": _addressee,
    "cliche": _cliche,
    "long_sentence": _long_sentence,
    "self_centred": _self_centred,
    "next_step": _next_step,
    "length": _length,
}
