"""The search engines that commands work with."""

from lti_tool.catalogue.engines import Engines, installed_meaning
from lti_tool.cli.context import Context


def engines_of(context: Context) -> Engines:
    """Return the search engines below the data directory, with the model of meaning where it is installed."""
    return Engines(context.settings.data_dir / "index", meaning=installed_meaning)
