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
_PAGES = frozenset(("html", "markdown", "text"))


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
    if any(known in resource.type for known in ("imswl", "imsdt", "imsqti", "assessment")):
        yield from _described(resource, package, order)
        return
    # Cartridges list files that pages only show (pictures, styles); what is read is what reads as text.
    names = resource.files if package.scorm else (resource.href,)
    for offset, short in enumerate(names):
        name = package.base + short
        if not short or is_asset(short) or not format_of(short) or name in taken:
            continue
        taken.add(name)
        if name not in package.archive.names:
            message = N_("The table of contents names this file, but it is not in the package. Export it again.")
            yield Problem(short, Message(message))
            continue
        yield _file_item(resource, short, package, order + offset)


def _file_item(resource: ManifestResource, short: str, package: _Package, order: int) -> Item:
    context = _context(resource, package, order, short)
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


def _described(resource: ManifestResource, package: _Package, order: int) -> Found:
    """Web links, discussions and quizzes are XML files of their own kinds."""
    name = package.base + resource.href
    if name not in package.archive.names:
        message = N_("The table of contents names this file, but it is not in the package. Export it again.")
        yield Problem(resource.href or resource.identifier, Message(message))
        return
    try:
        root = parse_xml(package.archive.read(name))
    except RefusedError as refused:
        yield Problem(resource.href, refused.as_message)
        return
    title = resource.title or _first_text(root, "title")
    if "imswl" in resource.type:
        url = next((e.get("href", "") for e in root.iter() if local_name(e) == "url"), "")
        if url.startswith(("http://", "https://")):
            yield Link(url, title, "page", resource.section, resource.identifier)
        return
    quiz = "imsdt" not in resource.type
    fragment = "".join(f"<div>{part}</div>" for part in _fragments(root, "mattext" if quiz else "text"))
    if clean(fragment):
        context = _context(resource, package, order, kind="exercise" if quiz else "discussion")
        titled = replace(context, title=title or context.source, title_wins=True)
        yield Item(titled, "html", fragment.encode)


def _fragments(root: Element, tag: str) -> Iterator[str]:
    for element in root.iter():
        if local_name(element) == tag and element.text:
            # The text is HTML inside XML; plain text reads the same.
            yield element.text


def _first_text(root: Element, tag: str) -> str:
    return next((clean(e.text or "") for e in root.iter() if local_name(e) == tag), "") or clean(root.get("title", ""))
