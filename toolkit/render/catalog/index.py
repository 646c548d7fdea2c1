"""The first page of a catalog: every pack with its gates, to browse and to search.

Without the script all is there and can be read; with it, words and choices leave what matches. The
script looks at what stands on the page and hides parts of it: it makes no text.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.catalog.model import Catalog, GateEntry, PackEntry, Tier, VersionEntry
from toolkit.render.catalog.frame import (
    anchor,
    catalog_page,
    condition,
    counted,
    enforcement_mark,
    final_mark,
    number_of,
    tier_mark,
    yanked_mark,
)
from toolkit.render.figures import identifier, literal
from toolkit.render.markup import Element, Node, element


def index_page(catalog: Catalog) -> str:
    """Return the first page."""
    sections = [
        _search(),
        element("p", _total(catalog), id="found", class_="small", role="status"),
        element(
            "section", [_card(pack) for pack in catalog.packs], class_="packs", aria_label="Packs"
        ),
        element(
            "p",
            "Nothing matches. Take out a word, or choose less.",
            id="nothing",
            class_="nothing",
            hidden="",
        ),
    ]
    return catalog_page(catalog, catalog.title, _header(catalog), sections, is_first=True)


def _header(catalog: Catalog) -> Element:
    tiers = [pack.tier for pack in catalog.packs]
    premium = tiers.count(Tier.PREMIUM)
    both = f": {len(tiers) - premium} open-core, {premium} premium" if premium else ""
    return element(
        "header",
        element("p", "Policy pack catalog", class_="kicker"),
        element("h1", catalog.title),
        element("p", f"{number_of(len(tiers), 'pack')}{both}. ", _WHAT, class_="lead"),
    )


_WHAT = (
    "A policy pack is a folder of gates: one-line assertions that are added to every test run."
    " Find one here, export it, read it, and vendor it: what runs is always your local copy."
)


def _total(catalog: Catalog) -> str:
    shown = [pack.current or pack.versions[0] for pack in catalog.packs]
    gates = sum(len(version.gates) for version in shown)
    return f"{number_of(gates, 'gate')} in {number_of(len(catalog.packs), 'pack')}"


def _search() -> Element:
    """Return the form, which is of use with the script only, and shown by it."""
    return element(
        "form",
        element("label", "Search packs, gates and versions", for_="words", class_="search-label"),
        element(
            "input",
            id="words",
            type="search",
            autocomplete="off",
            spellcheck="false",
            placeholder="cookie, final, status < 500 …",
            aria_describedby="found",
        ),
        element(
            "div",
            _choice("tier", "Tier", [(tier.value, tier.value) for tier in Tier]),
            _choice(
                "enforcement",
                "A failing gate",
                [("block", "blocks"), ("warn", "warns"), ("audit_only", "is recorded")],
            ),
            element(
                "label",
                element("input", id="final", type="checkbox"),
                element("span", "final gates only"),
                class_="check",
            ),
            class_="choices",
        ),
        id="search",
        role="search",
        hidden="",
    )


def _choice(name: str, label: str, options: list[tuple[str, str]]) -> Element:
    words = [("", "any"), *options]
    return element(
        "label",
        element("span", label),
        element("select", [element("option", word, value=value) for value, word in words], id=name),
    )


def _card(pack: PackEntry) -> Element:
    version = pack.current or pack.versions[0]
    gates = [_gate(version, gate, number) for number, gate in enumerate(version.gates, 1)]
    return element(
        "article",
        element(
            "div",
            element("h2", element("a", pack.name, href=pack.page), " ", tier_mark(pack.tier)),
            element("p", literal(pack.id), " ", *_origin(pack), class_="small"),
            element("p", pack.summary) if pack.summary else None,
            element("p", list(_versions(pack)), class_="small"),
            class_="about",
        ),
        element(
            "details",
            element("summary", counted(version.gates)),
            element("ul", gates, class_="gates"),
        )
        if gates
        else None,
        class_="pack-card",
        data_tier=pack.tier.value,
    )


def _origin(pack: PackEntry) -> Iterator[Node]:
    who = pack.publisher or ", ".join(pack.maintainers)
    yield f"{pack.license}{f', by {who}' if who else ''}"


def _versions(pack: PackEntry) -> Iterator[Node]:
    yield "Versions: "
    for number, version in enumerate(pack.versions):
        yield ", " if number else ""
        yield element("a", version.version, href=version.page)
        if version.yanked:
            yield from (" ", yanked_mark())


def _gate(version: VersionEntry, gate: GateEntry, number: int) -> Element:
    return element(
        "li",
        element(
            "p",
            element("a", identifier(gate.id), href=f"{version.page}#{anchor(gate, number)}"),
            " ",
            enforcement_mark(gate),
            " " if gate.final else "",
            final_mark() if gate.final else None,
        ),
        element("p", gate.description) if gate.description else None,
        element("p", literal(gate.gate), " ", condition(gate), class_="small asserts"),
        class_="gate",
        data_enforcement=gate.enforcement,
        data_final="yes" if gate.final else "no",
    )
