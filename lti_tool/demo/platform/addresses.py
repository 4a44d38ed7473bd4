"""The absolute addresses that a campus hands to tools."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.state import LineItem
from lti_tool.demo.platform.tools import Tool


@dataclass(frozen=True)
class Addresses:
    """Every address under one `root`, an origin without a trailing slash."""

    profile: Profile
    root: str

    @property
    def issuer(self) -> str:
        return self.profile.fixed_issuer or self.root

    @property
    def authorize(self) -> str:
        return self.root + self.profile.paths.authorize

    @property
    def token(self) -> str:
        return self.root + self.profile.paths.token

    @property
    def jwks(self) -> str:
        return self.root + self.profile.paths.jwks

    @property
    def configuration(self) -> str:
        return self.root + self.profile.paths.configuration

    @property
    def register(self) -> str:
        return self.root + self.profile.paths.register

    def values(self, tool: Tool) -> dict[str, str]:
        """Return what an administrator copies into the tool, by the names of `boussole platform add`'s options."""
        return {
            "issuer": self.issuer,
            "client_id": tool.client_id,
            "auth_url": self.authorize,
            "token_url": self.token,
            "jwks_url": self.jwks,
            "deployment": tool.deployment_id or "",
        }

    def line_items(self, course: str, tool: Tool) -> str:
        """Return the address of a course's line items, as `tool` sees them."""
        return self.root + self.profile.paths.line_items.format(course=course) + self._type(tool)

    def line_item(self, item: LineItem, tool: Tool, tail: str = "") -> str:
        """Return the address of a line item; `tail` (`/scores`, `/results`) goes before the query."""
        path = self.profile.paths.line_item.format(course=item.course, item=item.id)
        return self.root + path + tail + self._type(tool)

    def roster(self, course: str, tool: Tool) -> str:
        """Return the address of a course's members."""
        return self.root + self.profile.paths.roster.format(course=course, tool=tool.deployment_id)

    def _type(self, tool: Tool) -> str:
        return f"?type_id={tool.deployment_id}" if self.profile.type_id else ""
