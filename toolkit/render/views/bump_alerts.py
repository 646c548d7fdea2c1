"""The report on a version as alerts: for code scanning, annotations and test reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from toolkit.diff.catalogue import Impact
from toolkit.diff.facts import Side
from toolkit.diff.judge import Finding
from toolkit.diff.report import BumpReport, Note
from toolkit.diff.witness_words import sentence
from toolkit.render.alerts import Alert, AlertRule, Alerts, Weight, fingerprint, joined
from toolkit.texts import visible
from toolkit.versions import Bump, Standing

_WEIGHTS = {
    Bump.MAJOR: Weight.ERROR,
    Bump.MINOR: Weight.WARNING,
    Bump.PATCH: Weight.NOTE,
    Bump.NONE: Weight.NOTE,
}
_LONGEST = 1000
"""Characters of one old or new text: a gate may be a megabyte, an annotation may not."""
VERSION_RULE = AlertRule(
    id="version-not-enough",
    title="The version does not carry the changes",
    weight=Weight.ERROR,
    why="A version promises what an update can break. The one in the manifest promises more than"
    " the changes since the last release keep, or was left behind.",
    advice="Run policy-pack bump --write, or make the change smaller: keep the old gate, and ship"
    " the stricter one beside it as audit_only.",
    tags=("version",),
)

Counts = Callable[[Finding], bool]


def bump_alerts(
    report: BumpReport, *, counts: Counts = lambda _: False, version_counts: bool = False
) -> Alerts:
    """Return the alerts of a report: the version first where it is wrong, then each finding.

    ``counts`` says which findings fail the run, ``version_counts`` whether a
    version that is not enough does.
    """
    alerts = [*_version(report, counts=version_counts)]
    alerts += [_alert(report, finding, counts=counts(finding)) for finding in report.findings]
    base = report.baseline
    return Alerts(
        verb="bump",
        pack_id=visible(report.pack_id),
        verdict=verdict(report),
        alerts=tuple(sorted(alerts, key=lambda alert: alert.weight.rank)),
        notes=tuple(visible(_note(note)) for note in report.notes),
        facts={
            "baseline": visible(base.ref) if base else None,
            "baseline_version": str(base.history.baseline) if base else None,
            "declared_version": str(report.declared),
            "suggested_version": str(report.suggested),
            "required_bump": report.required.text,
            "impact": report.impact.value,
            "protection": report.protection.value,
        },
    )


def verdict(report: BumpReport) -> str:
    """Return the answer of a report in one plain line."""
    return visible(f"{report.pack_id}: {_answer(report)}")


def _answer(report: BumpReport) -> str:
    level, declared = report.required.text, report.declared
    match report.standing:
        case None:
            return f"first release, {declared}"
        case Standing.UNCHANGED:
            return f"nothing changed since {declared}"
        case Standing.ENOUGH if report.required is Bump.NONE:
            return f"nothing that counts changed, and {declared} is enough"
        case Standing.ENOUGH:
            return f"this is a {level} change, and {declared} is enough"
        case Standing.TOO_SMALL:
            reason = f"this is a {level} change: {declared} is too small"
            return f"{reason}, release it as {report.suggested}"
        case Standing.DECREASED:
            reason = f"{declared} went back behind a version that is out"
            return f"{reason}: release it as {report.suggested}"
        case Standing.NEEDLESS:
            return f"{declared} is not needed: nothing changed since the pre-release before it"


def _note(note: Note) -> str:
    return f"{note.message} ({note.hint})" if note.hint else note.message


def _version(report: BumpReport, *, counts: bool) -> Iterator[Alert]:
    """Yield the alert about the version, where it is not fine."""
    if report.is_fine:
        return
    at = report.pack.manifest.at("version")
    needless = report.standing is Standing.NEEDLESS
    wrong = "is not needed" if needless else f"should be {report.suggested}"
    yield Alert(
        rule=VERSION_RULE,
        title=f"{report.declared} {wrong}",
        message=verdict(report),
        path=joined(report.path, at.path),
        line=at.line,
        column=at.column,
        weight=Weight.ERROR,
        fingerprint=fingerprint(VERSION_RULE.id, report.pack_id),
        subject="version",
        counts=counts,
    )


def _alert(report: BumpReport, finding: Finding, *, counts: bool) -> Alert:
    change, rule = finding.change, finding.rule
    # What is gone has no place in the tree that is annotated: its manifest answers for it.
    at = change.new.at if change.new else report.pack.manifest.at("version")
    subject = visible(change.gate_id or change.subject)
    return Alert(
        rule=AlertRule(
            id=rule.id,
            title=rule.title,
            weight=_WEIGHTS[rule.required_bump],
            why=rule.why,
            advice=rule.advice,
            tags=(rule.axis.value, f"protection-{rule.protection.value}"),
        ),
        title=f"{finding.required_bump.text}: {subject}",
        message=" ".join(_story(report, finding)),
        path=joined(report.path, at.path),
        line=at.line,
        column=at.column,
        weight=_WEIGHTS[finding.required_bump],
        fingerprint=finding.fingerprint,
        subject=subject,
        counts=counts,
        facts={
            "required_bump": finding.required_bump.text,
            "impact": finding.impact.value,
            "protection": rule.protection.value,
            "method": change.method.value if change.method else None,
        },
    )


def _story(report: BumpReport, finding: Finding) -> Iterator[str]:
    """Yield what shows it, what it is, where it stood, and what to do instead."""
    change = finding.change
    last = str(report.baseline.history.baseline) if report.baseline else ""
    for shown in change.shown:
        yield sentence(shown, last)
    yield f"{visible(told(finding))}."
    if change.old is not None and _moved(change.old, change.new):
        yield visible(f"In {last} it stood at {_place(change.old)}.")
    if finding.required_bump is Bump.MAJOR or finding.impact is not Impact.COMPATIBLE:
        yield f"Instead: {finding.rule.advice}"


def told(finding: Finding) -> str:
    """Return the message of a finding as a sentence that may begin with a name."""
    first, *rest = finding.message_parts
    # An id or a path is never written otherwise than it is.
    begun = first.text if first.is_value else first.text[:1].upper() + first.text[1:]
    return _short(begun) + "".join(_short(part.text) for part in rest)


def _moved(old: Side, new: Side | None) -> bool:
    return new is None or _place(old) != _place(new)


def _place(side: Side) -> str:
    return f"{side.at.path}:{side.at.line}" if side.at.line else side.at.path


def _short(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}… ({len(text) - _LONGEST:,} more characters)"
