"""Which skills a resource seems to teach: the words of their names in its title and text."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from content_index.documents import Resource
from content_index.schema.analysis import analyse
from content_index.skills.graph import SkillGraph
from content_index.skills.shapes import Quote, SkillSuggestion

_IN_TITLE = 4
_IN_HEADING = 2
#: So many mentions of a word make half of what many make.
_HALF = 4.0
_MOST_QUOTES = 3
_LONGEST_QUOTE = 300
#: What a sentence leaves behind for the next one.
_CLOSING = " \u00a0\u202f\t»”’)"
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Background:
    """How common words are in a course, per language: a word in every lesson says little."""

    lessons: Mapping[str, int] = field(default_factory=dict)
    holding: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> "Background":
        """Counts over the resources of a course."""
        lessons: Counter[str] = Counter()
        holding: dict[str, Counter[str]] = {}
        for resource in resources:
            lessons[resource.language] += 1
            holding.setdefault(resource.language, Counter()).update(set(_counts(resource)))
        return cls(lessons, holding)

    def weight(self, stem: str, language: str) -> float:
        """How much a word says; 1 for every word when nothing is known of the course."""
        lessons = self.lessons.get(language, 0)
        if not lessons:
            return 1.0
        return math.log((lessons + 1) / (self.holding.get(language, {}).get(stem, 0) + 0.5))


def suggest_skills(
    resource: Resource,
    graph: SkillGraph,
    background: Background | None = None,
    *,
    least: float = 0.3,
    most: int = 3,
) -> tuple[SkillSuggestion, ...]:
    """Up to `most` skills that score at least `least` (0..1), the likeliest first, with quotes.

    Skills that the resource is already given are not suggested. With `background` of the course
    the scores are better.
    """
    counts = _counts(resource)
    common = background or Background()
    found: list[SkillSuggestion] = []
    for key, skill in graph.skills.items():
        stems = set(analyse(skill.name_in(resource.language), resource.language))
        if key in resource.skills or not stems & counts.keys():
            continue
        weights = {stem: max(0.0, common.weight(stem, resource.language)) for stem in stems}
        total = sum(weights.values())
        score = sum(weight * counts[stem] / (counts[stem] + _HALF) for stem, weight in weights.items())
        if total and score / total >= least:
            found.append(SkillSuggestion(key, round(score / total, 3), _quotes(resource, weights)))
    return tuple(sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.skill))[:most])


def _counts(resource: Resource) -> Counter[str]:
    """How often each stem is met, the title and headings counted more."""
    counts: Counter[str] = Counter()
    for text, worth in _texts(resource):
        for stem in analyse(text, resource.language):
            counts[stem] += worth
    return counts


def _texts(resource: Resource) -> Iterator[tuple[str, int]]:
    yield resource.title, _IN_TITLE
    for heading in dict.fromkeys(passage.heading for passage in resource.passages):
        yield heading, _IN_HEADING
    for passage in resource.passages:
        yield passage.text, 1


def _quotes(resource: Resource, weights: Mapping[str, float]) -> tuple[Quote, ...]:
    """The sentences that hold most of the name, verbatim; the title when no sentence does."""
    ranked: list[tuple[float, int, Quote]] = []
    for passage in resource.passages:
        for sentence in _SENTENCE.split(passage.text):
            stems = set(analyse(sentence, resource.language))
            worth = sum(weight for stem, weight in weights.items() if stem in stems)
            if worth > 0 and len(sentence) <= _LONGEST_QUOTE:
                ranked.append((-worth, len(ranked), Quote(passage.id, sentence.lstrip(_CLOSING).rstrip())))
    if not ranked:
        return (Quote(resource.passages[0].id if resource.passages else "", resource.title),)
    return tuple(quote for _, _, quote in sorted(ranked)[:_MOST_QUOTES])
