"""The process that reads other people's files: `python -m content_index.extraction.parsing_process`.

It is told the path and limits as JSON on standard input and answers with JSON lines:
{"begin": number, "source": name} before an item, {"part": ...} after it, {"end": true} at last.
What it may write, its memory and processor time are limited.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from content_index.extraction.claims import Claims
from content_index.extraction.items import Item
from content_index.extraction.language import prepare
from content_index.extraction.limits import Limits
from content_index.extraction.shapes import Document, Extracted
from content_index.extraction.walk import as_extracted, found_in
from content_index.extraction.wire import to_wire

_LINE_CHARACTERS = 500_000


def main() -> None:
    """Read the order, limit this process, answer."""
    order = json.load(sys.stdin)
    limits = Limits(**order["limits"])
    # Libraries that print must not be able to speak for us.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    sys.stdout = sys.stderr
    prepare()
    _limit_process(limits)
    answer(order, limits, answers)


def answer(order: dict[str, Any], limits: Limits, answers: IO[str]) -> None:
    """Write the events of every item from number `order["skip"]` on."""
    found = found_in(Path(order["path"]), limits, Claims(**order["claims"]))
    for number, part in enumerate(found):
        if number < order["skip"]:
            continue
        source = part.context.source if isinstance(part, Item) else part.source
        _say(answers, {"begin": number, "source": source})
        _allow_seconds(limits.seconds)
        for batch in _batches(as_extracted(part, limits)):
            _say(answers, {"part": to_wire(batch)})
    _say(answers, {"end": True})


def _batches(extracted: Extracted) -> Iterator[Extracted]:
    """A result in lines of a bearable length."""
    yield Extracted(problems=extracted.problems, links=extracted.links)
    batch: list[Document] = []
    characters = 0
    for document in extracted.documents:
        batch.append(document)
        characters += sum(len(block.text) + 50 for block in document.blocks)
        if characters > _LINE_CHARACTERS:
            yield Extracted(tuple(batch))
            batch, characters = [], 0
    if batch:
        yield Extracted(tuple(batch))


def _say(answers: IO[str], event: dict[str, Any]) -> None:
    answers.write(json.dumps(event) + "\n")
    answers.flush()


def _limit_process(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The one file it may write is the nameless one a tar is decompressed into.
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.archive_bytes, limits.archive_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (128, 128))


def _allow_seconds(seconds: float) -> None:
    """Processor time for one item: what was used so far and `seconds` more."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + int(seconds) + 2, hard))


if __name__ == "__main__":
    main()
