"""`boussole assistant`: ask as a learner does, and measure the assistant on a set of questions."""

import json
import secrets
import time
from pathlib import Path

import click

from lti_tool.assembly import model_desk
from lti_tool.cli.assistant_output import answer_data, answer_text, figures_text, missed, rounded
from lti_tool.cli.content import course_option, json_option
from lti_tool.cli.context import Context
from lti_tool.cli.measuring import (
    SAMPLE_SET,
    Provider,
    chosen_cases,
    measured_course,
    measured_needs,
    unkept_needs,
)
from lti_tool.cli.search_engines import engines_of
from lti_tool.conversations.unkept import nobody_in
from lti_tool.db import schema
from lti_tool.errors import InvalidInputError, UnavailableError
from lti_tool.people.courses import find_course
from widget.assistant.answering import Assistant
from widget.assistant.asked import Asked, question_language
from widget.assistant.evaluation import as_data, run_case, summarise
from widget.assistant.needs import AssistantNeeds
from widget.conversation import Answer, AnswerEvent, EventKind


@click.group()
def assistant() -> None:
    """The assistant: ask it a question, measure it."""


@assistant.command("ask")
@click.argument("question")
@course_option
@click.option("--language", type=click.Choice(["fr", "en"]), help="The reader's; the question's own when not said.")
@json_option
@click.pass_obj
def ask(context: Context, question: str, key: str, language: str | None, as_json: bool) -> None:
    """Ask about course C as a learner does; nothing is kept. A refusal is an answer too: exit code 0."""
    schema.prepare(context.database)
    with context.database.transaction(write=False) as session:
        scope = nobody_in(find_course(session, key).id)
    reader = language or question_language(question, "en")
    models = model_desk(context.settings, context.database)
    needs = unkept_needs(context, engines_of(context), models)
    answer = _answer(needs, Asked(scope, question, reader, secrets.token_hex(8)))
    contact = needs.contact.of(scope)
    if as_json:
        click.echo(json.dumps(answer_data(answer, contact, reader), ensure_ascii=False))
        return
    click.echo(answer_text(answer, contact, reader))


def _answer(needs: AssistantNeeds, asked: Asked) -> Answer:
    *_, last = Assistant(needs).answer(asked)
    if last.kind is EventKind.FINAL and last.answer is not None:
        return last.answer
    raise _refusal(last)


def _refusal(event: AnswerEvent) -> Exception:
    if event.message is None:
        return UnavailableError()
    return InvalidInputError(str(event.message))


@assistant.command("evaluate")
@click.option(
    "--set",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=SAMPLE_SET,
    help="A .jsonl of questions; the sample course's when not said.",
)
@click.option("--course", "key", metavar="C", help="The course to ask about; the sample course when not said.")
@click.option(
    "--provider",
    type=click.Choice([str(one) for one in Provider]),
    default=str(Provider.SEARCH),
    show_default=True,
    help="No model, the model of the settings, or a small one for development.",
)
@click.option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    help="Only about N questions: one of every kind, the rest spread over the set.",
)
@click.option("--results", type=click.Path(dir_okay=False, path_type=Path), help="Where to write every single result.")
@json_option
@click.pass_obj
def evaluate(
    context: Context,
    path: Path,
    key: str | None,
    provider: str,
    sample: int | None,
    results: Path | None,
    as_json: bool,
) -> None:
    """Ask every question of a set and print what was answered, refused, grounded and leaked.

    Without --course the sample course is put into a temporary folder first: nothing needs to be
    set up, and nothing is left behind. Exit code 1 when something was shown that no source
    carries, that leaked, or that obeyed an injected order.
    """
    cases = chosen_cases(path, sample)
    with measured_course(context, key) as (place, engines, course_id):
        needs = measured_needs(place, engines, Provider(provider))
        done = [run_case(needs, nobody_in(course_id), case, time.monotonic) for case in cases]
    figures, details = rounded(summarise(done)), as_data(done)
    if results is not None:
        results.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in details), encoding="utf-8")
    wrong = missed(details)
    if as_json:
        click.echo(json.dumps({"provider": provider, **figures, "wrong": wrong}, ensure_ascii=False))
    else:
        click.echo(figures_text(figures))
    if wrong:
        raise click.exceptions.Exit(1)
