"""The `boussole` command: each group stands in a module of its own."""

import os

import click

from lti_tool.cli.admin import admin
from lti_tool.cli.assistant import assistant
from lti_tool.cli.content import content
from lti_tool.cli.context import Context, make_context
from lti_tool.cli.database import db
from lti_tool.cli.demo import demo
from lti_tool.cli.fairness import fairness_command
from lti_tool.cli.keys import keys
from lti_tool.cli.learning import path_command, recommend_command
from lti_tool.cli.match import match_command
from lti_tool.cli.outcomes import outcomes_command
from lti_tool.cli.platform import platform
from lti_tool.cli.serving import doctor, serve, worker
from lti_tool.cli.signals import signals
from lti_tool.cli.sites import sites
from lti_tool.cli.skills import skills
from lti_tool.db import schema
from lti_tool.errors import BoussoleError
from lti_tool.settings import Settings

#: These work without tables, or look after them themselves.
WITHOUT_TABLES = frozenset({"assistant", "db", "demo", "doctor", "match", "fairness", "signals"})


class FriendlyGroup(click.Group):
    """Shows our errors as one sentence instead of a trace."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of ours ends it with exit code 1 and its sentence."""
        try:
            return super().invoke(ctx)
        except BoussoleError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="boussole-lti")
@click.pass_context
def boussole(ctx: click.Context) -> None:
    """Boussole: mentoring inside Moodle and Canvas, with a compass in people's hands."""
    if not isinstance(ctx.obj, Context):
        ctx.obj = make_context(Settings.from_environ(os.environ))
    ctx.call_on_close(ctx.obj.database.close)
    if ctx.invoked_subcommand not in WITHOUT_TABLES:
        schema.prepare(ctx.obj.database)


boussole.add_command(admin)
boussole.add_command(assistant)
boussole.add_command(content)
boussole.add_command(db)
boussole.add_command(demo)
boussole.add_command(platform)
boussole.add_command(fairness_command)
boussole.add_command(keys)
boussole.add_command(match_command)
boussole.add_command(outcomes_command)
boussole.add_command(path_command)
boussole.add_command(recommend_command)
boussole.add_command(sites)
boussole.add_command(signals)
boussole.add_command(skills)
boussole.add_command(serve)
boussole.add_command(worker)
boussole.add_command(doctor)


def main() -> None:
    """Run the command line."""
    boussole(prog_name="boussole")
