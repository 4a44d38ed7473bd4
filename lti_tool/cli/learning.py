"""`boussole path` and `boussole recommend`: what a learner is shown, without a browser."""

import json

import click

from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.learners import find_learner
from lti_tool.catalogue.pathing import plan_for
from lti_tool.catalogue.recommending import recommendations
from lti_tool.cli.content import course_option, json_option
from lti_tool.cli.context import Context
from lti_tool.cli.learning_output import item_data, items_text, path_data, path_text
from lti_tool.cli.search_engines import engines_of
from lti_tool.people.courses import find_course

language_option = click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)


@click.command("path")
@course_option
@click.option("--goal", required=True, metavar="SKILL[,SKILL]", help="What is to be learned: keys or names of skills.")
@click.option("--known", default="", metavar="SKILL,...", help="What is known already.")
@click.option("--hours-per-week", type=click.FloatRange(0, 80), help="Time there is; 3 when not said.")
@language_option
@json_option
@click.pass_obj
def path_command(
    context: Context, key: str, goal: str, known: str, hours_per_week: float | None, language: str, as_json: bool
) -> None:
    """Order what has to be learned for a goal: prerequisites first, the goal last."""
    now = context.clock.now()
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
        page = plan_for(
            session,
            Pools().of(session, course_id, now),
            course_id,
            goals=_listed(goal),
            known=_listed(known),
            hours_per_week=hours_per_week,
            language=language,
            now=now,
        )
    data = path_data(page, language)
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else path_text(page, language))


@click.command("recommend")
@course_option
@click.option("--learner", required=True, metavar="L", help="The learner's number, subject or e-mail address.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True)
@click.option("--language", type=click.Choice(["fr", "en"]), help="Instead of the learner's own.")
@json_option
@click.pass_obj
def recommend_command(
    context: Context, key: str, learner: str, limit: int, language: str | None, as_json: bool
) -> None:
    """Recommend resources to a learner, each with its reasons."""
    with context.database.transaction(write=False) as session:
        course_id = find_course(session, key).id
        user = find_learner(session, course_id, learner)
        reads = language or user.locale
        items = recommendations(
            session,
            Pools(),
            engines_of(context),
            user.id,
            course_id,
            language=reads,
            now=context.clock.now(),
            size=limit,
        )
    if as_json:
        data = {"recommendations": [item_data(item, reads) for item in items]}
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        click.echo(items_text(items, reads))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
