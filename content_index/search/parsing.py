"""What a person typed, taken apart; whatever it is, something sensible comes out.

Understood: "quoted words", begin* , -without, title:word (titre:). Everything else is plain
words. Nothing typed is ever an error, and what is too long is cut.
"""

import re
from collections.abc import Mapping

from content_index.index.records import Plan
from content_index.schema.analysis import analyse
from content_index.schema.folding import compose
from content_index.search.records import Query

#: Characters of a query that are read.
MAX_CHARACTERS = 4000
#: Quotes, beginnings, titles and exclusions of one query that are obeyed, each.
MAX_CONDITIONS = 8
#: Shortest beginning of a word.
SHORTEST_BEGINNING = 3
#: Weight of another wording beside the one typed.
SYNONYM_WEIGHT = 0.6

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-(?=[^\W_]))?
        (?:(?P<field>\b(?:title|titre)):)?
        (?:["“”«»„](?P<phrase>[^"“”«»„]{1,400})["“”«»„]|(?P<word>[^\s"“”«»„]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_BEGINNING = re.compile(rf"[^\W_]{{{SHORTEST_BEGINNING},}}\*")


def plan_of(query: Query) -> Plan:
    """The plan of a query."""
    text = compose(query.text[:MAX_CHARACTERS].replace("\x00", " "))
    words: list[str] = []
    lists: dict[str, list[str]] = {"phrases": [], "prefixes": [], "titles": [], "excluded": []}
    for piece in _PIECE.finditer(text):
        content = (piece["phrase"] or piece["word"]).strip()
        kind = _kind(piece, content)
        if kind and len(lists[kind]) < MAX_CONDITIONS:
            lists[kind].append(content.rstrip("*") if kind == "prefixes" else content)
        if kind not in {"excluded", "prefixes"}:
            words.append(content)
    plain = " ".join(words)
    return Plan(
        words=plain,
        language=query.language,
        **{name: tuple(items) for name, items in lists.items()},
        expansions=tuple(_expansions(plain, query.language, query.synonyms)),
        filters=query.filters,
        per_resource=query.per_resource,
    )


def relaxed(plan: Plan) -> Plan:
    """The same words without conditions; exclusions stay, since they were meant."""
    words = " ".join((plan.words, *plan.prefixes))
    return Plan(
        words=words,
        language=plan.language,
        excluded=plan.excluded,
        expansions=plan.expansions,
        filters=plan.filters,
        per_resource=plan.per_resource,
    )


def _kind(piece: re.Match[str], content: str) -> str | None:
    if piece["minus"]:
        return "excluded"
    if piece["field"]:
        return "titles"
    if piece["phrase"]:
        return "phrases" if len(content.split()) > 1 else None
    return "prefixes" if _BEGINNING.fullmatch(content) else None


def _expansions(words: str, language: str, synonyms: Mapping[str, tuple[str, ...]]) -> list[tuple[str, float]]:
    """Other wordings of what was typed, both ways: a synonym also stands for its word."""
    if not synonyms:
        return []
    typed = f" {' '.join(analyse(words, language))} "
    found: dict[str, float] = {}
    for word, others in synonyms.items():
        group = (word, *others)
        if any(_said(typed, wording, language) for wording in group):
            for wording in group:
                if not _said(typed, wording, language):
                    found.setdefault(wording, SYNONYM_WEIGHT)
    return list(found.items())[: 2 * MAX_CONDITIONS]


def _said(typed: str, wording: str, language: str) -> bool:
    stems = " ".join(analyse(wording, language))
    return bool(stems) and f" {stems} " in typed
