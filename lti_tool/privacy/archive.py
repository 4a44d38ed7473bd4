"""A person's data as an archive: a page to read (`index.html`) and the same for a machine (`data.json`)."""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

from lti_tool.mentoring.reason_words import reason_said, slot_name
from lti_tool.privacy.archive_codes import words_of
from lti_tool.privacy.archive_words import SECTIONS, TITLE, WHAT_IT_IS, label_of
from lti_tool.translations import translate

PAGE, DATA = "index.html", "data.json"
#: What a sentence of ours is kept as: its source text and what stands in its places.
SENTENCE = {"text", "parameters"}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?\+00:00")

_STYLE = (
    ":root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-inline-size:65ch;margin:2rem auto;"
    "padding-inline:1rem}dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.25rem 1rem;margin:0 0 1rem;"
    "padding-block-end:1rem;border-block-end:1px solid}dt{font-weight:600}dd{margin:0;white-space:pre-wrap;"
    "overflow-wrap:anywhere}dd dl{border:0;padding:0}dd p{margin:0}"
)


def archive(data: Mapping[str, Any], language: str, now: datetime) -> bytes:
    """Return a zip file of what `rights.export` returned; the page is in `language`, opens without a network."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for name, text in (
            (PAGE, page(data, language, now)),
            (DATA, json.dumps(data, ensure_ascii=False, indent=2, default=str)),
        ):
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            files.writestr(entry, text)
    return packed.getvalue()


def page(data: Mapping[str, Any], language: str, now: datetime) -> str:
    """Return the data as one HTML page without script, every text escaped."""
    title = escape(translate(language, TITLE))
    head = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(translate(language, WHAT_IT_IS, day=f'{now:%Y-%m-%d}'))}</p>"
    )
    parts = [head]
    for subject, held in data.items():
        shown = [(name, rows) for name, rows in held.items() if rows]
        if shown:
            parts.append(f"<h2>{_label(subject, language)}</h2>")
        parts += [f"<h3>{_label(name, language)}</h3>{_rows(rows, language)}" for name, rows in shown]
    return "".join([*parts, "</body></html>\n"])


def _rows(rows: Any, language: str) -> str:
    return "".join(_value(row, language) for row in (rows if isinstance(rows, list) else [rows]))


def _value(value: Any, language: str, key: str = "") -> str:
    """Return one value as HTML: records and lists with their parts, a code under `key` in words, else its text."""
    if isinstance(value, Mapping):
        if set(value) == SENTENCE:
            return f"<p>{escape(reason_said(value['text'], value['parameters'], language))}</p>"
        kept = [(name, one) for name, one in value.items() if one not in (None, "", [], {})]
        lines = (f"<dt>{_label(name, language)}</dt><dd>{_value(one, language, name)}</dd>" for name, one in kept)
        return f"<dl>{''.join(lines)}</dl>"
    if isinstance(value, list):
        if any(isinstance(one, Mapping) for one in value):
            return _rows(value, language)
        return escape(", ".join(_in_words(key, str(one), language) for one in value))
    if isinstance(value, bool):
        return escape(translate(language, SECTIONS["yes" if value else "no"]))
    return escape(_in_words(key, str(value), language))


def _in_words(key: str, text: str, language: str) -> str:
    if key == "slots":
        return slot_name(text, language)
    sentence = words_of(key, text)
    return _time(text) if sentence is None else translate(language, sentence)


def _time(text: str) -> str:
    """Return a moment as a person reads it, anything else as it is."""
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if _MOMENT.fullmatch(text) else text


def _label(name: str, language: str) -> str:
    return escape(translate(language, label_of(str(name))))
