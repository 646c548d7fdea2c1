"""XPath 1.0 on XML and HTML: what an expression selects (Hurl 7.1, runner/xpath.rs).

Hurl hands both to libxml2, and so does this module, through lxml, with the same options. Without
lxml nothing is evaluated.
"""

from __future__ import annotations

import importlib
from types import ModuleType

from toolkit.gates.evaluation.errors import FailureError, UnsupportedError, hurl_crashes
from toolkit.gates.evaluation.values import Bool, Float, Nodeset, String, Value
from toolkit.gates.evaluation.xpath_context import without_context

DEFAULT_PREFIX = "_"
"""The prefix under which Hurl registers the first default namespace of a document."""

OLDEST_LIBXML = (2, 14)
"""Since then libxml2 reads HTML by the rules of HTML 5, as the one in Hurl does."""
_READ_DIFFERENTLY = ("]]>", "<!DOCTYPE")
"""What libxml2 2.14 and 2.15 recover from differently, where it is no well-formed XML."""


class Document:
    """A parsed document; ``namespaces`` are those that an expression may use."""

    def __init__(self, root: object, namespaces: dict[str, str]) -> None:
        self.root = root
        self.namespaces = namespaces


def _etree() -> ModuleType:
    try:
        etree = importlib.import_module("lxml.etree")
    except ImportError as error:
        raise UnsupportedError(
            "xpath", "XPath is evaluated only where lxml is installed"
        ) from error
    if etree.LIBXML_VERSION < OLDEST_LIBXML:
        raise UnsupportedError("xpath", "lxml has a libxml2 that reads HTML in another way")
    return etree


def parse_xml(text: str) -> Document:
    """Read a text as XML, and over its errors as far as libxml2 can.

    Raises:
        FailureError: it has no root element.
        UnsupportedError: lxml is missing; a prefix stands for several namespaces or none; or
            errors in the text make it depend on the version of libxml2 what is read.
    """
    etree = _etree()
    parser = etree.XMLParser(
        recover=True, encoding="utf-8", resolve_entities=False, strip_cdata=False, no_network=True
    )
    try:
        root = _parsed(etree, text, parser)
    finally:
        if parser.error_log and any(mark in text for mark in _READ_DIFFERENTLY):
            raise UnsupportedError("malformed-xml", "libxml2 recovers from errors in its own way")
    return Document(root, _namespaces(root))


def parse_html(text: str) -> Document:
    """Read a text as HTML, where namespaces do not count.

    Raises:
        FailureError: it has no root element.
        UnsupportedError: lxml is missing, or there is a null character.
    """
    etree = _etree()
    if "\0" in text:
        raise UnsupportedError("html-null", "HTML with a null character")
    parser = etree.HTMLParser(recover=True, encoding="utf-8", no_network=True)
    return Document(_parsed(etree, text, parser), {})


def _parsed(etree: ModuleType, text: str, parser: object) -> object:
    try:
        root: object = etree.fromstring(text.encode(), parser)
    except etree.LxmlError as error:
        raise FailureError("the text is no XML") from error
    if root is None:
        raise FailureError("the text has no root element")
    return root


def _namespaces(root: object) -> dict[str, str]:
    """Return the namespaces of a whole document, the first default one under its own prefix."""
    found: dict[str, str] = {}
    for element in root.iter("*"):  # type: ignore[attr-defined]
        parent = element.getparent()
        inherited = {} if parent is None else parent.nsmap
        for prefix, uri in element.nsmap.items():
            if inherited.get(prefix) == uri:
                continue
            if not uri:
                raise UnsupportedError("namespaces", "a default namespace is taken back")
            if prefix is None:
                found.setdefault(DEFAULT_PREFIX, uri)
            elif found.setdefault(prefix, uri) != uri:
                raise UnsupportedError("namespaces", f"the prefix {prefix} has several meanings")
    return found


def select(expression: str, document: Document) -> Value:
    """Return what an expression selects: a number, a string, true or false, or how many nodes.

    Raises:
        FailureError: the expression is invalid.
        UnsupportedError: Hurl crashes, or see `without_context`.
    """
    if "\0" in expression:
        raise hurl_crashes("an XPath with a null character")
    whole = without_context(expression)
    match _evaluated(whole, document):
        case bool() as truth:
            return Bool(truth)
        case float() as number:
            return Float(number)
        case str() as text:
            return String(text)
        case _:
            # Not every node is in the list that lxml returns: the document itself is left out.
            size = _evaluated(f"count({whole})", document)
            return Nodeset(int(str(size).partition(".")[0]))


def _evaluated(expression: str, document: Document) -> object:
    etree = _etree()
    try:
        evaluator = etree.XPathDocumentEvaluator(
            document.root.getroottree(),  # type: ignore[attr-defined]
            namespaces=document.namespaces,
            regexp=False,
            smart_strings=False,
        )
        found: object = evaluator(expression)
    except (etree.XPathError, ValueError) as error:  # a ValueError: control characters
        raise FailureError("the XPath is invalid") from error
    return found
