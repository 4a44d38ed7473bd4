"""Bringing spellings of one word together: case, accents, ligatures, composed and loose marks."""

import unicodedata

#: Letters that Unicode does not take apart but people type as two, or without their stroke.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"})


def compose(text: str) -> str:
    """Text with letters and their accents as one character each: what analysis expects."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(word: str) -> str:
    """Lower case without accents: "Cœur" and "COEUR" become "coeur"."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_LETTERS)
