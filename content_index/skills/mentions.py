"""Where a text names a skill, in whatever form of its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content_index.schema.analysis import Token, analyser
from content_index.schema.folding import compose
from content_index.skills.shapes import Skill

#: The words of a name stand together within so many words more than the name has.
_SLACK = 4
#: Names of one word are met by chance more often.
_ONE_WORD = 0.5
_LONGEST_QUOTE = 300
_ENDS = (". ", "! ", "? ", "\n")


@dataclass(frozen=True, slots=True)
class Mention:
    """`strength` is 1 for several words in a row as in the name, less for words near each other or one word."""

    skill: str
    strength: float
    start: int
    end: int


class SkillNames:
    """The names of skills in one language, ready to be found in texts."""

    def __init__(self, skills: Iterable[Skill], language: str) -> None:
        self._language = language
        self._names: dict[str, tuple[str, ...]] = {}
        for skill in skills:
            stems = tuple(token.stem for token in _tokens(skill.name_in(language), language))
            if stems:
                self._names[skill.key] = stems

    def stems(self, skill: str) -> tuple[str, ...]:
        """The stems of a skill's name; empty when it has only stop words."""
        return self._names.get(skill, ())

    def found_in(self, text: str) -> Iterator[Mention]:
        """The best mention of each skill in `text`; offsets are in the composed text."""
        tokens = list(_tokens(text, self._language))
        places: dict[str, list[int]] = {}
        for index, token in enumerate(tokens):
            places.setdefault(token.stem, []).append(index)
        for skill, stems in self._names.items():
            if all(stem in places for stem in stems):
                best = _best(skill, stems, tokens, places)
                if best:
                    yield best


def quote_around(text: str, mention: Mention) -> str:
    """The sentence of the composed `text` that holds the mention, verbatim; long ones are cut at words."""
    composed = compose(text)
    before = composed[: mention.start]
    begins = max((before.rfind(mark) + len(mark) for mark in _ENDS if mark in before), default=0)
    stops = [place for mark in _ENDS if (place := composed.find(mark, mention.end)) >= 0]
    sentence = composed[begins : min(stops, default=len(composed)) + 1].strip()
    if len(sentence) <= _LONGEST_QUOTE:
        return sentence
    first = max(begins, mention.start - _LONGEST_QUOTE // 2)
    cut = composed[first : first + _LONGEST_QUOTE].rpartition(" ")[0]
    # Not from the middle of a word.
    return (cut.partition(" ")[2] if first > begins else cut).strip()


def _tokens(text: str, language: str) -> Iterator[Token]:
    return analyser(language).tokens(compose(text))


def _best(
    skill: str, stems: tuple[str, ...], tokens: Sequence[Token], places: Mapping[str, list[int]]
) -> Mention | None:
    rarest = min(stems, key=lambda stem: len(places[stem]))
    best: Mention | None = None
    for place in places[rarest]:
        window = [min(places[stem], key=lambda other: abs(other - place)) for stem in stems]
        first, last = tokens[min(window)], tokens[max(window)]
        if last.position - first.position >= len(stems) + _SLACK:
            continue
        in_a_row = window == list(range(window[0], window[0] + len(stems)))
        strength = (1.0 if in_a_row else 0.6) * (_ONE_WORD if len(stems) == 1 else 1.0)
        mention = Mention(skill, strength, first.start, last.end)
        if best is None or mention.strength > best.strength:
            best = mention
        if in_a_row:
            break
    return best
