"""Locales as platforms write them (`pt_br`, `es-MX`, `fr`), in one form (BCP 47: `pt-BR`)."""

import re

_LOCALE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?\Z")


def normalise(value: object) -> str | None:
    """Return `language[-Script][-REGION]`, None for anything that is not a locale."""
    match = _LOCALE.match(value.strip()) if isinstance(value, str) and len(value) <= 50 else None
    if match is None:
        return None
    language, script, region = match.groups()
    parts = [language.lower(), script.title() if script else None, region.upper() if region else None]
    return "-".join(part for part in parts if part)
