"""imsmanifest.xml: the table of contents of Common Cartridges and of SCORM packages.

IMS Content Packaging 1.1.4 (SCORM 1.2, 2004) and its profiles in Common Cartridge 1.1 to 1.3:
`organizations` holds a tree of items, an item names a resource, a resource names its files.
Namespaces differ with every version and are not looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from content_index.extraction.archive_names import problem_with_name, tidy_name
from content_index.extraction.markup_tree import local_name
from content_index.extraction.prose import clean

_DEEPEST = 30


@dataclass(frozen=True, slots=True)
class ManifestResource:
    """A resource with its place in the course; `section` is empty for one that no item names."""

    identifier: str
    type: str
    title: str
    section: tuple[str, ...]
    href: str
    files: tuple[str, ...]
    hidden: bool = False


def is_scorm(root: Element) -> bool:
    """Whether the manifest is of a SCORM package."""
    schema = next((clean(e.text or "") for e in root.iter() if local_name(e) == "schema"), "")
    return "scorm" in schema.lower() or any("adlcp" in str(e.tag).lower() for e in root.iter())


def resources_in_order(root: Element) -> Iterator[ManifestResource]:
    """Each resource once: those of the items in tree order, then the others in listed order."""
    resources = {
        element.get("identifier", ""): element
        for element in root.iter()
        if local_name(element) == "resource" and element.get("identifier")
    }
    resources = {key: element for key, element in resources.items() if not _stands_in(element, resources)}
    seen: set[str] = set()
    for identifier, title, section, hidden in _items(root):
        if identifier in resources and identifier not in seen:
            seen.add(identifier)
            yield _resource(resources[identifier], title, section, hidden=hidden)
    for identifier, element in resources.items():
        if identifier not in seen:
            yield _resource(element, "", (), hidden=False)


def _stands_in(element: Element, resources: Mapping[str, Element]) -> bool:
    """Whether it is the plain form, for older readers, of a resource that is here as well."""
    return any(local_name(child) == "variant" and child.get("identifierref") in resources for child in element)


def _items(root: Element) -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    for organization in (element for element in root.iter() if local_name(element) == "organization"):
        yield from _below(organization, (), 0)


def _below(parent: Element, section: tuple[str, ...], depth: int) -> Iterator[tuple[str, str, tuple[str, ...], bool]]:
    for item in (child for child in parent if local_name(child) == "item"):
        title = next((clean(child.text or "") for child in item if local_name(child) == "title"), "")
        hidden = item.get("isvisible", "true").lower() == "false"
        if item.get("identifierref"):
            yield item.get("identifierref", ""), title, section, hidden
        if depth < _DEEPEST:
            # The outermost item of a cartridge is the course itself and has no title.
            yield from _below(item, (*section, title) if title else section, depth + 1)


def _resource(element: Element, title: str, section: tuple[str, ...], *, hidden: bool) -> ManifestResource:
    listed = [child.get("href", "") for child in element if local_name(child) == "file"]
    base = element.get("{http://www.w3.org/XML/1998/namespace}base", "")
    href = _inside(base, element.get("href") or "")
    files = [_inside(base, name) for name in listed]
    return ManifestResource(
        identifier=element.get("identifier", ""),
        type=(element.get("type") or "").lower(),
        title=title,
        section=section,
        href=href or next((name for name in files if name), ""),
        files=tuple(dict.fromkeys(name for name in (href, *files) if name)),
        hidden=hidden,
    )


def _inside(base: str, href: str) -> str:
    """The name in the archive that `href` means; empty when it leads out of it."""
    name = unquote((base + href).split("?", 1)[0].split("#", 1)[0])
    return "" if "://" in name or problem_with_name(name) else tidy_name(name)
