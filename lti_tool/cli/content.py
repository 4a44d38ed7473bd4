"""`boussole content`: import, list, state, rebuild and search of a course's content."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from lti_tool.catalogue import holdings, index_states
from lti_tool.catalogue.batch_search import run_queries
from lti_tool.catalogue.cards import Cards
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.fetching import fetch_source, is_address
from lti_tool.catalogue.file_reading import Progress, Source
from lti_tool.catalogue.finding import Asked, SearchFilters, narrowings, search
from lti_tool.catalogue.learners import find_learner
from lti_tool.catalogue.meaning import embed_course
from lti_tool.catalogue.sources import COMMAND_LIMITS, read_paths, store_sources
from lti_tool.catalogue.sync import rebuild as rebuild_index
from lti_tool.catalogue.sync import sync_course
from lti_tool.cli.content_output import page_data, page_text, run_data, run_text, status_data, status_text
from lti_tool.cli.context import Context
from lti_tool.cli.progress import embedding_progress, reading_progress
from lti_tool.cli.search_engines import engines_of
from lti_tool.errors import UnavailableError
from lti_tool.people.courses import find_course, find_or_create_course

course_option = click.option("--course", "key", required=True, metavar="C", help="The course's key, label or id.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def content() -> None:
    """What a course owns: files to read, search and recommend."""


@content.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@course_option
@click.option("--language", type=click.Choice(["fr", "en"]), help="The language of the content, where it does not say.")
@json_option
@click.pass_obj
def import_(context: Context, sources: Sequence[str], key: str, language: str | None, as_json: bool) -> None:
    """Import files, folders, archives, .jsonl or addresses into course C (made when there is none); index them.

    An address may be a page, a file, a sitemap, a feed or an OAI-PMH list.

    Importing the same source again updates what changed and removes what is gone. Exit code 1
    only when nothing went in.
    """
    context.step_back()
    with context.database.transaction() as session:
        course_id = find_or_create_course(session, key, context.clock.now()).id
    with reading_progress() as progress:
        read = _read(context, sources, language or "", progress)
    report = store_sources(context.database, context.clock, course_id, read)
    _sync(context, engines_of(context), course_id)
    click.echo(json.dumps(run_data(report), ensure_ascii=False) if as_json else run_text(report))
    if not report.stored and report.refused:
        raise click.exceptions.Exit(1)


def _sync(context: Context, engines: Engines, course_id: int) -> None:
    """Bring the index up to date; when it cannot be written now, say so and go on: the worker tries again."""
    try:
        sync_course(context.database, engines, context.clock, course_id)
    except UnavailableError as error:
        click.echo(f"{error} {error.__cause__ or ''}".rstrip(), err=True)


def _read(context: Context, sources: Sequence[str], language: str, progress: Progress) -> list[Source]:
    """Return what the sources hold: files of this machine first, then addresses."""
    paths = [Path(source) for source in sources if not is_address(source)]
    read = read_paths(paths, COMMAND_LIMITS, language, progress)
    for address in filter(is_address, sources):
        with tempfile.TemporaryDirectory() as folder:
            found = fetch_source(context.http, address, Path(folder), language=language, progress=progress)
        read.append((address, found))
    return read


@content.command("list")
@course_option
@json_option
@click.pass_obj
def list_(context: Context, key: str, as_json: bool) -> None:
    """List what the course holds."""
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
        cards = holdings.resources(session, course_id, "en")
    if as_json:
        rows = [
            {
                "id": card.id,
                "title": card.title,
                "language": card.language,
                "kind": card.kind,
                "minutes": card.minutes,
                "skills": [skill.key for skill in card.skills],
                "visible": card.visible,
            }
            for card in cards
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for card in cards:
        hidden = "" if card.visible else "  (hidden)"
        click.echo(f"{card.id}  {card.language}  {card.minutes or '?'} min  {card.title}{hidden}")
    click.echo(f"{len(cards)} resources.")


@content.command()
@course_option
@json_option
@click.pass_obj
def status(context: Context, key: str, as_json: bool) -> None:
    """Say whether everything can be searched, and how old the index is."""
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
        report = index_states.report(session, engines_of(context), course_id, context.clock.now())
    click.echo(json.dumps(status_data(report), ensure_ascii=False) if as_json else status_text(report))


@content.command()
@course_option
@click.pass_obj
def rebuild(context: Context, key: str) -> None:
    """Build the search index anew from the database, beside the live one."""
    context.step_back()
    engines = engines_of(context)
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
    rebuild_index(context.database, engines, context.clock, course_id)
    state = engines.of(course_id).state()
    click.echo(f"Rebuilt: {state.documents} resources, {state.passages} passages.")


@content.command()
@course_option
@click.pass_obj
def embed(context: Context, key: str) -> None:
    """Read all passages of the course for their meaning now, which the worker else does bit by bit.

    Two to four passages a second. Stopped and started again, it goes on where it was.
    """
    engines = engines_of(context)
    embedder, reason = engines.loaded()
    if embedder is None:
        raise click.ClickException(reason)
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
    _sync(context, engines, course_id)
    with embedding_progress() as progress:
        count = embed_course(context.database, engines, course_id, progress=progress)
    click.echo(f"{count} passages read for meaning.")


@content.command("search")
@click.argument("query", required=False)
@course_option
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--language", type=click.Choice(["fr", "en"]), help="The language of the query.")
@click.option("--in", "found_in", type=click.Choice(["fr", "en"]), help="Only content in this language.")
@click.option("--type", "kind", metavar="KIND", help="Only content of this type, such as lesson or exercise.")
@click.option("--skill", metavar="KEY", help="Only content that teaches this skill.")
@click.option("--minutes", type=click.IntRange(1), metavar="N", help="Only content that takes no longer.")
@click.option("--seen-by", metavar="L", help="Only what learner L (number, subject or e-mail) opened.")
@click.option("--not-seen-by", metavar="L", help="Only what learner L did not open yet.")
@click.option("--words-only", is_flag=True, help="By words alone, where meaning is installed too.")
@click.option(
    "--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), help='A .jsonl of {"id","text"}.'
)
@click.option("--run", "out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write TREC run lines.")
@json_option
@click.pass_obj
def search_(
    context: Context,
    /,
    query: str | None,
    key: str,
    queries: Path | None,
    out: Path | None,
    as_json: bool,
    **choices: Any,
) -> None:
    """Search the course as a learner does, or run a file of queries."""
    if (query is None) == (queries is None) or (queries is None) != (out is None):
        raise click.UsageError("Give a QUERY, or --queries with --run.")
    if choices["seen_by"] and choices["not_seen_by"]:
        raise click.UsageError("Give --seen-by or --not-seen-by, not both.")
    engines, language = engines_of(context), choices["language"] or ""
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
        learner = choices["seen_by"] or choices["not_seen_by"]
        user_id = find_learner(session, course_id, learner).id if learner else None
    _sync(context, engines, course_id)
    filters = _search_filters(choices)
    with context.database.transaction(write=False) as session:
        if queries is not None and out is not None:
            narrowed = narrowings(session, Cards.of(session, course_id, "en", user_id), filters)
            asked = Asked("", language, narrowed, choices["limit"], words_only=filters.words_only)
            count = run_queries(session, engines, course_id, queries, out, asked)
            click.echo(f"{count} queries, run written to {out}.")
            return
        page = search(
            session,
            engines,
            course_id,
            query or "",
            language=language,
            filters=filters,
            limit=choices["limit"],
            user_id=user_id,
        )
    click.echo(json.dumps(page_data(page), ensure_ascii=False) if as_json else page_text(page))


def _search_filters(choices: dict[str, Any]) -> SearchFilters:
    return SearchFilters(
        languages=frozenset(filter(None, [choices["found_in"]])),
        skills=frozenset(filter(None, [choices["skill"]])),
        kinds=frozenset(filter(None, [choices["kind"]])),
        max_minutes=choices["minutes"],
        seen=True if choices["seen_by"] else False if choices["not_seen_by"] else None,
        words_only=choices["words_only"],
    )
