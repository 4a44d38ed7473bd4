"""Run a file of queries over a course, as retrieval evaluation tools expect it (TREC run lines)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import Asked, ask
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelves import shelves_of
from lti_tool.errors import N_, InvalidInputError

TAG = "boussole"
BAD_LINE = N_('Line %(number)d of %(file)s is not {"id": ..., "text": ...}. Correct it and run again.')


def run_queries(session: Session, engines: Engines, course_id: int, queries: Path, out: Path, asked_as: Asked) -> int:
    """Write "qid Q0 docid rank score tag" lines to `out`; returns how many queries were asked.

    Each is asked as `asked_as` says, its text apart. A document's id is the one its author gave.
    Without a language the queries are taken to be in the one most of the course is in. Raises
    `InvalidInputError` naming the line.
    """
    asked = list(_read(queries))
    asking = replace(asked_as, language=asked_as.language or main_language(engines, course_id), per_resource=1)
    given = dict(
        session.execute(
            select(ResourceRow.public_id, ResourceRow.given_id).where(
                ResourceRow.course_id.in_(shelves_of(session, course_id).reach)
            )
        ).all()
    )
    with out.open("w", encoding="utf-8") as lines:
        for query_id, text in asked:
            found = ask(session, engines, course_id, replace(asking, text=text))
            for rank, hit in enumerate(found.hits, start=1):
                name = given.get(hit.resource_id, hit.resource_id)
                lines.write(f"{query_id} Q0 {name} {rank} {hit.score:.6f} {TAG}\n")
    return len(asked)


def main_language(engines: Engines, course_id: int) -> str:
    """Return the language most passages of the course are in; English for an empty course."""
    languages = engines.of(course_id).state().languages
    return max(languages, key=lambda language: languages[language]) if languages else "en"


def _read(queries: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(queries.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["id"]), str(row["text"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise InvalidInputError(BAD_LINE, number=number, file=queries.name) from None
