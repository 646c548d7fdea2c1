"""A finding of a report → its pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from toolkit.diff.facts import Kind
from toolkit.diff.judge import Finding
from toolkit.diff.pictures.model import Ladder, Picture, Scope, Side, Standing
from toolkit.diff.pictures.sentences import listed
from toolkit.diff.pictures.values import Version, pictures
from toolkit.diff.pictures.words import condition_words, cut
from toolkit.diff.report import BumpReport
from toolkit.diff.witnesses import Shown
from toolkit.gates.condition import Condition
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.scopes import exchanges
from toolkit.gates.evaluation.response import Exchange, condition_matches
from toolkit.gates.languages.errors import TooHard
from toolkit.pack.model import Enforcement, Gate

NOW = "now"
"""What the new version is called: which number it gets is what the report is about."""
_MOST_EXCHANGES = 3
_STEPS = (
    (Enforcement.AUDIT_ONLY.text, "put on record"),
    (Enforcement.WARN.text, "warned about"),
    (Enforcement.BLOCK.text, "fails the run"),
)
_FINAL = (
    ("open", "may be overridden"),
    ("final", "may not be overridden"),
)


def pictures_of(report: BumpReport, finding: Finding) -> tuple[Picture, ...]:
    """Return what there is to draw of a finding, nothing for what is no gate."""
    if report.baseline is None:
        return ()
    change = finding.change
    before = report.baseline.pack.policy.by_id.get(change.previous_gate_id or change.gate_id)
    after = report.pack.policy.by_id.get(change.gate_id)
    names = (str(report.baseline.version), NOW)
    return tuple(_drawn(change.kind, before, after, names, change.shown))


def pictures_of_gates(
    before: Gate | None, after: Gate | None, names: tuple[str, str]
) -> Iterator[Picture]:
    """Yield what there is to draw of two versions of a gate, by whatever they differ in.

    ``names`` are those of the versions; None stands for a version that has no such gate.
    """
    if before is None or after is None:
        kind = Kind.GATE_ADDED if before is None else Kind.GATE_REMOVED
        yield from _drawn(kind, before, after, names, ())
        return
    for kind, differs in (
        (Kind.ASSERTION, before.assertion_text != after.assertion_text),
        (Kind.CONDITION, before.condition_text != after.condition_text),
        (Kind.ENFORCEMENT, before.enforcement != after.enforcement),
        (Kind.FINAL, before.final != after.final),
    ):
        if differs:
            yield from _drawn(kind, before, after, names, ())


def _drawn(
    kind: Kind,
    before: Gate | None,
    after: Gate | None,
    names: tuple[str, str],
    shown: Sequence[Shown],
) -> Iterator[Picture]:
    match kind, before, after:
        case Kind.GATE_ADDED, _, Gate():
            new = Version(names[1], after.assertion)
            yield from pictures(Version(names[0], None), new, shown)
        case Kind.GATE_REMOVED, Gate(), _:
            old = Version(names[0], before.assertion)
            yield from pictures(old, Version(names[1], None), shown)
        case Kind.ASSERTION, Gate(), Gate():
            old, new = (
                Version(name, gate.assertion)
                for name, gate in zip(names, (before, after), strict=True)
            )
            yield from pictures(old, new, shown)
        case Kind.CONDITION, Gate(), Gate():
            yield scope_picture(before.condition, after.condition, names, shown)
        case Kind.ENFORCEMENT, Gate(), Gate():
            levels = (int(before.enforcement), int(after.enforcement))
            yield _ladder("what a failing response means", _STEPS, levels, names)
        case Kind.FINAL, Gate(), Gate():
            yield _ladder(
                "whether a consumer may override the gate",
                _FINAL,
                (int(before.final), int(after.final)),
                names,
            )


def _ladder(
    subject: str,
    steps: tuple[tuple[str, str], ...],
    levels: tuple[int, int],
    names: tuple[str, str],
) -> Ladder:
    old, new = levels
    sides = (
        Side(names[0], Standing.ASKED, steps[old][0]),
        Side(names[1], Standing.ASKED, steps[new][0]),
    )
    up = "up" if new > old else "down"
    words = (
        f"In {names[0]} {steps[old][0]} ({steps[old][1]}); "
        f"{names[1]} {up} to {steps[new][0]} ({steps[new][1]})."
    )
    return Ladder(subject=subject, sides=sides, steps=steps, old=old, new=new, words=words)


def scope_picture(
    old: Condition, new: Condition, names: tuple[str, str], shown: Sequence[Shown]
) -> Scope:
    """Return where a gate applied and applies, with exchanges on which these differ."""
    seen = [one.exchange for one in shown]
    with contextlib.suppress(NotModelledError, TooHard):
        seen += exchanges(old, new)
    comes, goes = (
        tuple(
            dict.fromkeys(
                exchange_words(one, (old, new))
                for one in seen
                if (condition_matches(old, one), condition_matches(new, one)) == pair
            )
        )[:_MOST_EXCHANGES]
        for pair in ((False, True), (True, False))
    )
    sides = tuple(
        Side(name, Standing.ASKED, condition_words(one))
        for name, one in zip(names, (old, new), strict=True)
    )
    words = f"In {names[0]} it applied to {sides[0].words}; {names[1]} to {sides[1].words}."
    told = [
        f"{what}: {listed(some)}"
        for what, some in (("newly in scope", comes), ("out of scope now", goes))
        if some
    ]
    if told:
        text = "; ".join(told)
        words += f" For example, {text}."
    return Scope(sides=(sides[0], sides[1]), comes=comes, goes=goes, words=words)


def exchange_words(exchange: Exchange, conditions: Sequence[Condition]) -> str:
    """Return an exchange as far as conditions look at it."""
    about = {type(one).__name__ for one in conditions}
    address = exchange.url if "UrlContains" in about else exchange.path
    told = [cut(f"{exchange.method} {address}", 80)]
    if exchange.tags:
        told.append(cut(f"tags {', '.join(sorted(exchange.tags))}", 60))
    told += [cut(f"{key}: {value}", 60) for key, value in sorted(exchange.meta.items())]
    if about & {"TagsContain", "MetaIs"} and len(told) == 1:
        told.append("no tags")
    return ", ".join(told)
