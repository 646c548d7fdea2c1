"""The page of one pack: what it is, its versions, and what changed from each to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from toolkit.catalog.boundary import ADDS_HEADING, what_it_adds
from toolkit.catalog.building import Released
from toolkit.catalog.model import Catalog, PackEntry, Tier, VersionEntry
from toolkit.release import contents
from toolkit.render.catalog.changes import folded_text, messages
from toolkit.render.catalog.frame import (
    TO_TOP,
    catalog_page,
    counted,
    facts,
    level_mark,
    number_of,
    state,
    tier_mark,
    trail,
)
from toolkit.render.catalog.prose import prose
from toolkit.render.catalog.version import gate_table, use
from toolkit.render.figures import literal
from toolkit.render.html import blocks, table
from toolkit.render.markup import Element, Node, element

_SHOWN: Final = 5
"""Changes of a version that are listed here; all of them stand on its own page."""
_TIERS: Final = {
    "open-core": "open-core: under an open licence, for everybody",
    "premium": "premium: more depth, care or support; its files are as local and as readable, and"
    " need no key and no network",
}


def pack_page(catalog: Catalog, pack: PackEntry, made: Mapping[str, Released]) -> str:
    """Return the page of a pack; ``made`` are its releases by version."""
    current = pack.current
    sections: list[Node] = [element("section", _facts(pack), aria_label="Facts")]
    if pack.tier is Tier.PREMIUM:
        sections += _added((current or pack.versions[0]).version, made)
    if current is not None:
        sections.append(
            element(
                "section",
                element("h2", f"Take {current.version}"),
                list(use(current, made[current.version])),
            )
        )
        sections.append(
            element(
                "section",
                element("h2", f"Gates of {current.version}"),
                element("p", f"{counted(current.gates)}."),
                gate_table(current.gates),
            )
        )
    sections.append(element("section", element("h2", "Versions"), list(_versions(pack))))
    history = list(_history(pack, made))
    if history:
        sections.append(element("section", element("h2", "What changed"), history))
    return catalog_page(catalog, pack.name, _header(catalog, pack), sections)


def _added(version: str, made: Mapping[str, Released]) -> Iterator[Node]:
    """Yield what a premium pack adds, in its own words: a reader need not take it to know."""
    _, text = what_it_adds(made[version].pack)
    if text:
        inside = blocks(prose(text, below=2), "adds")
        yield element(
            "section", element("h2", ADDS_HEADING), element("div", inside, class_="readme")
        )


def _header(catalog: Catalog, pack: PackEntry) -> Element:
    return element(
        "header",
        trail(catalog, (pack.name, "")),
        element("h1", pack.name, " ", tier_mark(pack.tier)),
        element("p", literal(pack.id), class_="small"),
        element("p", pack.summary, class_="lead") if pack.summary else None,
    )


def _facts(pack: PackEntry) -> Element:
    rows: list[tuple[str, Node]] = [("Tier", _TIERS[pack.tier.value]), ("Licence", pack.license)]
    if pack.publisher:
        rows.append(("Publisher", pack.publisher))
    if pack.maintainers:
        rows.append(("Maintainers", ", ".join(pack.maintainers)))
    current = pack.current
    if current is None:
        rows.append(("Current", "none: all versions are withdrawn"))
    else:
        rows.append(("Current", element("a", current.version, href=f"{TO_TOP}{current.page}")))
        rows.append(("Entroping", literal(current.entroping) if current.entroping else "not said"))
    return facts(rows)


def _versions(pack: PackEntry) -> Iterator[Node]:
    rows: list[list[Node | list[Node]]] = [
        [
            element("a", version.version, href=f"{TO_TOP}{version.page}"),
            _step(version),
            f"{len(version.gates):,}",
            f"{len(version.final_gates):,}",
            state(version, pack.current),
        ]
        for version in pack.versions
    ]
    whole = table(("version", "change", "gates", "final", "state"), rows)
    yield element("div", whole, class_="all-versions")
    withdrawn = [version for version in pack.versions if version.yanked]
    if withdrawn:
        items = [
            element("li", f"{version.version} was withdrawn: {version.yanked}")
            for version in withdrawn
        ]
        yield element("ul", items, class_="told")


def _step(version: VersionEntry) -> list[Node]:
    if version.bump is None:
        return ["\N{EN DASH}"]
    return [level_mark(version.bump.level), f" from {version.bump.from_}"]


def _history(pack: PackEntry, made: Mapping[str, Released]) -> Iterator[Node]:
    for version in pack.versions:
        told = messages(made[version.version].evidence(contents.BUMP_SUFFIX))
        if version.bump is None or not told:
            continue
        yield element("h3", f"From {version.bump.from_} to {version.version}")
        items = [
            element("li", level_mark(level), " ", folded_text(message))
            for level, message in told[:_SHOWN]
        ]
        yield element("ul", items, class_="told")
        more = f"{number_of(len(told) - _SHOWN, 'more change')}, with" if told[_SHOWN:] else "With"
        where = f"{TO_TOP}{version.page}#changes"
        yield element(
            "p", element("a", f"{more} witnesses, on the page of {version.version}", href=where)
        )
