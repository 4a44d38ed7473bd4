"""The form of a registration by hand: what the platform's page shows, pasted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from lti_tool.errors import N_, InvalidInputError
from lti_tool.lti.models import Platform, PlatformStatus
from lti_tool.lti.origins import origin_of
from lti_tool.lti.platforms import NewPlatform
from lti_tool.pages.forms import text_of

FAMILIES = {"moodle": "Moodle", "canvas": "Canvas", "": N_("Another platform")}
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class PlatformForm:
    """The fields as they were typed, without blanks around them."""

    name: str = ""
    family: str = "moodle"
    issuer: str = ""
    client_id: str = ""
    authorization_url: str = ""
    token_url: str = ""
    keyset_url: str = ""
    deployments: str = ""
    origin: str = ""
    token_audience: str = ""
    accepts_new_deployments: bool = False

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Read the form; what it does not name is empty."""
        names = [name for name in cls.__slots__ if name != "accepts_new_deployments"]
        typed = {name: (text_of(form, name) or "").strip() for name in names}
        return cls(**typed, accepts_new_deployments="accepts_new_deployments" in form)

    @classmethod
    def about(cls, platform: Platform) -> Self:
        """Return the form as it would have been filled in for a registration."""
        return cls(
            name=platform.name,
            family=platform.family,
            issuer=platform.issuer,
            client_id=platform.client_id,
            authorization_url=platform.authorization_url,
            token_url=platform.token_url,
            keyset_url=platform.keyset_url,
            token_audience=platform.token_audience or "",
            accepts_new_deployments=platform.accepts_new_deployments,
        )

    def registration(self, status: PlatformStatus) -> NewPlatform:
        """Return what to save; `InvalidInputError` for what only this form checks."""
        wrong: dict[str, str] = {}
        if len(self.name) > _LONGEST_NAME:
            wrong["name"] = N_("This name is too long.")
        if self.origin and origin_of(self.origin) is None:
            wrong["origin"] = N_("This is not a web address that begins with https://.")
        if self.token_audience and origin_of(self.token_audience) is None:
            wrong["token_audience"] = N_("This is not a web address that begins with https://.")
        if wrong:
            raise InvalidInputError(fields=wrong)
        return NewPlatform(
            issuer=self.issuer,
            client_id=self.client_id,
            authorization_url=self.authorization_url,
            token_url=self.token_url,
            keyset_url=self.keyset_url,
            name=self.name,
            family=self.family if self.family in FAMILIES else "",
            deployments=tuple(self.deployments.replace(",", " ").split()),
            token_audience=self.token_audience or None,
            extra_origins=(origin_of(self.origin) or "",) if self.origin else (),
            accepts_new_deployments=self.accepts_new_deployments,
            status=status,
        )
