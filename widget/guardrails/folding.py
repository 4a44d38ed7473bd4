"""Text as the phrase checks read it: lower case, no accents, one space, plain words.

Apostrophes become spaces ("j'ai" -> "j ai", "don't" -> "don t"), ends of sentences become a
lone "." so that a phrase never spans two sentences, and the usual ways of hiding a word
("su1cide", "k*ll", "mourrrir") are undone.
"""

import re
import unicodedata

_HIDDEN = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "!": "i"})
_INSIDE_WORD = re.compile(r"(?<=[a-z])[0134 5@$!](?=[a-z])".replace(" ", ""))
_STAR = re.compile(r"(?<=[a-z])[*#_](?=[a-z])")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SENTENCE_END = re.compile(r"[.!?;:\n\r()…]+")
_NOT_WORD = re.compile(r"[^a-z0-9. ]+")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """The folded text, with a space at both ends."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf").lower()
    plain = _INSIDE_WORD.sub(lambda found: found.group().translate(_HIDDEN), plain)
    plain = _STAR.sub("", plain)
    plain = _STRETCHED.sub(r"\1", plain)
    plain = _SENTENCE_END.sub(" . ", plain)
    plain = _NOT_WORD.sub(" ", plain)
    return f" {_SPACES.sub(' ', plain).strip()} "
