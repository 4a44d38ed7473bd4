"""The loader script: its bytes, its hash, and the line that an administrator copies."""

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files


@cache
def source() -> bytes:
    """The script as it is served."""
    return files("widget.loader").joinpath("embed.js").read_bytes()


@cache
def version() -> str:
    """The first characters of its hash: a versioned address never changes its content."""
    return hashlib.sha256(source()).hexdigest()[:12]


@cache
def integrity() -> str:
    """The subresource integrity value of the versioned address."""
    return "sha384-" + base64.b64encode(hashlib.sha384(source()).digest()).decode()


def snippet(tool: str, site_id: str, language: str, token_url: str = "", *, pinned: bool = False) -> str:
    """The one line for the organisation's page; `pinned` names this very version with its hash."""
    address = f"{tool}/widget/embed/{version()}.js" if pinned else f"{tool}/widget/embed.js"
    check = f' integrity="{integrity()}" crossorigin="anonymous"' if pinned else ""
    token = f' data-token-url="{escape(token_url)}"' if token_url else ""
    return (
        f'<script src="{escape(address)}" async data-site="{escape(site_id)}"'
        f'{token} data-lang="{escape(language)}"{check}></script>'
    )
