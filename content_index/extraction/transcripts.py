"""Transcripts of videos (.srt, .vtt): cues joined to paragraphs, each with the second it begins at."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from content_index.errors import N_
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.decoding import decode
from content_index.extraction.limits import Limits
from content_index.extraction.prose import clean, word_count
from content_index.extraction.refusals import RefusedError
from content_index.extraction.shapes import Block, Extracted

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_CUE = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}.*$", re.MULTILINE)
_TAG = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,100}\}")
#: A silence this long, or this many words, ends a paragraph (at the end of a sentence if near).
_PAUSE_SECONDS = 2.0
_PARAGRAPH_WORDS = 60


@dataclass(frozen=True, slots=True)
class _Cue:
    begins: float
    ends: float
    text: str


def read_transcript(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a transcript; its minutes are the length of the recording."""
    cues = list(_cues(decode(data)))
    if not cues:
        raise RefusedError(N_("No time codes were found in this transcript. Export it again as SRT or VTT."))
    minutes = max(1, round(max(cue.ends for cue in cues) / 60))
    return assemble(_paragraphs(cues), context, limits, Declared(minutes=minutes))


def _cues(text: str) -> Iterator[_Cue]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    before = ""
    for match, following in pairwise([*_CUE.finditer(text), None]):
        if match is None:
            return
        body = text[match.end() : following.start() if following else len(text)]
        # The number (or name) of the next cue stands between the blank line and its time code.
        lines = body.strip("\n").split("\n\n")[0].split("\n")
        spoken = [clean(html.unescape(_TAG.sub("", line))) for line in lines]
        # Rolling captions repeat the line before.
        fresh = [line for line in spoken if line and line != before]
        before = spoken[-1] if spoken else before
        if fresh:
            numbers = match.groups()
            yield _Cue(_seconds(numbers[:4]), _seconds(numbers[4:]), " ".join(fresh))


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _paragraphs(cues: list[_Cue]) -> Iterator[Block]:
    running: list[_Cue] = []
    for cue in cues:
        if running and _is_full(running, cue):
            yield _block(running)
            running = []
        running.append(cue)
    yield _block(running)


def _is_full(running: list[_Cue], cue: _Cue) -> bool:
    words = sum(word_count(before.text) for before in running)
    sentence_ended = running[-1].text.endswith((".", "!", "?", "…", "»", "”"))
    paused = cue.begins - running[-1].ends >= _PAUSE_SECONDS and words >= _PARAGRAPH_WORDS // 3
    return paused or (words >= _PARAGRAPH_WORDS and sentence_ended) or words >= 2 * _PARAGRAPH_WORDS


def _block(cues: list[_Cue]) -> Block:
    return Block(" ".join(cue.text for cue in cues), "paragraph", 0, f"t={int(cues[0].begins)}")
