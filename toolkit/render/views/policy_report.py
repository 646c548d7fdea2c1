"""The effective policy of a project for people: gates by where they come from, and their proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.consumer.policy.provenance import Origin, Overridden, PackOrigin, Provenance
from toolkit.faults import Fault
from toolkit.pack.model import Enforcement, Gate
from toolkit.render.document import (
    Document,
    Inline,
    Text,
    bad,
    code,
    good,
    hint,
    line,
    muted,
    place,
    strong,
    warning,
)
from toolkit.texts import visible

_SHORT = 12
"""Digits of a digest where it only tells one from another."""
FINAL_OVERRIDDEN = "final-overridden"
"""The code of the fault that a final gate would be overridden."""
LEVELS = {
    Enforcement.BLOCK: strong("block"),
    Enforcement.WARN: warning("warn"),
    Enforcement.AUDIT_ONLY: muted("audit_only"),
}


def counted(number: int, what: str) -> str:
    """Return a number with its word: ``1 gate``, ``3 gates``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def sources_by_owner(provenance: Provenance) -> list[tuple[PackOrigin | None, list[Origin]]]:
    """Return the files that give gates: the project's own first, then each pack with its files."""
    giving = [origin for origin in provenance.origins if origin.gates]
    owners: list[PackOrigin | None] = [None, *provenance.packs]
    grouped = [(owner, [one for one in giving if one.pack == owner]) for owner in owners]
    return [(owner, found) for owner, found in grouped if found]


def policy_page(provenance: Provenance) -> Document:
    """Return the report: what is in force and where it comes from."""
    report = provenance.report
    document = Document()
    document.heading(1, f"{report.project}: {counted(len(report.gates), 'gate')} in force")
    document.pairs(_facts(provenance))
    for owner, origins in sources_by_owner(provenance):
        document.heading(2, *_owner(owner))
        for origin in origins:
            document.paragraph(code(origin.path), muted(f"  {told_imports(origin)}"))
            document.table(
                ("gate", "asserts", "applies to", "level"),
                [_gate_row(gate) for gate in origin.gates],
            )
    if provenance.overridden:
        document.heading(2, "Overridden")
        for one in provenance.overridden:
            document.paragraph(*overridden_line(one))
            document.listing(override_diff(one), "diff")
    if provenance.exceptions:
        document.heading(2, "Exceptions")
        document.table(
            ("gate", "test", "last day", "issue", "reason", "where"),
            [
                (
                    code(one.rule_id),
                    code(one.test),
                    last_day(one.expires),
                    one.issue_id,
                    one.reason,
                    place(one.at),
                )
                for one in provenance.exceptions
            ],
        )
    document.heading(2, "Files")
    document.bullets(
        line(code(source.path), " sha256 ", code(source.sha256), _reached(source.import_chain))
        for source in report.sources
    )
    return document


def _reached(chain: Sequence[str]) -> Text:
    return muted(f", by {' → '.join(chain[:-1])}" if len(chain) > 1 else ", the config")


def last_day(expires: object) -> str | Text:
    """Return the last day of an exception, or that it has none."""
    return str(expires) if expires else warning("no date")


def _facts(provenance: Provenance) -> Iterator[tuple[str, Inline]]:
    report = provenance.report
    yield "config", line(code(report.config_path))
    yield "sha256", line(code(report.digest), muted(" of the runtime's own report"))
    levels = Counter(gate.enforcement for gate in provenance.policy.gates)
    told = [f"{levels[level]} {level.text}" for level in reversed(Enforcement) if levels[level]]
    yield "gates", line(", ".join(told) or "none")
    if provenance.finals:
        yield "final", line(*_listed([gate.id for gate in provenance.finals]))
    if provenance.overridden:
        ids = [one.local.id for one in provenance.overridden]
        yield "overridden", line(warning(counted(len(ids), "gate")), ": ", *_listed(ids))
    if provenance.exceptions:
        yield "excepted", line(warning(counted(len(provenance.exceptions), "exception")))
    for pack in provenance.packs:
        yield "pack", line(*_pack(pack))


def _listed(ids: Sequence[str]) -> Iterator[str | Text]:
    for number, gate_id in enumerate(ids):
        yield from (", " if number else "", code(gate_id))


def _pack(pack: PackOrigin) -> Iterator[str | Text]:
    yield from (strong(pack.title), " in ", code(pack.folder))
    yield from (", content ", code(pack.content_sha256[:_SHORT]), ", ", pack_state(pack))


def pack_state(pack: PackOrigin) -> Text:
    """Return whether the files of a pack are those of the lock."""
    if pack.locked is None:
        return warning("not in the lock")
    if pack.differences:
        first = pack.differences[0]
        more = f" and {len(pack.differences) - 1} more" if len(pack.differences) > 1 else ""
        return bad(f"differs from the lock: {first}{more}")
    return good("as the lock says")


def _owner(pack: PackOrigin | None) -> Iterator[str | Text]:
    if pack is None:
        yield "The project's own gates"
        return
    yield from ("From ", pack.title)


def told_imports(origin: Origin) -> str:
    """Return where a file is imported, and under which name."""
    if not origin.declared:
        return "the config"
    told = (f"{one.ref} at {one.at.path}:{one.at.line}" for one in origin.declared)
    return f"imported as {', '.join(told)}"


def applies_to(gate: Gate) -> str:
    """Return what a gate applies to, in words where there is no condition."""
    return "everything" if gate.condition_text == "true" else gate.condition_text


def _gate_row(gate: Gate) -> tuple[Inline, ...]:
    marks = [part for part in (strong(" final") if gate.final else None,) if part]
    group = muted(f" group {gate.group}") if gate.group else Text("")
    return (
        line(code(gate.id)),
        line(code(gate.assertion_text)),
        line(applies_to(gate)),
        line(LEVELS[gate.enforcement], *marks, group),
    )


def overridden_line(one: Overridden) -> Iterator[str | Text]:
    """Yield which gate takes the place of which."""
    yield from (code(one.local.id), ": ", place(one.local.at))
    yield from (" takes the place of ", place(one.imported.at))


def override_diff(one: Overridden) -> str:
    """Return what was asserted, and what is asserted instead."""
    return "\n".join(
        f"{sign} {gate.assertion_text}  ({applies_to(gate)}; {gate.enforcement.text})"
        for sign, gate in (("-", one.imported), ("+", one.local))
    )


def refusal_page(config: str, faults: Sequence[Fault]) -> Document:
    """Return the page about a project that the runtime refuses: there is no policy in force."""
    document = Document()
    document.heading(1, bad("refused"), ": the runtime would not load ", code(config))
    document.paragraph(
        "There is no effective policy to report. ", strong(counted(len(faults), "fault")), ":"
    )
    document.bullets(
        line(
            place(fault.where),
            ": ",
            bad("a final gate would be overridden: ") if fault.code == FINAL_OVERRIDDEN else "",
            visible(fault.message),
            hint(fault.hint) if fault.hint else "",
        )
        for fault in faults
    )
    return document
