"""Moodle backups (.mbz): pages, book chapters, labels, files, URLs and glossaries in course order.

The layout is Moodle's own (backup format 2): moodle_backup.xml lists the activities, each with a
folder; sections/*/section.xml hold the order; files.xml maps files to their content hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from content_index.errors import N_, Message
from content_index.extraction.archives import Archive
from content_index.extraction.claims import Claims
from content_index.extraction.items import Found
from content_index.extraction.markup_tree import parse_xml
from content_index.extraction.moodle_activities import Activity, parts_of
from content_index.extraction.moodle_files import StoredFile, stored_files
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError
from content_index.extraction.shapes import Problem

BACKUP = "moodle_backup.xml"


@dataclass(frozen=True, slots=True)
class _Section:
    number: int
    name: str
    hidden: bool
    sequence: tuple[str, ...]


def backup_items(archive: Archive, claims: Claims) -> Found:
    """Items, links and problems of a backup; raises `RefusedError` without its table of contents."""
    if BACKUP not in archive.names:
        raise RefusedError(N_("This is no Moodle backup: moodle_backup.xml is missing. Make the backup again."))
    root = parse_xml(archive.read(BACKUP))
    yield from archive.problems
    sections: dict[str, _Section] = {}
    for element in root.iterfind(".//contents/sections/section"):
        try:
            sections[_text(element, "sectionid")] = _section(archive, element)
        except RefusedError as refused:
            yield Problem(_text(element, "directory") or "section", refused.as_message)
    files = stored_files(archive)
    order = 0
    unread: dict[str, int] = {}
    for element in _in_order(root, sections):
        activity = _activity(element, sections, claims, order)
        for part in _safely(activity, archive, files, unread):
            yield part
            order += 1
    if unread:
        listed = ", ".join(f"{name} ({count})" for name, count in sorted(unread.items()))
        message = N_("Activities of these types hold nothing to read and were left out: %(types)s.")
        yield Problem(BACKUP, Message(message, {"types": listed}), "note")


def _safely(activity: Activity, archive: Archive, files: Mapping[str, StoredFile], unread: dict[str, int]) -> Found:
    try:
        yield from parts_of(activity, archive, files, unread)
    except RefusedError as refused:
        yield Problem(activity.directory or activity.name, refused.as_message)


def _section(archive: Archive, element: Element) -> _Section:
    name = f"{_text(element, 'directory')}/section.xml"
    root = parse_xml(archive.read(name)) if name in archive.names else element
    number = _text(root, "number")
    title = _text(root, "name").replace("$@NULL@$", "") or _text(element, "title")
    return _Section(
        number=int(number) if number.isdigit() else 0,
        name="" if title.isdigit() else title,
        hidden=_text(root, "visible") == "0",
        sequence=tuple(_text(root, "sequence").split(",")),
    )


def _in_order(root: Element, sections: Mapping[str, _Section]) -> list[Element]:
    """Activities by section number, then by the section's own sequence, then as listed."""

    def place(pair: tuple[int, Element]) -> tuple[int, int, int]:
        index, element = pair
        section = sections.get(_text(element, "sectionid"))
        module = _text(element, "moduleid")
        if section is None:
            return 1_000_000, 0, index
        inside = section.sequence.index(module) if module in section.sequence else 1_000_000
        return section.number, inside, index

    listed = enumerate(root.iterfind(".//contents/activities/activity"))
    return [element for _, element in sorted(listed, key=place)]


def _activity(element: Element, sections: Mapping[str, _Section], claims: Claims, order: int) -> Activity:
    section = sections.get(_text(element, "sectionid"))
    return Activity(
        module=_text(element, "moduleid"),
        type=_text(element, "modulename"),
        name=_text(element, "title"),
        directory=_text(element, "directory"),
        section=(section.name,) if section and section.name else (),
        hidden=bool(section and section.hidden),
        claims=claims,
        order=order,
    )


def _text(element: Element, tag: str) -> str:
    return clean(element.findtext(tag) or "")
