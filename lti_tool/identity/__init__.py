"""Signing in with an organisation's own identity provider (OpenID Connect Core 1.0, code flow with PKCE)."""

from lti_tool.identity.errors import IdentityError
from lti_tool.identity.organisation import Organisation
from lti_tool.identity.provider import Begun, Client, IdentityProvider, Person

__all__ = ["Begun", "Client", "IdentityError", "IdentityProvider", "Organisation", "Person"]
