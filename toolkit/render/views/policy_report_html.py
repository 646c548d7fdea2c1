"""The effective policy of a project as a page: the sum first, then the gates of each owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from toolkit.consumer.policy.provenance import Origin, PackOrigin, Provenance
from toolkit.pack.model import Enforcement, Gate
from toolkit.render.document import line
from toolkit.render.figures import identifier, literal
from toolkit.render.html import Frame, folded, inline, listing, page, table
from toolkit.render.markup import Element, Node, element
from toolkit.render.views.policy_report import (
    LEVELS,
    applies_to,
    counted,
    last_day,
    overridden_line,
    override_diff,
    pack_state,
    sources_by_owner,
    told_imports,
)

Rows: TypeAlias = "list[Sequence[Node | Sequence[Node]]]"
_LEVEL_CLASSES = {
    Enforcement.BLOCK: "level major",
    Enforcement.WARN: "level minor",
    Enforcement.AUDIT_ONLY: "level patch",
}
_STYLE = """
.gates td:nth-child(2), .gates td:nth-child(3) { white-space: normal; min-width: 11rem; }
.gates th[scope=row] { width: 40%; min-width: 12rem; }
.gates th[scope=row] > code { background: none; padding: 0; }
.digest code { font-size: 0.8em; }
.file { margin: 1.2rem 0 0.3rem; }
.gates th p { margin: 0.2rem 0 0; }
@media (max-width: 40rem) {
  .gates thead { display: none; }
  .gates table, .gates tbody, .gates tr, .gates th, .gates td { display: block; }
  .gates tr { padding: 0.5rem 0; }
  .gates th[scope=row], .gates td { padding: 0.1rem 0; white-space: normal; width: auto; }
}
"""


def policy_html(provenance: Provenance) -> str:
    """Return the page."""
    report = provenance.report
    sections = [
        _answer(provenance),
        _readings(provenance),
        element("p", "sha256 of the runtime's report: ", literal(report.digest), class_="small"),
        *(
            _owner(number, owner, origins)
            for number, (owner, origins) in enumerate(sources_by_owner(provenance), 1)
        ),
        *_overridden(provenance),
        *_exceptions(provenance),
        *_files(provenance),
    ]
    header = element("header", element("p", "Which gates are in force, and why", class_="kicker"))
    frame = Frame(footer="policy-pack report-policy", style=_STYLE)
    whole = element("section", sections, class_="pack")
    return page(f"{report.project}: effective policy", [whole], header=header, frame=frame)


def _answer(provenance: Provenance) -> Element:
    gates = provenance.policy.gates
    badge = element(
        "p",
        element("span", "in force", class_="badge-label"),
        element("span", f"{len(gates):,}", class_="badge-level"),
        class_="badge first",
    )
    packs = [element("span", pack.title, class_="version") for pack in provenance.packs]
    told = ": ".join(filter(None, (counted(len(gates), "gate"), _levels(gates))))
    return element(
        "div",
        badge,
        element(
            "div",
            element("h1", literal(provenance.report.project), id="policy"),
            element("p", _joined(packs), class_="versions") if packs else None,
            element("p", f"{told}.", class_="verdict"),
        ),
        class_="answer",
    )


def _joined(parts: Sequence[Node]) -> list[Node]:
    return [node for part in parts for node in (", ", part)][1:]


def _levels(gates: Sequence[Gate]) -> str:
    levels = Counter(gate.enforcement for gate in gates)
    return ", ".join(
        f"{levels[level]} {level.text}" for level in reversed(Enforcement) if levels[level]
    )


def _readings(provenance: Provenance) -> Element:
    """Return what a reviewer asks first, each with its sign."""
    overridden, exceptions = len(provenance.overridden), len(provenance.exceptions)
    unsure = [pack for pack in provenance.packs if pack.locked is None or pack.differences]
    return element(
        "ul",
        _reading(
            "Final gates",
            "plain",
            "=",
            counted(len(provenance.finals), "gate"),
            "nothing can override them",
        ),
        _reading(
            "Overridden",
            "warning" if overridden else "good",
            "!" if overridden else "✓",
            counted(overridden, "gate") if overridden else "none",
            f"{counted(exceptions, 'exception')} beside" if exceptions else "no exceptions",
        ),
        _reading(
            "Packs",
            "warning" if unsure else "good",
            "!" if unsure else "✓",
            counted(len(provenance.packs), "pack"),
            f"{len(unsure)} not as a lock says" if unsure else "as the lock says",
        ),
        class_="readings",
    )


def _reading(title: str, class_: str, sign: str, words: str, below: str) -> Element:
    return element(
        "li",
        element("span", title, class_="reading-title"),
        element(
            "span", element("span", sign, class_="sign", aria_hidden="true"), words, class_=class_
        ),
        element("span", below, class_="small"),
    )


# --- the gates ------------------------------------------------------------------------------------


def _owner(number: int, pack: PackOrigin | None, origins: Sequence[Origin]) -> Element:
    gates = sum(len(origin.gates) for origin in origins)
    title = pack.title if pack else "The project's own gates"
    return element(
        "article",
        element(
            "h2",
            element("span", title),
            element("span", counted(gates, "gate"), class_="rule-title"),
            id=f"owner-{number}",
        ),
        element("dl", list(_pack_facts(pack)), class_="facts") if pack else None,
        [part for origin in origins for part in _origin(origin)],
        aria_labelledby=f"owner-{number}",
    )


def _pack_facts(pack: PackOrigin) -> Iterator[Node]:
    yield _fact("Folder", [literal(pack.folder)])
    yield _fact("Files", inline(line(pack_state(pack))))
    yield _fact("Content", [element("span", literal(pack.content_sha256), class_="digest")])
    if pack.locked is not None:
        source = pack.locked.source
        known = (source.place, source.ref, source.commit[:12])
        yield _fact("Taken from", [f"{source.kind.value}: {', '.join(filter(None, known))}"])
        if source.signer:
            yield _fact("Signed by", [literal(source.signer)])


def _fact(name: str, told: Sequence[Node]) -> Element:
    return element("div", element("dt", name), element("dd", told))


def _origin(origin: Origin) -> Iterator[Node]:
    told = element("span", f" {told_imports(origin)}", class_="small")
    yield element("p", literal(origin.path), told, class_="file")
    rows: Rows = [
        [
            list(_named(gate)),
            folded(gate.assertion_text),
            applies_to(gate),
            list(_marks(gate)),
        ]
        for gate in origin.gates
    ]
    yield element("div", table(("gate", "asserts", "applies to", "level"), rows), class_="gates")


def _named(gate: Gate) -> Iterator[Node]:
    yield identifier(gate.id)
    if gate.description:
        yield element("p", gate.description, class_="small")


def _marks(gate: Gate) -> Iterator[Node]:
    yield element("span", LEVELS[gate.enforcement].text, class_=_LEVEL_CLASSES[gate.enforcement])
    if gate.final:
        yield from (" ", element("span", "final", class_="pill passes"))
    if gate.group:
        yield from (" ", element("span", f"group {gate.group}", class_="small"))


# --- what else ------------------------------------------------------------------------------------


def _overridden(provenance: Provenance) -> Iterator[Node]:
    if not provenance.overridden:
        return
    yield element("h2", "Overridden", id="overridden")
    for one in provenance.overridden:
        yield element("p", inline(line(*overridden_line(one))))
        yield listing(override_diff(one), "diff")


def _exceptions(provenance: Provenance) -> Iterator[Node]:
    if not provenance.exceptions:
        return
    yield element("h2", "Exceptions", id="exceptions")
    rows: Rows = [
        [
            literal(one.rule_id),
            literal(one.test),
            inline(line(last_day(one.expires))),
            one.issue_id,
            one.reason,
            literal(f"{one.at.path}:{one.at.line}"),
        ]
        for one in provenance.exceptions
    ]
    yield table(("gate", "test", "last day", "issue", "reason", "where"), rows)


def _files(provenance: Provenance) -> Iterator[Node]:
    yield element("h2", "Files", id="files")
    rows: Rows = [
        [
            literal(source.path),
            element("span", literal(source.sha256), class_="digest"),
            " → ".join(source.import_chain[:-1]) or "the config",
        ]
        for source in provenance.report.sources
    ]
    yield table(("file", "sha256", "reached by"), rows)
