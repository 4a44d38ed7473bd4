"""The administrator's desk at /admin: platforms, invitations, keys. First-party, whole pages, plain forms."""

from lti_tool.pages.admin.blueprint import Desk, create_blueprint

__all__ = ["Desk", "create_blueprint"]
