"""The `boussole` command: each group stands in a module of its own, loaded when it is named.

Loading all of them takes seconds (numerical libraries, document readers): the web process, the
worker and a quick look-up wait for none that they do not use.
"""

import os
from importlib import import_module

import click

from lti_tool.cli.context import Context, make_context
from lti_tool.db import schema
from lti_tool.errors import BoussoleError
from lti_tool.settings import Settings

#: Where each command stands: module below `lti_tool.cli`, and its name there.
COMMANDS = {
    "admin": ("admin", "admin"),
    "assistant": ("assistant", "assistant"),
    "content": ("content", "content"),
    "db": ("database", "db"),
    "demo": ("demo", "demo"),
    "doctor": ("serving", "doctor"),
    "fairness": ("fairness", "fairness_command"),
    "keys": ("keys", "keys"),
    "library": ("library", "library"),
    "match": ("match", "match_command"),
    "outcomes": ("outcomes", "outcomes_command"),
    "path": ("learning", "path_command"),
    "person": ("person", "person"),
    "platform": ("platform", "platform"),
    "recommend": ("learning", "recommend_command"),
    "retention": ("retention", "retention_group"),
    "serve": ("serving", "serve"),
    "signals": ("signals", "signals"),
    "sites": ("sites", "sites"),
    "skills": ("skills", "skills"),
    "worker": ("serving", "worker"),
}
#: These work without tables, or look after them themselves.
WITHOUT_TABLES = frozenset({"assistant", "db", "demo", "doctor", "match", "fairness", "signals"})


class FriendlyGroup(click.Group):
    """Loads commands when they are named; shows our errors as one sentence instead of a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loading its module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"lti_tool.cli.{module}"), name)
        return command

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


def main() -> None:
    """Run the command line."""
    boussole(prog_name="boussole")
