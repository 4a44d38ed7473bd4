"""Who comments on drafts in this app: chosen with the other adapters, found by the pages."""

from flask import Flask, current_app

from lti_tool.drafts.reviewing import Reviewer

_KEY = "boussole-draft-reviewer"


def install(app: Flask, reviewer: Reviewer) -> None:
    """Give an app its reviewer."""
    app.extensions[_KEY] = reviewer


def reviewer() -> Reviewer:
    """Return the reviewer of the app that answers this request."""
    found: Reviewer = current_app.extensions[_KEY]
    return found
