"""`boussole demo`: the whole product on this machine, with a pretend campus to open it from."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from lti_tool.cli.context import Context
from lti_tool.demo.demonstration import Site, running_site
from lti_tool.demo.platform.people import PEOPLE, sample_courses
from lti_tool.demo.processes import until_interrupted

ROLES = {"learner": "learner", "mentor": "mentor", "instructor": "instructor", "administrator": "administrator"}


@click.command()
@click.option("--check", is_flag=True, help="No browser: go through the main job, print one JSON line, end.")
@click.pass_obj
def demo(context: Context, check: bool) -> None:
    """Start the pretend campus, the tool and its worker with a sample course; stop with Ctrl-C.

    The demonstration keeps its data in the folder `demo` of the data directory; --check uses a
    folder of its own and leaves nothing behind. Exit code 0 only when everything worked.
    """
    if check:
        _check(context)
        return
    began = time.perf_counter()
    with running_site(context.settings.data_dir / "demo", context.settings) as site:
        _welcome(site, time.perf_counter() - began)
        for _ in until_interrupted(site.group):
            pass
    click.echo("Stopped.")


def _welcome(site: Site, seconds: float) -> None:
    (course, *_others) = sample_courses().values()
    click.echo(f"The campus is open ({seconds:.1f} s): {site.campus}")
    click.echo("Sign in there as one of these people, open the course, then the activity « Boussole »:")
    for key, role in course.members.items():
        click.echo(f"  {PEOPLE[key].name:<18} {ROLES[role]}")
    click.echo("The score of what a learner does appears on the campus's grades page. Stop with Ctrl-C.")


def _check(context: Context) -> None:
    from lti_tool.demo.checking import check_site  # noqa: PLC0415 - a demonstration to look at does without

    folder = Path(tempfile.mkdtemp(prefix="boussole-check-"))
    try:
        with running_site(folder, context.settings, fixed_ports=False) as site:
            report = check_site(site)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    click.echo(json.dumps(report, ensure_ascii=False))
    sys.exit(0 if report["ok"] else 1)
