"""Prerequisites that the content of a course suggests, each with its evidence, for an instructor to confirm."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from content_index.documents import Resource
from content_index.errors import N_, Message
from content_index.skills.graph import SkillGraph
from content_index.skills.inference import Relation, infer_order
from content_index.skills.mentions import SkillNames, quote_around
from content_index.skills.shapes import PrerequisiteSuggestion, Quote

_MOST_QUOTES = 2
_MOST_KEPT = 5


@dataclass(slots=True)
class _Evidence:
    """How many passages about one skill mention another, and the strongest of their words."""

    mentions: int = 0
    strength: float = 0.0
    quotes: list[tuple[float, Quote]] = field(default_factory=list)


def infer_prerequisites(
    graph: SkillGraph, resources: Sequence[Resource], *, least: float = 0.3, most: int = 50
) -> tuple[PrerequisiteSuggestion, ...]:
    """Suggested edges from what the content about each skill mentions, the surest first.

    `resources` stand in the order of the course. Edges that are given, follow from given ones or
    go against them are not suggested. What is suggested orders nothing until it is confirmed.
    """
    passages, evidence = _read(graph, resources)
    places: dict[str, int] = {}
    for place, resource in enumerate(resources):
        for skill in resource.skills:
            places.setdefault(skill, place)
    relations = [
        Relation(skill, other, found.strength * found.mentions / passages[skill])
        for (skill, other), found in evidence.items()
    ]
    beliefs = infer_order({key: skill.name for key, skill in graph.skills.items()}, relations, places=places)
    weight = {(relation.skill, relation.other): relation.weight for relation in relations}
    suggested = [
        PrerequisiteSuggestion(
            skill, first, round(confidence, 3), _because(skill, first, graph, evidence, passages, places)
        )
        for skill, first, belief in beliefs.edges()
        if (confidence := belief * _support(skill, first, weight)) >= least and not _is_settled(skill, first, graph)
    ]
    ranked = sorted(suggested, key=lambda edge: (-edge.confidence, edge.skill, edge.prerequisite))
    return tuple(ranked[:most])


def _support(skill: str, first: str, weight: Mapping[tuple[str, str], float]) -> float:
    """1 when half of what is written about one of them names the other; few mentions prove little."""
    return min(1.0, 2.0 * max(weight.get((skill, first), 0.0), weight.get((first, skill), 0.0)))


def _read(
    graph: SkillGraph, resources: Sequence[Resource]
) -> tuple[Mapping[str, int], Mapping[tuple[str, str], _Evidence]]:
    """(number of passages about each skill, what they mention)."""
    names: dict[str, SkillNames] = {}
    passages: dict[str, int] = defaultdict(int)
    evidence: dict[tuple[str, str], _Evidence] = defaultdict(_Evidence)
    for resource in resources:
        taught = [skill for skill in dict.fromkeys(resource.skills) if skill in graph.skills]
        if not taught:
            continue
        language = resource.language
        finder = names.setdefault(language, SkillNames(graph.skills.values(), language))
        for passage in resource.passages:
            for skill in taught:
                passages[skill] += 1
            for mention in finder.found_in(passage.text):
                for skill in taught:
                    if mention.skill not in taught:
                        quote = Quote(passage.id, quote_around(passage.text, mention))
                        _add(evidence[skill, mention.skill], mention.strength, quote)
    return passages, evidence


def _add(found: _Evidence, strength: float, quote: Quote) -> None:
    found.mentions += 1
    found.strength = max(found.strength, strength)
    if len(found.quotes) < _MOST_KEPT:
        found.quotes.append((strength, quote))


def _is_settled(skill: str, first: str, graph: SkillGraph) -> bool:
    return first in graph.ancestors([skill]) or skill in graph.ancestors([first])


def _because(
    skill: str,
    first: str,
    graph: SkillGraph,
    evidence: Mapping[tuple[str, str], _Evidence],
    passages: Mapping[str, int],
    places: Mapping[str, int],
) -> tuple[Message | Quote, ...]:
    """What speaks for the edge; mentions the other way round are said as well."""
    names = {"skill": graph.skills[skill].name, "first": graph.skills[first].name}
    because: list[Message | Quote] = []
    found, back = evidence.get((skill, first)), evidence.get((first, skill))
    if found:
        counts = {"count": found.mentions, "all": passages[skill]}
        because.append(
            Message(N_("%(count)d of %(all)d passages about “%(skill)s” mention “%(first)s”."), {**names, **counts})
        )
    if back:
        counts = {"count": back.mentions, "all": passages[first]}
        because.append(
            Message(
                N_("The other way round, %(count)d of %(all)d passages about “%(first)s” mention “%(skill)s”."),
                {**names, **counts},
            )
        )
    if skill in places and first in places and places[first] < places[skill]:
        because.append(Message(N_("The course teaches “%(first)s” before “%(skill)s”."), dict(names)))
    strongest = sorted((found or back or _Evidence()).quotes, key=lambda pair: -pair[0])
    return (*because, *(quote for _, quote in strongest[:_MOST_QUOTES]))
