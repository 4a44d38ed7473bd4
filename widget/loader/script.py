"""The loader script: its bytes, its hash, and the line that an administrator copies."""

import base64
import hashlib
from collections.abc import Mapping
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


def snippet(
    tool: str,
    site_id: str,
    language: str,
    token_url: str = "",
    *,
    pinned: bool = False,
    look: Mapping[str, str] | None = None,
) -> str:
    """The one line for the organisation's page; `pinned` names this very version with its hash.

    `look` holds what differs from the usual look: "accent" (#rrggbb), "label", "side" ("start").
    """
    address = f"{tool}/widget/embed/{version()}.js" if pinned else f"{tool}/widget/embed.js"
    given = {"site": site_id, "token-url": token_url, "lang": language, **(look or {})}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in given.items() if value)
    check = f' integrity="{integrity()}" crossorigin="anonymous"' if pinned else ""
    return f'<script src="{escape(address)}" async{data}{check}></script>'
