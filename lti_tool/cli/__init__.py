"""The `boussole` command."""

import os
import sys

import click

from lti_tool.errors import BoussoleError
from lti_tool.settings import Settings


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
