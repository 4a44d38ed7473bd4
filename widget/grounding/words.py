"""Words as matching sees them: content words reduced to a stem, numbers, names.

The stemmer is light on purpose: it joins "recruteur", "recruteurs" and "recruiter",
"recruiters", and leaves words of different meaning apart. Search has its own analysis; this
one only compares a sentence with the passage it may have come from.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_FULL_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w-]+(?: (?:de |du |la |le |of |van |von )?[A-ZÀ-ÖØ-Þ][\w-]+)+")
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'-]*\b")


@cache
def word_list(name: str) -> frozenset[str]:
    """One of this package's lists: words separated by blanks, "#" starts a remark."""
    text = files("widget.grounding").joinpath("lists", f"{name}.txt").read_text("utf-8")
    lines = (line.partition("#")[0] for line in text.splitlines())
    return frozenset(" ".join(lines).split())


def stopwords(language: str) -> frozenset[str]:
    """Words of a language that carry no meaning of their own; English for any other."""
    return word_list("stopwords.fr" if language == "fr" else "stopwords.en")


_EN_ENDINGS = (
    "ations",
    "ation",
    "ingly",
    "edly",
    "ings",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)
_FR_ENDINGS = (
    "issements", "issement", "issaient", "issant", "issent", "issez", "issons",
    "ements", "ement", "ations", "ation", "euses", "euse", "eurs", "eur", "rices", "rice",
    "aient", "erait", "eront", "erons", "iraient", "irait", "antes", "ante", "ants", "ant",
    "erez", "ait", "ais", "ent", "ees", "ons", "iez", "ez", "er", "ir", "ee", "es", "is", "it", "s", "x", "e", "i",
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case without accents or elided quotes."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; at least three letters stay."""
    if len(word) <= 3 or word.isdigit():
        return word
    endings = _FR_ENDINGS if language == "fr" else _EN_ENDINGS
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= (3 if len(ending) <= 2 else 4):
            root = word[: -len(ending)]
            return root[:-1] if len(root) > 4 and root[-1] == root[-2] else root
    return word


def plain_words(text: str) -> list[str]:
    """Every word, folded, in order."""
    return list(_words_of(text))


@lru_cache(maxsize=1024)
def _words_of(text: str) -> tuple[str, ...]:
    """The words of a text; passages come back with every question about them."""
    return tuple(_WORD.findall(fold(text)))


def content_stems(text: str, language: str) -> list[str]:
    """Stems of the words that carry meaning, in order, numbers left out."""
    empty = stopwords(language)
    return [stem(w, language) for w in _words_of(text) if len(w) > 1 and w not in empty and not w.isdigit()]


_DIGITS = {
    "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "sept": "7", "huit": "8", "neuf": "9", "dix": "10",
    "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16", "vingt": "20",
    "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60", "cent": "100", "mille": "1000",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100", "thousand": "1000", "million": "1000000",
    "half": "1/2", "moitie": "1/2", "third": "1/3", "tiers": "1/3", "quarter": "1/4", "quart": "1/4",
    "double": "x2", "twice": "x2", "triple": "x3",
}  # fmt: skip


def ordered_terms(text: str, language: str) -> list[str]:
    """Content stems and quantities in the order in which they stand; quantities as "#10"."""
    empty = stopwords(language)
    terms: list[str] = []
    position = 0
    for match in _NUMBER.finditer(text):
        terms += _terms(text[position : match.start()], language, empty)
        terms += [f"#{number}" for number in numbers(match.group())]
        position = match.end()
    return terms + _terms(text[position:], language, empty)


def _terms(text: str, language: str, empty: frozenset[str]) -> list[str]:
    terms = []
    for word in plain_words(text):
        if word in _DIGITS:
            terms.append(f"#{_DIGITS[word]}")
        elif len(word) > 1 and word not in empty and not word.isdigit():
            terms.append(stem(word, language))
    return terms


def numbers(text: str) -> set[str]:
    """Every quantity of a text in one writing: "1 000", "1,000" and "mille" are one."""
    found = set()
    for match in _NUMBER.findall(text):
        compact = re.sub(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?:\D|$))", "", match)
        found.add(compact.replace(",", ".").rstrip("0").rstrip(".") if "." in compact.replace(",", ".") else compact)
    words = _words_of(text)
    found.update(_DIGITS[word] for word in words if word in _DIGITS)
    if "%" in text or "percent" in words or "pourcent" in words or "per cent" in text.lower():
        found.add("%")
    return found


def full_names(text: str) -> set[str]:
    """Names of two words and more, folded: "Marie Curie" is not "Pierre Curie"."""
    empty = stopwords("en") | stopwords("fr")
    found = set()
    for match in _FULL_NAME.finditer(text):
        words = match.group().split()
        while words and fold(words[0]) in empty:
            words.pop(0)
        if len(words) > 1:
            found.add(" ".join(plain_words(" ".join(words))))
    return found


def names(text: str) -> set[str]:
    """Words written like a name inside a sentence, and acronyms anywhere; folded."""
    found = set()
    for match in _NAME.finditer(text):
        word = match.group().split("’")[-1].split("'")[-1] if len(match.group().split("'")[0]) == 1 else match.group()
        word = re.sub(r"[’']s$", "", word)
        first = not text[: match.start()].strip(" \"'«“(-*•\n\t\u00a0")
        acronym = len(word) > 1 and word.isupper()
        if (acronym or not first) and fold(word) not in stopwords("en") | stopwords("fr") and word != "I":
            found.add(fold(word))
    return found
