"""The campus that the current request is for."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from lti_tool.demo.platform.campus import Campus

_PLACE = "campus"


def settle(app: Flask, campus: Campus) -> None:
    """Tell `app` which campus it serves."""
    app.extensions[_PLACE] = campus


def campus_of(app: Flask) -> Campus:
    """Return the campus behind an app made by `create_campus`."""
    return cast("Campus", app.extensions[_PLACE])


def here() -> Campus:
    """Return the campus of the current request."""
    return campus_of(current_app)
