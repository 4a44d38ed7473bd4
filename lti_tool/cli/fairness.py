"""`boussole fairness`: audit assignments by group, from files or from a course in the database."""

import json
from typing import Any, TextIO

import click

from lti_tool.cli.context import Context
from lti_tool.db import schema
from lti_tool.insight import auditing
from lti_tool.insight.fairness import Audit, Verdict, audit
from lti_tool.insight.fairness_words import hidden, said_of, summary
from lti_tool.insight.people_rows import groups_of, outcomes_of
from lti_tool.insight.resampling import SEED
from lti_tool.mentoring.matching.files import rows
from lti_tool.people.courses import find_course
from lti_tool.translations import LANGUAGES, translate


@click.command("fairness")
@click.option(
    "--assignments",
    type=click.File(encoding="utf-8-sig"),
    help='{"learner","mentor","score"?,"shown"?,"waiting_days"?,"accepted"?} a line.',
)
@click.option("--groups", type=click.File(encoding="utf-8-sig"), help='{"learner","group","attribute"?} a line.')
@click.option("--course", "key", metavar="C", help="Instead of files: a course, by the groups its people gave.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def fairness_command(
    context: Context | None,
    assignments: TextIO | None,
    groups: TextIO | None,
    key: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Say whether groups are matched alike, or that it cannot be told."""
    if key is not None and context is not None:
        found = _of_course(context, key)
    elif assignments is not None and groups is not None:
        outcomes = outcomes_of(row for _, row in rows(assignments))
        by_attribute = groups_of(row for _, row in rows(groups))
        found = [audit(outcomes, group_of, attribute) for attribute, group_of in sorted(by_attribute.items())]
    else:
        raise click.UsageError("Give --assignments and --groups, or --course.")
    if as_json:
        click.echo(json.dumps(_data(found, language), ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.attribute}: {translate(language, summary(one).text)}")
        if unseen := hidden(one):
            click.echo(f"  {translate(language, unseen.text, **unseen.parameters)}")
        for comparison in one.comparisons:
            sentence = said_of(comparison)
            words = translate(language, sentence.text, **sentence.parameters)
            click.echo(f"  [{comparison.verdict}] {words}")
    if not found:
        click.echo("Nobody is in a group: there is nothing to audit.")


def _of_course(context: Context, key: str) -> list[Audit]:
    schema.prepare(context.database)
    with context.database.transaction(write=False) as session:
        return auditing.report(session, find_course(session, key).id)


def _data(found: list[Audit], language: str) -> dict[str, Any]:
    gaps = [(one, gap) for one in found for gap in one.gaps]
    verdicts = [one.verdict for one in found]
    inside = bool(found) and all(verdict is Verdict.INSIDE for verdict in verdicts)
    overall = Verdict.GAP if gaps else Verdict.INSIDE if inside else Verdict.CANNOT_TELL
    return {
        "verdict": overall.value,
        "findings": [
            {
                "attribute": one.attribute,
                "group": gap.group,
                "measure": gap.measure,
                "gap": round(gap.value, 4),
                "low": round(gap.low, 4),
                "high": round(gap.high, 4),
                "sentence": translate(language, said_of(gap).text, **said_of(gap).parameters),
            }
            for one, gap in gaps
        ],
        "attributes": [_attribute(one, language) for one in found],
        "seed": SEED,
    }


def _attribute(one: Audit, language: str) -> dict[str, Any]:
    return {
        "attribute": one.attribute,
        "verdict": one.verdict.value,
        "sentence": translate(language, summary(one).text),
        "hidden_groups": one.hidden_groups,
        "groups": [
            {
                "group": group,
                "n": size,
                **{
                    measure: round(means[group], 4) if group in means else None
                    for measure, means in one.by_group.items()
                },
            }
            for group, size in one.sizes.items()
        ],
        "comparisons": [
            {
                "group": comparison.group,
                "against": "all others",
                "measure": comparison.measure,
                "kind": "ratio" if comparison.measure == "exposure" else "difference",
                "value": round(comparison.value, 4),
                "low": round(comparison.low, 4),
                "high": round(comparison.high, 4),
                "chance": round(comparison.chance, 4),
                "verdict": comparison.verdict.value,
            }
            for comparison in one.comparisons
        ],
    }
