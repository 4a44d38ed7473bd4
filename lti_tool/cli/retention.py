"""`boussole retention`: what courses keep no longer, looked at or deleted now instead of by night."""

import json
from collections.abc import Iterable

import click

import lti_tool.tables  # noqa: F401 - erasing looks for a person's signature in every table
from lti_tool.cli.context import Context
from lti_tool.people.courses import find_course
from lti_tool.privacy import retention

_COURSE = click.option("--course", "key", metavar="C", help="Only this course: its key, label or context id.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("retention")
def retention_group() -> None:
    """What courses keep no longer; the worker deletes it once a day."""


@retention_group.command("preview")
@_COURSE
@_JSON
@click.pass_obj
def preview(ctx: Context, key: str | None, *, as_json: bool) -> None:
    """Say what would be deleted today, and delete nothing."""
    _tell(_swept(ctx, key, really=False), as_json=as_json, verb="would go")


@retention_group.command("run")
@_COURSE
@_JSON
@click.pass_obj
def run(ctx: Context, key: str | None, *, as_json: bool) -> None:
    """Delete now what courses keep no longer."""
    _tell(_swept(ctx, key, really=True), as_json=as_json, verb="deleted")


def _swept(ctx: Context, key: str | None, *, really: bool) -> Iterable[retention.Swept]:
    with ctx.database.transaction(write=False) as session:
        chosen = [find_course(session, key).id] if key else retention.courses(session)
    for course_id in chosen:
        with ctx.database.open() as session:
            found = retention.sweep_course(session, course_id, ctx.clock.now())
            session.commit() if really else session.rollback()
        yield found


def _tell(found: Iterable[retention.Swept], *, as_json: bool, verb: str) -> None:
    if as_json:
        click.echo(json.dumps({"courses": [one.as_json() for one in found]}))
        return
    for one in found:
        click.echo(f"{one.course}: {one.months} months, before {one.before:%Y-%m-%d}; {verb}: {one.counts()}")
