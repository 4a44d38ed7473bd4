"""What an installation can set."""

from lti_tool.settings.table import Settings

__all__ = ["Settings"]
