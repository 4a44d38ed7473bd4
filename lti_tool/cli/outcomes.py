"""`boussole outcomes`: what mentoring in a course comes to, for a report or another program."""

import json

import click
from babel.numbers import format_decimal, format_percent

from lti_tool.cli.context import Context
from lti_tool.errors import N_
from lti_tool.insight.outcomes import Figure, as_csv, outcomes
from lti_tool.people.courses import find_course
from lti_tool.translations import LANGUAGES, translate

LINE = N_("%(name)s: %(value)s")
TOO_FEW = N_("too few people to show")
NOTHING = N_("nothing yet")
UNITS = {"level": N_("from -2 to +2"), "days": N_("days"), "minutes": N_("minutes")}


@click.command("outcomes")
@click.option("--course", "key", required=True, metavar="C", help="The course's key, label or context id.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--csv", "as_table", is_flag=True, help="Lines for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def outcomes_command(context: Context, key: str, language: str, as_table: bool, as_json: bool) -> None:
    """Print the figures of a course with their definitions; nothing is about one person."""
    with context.database.transaction(write=False) as session:
        course = find_course(session, key)
        figures = outcomes(session, course.id, context.clock.now())
    if as_json:
        data = {"course": key, "figures": [_data(one, language) for one in figures]}
        click.echo(json.dumps(data, ensure_ascii=False))
    elif as_table:
        click.echo(as_csv(figures, language), nl=False)
    else:
        for one in figures:
            click.echo(translate(language, LINE, name=translate(language, one.name), value=_value(one, language)))


def _value(one: Figure, language: str) -> str:
    if one.hidden or one.value is None:
        return translate(language, TOO_FEW if one.hidden else NOTHING)
    if one.unit == "percent":
        return str(format_percent(one.value, locale=language))
    number = format_decimal(round(one.value, 1), locale=language)
    return f"{number} {translate(language, UNITS[one.unit])}" if one.unit in UNITS else str(number)


def _data(one: Figure, language: str) -> dict[str, object]:
    return {
        "key": one.key,
        "name": translate(language, one.name),
        "value": None if one.value is None else round(one.value, 4),
        "unit": one.unit,
        "people": None if one.hidden else one.people,
        "hidden": one.hidden,
        "definition": translate(language, one.definition),
    }
