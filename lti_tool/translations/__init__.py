"""French for every English source sentence, read straight from the catalogues in `parts/`.

Each area keeps its own gettext file, `parts/<area>.<language>.po`. They are parsed once per
process: there is no compile step that could be forgotten, and no binary file in the sources.
"""

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

PARTS = Path(__file__).parent / "parts"
LANGUAGES = ("en", "fr")
SOURCE_LANGUAGE = "en"


def read_catalogue(language: str) -> Catalog:
    """Return all parts of one language as one catalogue; the same sentence in two parts must not differ."""
    merged = Catalog(locale=language)
    for part in sorted(PARTS.glob(f"*.{language}.po")):
        with part.open("rb") as file:
            for entry in read_po(file, locale=language, charset="utf-8"):
                if entry.id and entry.string:
                    merged.add(entry.id, entry.string, flags=entry.flags, context=entry.context)
    return merged


@cache
def translations_for(language: str) -> NullTranslations:
    """Return gettext functions for a language; English is its own translation."""
    if language == SOURCE_LANGUAGE or language not in LANGUAGES:
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def translate(language: str, message: str, **parameters: object) -> str:
    """Return the sentence in `language`, its `%(name)s` places filled; unknown sentences stay English."""
    text = translations_for(language).gettext(message)
    return text % parameters if parameters else text


def translate_plural(language: str, singular: str, plural: str, count: int, **parameters: object) -> str:
    """Return the sentence for `count` things; `%(num)s` is the count."""
    text = translations_for(language).ngettext(singular, plural, count)
    return text % {"num": count, **parameters}


def best_language(wanted: str | None, default: str = SOURCE_LANGUAGE) -> str:
    """Return the language we have for a locale such as `fr_CA`, `fr-fr` or `pt_br`."""
    primary = (wanted or "").replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else default
