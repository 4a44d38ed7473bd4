"""Text of a model or a document as safe HTML: no raw HTML, no images, no links of its own.

Citations are the only references in an answer and the server makes them, so everything a text
could click on is removed. Size is capped before parsing: a wide table costs seconds.
"""

import re
import unicodedata
from collections.abc import Collection

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from widget.routes.typography import unbroken

#: Characters of Markdown that are rendered; the rest is cut.
LONGEST = 32_768
#: Cells of one table row; wider tables are shown as plain text.
WIDEST_TABLE = 50

_MARKDOWN = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False, "breaks": False}).disable(
    ["image", "link", "reference", "autolink", "linkify"], ignoreInvalid=True
)
_TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "h3", "h4",
}  # fmt: skip
_REFERENCE = re.compile(r"\s?\[(\d{1,3})\]")


def render_markdown(text: str) -> Markup:
    """Safe HTML of Markdown that nobody vouches for."""
    cut = unbroken(_without_controls(text[:LONGEST]))
    if any(line.count("|") > WIDEST_TABLE for line in cut.splitlines()):
        cut = cut.replace("|", " ")
    html = _MARKDOWN.render(cut).replace("<h1>", "<h3>").replace("</h1>", "</h3>")
    return Markup(nh3.clean(html, tags=_TAGS, attributes={}))  # noqa: S704 cleaned in this very line


def render_answer(text: str, dom_id: str, numbers: Collection[int]) -> Markup:
    """An answer's Markdown with `[1]` turned into a link to the source below it."""
    html = str(render_markdown(text))

    def link(found: re.Match[str]) -> str:
        number = int(found.group(1))
        if number not in numbers:
            return ""
        return f'<sup class="assistant-mark"><a href="#{dom_id}-source-{number}">{number}</a></sup>'

    return Markup(_REFERENCE.sub(link, html))  # noqa: S704 cleaned above; numbers and our own id only


def render_piece(text: str) -> str:
    """A streamed piece as plain text: references show when the answer is whole."""
    return unbroken(_without_controls(_REFERENCE.sub("", text)))


def _without_controls(text: str) -> str:
    """Without control, direction and invisible characters, which can disguise a text."""
    return "".join(c for c in text if c in "\n\t\u200d" or unicodedata.category(c) not in ("Cc", "Cf"))
