"""`boussole skills`: what a course teaches, and what comes before what."""

import json
from pathlib import Path

import click

from lti_tool.catalogue import suggestions
from lti_tool.catalogue.skills import SkillsReport, import_skills
from lti_tool.cli.content import course_option, json_option
from lti_tool.cli.context import Context
from lti_tool.people.courses import find_course, find_or_create_course


@click.group()
def skills() -> None:
    """The skills of a course and their prerequisites."""


@skills.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@course_option
@json_option
@click.pass_obj
def import_(context: Context, file: Path, key: str, as_json: bool) -> None:
    """Import skills from FILE into course C: CSV or JSON (skill, name, prerequisites separated by ;), CASE, ESCO.

    Rows that cannot be used are reported one by one; exit code 1 only when none could.
    """
    with context.database.transaction() as session:
        now = context.clock.now()
        course_id = find_or_create_course(session, key, now).id
        report = import_skills(session, course_id, file.name, file.read_bytes(), now)
    click.echo(json.dumps(_data(report), ensure_ascii=False) if as_json else _text(report))
    if report.problems and not (report.added or report.updated):
        raise click.exceptions.Exit(1)


@skills.command()
@course_option
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@json_option
@click.pass_obj
def suggest(context: Context, key: str, language: str, as_json: bool) -> None:
    """Look for skills and prerequisites in the content of course C; an instructor decides in the tool."""
    with context.database.transaction() as session:
        course_id = find_course(session, key).id
        suggestions.look_for(session, course_id)
        found = suggestions.suggested_skills(session, course_id, language)
        edges = suggestions.suggested_edges(session, course_id, language)
    if as_json:
        data = {
            "skills": [
                {"resource": one.card.id, "skill": one.skill.key, "score": one.score, "quotes": list(one.quotes)}
                for one in found
            ],
            "prerequisites": [
                {"skill": one.skill.key, "prerequisite": one.prerequisite.key, "confidence": one.confidence}
                for one in edges
            ],
        }
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.card.title} seems to teach {one.skill.name} ({one.score:.2f}).")
    for edge in edges:
        click.echo(f"{edge.prerequisite.name} seems to come before {edge.skill.name} ({edge.confidence:.2f}).")
    click.echo(f"{len(found)} skills and {len(edges)} prerequisites wait for a decision.")


def _data(report: SkillsReport) -> dict[str, object]:
    return {
        "added": report.added,
        "updated": report.updated,
        "prerequisites": report.prerequisites,
        "problems": [{"source": problem.source, "reason": str(problem.message)} for problem in report.problems],
        "cycles": [str(message) for message in report.cycles],
    }


def _text(report: SkillsReport) -> str:
    lines = [f"{problem.source}: {problem.message}" for problem in report.problems]
    lines += [str(message) for message in report.cycles]
    counts = f"{report.added} skills added, {report.updated} updated, {report.prerequisites} prerequisites."
    return "\n".join([*lines, counts])
