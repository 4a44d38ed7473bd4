"""Common Cartridge (.imscc) and SCORM packages as items, in the order of their table of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from content_index.errors import N_, Message
from content_index.extraction.archives import Archive
from content_index.extraction.assembling import Context
from content_index.extraction.claims import Claims
from content_index.extraction.files import title_from
from content_index.extraction.formats import format_of, is_asset
from content_index.extraction.items import Found, Item
from content_index.extraction.manifests import ManifestResource, is_scorm, resources_in_order
from content_index.extraction.markup_tree import local_name, parse_xml
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError
from content_index.extraction.shapes import Link, Problem

MANIFEST = "imsmanifest.xml"
#: Identifiers that a platform derives from its own ids stay the same at each export.
_LASTING = re.compile(r"[a-z]{0,2}[0-9a-f]{32}")
#: Resources that are XML files of their own kind: what holds the text, and the kind of document.
_DESCRIBED = {
    "imswl": ("", ""),
    "imsdt": ("text", "discussion"),
    "imsqti": ("mattext", "exercise"),
    "assignment_xml": ("text", "exercise"),
}


@dataclass(frozen=True, slots=True)
class _Package:
    archive: Archive
    claims: Claims
    base: str
    scorm: bool


def manifest_name(names: tuple[str, ...]) -> str:
    """The manifest's name in the archive, at the top or inside the one top folder; empty: none."""
    found = [name for name in names if PurePosixPath(name).name.lower() == MANIFEST]
    return min(found, key=lambda name: name.count("/"), default="")


def package_items(archive: Archive, claims: Claims) -> Found:
    """Items, links and problems of a package; raises `RefusedError` without a usable manifest."""
    name = manifest_name(archive.names)
    if not name:
        raise RefusedError(N_("This package has no table of contents (imsmanifest.xml). Export it again."))
    root = parse_xml(archive.read(name))
    package = _Package(archive, claims, name[: -len(MANIFEST)], is_scorm(root))
    yield from archive.problems
    taken: set[str] = set()
    order = 0
    for resource in resources_in_order(root):
        for part in _parts(resource, package, taken, order):
            yield part
            order += isinstance(part, Item)


def _parts(resource: ManifestResource, package: _Package, taken: set[str], order: int) -> Found:
    described = next((known for known in _DESCRIBED if known in resource.type), "")
    if described:
        yield from _described(resource, package, order, described)
        return
    # Cartridges list files that pages only show (pictures, styles); what is read is what reads as text.
    names = resource.files if package.scorm else (resource.href,)
    for offset, short in enumerate(names):
        name = package.base + short
        if not short or name in taken or not _is_read(short, resource):
            continue
        taken.add(name)
        if name not in package.archive.names:
            yield _missing(short)
            continue
        yield _file_item(resource, short, package, order + offset)


def _is_read(short: str, resource: ManifestResource) -> bool:
    """Whether a listed file is for readers: not a picture, nor the settings of a platform."""
    found = format_of(short)
    if "associatedcontent" in resource.type and found != "html":
        return False
    return not is_asset(short) and found not in ("", "xml")


def _missing(name: str) -> Problem:
    message = N_("The table of contents names this file, but it is not in the package. Export it again.")
    return Problem(name, Message(message))


def _file_item(resource: ManifestResource, short: str, package: _Package, order: int) -> Item:
    task = any(name.endswith("assignment_settings.xml") for name in resource.files)
    context = _context(resource, package, order, short, "exercise" if task else "lesson")
    if short != resource.href:
        own = title_from(PurePosixPath(short).name)
        title = f"{resource.title} – {own}" if resource.title else own
        context = replace(context, source=short, title=title, title_wins=False)
    return Item(context, format_of(short), lambda: package.archive.read(package.base + short))


def _context(
    resource: ManifestResource, package: _Package, order: int, short: str = "", kind: str = "lesson"
) -> Context:
    lasting = _LASTING.fullmatch(resource.identifier.lower())
    return Context(
        source=resource.identifier if lasting or not short else short,
        title=resource.title or (title_from(PurePosixPath(short).name) if short else ""),
        title_wins=bool(resource.title),
        language=package.claims.language,
        fallback=package.claims.fallback,
        section=resource.section,
        order=order,
        kind=kind,
        metadata={"hidden": "yes"} if resource.hidden else {},
    )


def _described(resource: ManifestResource, package: _Package, order: int, described: str) -> Found:
    """Web links, discussions, quizzes and assignments are XML files of their own kinds."""
    name = package.base + resource.href
    if name not in package.archive.names:
        yield _missing(resource.href or resource.identifier)
        return
    try:
        root = parse_xml(package.archive.read(name))
    except RefusedError as refused:
        yield Problem(resource.href, refused.as_message)
        return
    title = resource.title or _title_in(root)
    if described == "imswl":
        url = next((e.get("href", "") for e in root.iter() if local_name(e) == "url"), "")
        if url.startswith(("http://", "https://")):
            yield Link(url, title, "page", resource.section, resource.identifier)
        return
    tag, kind = _DESCRIBED[described]
    fragment = "".join(f"<div>{part}</div>" for part in _fragments(root, tag))
    if clean(fragment):
        context = _context(resource, package, order, kind=kind)
        titled = replace(context, title=title or context.source, title_wins=True)
        yield Item(titled, "html", fragment.encode)


def _fragments(root: Element, tag: str) -> Iterator[str]:
    for element in root.iter():
        if local_name(element) == tag and element.text:
            # The text is HTML inside XML; plain text reads the same.
            yield element.text


def _title_in(root: Element) -> str:
    """The title as an element (discussions, links) or as an attribute (quizzes)."""
    texts = (clean(element.text or "") for element in root.iter() if local_name(element) == "title")
    attributes = (clean(element.get("title", "")) for element in root.iter())
    return next((text for text in texts if text), "") or next((text for text in attributes if text), "")
