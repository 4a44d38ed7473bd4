"""What every HTML answer of the tool has to keep to, checked on each response of each test."""

import json
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VERBS = {"hx-get": "GET", "hx-post": "POST", "hx-put": "PUT", "hx-delete": "DELETE"}
REFERRING = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
#: Ids of the shell, which a fragment may refer to.
SHELL = {"main", "status", "new-tab"}


@dataclass
class Element:
    """A start tag with its attributes and the text inside."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...] = ()
    text: str = ""


@dataclass
class Document(HTMLParser):
    """An HTML answer, read."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        doubled = [name for name, times in Counter(names).items() if times > 1]
        assert not doubled, f"<{tag}> says {doubled} twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(one.tag for one in self.open))
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.crossed.append(tag)
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def ids(self) -> list[str]:
        return [element.attributes["id"] for element in self.elements if "id" in element.attributes]


def read(html: str) -> Document:
    document = Document()
    document.feed(html)
    document.close()
    return document


def police(app: Flask, response: TestResponse) -> None:
    """Raise an AssertionError that names what is wrong with an answer."""
    assert "Content-Security-Policy" in response.headers
    assert "frame-ancestors" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers
    if response.mimetype != "text/html" or not response.data:
        return
    html = response.get_data(as_text=True)
    document = read(html)
    assert not document.crossed, f"tags that close nothing: {document.crossed}"
    assert not document.open, f"tags left open: {[element.tag for element in document.open]}"
    is_whole = html.lstrip().lower().startswith("<!doctype html>")
    _no_inline_code(document)
    _unique_ids(document)
    _addresses(app, document)
    _fields(document, is_whole=is_whole)
    _references(document, is_whole=is_whole)
    _headings(document, is_whole=is_whole)
    _names(document)
    if is_whole:
        _whole(document)


def _no_inline_code(document: Document) -> None:
    for element in document.elements:
        inline = [name for name in element.attributes if name.startswith(("on", "hx-on")) or name == "style"]
        assert not inline, f"<{element.tag}> holds code or style in {inline}"
        assert element.tag != "style"
        assert not (element.tag == "script" and "src" not in element.attributes), "a script without a file"
        assert not element.attributes.get("href", "").lower().startswith("javascript:")


def _unique_ids(document: Document) -> None:
    twice = [name for name, times in Counter(document.ids()).items() if times > 1]
    assert not twice, f"ids that stand twice: {twice}"
    assert all(name and " " not in name for name in document.ids())


def _addresses(app: Flask, document: Document) -> None:
    for element in document.elements:
        for name, method in VERBS.items():
            if name in element.attributes:
                _leads_somewhere(app, element.attributes[name], method)
                json.loads(element.attributes.get("hx-vals", "{}"))
        if element.tag == "form":
            assert "action" in element.attributes, "a form without an action"
            _leads_somewhere(app, element.attributes["action"], element.attributes.get("method", "get").upper())
        if element.tag in {"a", "link", "script", "img"}:
            _leads_somewhere(app, element.attributes.get("href") or element.attributes.get("src", ""), "GET")


def _leads_somewhere(app: Flask, address: str, method: str) -> None:
    parts = urlsplit(address)
    if parts.scheme in {"https", "http", "tel", "data"} or (not parts.path and parts.fragment):
        return
    try:
        app.url_map.bind("localhost").match(parts.path, method=method)
    except HTTPException as error:
        raise AssertionError(f"{method} {address} leads nowhere: {error.name}") from error


def _fields(document: Document, *, is_whole: bool) -> None:
    labelled = {element.attributes["for"] for element in document.all("label") if "for" in element.attributes}
    for element in document.all("input", "select", "textarea"):
        attributes = element.attributes
        if attributes.get("type") in {"hidden", "submit"}:
            continue
        named = attributes.get("id") in labelled or "label" in element.inside or "aria-label" in attributes
        assert named, f"a field without a label: {attributes}"
        assert attributes.get("name") or attributes.get("id"), f"a field that cannot be named: {attributes}"
    del is_whole


def _references(document: Document, *, is_whole: bool) -> None:
    known = set(document.ids()) | (set() if is_whole else SHELL)
    for element in document.elements:
        for name in REFERRING:
            missing = set(element.attributes.get(name, "").split()) - known
            assert not missing, f"<{element.tag}> {name} refers to nothing: {missing}"
        target = element.attributes.get("hx-target", "")
        if target.startswith("#") and is_whole:
            assert target[1:] in known, f"hx-target {target} is not on the page"


def _headings(document: Document, *, is_whole: bool) -> None:
    levels = [int(element.tag[1]) for element in document.all("h1", "h2", "h3", "h4", "h5", "h6")]
    if is_whole:
        assert levels[:1] == [1], f"the first heading is not h1: {levels}"
        assert levels.count(1) == 1, "more than one h1"
    for before, after in pairwise(levels):
        assert after <= before + 1, f"heading level jumps: {levels}"


def _names(document: Document) -> None:
    for element in document.all("button", "a", "h1", "h2", "h3", "summary", "legend", "label"):
        named = element.text.strip() or element.attributes.get("aria-label")
        assert named, f"<{element.tag}> without words: {element.attributes}"
    for element in document.all("img"):
        assert "alt" in element.attributes


def _whole(document: Document) -> None:
    [html] = document.all("html")
    assert html.attributes.get("lang") in {"fr", "en"}
    title = document.all("title")[0]
    assert title.text.strip(), "no title"
    assert len(document.all("main")) == 1


class PolicingClient(FlaskClient):
    """A test client whose every answer is checked."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:  # type: ignore[override]
        response = super().open(*args, **kwargs)  # type: ignore[arg-type]
        police(self.application, response)
        return response
