"""The panel's scripts and sheets, for the page that holds it."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import url_for

VENDOR = "vendor/htmx-4.0.1"
SCRIPTS = (f"{VENDOR}/htmx.min.js", f"{VENDOR}/hx-sse.min.js", "panel.js")
SHEETS = ("panel.css",)


@dataclass(frozen=True, slots=True)
class Script:
    """A script with the hash that a browser checks it against."""

    url: str
    integrity: str


def scripts() -> tuple[Script, ...]:
    """htmx, its stream extension and the panel's own script, in loading order."""
    return tuple(Script(url_for("widget.static", filename=name), integrity(name)) for name in SCRIPTS)


def sheets() -> tuple[str, ...]:
    """The panel's style sheet; it refers to the host's custom properties."""
    return tuple(url_for("widget.static", filename=name) for name in SHEETS)


@cache
def integrity(name: str) -> str:
    """The subresource integrity value of one of our files."""
    content = files("widget").joinpath("static", *name.split("/")).read_bytes()
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
