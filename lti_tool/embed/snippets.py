"""The line of HTML that an organisation copies into its pages."""

from lti_tool.embed.models import EmbedSite
from widget.loader.script import snippet

#: Where the organisation's own endpoint is, until it says otherwise on its page.
TOKEN_URL = "/mentor-token"  # noqa: S105 - an address


def lines_of(site: EmbedSite, tool: str, token_url: str = TOKEN_URL) -> tuple[str, str]:
    """Return the line that follows the tool's versions, and the one that names this version with its hash."""
    named = "" if site.anonymous else token_url
    look = {"accent": site.accent, "label": site.label, "side": "" if site.side == "end" else site.side}
    return (
        snippet(tool, site.key, site.language, named, look=look),
        snippet(tool, site.key, site.language, named, look=look, pinned=True),
    )
