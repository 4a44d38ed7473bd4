"""HTML: the main text of a page in blocks; scripts, styles, forms and menus stay out.

trafilatura finds where the main text of a whole web page begins and ends, the walk gives its
blocks. A fragment, as learning platforms export them, or a page that marks its `<main>` or
`<article>`, is walked only: guessing could only lose text there.
"""

from collections.abc import Iterator

import trafilatura

from content_index.errors import N_
from content_index.extraction.assembling import Context, Declared, assemble
from content_index.extraction.decoding import decode
from content_index.extraction.html_walk import body_blocks, visible_text
from content_index.extraction.limits import Limits
from content_index.extraction.markup_tree import Node, parse_html
from content_index.extraction.prose import clean, word_count
from content_index.extraction.refusals import EmptyError, RefusedError
from content_index.extraction.shapes import Block, Extracted

_MENUS = "//nav | //header | //footer | //aside | //*[@role='navigation'] | //*[@role='banner']"
_MAIN = "//main | //*[@role='main'] | //article"
#: Fewer words than this are not taken for the main text of a page.
_ENOUGH_WORDS = 25
#: A page with a password field and no more text than this is a login page.
_LOGIN_WORDS = 100


def read_html(data: bytes, context: Context, limits: Limits) -> Extracted:
    """The one document of a page or fragment."""
    markup = decode(data, declared=True)
    tree = parse_html(markup)
    asks_password = bool(tree.xpath("//input[translate(@type, 'PASWORD', 'pasword') = 'password']"))
    declared = _declared(tree)
    blocks = _main_blocks(tree, markup)
    if asks_password and sum(word_count(block.text) for block in blocks) < _LOGIN_WORDS:
        raise RefusedError(N_("This page asks for a password first. Import the content as a file instead."))
    return assemble(blocks, context, limits, declared)


def html_blocks(markup: str) -> Iterator[Block]:
    """Blocks of a fragment found inside another format; none when there is no text."""
    try:
        tree = parse_html(markup)
    except EmptyError:
        return
    yield from body_blocks(tree)


def _main_blocks(tree: Node, markup: str) -> list[Block]:
    marked = [element for element in tree.xpath(_MAIN) if word_count(visible_text(element)) >= _ENOUGH_WORDS]
    if marked:
        outer = [element for element in marked if not any(above in marked for above in element.iterancestors())]
        return [block for element in outer for block in body_blocks(element)]
    menus = tree.xpath(_MENUS)
    for menu in menus:
        menu.drop_tree()
    walked = list(body_blocks(tree))
    return _between(walked, _kept_by_trafilatura(markup)) if menus else walked


def _kept_by_trafilatura(markup: str) -> str:
    found = trafilatura.bare_extraction(markup, include_comments=False, favor_recall=True)
    body = getattr(found, "body", None)
    return "" if body is None else clean(" ".join(body.itertext()))


def _between(walked: list[Block], kept: str) -> list[Block]:
    """The blocks from the first to the last that is in `kept`, and the list or table right after."""
    if word_count(kept) < _ENOUGH_WORDS:
        return walked
    inside = [index for index, block in enumerate(walked) if block.text in kept]
    if not inside:
        return walked
    first, last = inside[0], inside[-1]
    while last + 1 < len(walked) and walked[last + 1].kind in ("item", "row", "code"):
        last += 1
    return walked[first : last + 1]


def _declared(tree: Node) -> Declared:
    headings = [clean(visible_text(element)) for element in tree.xpath("//h1")]
    title = clean(tree.findtext(".//title") or "")
    return Declared(title=headings[0] if len(headings) == 1 and headings[0] else title, language=tree.get("lang") or "")
