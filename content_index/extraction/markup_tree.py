"""HTML and XML as trees, read so that hostile markup can do no harm.

HTML goes through lxml without network and without huge trees; XML through defusedxml, which
refuses entity declarations and external references.
"""

from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from defusedxml import ElementTree as DefusedElementTree
from defusedxml.common import DefusedXmlException
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from content_index.errors import N_
from content_index.extraction.refusals import EmptyError, RefusedError

#: An lxml element; lxml ships no types.
Node: TypeAlias = Any

_HTML_OPTIONS = {"huge_tree": False, "remove_comments": True, "remove_pis": True, "no_network": True}


def parse_html(markup: str) -> Node:
    """A tree of whatever `markup` is; raises `EmptyError` when nothing can be made of it."""
    parser = lxml_html.HTMLParser(encoding="utf-8", **_HTML_OPTIONS)
    try:
        return lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise EmptyError from error


def parse_xml(data: bytes) -> Element:
    """The root of an XML document.

    Raises `RefusedError` when it is broken, or declares entities or external parts.
    """
    try:
        root: Element = DefusedElementTree.fromstring(data, forbid_dtd=False)
    except DefusedXmlException as error:
        message = N_("This file has instructions that can harm a reader (XML entities). Export it again without them.")
        raise RefusedError(message) from error
    except (DefusedElementTree.ParseError, ValueError, LookupError) as error:
        raise RefusedError(N_("The XML in this file is broken. Export it again.")) from error
    return root


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]
