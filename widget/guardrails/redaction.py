"""Names, e-mail addresses, telephone numbers and ids leave no call: placeholders do.

A `Redaction` lives for one model call. What comes back gets the real words again before it
is matched to the sources, so that a citation never holds a placeholder.
"""

import re
from collections.abc import Sequence

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL_CREDENTIAL = re.compile(r"(?<=://)[^/\s@]{1,200}@")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d(?:[ .\-/()]{0,2}\d){8,14}(?![\w])")
_ID = re.compile(
    r"\b(?=\w*\d)(?:[A-Za-z]{0,4}\d{6,}\w*|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b"
)
_PLACEHOLDER = re.compile(r"\[(?:PERSON|EMAIL|PHONE|ID|ACCOUNT)_\d+\]")


class Redaction:
    """Replaces what could name a person; the same word always gets the same placeholder."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        words = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
        parts = {part for name in words for part in re.split(r"[\s\-]+", name) if len(part) > 2}
        every = [*words, *sorted(parts - set(words), key=len, reverse=True)]
        self._names = (
            re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in every)})\b", re.IGNORECASE) if every else None
        )
        self._placeholders: dict[str, str] = {}
        self._originals: dict[str, str] = {}

    def apply(self, text: str) -> str:
        """The text with placeholders."""
        text = _URL_CREDENTIAL.sub(lambda found: self._hide("ID", found.group()[:-1]) + "@", text)
        text = _EMAIL.sub(lambda found: self._hide("EMAIL", found.group()), text)
        text = _IBAN.sub(lambda found: self._hide("ACCOUNT", found.group()), text)
        text = _PHONE.sub(lambda found: self._hide("PHONE", found.group()), text)
        text = _ID.sub(lambda found: self._hide("ID", found.group()), text)
        if self._names is not None:
            text = self._names.sub(lambda found: self._hide("PERSON", found.group()), text)
        return text

    def restore(self, text: str) -> str:
        """The real words again; a placeholder that was never given stays as it is."""
        return _PLACEHOLDER.sub(lambda found: self._originals.get(found.group(), found.group()), text)

    def _hide(self, kind: str, original: str) -> str:
        key = f"{kind}:{original.casefold()}"
        if key not in self._placeholders:
            placeholder = f"[{kind}_{len(self._placeholders) + 1}]"
            self._placeholders[key] = placeholder
            self._originals[placeholder] = original
        return self._placeholders[key]
