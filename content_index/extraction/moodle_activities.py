"""What each type of Moodle activity holds to read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from content_index.errors import N_, Message
from content_index.extraction.archives import Archive
from content_index.extraction.assembling import Context
from content_index.extraction.claims import Claims
from content_index.extraction.files import title_from
from content_index.extraction.formats import format_of, is_asset
from content_index.extraction.items import Found, Item
from content_index.extraction.markup_tree import parse_xml
from content_index.extraction.moodle_files import StoredFile
from content_index.extraction.prose import clean, word_count
from content_index.extraction.shapes import Link, Problem

#: A label of fewer words is a heading or a picture on the course page.
_LABEL_WORDS = 10
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of a backup; `module` is its id, the same in each backup of the course."""

    module: str
    type: str
    name: str
    directory: str
    section: tuple[str, ...]
    hidden: bool
    claims: Claims
    order: int


def parts_of(activity: Activity, archive: Archive, files: Mapping[str, StoredFile], unread: dict[str, int]) -> Found:
    """Items and links of an activity; types without text are counted in `unread`.

    Raises `RefusedError` when the activity's file is damaged.
    """
    path = f"{activity.directory}/{activity.type}.xml"
    if path not in archive.names:
        message = N_("The backup lists this activity, but does not hold it. Make the backup again.")
        yield Problem(activity.directory or activity.name, Message(message))
        return
    root = parse_xml(archive.read(path))
    body = root.find(activity.type)
    element = root if body is None else body
    hidden = activity.hidden or _is_hidden(activity, archive)
    if activity.type == "book":
        yield from _chapters(activity, element, hidden=hidden)
    elif activity.type == "url":
        yield from _link(activity, element)
    elif activity.type in ("resource", "folder"):
        yield from _files(activity, archive, files, hidden=hidden)
    else:
        yield from _page(activity, element, unread, hidden=hidden)


def _page(activity: Activity, element: Element, unread: dict[str, int], *, hidden: bool) -> Found:
    markup = {
        "page": _raw(element, "content") or _raw(element, "intro"),
        "label": _raw(element, "intro"),
        "glossary": _glossary(element),
        "lesson": _sections(element.iterfind("pages/page"), "title", "contents"),
        "assign": _raw(element, "intro"),
    }.get(activity.type, "")
    short = activity.type == "label" and word_count(_TAG.sub(" ", markup)) < _LABEL_WORDS
    if activity.type not in ("page", "label", "glossary", "lesson", "assign"):
        unread[activity.type] = unread.get(activity.type, 0) + 1
    elif markup.strip() and not short:
        kind = "exercise" if activity.type == "assign" else activity.type.replace("page", "lesson")
        name = _text(element, "name") or activity.name
        yield _item(activity, activity.module, name, markup, kind=kind, hidden=hidden)


def _glossary(element: Element) -> str:
    entries = (entry for entry in element.iterfind("entries/entry") if _text(entry, "approved") != "0")
    return _sections(entries, "concept", "definition")


def _sections(elements: Iterable[Element], title: str, body: str) -> str:
    return "".join(
        f"<h3>{_escaped(_text(element, title))}</h3><div>{_raw(element, body)}</div>" for element in elements
    )


def _chapters(activity: Activity, element: Element, *, hidden: bool) -> Found:
    book = _text(element, "name") or activity.name
    chapters = sorted(element.iterfind("chapters/chapter"), key=lambda c: _number(c, "pagenum"))
    for chapter in chapters:
        source = f"{activity.module}/chapter/{chapter.get('id', '')}"
        shut = hidden or _text(chapter, "hidden") == "1"
        title = _text(chapter, "title") or book
        yield _item(activity, source, title, _raw(chapter, "content"), kind="lesson", hidden=shut, within=book)


def _link(activity: Activity, element: Element) -> Found:
    url = _text(element, "externalurl")
    if url.startswith(("http://", "https://")):
        name = _text(element, "name") or activity.name
        yield Link(url, name, "page", activity.section, activity.module)


def _files(activity: Activity, archive: Archive, files: Mapping[str, StoredFile], *, hidden: bool) -> Found:
    path = f"{activity.directory}/inforef.xml"
    if path not in archive.names:
        return
    references = (clean(e.text or "") for e in parse_xml(archive.read(path)).iterfind("fileref/file/id"))
    listed = [files[reference] for reference in references if reference in files]
    offered = [stored for stored in listed if stored.area.endswith("/content") and not is_asset(stored.name)]
    if activity.type == "resource":
        # A web site kept as one resource: the page that opens, not every part of it.
        offered = sorted(offered, key=lambda stored: -stored.rank)[:1]
    for stored in offered:
        if stored.path not in archive.names:
            message = N_("The backup lists this file, but does not hold it. Make the backup again, with its files.")
            yield Problem(stored.name, Message(message))
            continue
        # The only file of a resource is the resource; the files of a folder have names of their own.
        alone = activity.type == "resource"
        title = activity.name if alone and activity.name else title_from(stored.name)
        context = _context(activity, f"{activity.module}/{stored.name}", title, hidden=hidden)
        yield Item(context, format_of(stored.name), partial(archive.read, stored.path))


def _item(
    activity: Activity, source: str, title: str, markup: str, *, kind: str, hidden: bool, within: str = ""
) -> Item:
    context = _context(activity, source, title, kind=kind, hidden=hidden, within=within)
    return Item(context, "html", markup.encode)


def _context(
    activity: Activity, source: str, title: str, *, kind: str = "lesson", hidden: bool, within: str = ""
) -> Context:
    return Context(
        source=source,
        title=title,
        title_wins=True,
        language=activity.claims.language,
        fallback=activity.claims.fallback,
        section=(*activity.section, within) if within else activity.section,
        order=activity.order,
        kind=kind,
        metadata={"hidden": "yes"} if hidden else {},
    )


def _is_hidden(activity: Activity, archive: Archive) -> bool:
    path = f"{activity.directory}/module.xml"
    return path in archive.names and _text(parse_xml(archive.read(path)), "visible") == "0"


def _number(element: Element, tag: str) -> int:
    text = _text(element, tag)
    return int(text) if text.isdigit() else 0


def _raw(element: Element, tag: str) -> str:
    return (element.findtext(tag) or "").replace("$@NULL@$", "")


def _text(element: Element, tag: str) -> str:
    return clean(_raw(element, tag))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
