"""Reading forms: text without what no database takes."""

from collections.abc import Mapping

#: Line ends and tabs are text; other control characters are accidents of copying, or worse.
_KEPT = {"\n", "\t"}


def text_of(form: Mapping[str, str], name: str) -> str | None:
    """Return a text field without control characters; None when the form does not name it."""
    value = form.get(name)
    return None if value is None else cleaned(value)


def cleaned(value: str) -> str:
    """Return `value` without control characters and lone surrogates, line ends as "\\n"."""
    value = value.replace("\r\n", "\n").encode("utf-8", "ignore").decode()
    return "".join(sign for sign in value if sign in _KEPT or sign.isprintable() or sign in "\u200c\u200d\u202f\u00a0")
