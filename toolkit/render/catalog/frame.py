"""What all pages of a catalog share: frame, ways between them, marks and small facts."""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from toolkit.catalog.model import CATALOG, INDEX, SUMS, Catalog, GateEntry, Tier, VersionEntry
from toolkit.render.figures import literal
from toolkit.render.html import Frame, page
from toolkit.render.markup import Element, Node, element

_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]{1,200}")
_ENFORCEMENTS: Final = {"block": "block", "warn": "warn", "audit_only": "audit only"}
_LEVELS: Final = ("major", "minor", "patch", "none")
_ALWAYS: Final = "true"
"""The condition of a gate that applies to every exchange."""
TO_TOP: Final = "../../"
"""How a page of a pack or a version reaches the top of the site."""


def _shipped(name: str) -> str:
    """Return a text that lies beside this module: our own style sheet or script."""
    return importlib.resources.files("toolkit.render.catalog").joinpath(name).read_text("utf-8")


@functools.lru_cache(maxsize=1)
def _style() -> str:
    return _shipped("catalog.css")


def catalog_page(
    catalog: Catalog,
    title: str,
    header: Node,
    sections: Iterable[Node],
    *,
    is_first: bool = False,
) -> str:
    """Return a page of the catalog; the first one stands at the top of the site and is searched."""
    up, script = ("", _shipped("search.js")) if is_first else (TO_TOP, "")
    frame = Frame(
        footer=element("span", list(_footer(catalog, up))),
        skip="Skip to the content",
        style=_style(),
        script=script,
    )
    whole = title if title == catalog.title else f"{title} · {catalog.title}"
    return page(whole, sections, header=header, frame=frame)


def _footer(catalog: Catalog, up: str) -> Iterator[Node]:
    yield f"{catalog.title}, serial {catalog.serial}"
    if catalog.expires is not None:
        yield f", to be used until {catalog.expires.isoformat()}"
    else:
        yield ", without a last day: nobody offline can see that a newer one is held back"
    yield from (". For programs: ", element("a", CATALOG, href=f"{up}{CATALOG}"), ", listed in ")
    yield from (element("a", SUMS, href=f"{up}{SUMS}"), ". ")
    yield "These pages load nothing and ask nobody; no test run needs them."


def trail(catalog: Catalog, *steps: tuple[str, str]) -> Element:
    """Return the way from the top of the site to a page: words, and where each leads."""
    ways = [(catalog.title, f"{TO_TOP}{INDEX}"), *steps]
    items = [
        element("li", element("a", words, href=href) if href else element("span", words))
        for words, href in ways
    ]
    return element("nav", element("ol", items), class_="trail", aria_label="Where you are")


def tier_mark(tier: Tier) -> Element:
    """Return the word for a tier as a mark."""
    return element("span", tier.value, class_=f"mark tier-{tier.value}")


def level_mark(level: str) -> Element:
    """Return the level of a change as the report on versions shows it."""
    known = level if level in _LEVELS else "none"
    return element("span", known.upper() if known != "none" else "none", class_=f"level {known}")


def enforcement_mark(gate: GateEntry) -> Element:
    """Return what a failing gate does, as a mark."""
    word = _ENFORCEMENTS.get(gate.enforcement, gate.enforcement)
    return element("span", word, class_=f"mark does-{gate.enforcement}")


def final_mark() -> Element:
    """Return the mark of a gate that no consumer may override."""
    return element("span", "final", class_="mark is-final", title="no consumer may override it")


def yanked_mark() -> Element:
    """Return the mark of a version that was withdrawn."""
    return element("span", "withdrawn", class_="mark is-yanked")


def counted(gates: Sequence[GateEntry]) -> str:
    """Return how many gates there are, and what they do, in a line."""
    by = Counter(gate.enforcement for gate in gates)
    parts = [f"{by[name]} {word}" for name, word in _ENFORCEMENTS.items() if by[name]]
    finals = sum(gate.final for gate in gates)
    parts += [f"{finals} final"] if finals else []
    return f"{number_of(len(gates), 'gate')}: {', '.join(parts)}" if gates else "no gates"


def number_of(count: int, word: str) -> str:
    """Return a count with its word, in the plural where it is one."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def condition(gate: GateEntry) -> list[Node]:
    """Return where a gate applies, in words."""
    return ["always"] if gate.condition == _ALWAYS else ["when ", literal(gate.condition)]


def anchor(gate: GateEntry, number: int) -> str:
    """Return the name by which a link finds a gate on the page of its version."""
    return f"gate-{gate.id}" if _PLAIN.fullmatch(gate.id) else f"gate-number-{number}"


def state(version: VersionEntry, current: VersionEntry | None) -> list[Node]:
    """Return how a version stands among the others."""
    if version.yanked:
        return [yanked_mark()]
    if version == current:
        return [element("span", "current", class_="mark is-current")]
    return ["pre-release" if version.number.prerelease else "older"]


def facts(rows: Iterable[tuple[str, Node | Sequence[Node]]]) -> Element:
    """Return facts by name."""
    pairs = [
        element(
            "div",
            element("dt", name),
            element("dd", value if isinstance(value, str | Element) else list(value)),
        )
        for name, value in rows
    ]
    return element("dl", pairs, class_="facts")
