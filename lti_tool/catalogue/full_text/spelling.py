"""Words that an index does not hold, and near words that it does, from its own list of words.

The trigram extension is not on every server and finds the same words; the list is there anyway.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from content_index.index.nearness import is_judged, near_words, reach_of
from content_index.index.spelling import COMMON
from content_index.schema.analysis import analyser, raw_words
from content_index.schema.folding import fold
from lti_tool.catalogue.full_text.conditions import matches
from lti_tool.catalogue.full_text.question import Counts, Languages
from lti_tool.catalogue.full_text.tables import Tables
from lti_tool.catalogue.full_text.vectors import WORD_MARK, quoted


def lexemes_of(words: Iterable[str], languages: Languages) -> set[tuple[str, str]]:
    """(field language, lexeme) of every form that the words could be found under."""
    return {lexeme for forms in _forms_of(words, languages).values() for lexeme in forms}


def unknown_of(words: Iterable[str], languages: Languages, counts: Counts) -> set[str]:
    """The words none of whose forms is held."""
    forms = _forms_of(words, languages)
    return {word for word, lexemes in forms.items() if not any(counts.get(lexeme, 0) for lexeme in lexemes)}


def _forms_of(words: Iterable[str], languages: Languages) -> dict[str, set[tuple[str, str]]]:
    """The forms of each word; those too short to be judged, and those a language does without, are left out."""
    found: dict[str, set[tuple[str, str]]] = {}
    for word in filter(is_judged, words):
        forms = {field: analyser(field).forms(word) for field in languages.passages}
        if all(forms.values()):
            found[word] = {
                (field, lexeme) for field, form in forms.items() if form for lexeme in (form[0], WORD_MARK + form[1])
            }
    return found


def suggest(connection: sa.Connection, tables: Tables, word: str) -> str | None:
    """The nearest word, then the most frequent, written as the content writes it; None when all are far."""
    folded = fold(word)
    held = _plausible(connection, tables.words, folded)
    near = near_words(held, folded)
    for distance in sorted(set(near.values())):
        chosen = max((name for name in near if near[name] == distance), key=lambda name: (held[name], name))
        if held[chosen] >= COMMON:
            return _as_written(connection, tables.passages, chosen)
    return None


def _plausible(connection: sa.Connection, words: sa.Table, folded: str) -> dict[str, int]:
    """Passages by word, of words that start alike and are about as long."""
    lexeme, reach, mark = words.c.lexeme, reach_of(folded), len(WORD_MARK)
    found = connection.execute(
        sa.select(sa.func.substr(lexeme, mark + 1), sa.func.sum(words.c.passages))
        .where(
            lexeme >= WORD_MARK + folded[0],
            lexeme < WORD_MARK + chr(ord(folded[0]) + 1),
            sa.func.char_length(lexeme).between(len(folded) + mark - reach, len(folded) + mark + reach),
        )
        .group_by(lexeme)
    )
    return {name: int(count) for name, count in found if name.isalpha()}


def _as_written(connection: sa.Connection, passages: sa.Table, folded: str) -> str:
    """The word with its accents, taken from a passage that holds it."""
    row = connection.execute(
        sa.select(passages.c.title, passages.c.heading, passages.c.text)
        .where(matches(passages, quoted(WORD_MARK + folded)))
        .order_by(passages.c.number)
        .limit(1)
    ).first()
    text = "\n".join(row) if row else ""
    return next((raw.lower() for raw, _, _ in raw_words(text) if fold(raw) == folded), folded)
