"""The search engines that commands work with."""

from lti_tool.assembly import search_engines
from lti_tool.catalogue.engines import Engines, installed_meaning
from lti_tool.cli.context import Context


def engines_of(context: Context) -> Engines:
    """Return the search engines of the settings, with the model of meaning where it is installed."""
    return search_engines(context.settings, installed_meaning)
