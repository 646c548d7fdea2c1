"""`Document` → one self-contained page of HTML: nothing loaded, nothing that is obeyed.

The policy in its head lets a browser load nothing at all, so that a page stays harmless even if
an escape were forgotten; forgetting one takes a change of `markup`. Reports have no script; a page
that is searched has one of ours, which the policy names by its digest.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.render.document import (
    Block,
    Bullets,
    Details,
    Document,
    Figure,
    Heading,
    Inline,
    Listing,
    Marker,
    Pairs,
    Paragraph,
    Table,
    Text,
    Tone,
)
from toolkit.render.figures import figure, literal
from toolkit.render.markup import Element, Node, element, markup

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_LONG = 400
"""Literal text beyond is folded."""


@functools.lru_cache(maxsize=1)
def _style() -> str:
    return importlib.resources.files("toolkit.render").joinpath("page.css").read_text("utf-8")


def render(document: Document) -> str:
    """Return a report as a page of its own; the first heading is its title."""
    title = next((one.text for one in document.blocks if isinstance(one, Heading)), ())
    whole = element("section", blocks(document, "b"))
    return page("".join(part.text for part in title) or "Report", [whole])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the sections of a page.

    ``footer`` closes a page that has a header; ``skip`` leads past the header;
    ``style`` and ``script`` are texts of our own, never of a pack.
    """

    footer: Node = "policy-pack bump"
    skip: str = "Skip to the report"
    style: str = ""
    script: str = ""

    @property
    def policy(self) -> str:
        """What a browser may do on the page: nothing but to show it, and to run the very script."""
        if not self.script:
            return _POLICY
        digest = base64.b64encode(hashlib.sha256(self.script.encode()).digest()).decode("ascii")
        return f"{_POLICY}; script-src 'sha256-{digest}'"


_REPORT = Frame()


def page(
    title: str, sections: Iterable[Node], *, header: Node | None = None, frame: Frame = _REPORT
) -> str:
    """Return a whole page, ended by one line feed."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": frame.policy}),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", _style() + frame.style),
    )
    body = element(
        "body",
        element("a", frame.skip, href="#report", class_="skip"),
        _patterns(),
        header,
        element("main", list(sections), id="report"),
        element("footer", element("p", frame.footer)) if header is not None else None,
        Element("script", (), (frame.script,)) if frame.script else None,
    )
    return f"<!DOCTYPE html>\n{markup(element('html', head, body, lang='en'))}"


def _patterns() -> Element:
    """Return the hatchings, once for all drawings of a page."""
    stripes = element("path", d="M-2 2l4 -4M0 8l8 -8M6 10l4 -4", class_="hatch-line")
    dots = element("circle", cx="3", cy="3", r="1.4", class_="dot")
    waves = element("path", d="M0 4h3", class_="dash")
    return element(
        "svg",
        element(
            "defs",
            [
                element(
                    "pattern",
                    element("rect", width=size, height=size, class_=f"{name}-ground"),
                    inside,
                    id=name,
                    width=size,
                    height=size,
                    patternUnits="userSpaceOnUse",
                )
                for name, size, inside in (
                    ("hatch", "8", stripes),
                    ("dots", "6", dots),
                    ("dashes", "6", waves),
                )
            ],
        ),
        width="0",
        height="0",
        class_="patterns",
        aria_hidden="true",
    )


# --- blocks ---------------------------------------------------------------------------------------


def blocks(document: Document, key: str) -> list[Node]:
    """Return what a document says; ``key`` makes the ids in it unique."""
    return [_block(block, f"{key}{number}") for number, block in enumerate(document.blocks)]


def _block(block: Block, key: str) -> Element:
    match block:
        case Heading(level, text):
            return element(f"h{min(level, 6)}", inline(text))
        case Paragraph(text):
            return element("p", inline(text))
        case Bullets(items):
            return bullets(items)
        case Table(head, rows):
            return table(head, [[inline(cell) for cell in row] for row in rows])
        case Listing(text, language):
            return listing(text, language)
        case Figure(picture):
            return figure(picture, key)
        case Pairs(rows):
            return bullets([(Text(f"{name}: "), *value) for name, value in rows])
        case Details(summary, blocks):
            inside = [_block(each, f"{key}-{at}") for at, each in enumerate(blocks)]
            return element("details", element("summary", inline(summary)), inside)
        case Marker(name):
            return element("div", hidden="", title=name)


def bullets(items: Sequence[Inline]) -> Element:
    """Return a list; an empty one says so."""
    if not items:
        return element("p", "none", class_="muted")
    return element("ul", [element("li", inline(item)) for item in items])


def table(head: Sequence[str], rows: Iterable[Sequence[Node | Sequence[Node]]]) -> Element:
    """Return a table whose first column names its rows; it scrolls where it is too wide."""
    body = [
        element(
            "tr",
            [
                element("td", cell) if at else element("th", cell, scope="row")
                for at, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    heads = [element("th", title, scope="col") for title in head]
    whole = element("table", element("thead", element("tr", heads)), element("tbody", body))
    return element("div", whole, class_="scroll")


def listing(text: str, language: str = "") -> Element:
    """Return literal lines; those of a difference are marked by more than their colour."""
    lines: list[Node] = []
    for number, line in enumerate(text.split("\n")):
        kind = {"-": "gone", "+": "come"}.get(line[:1]) if language == "diff" else None
        lines.append(element("span", line, class_=kind or "line"))
        lines.append(element("br") if number < text.count("\n") else "")
    return element("pre", element("code", lines, dir="ltr"), class_="listing")


def folded(text: str) -> Element:
    """Return literal text; what is very long is cut, with all of it to unfold."""
    if len(text) <= _LONG:
        return literal(text)
    summary = element(
        "summary", literal(f"{text[:_LONG]}…"), f" all {len(text):,} characters", class_="long"
    )
    return element("details", summary, literal(text))


_CLASSES = {
    Tone.GOOD: "good",
    Tone.BAD: "bad",
    Tone.WARNING: "warning",
    Tone.MUTED: "muted",
    Tone.HINT: "hint",
}


def inline(text: Inline) -> list[Node]:
    """Return running text."""
    return [_part(part) for part in text if part.text]


def _part(part: Text) -> Node:
    match part.tone:
        case Tone.PLAIN:
            return part.text
        case Tone.CODE:
            return literal(part.text)
        case Tone.STRONG:
            return element("strong", part.text)
        case Tone.HINT:
            return element("span", f" {part.text}", class_="hint")
    return element("span", part.text, class_=_CLASSES[part.tone])
