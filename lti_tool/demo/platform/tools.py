"""What the campus knows of an external tool: the tool's side of a registration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LINE_ITEM = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
RESULT_READ = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
ROSTER_READ = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
ALL_SCOPES = (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE, ROSTER_READ)

Privacy = Literal["public", "name_only", "email_only", "anonymous"]


@dataclass
class Tool:
    """One registered tool. `deployment_id` None: registered, not deployed yet (Canvas)."""

    client_id: str
    name: str
    login_url: str
    launch_url: str
    redirect_urls: list[str]
    jwks_url: str | None = None
    # Pasted keys instead of an address; both platforms allow it.
    jwks: dict[str, Any] | None = None
    deep_linking_url: str | None = None
    deployment_id: str | None = "1"
    privacy: Privacy = "public"
    scopes: list[str] = field(default_factory=lambda: list(ALL_SCOPES))
    active: bool = True
    # Whether teachers find it among the activities they may add.
    in_chooser: bool = True
    custom: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, address: str, client_id: str = "boussole-campus", **more: Any) -> Tool:
        """Describe the tool that listens at `address`, an origin, with its published paths."""
        root = address.rstrip("/")
        described: dict[str, Any] = {
            "name": "Boussole",
            "login_url": f"{root}/lti/login",
            "launch_url": f"{root}/lti/launch",
            "redirect_urls": [f"{root}/lti/launch"],
            "jwks_url": f"{root}/lti/jwks.json",
            "deep_linking_url": f"{root}/lti/launch",
        }
        return cls(client_id=client_id, **{**described, **more})


@dataclass(frozen=True)
class Grant:
    """What an access token allows, until `expires` (seconds since the epoch)."""

    client_id: str
    scopes: frozenset[str]
    expires: float
