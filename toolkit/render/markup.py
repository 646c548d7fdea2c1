"""Elements of HTML and SVG as values: whatever a text holds, it can only ever be text.

Names of elements and attributes are ours, their contents may be a pack's: these are escaped, and
control, format and bidi characters are spelled out as in every other report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from toolkit.texts import visible

_NAME = re.compile(r"[a-z][A-Za-z0-9-]*")
_VOID = frozenset({"meta", "br", "hr", "link", "input", "wbr"})
_LITERAL = frozenset({"style", "script"})
"""What stands in these is no text of a document: it is ours alone, and there is no escape in it."""
_LINES = frozenset(
    {
        *("html", "head", "body", "title", "meta", "style", "header", "main", "nav", "section"),
        *("article", "footer", "figure", "figcaption", "div", "p", "ul", "ol", "li", "dl", "dt"),
        *("dd", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "svg"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "g", "rect", "path", "line", "text", "desc", "defs"),
        *("circle", "pattern", "caption", "form", "fieldset", "label", "select", "option"),
    }
)
"""Elements that end with a line feed, so that pages can be read and compared."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes and what stands in it."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]


Node: TypeAlias = "Element | str"


def element(tag: str, *children: Node | Iterable[Node] | None, **attributes: str | None) -> Element:
    """Return an element; ``class_`` is ``class``, ``aria_label`` is ``aria-label``.

    Children and attributes that are None are left out; lists of children are taken apart.

    A script is made by `toolkit.render.html.page` alone, which states its digest.

    Raises:
        ValueError: a name is none of ours: a script, an event handler, or no name at all.
    """
    named = [
        (name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    ]
    names = (tag, *(name for name, _ in named))
    if not all(_NAME.fullmatch(name) for name in names) or tag in ("script", "iframe", "object"):
        raise ValueError(f"not an element of ours: {names}")
    if any(name.startswith("on") for name, _ in named):
        raise ValueError(f"an event handler: {names}")
    return Element(tag, tuple(named), tuple(_flat(children)))


def _flat(children: Iterable[Node | Iterable[Node] | None]) -> Iterable[Node]:
    for child in children:
        if isinstance(child, str | Element):
            yield child
        elif child is not None:
            yield from child


def markup(node: Node) -> str:
    """Return a node as HTML; inside ``svg`` it is XML as well."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(escape(visible(node), quote=False))
        return
    attributes = "".join(
        f' {name}="{escape(visible(value), quote=True)}"' for name, value in node.attributes
    )
    parts.append(f"<{node.tag}{attributes}>")
    if node.tag not in _VOID:
        for child in node.children:
            if node.tag in _LITERAL and isinstance(child, str):
                parts.append(child)
            else:
                _write(child, parts)
        parts.append(f"</{node.tag}>")
    if node.tag in _LINES:
        parts.append("\n")
