"""Pages and their changed blocks: an htmx request gets one named block, any other the whole page.

Who may see what is decided before rendering: a fragment skips every `if` that stands around
a block in the page.
"""

from typing import Any

from flask import Response, make_response, redirect, render_template
from htmx_flask import Htmx, request
from jinja2_fragments.flask import render_block

htmx = Htmx()


def wants_fragment() -> bool:
    """True when htmx asked and will swap a part of the page; going back in history takes the whole page."""
    asked = request.htmx
    return bool(asked) and not asked.history_restore_request


def show(template: str, block: str = "content", status: int = 200, **values: Any) -> Response:
    """Render a page, or only its `block` for htmx.

    The answer to a form is always its block, since the form brought only what the block shows:
    the session travels in a header, so whatever posts here is a script, ours or another.
    """
    if wants_fragment() or (request.method == "POST" and block != "content"):
        response = make_response(render_block(template, block, **values), status)
    else:
        response = make_response(render_template(template, **values), status)
    response.headers["Vary"] = "HX-Request, Authorization"
    return response


def after_change(location: str, template: str, block: str, **values: Any) -> Response:
    """Answer an accepted form: the changed block for htmx, a 303 to the page for any other."""
    if wants_fragment():
        return show(template, block, **values)
    return make_response(redirect(location, 303))
