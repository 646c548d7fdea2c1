"""The report on a version as alerts: for code scanning, annotations and test reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.diff.accepted import Trouble
from toolkit.diff.catalogue import Impact
from toolkit.diff.facts import Side
from toolkit.diff.failing import failing
from toolkit.diff.judge import Finding
from toolkit.diff.offers import warning
from toolkit.diff.readings import Reading, speaks_of
from toolkit.diff.report import BumpReport
from toolkit.render.alerts import Alert, AlertRule, Alerts, Weight, fingerprint, joined
from toolkit.render.views.bump_words import beside_others, headline, last_version, witnessed
from toolkit.spans import Location
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

TOGETHER_RULE = AlertRule(
    id="gates-together",
    title="All gates together change more than one of them shows",
    weight=Weight.ERROR,
    why="What one gate refuses can be refused by another already, and what no gate shows by itself"
    " the packs can show as a whole.",
)
_TROUBLES = {
    True: AlertRule(
        id="acceptance-in-vain",
        title="An acceptance does not hold",
        weight=Weight.ERROR,
        why="Somebody relies on an entry of the accepted breaks that accepts nothing.",
    ),
    False: AlertRule(
        id="acceptance-not-needed",
        title="An acceptance is not needed",
        weight=Weight.WARNING,
        why="An entry of the accepted breaks is about a change that is not there.",
    ),
}


def bump_alerts(report: BumpReport, wanted: Sequence[Reading] = ()) -> Alerts:
    """Return the alerts of a report: the version first where it is wrong, then each finding.

    Those count that fail the run, ``wanted`` being what was asked for
    (``--fail-on``); there is one that counts exactly where the run fails.
    """
    alerts = [*_version(report, wanted)]
    alerts += [_trouble(report, trouble) for trouble in report.settlement.troubles]
    remaining = frozenset(finding.fingerprint for finding in report.remaining)
    for finding in report.findings:
        asked = any(speaks_of(reading, finding) for reading in wanted)
        counts = asked and finding.fingerprint in remaining
        alerts.append(_alert(report, finding, counts=counts))
    alerts += _together(report, wanted)
    base = report.baseline
    return Alerts(
        verb="bump",
        pack_id=visible(report.pack_id),
        verdict=verdict(report),
        alerts=tuple(sorted(alerts, key=lambda alert: alert.weight.rank)),
        notes=tuple(_notes(report)),
        facts={
            "baseline": visible(base.ref) if base else None,
            "baseline_version": str(base.version) if base else None,
            "declared_version": str(report.declared),
            "suggested_version": str(report.suggested),
            "required_bump": report.required.text,
            "impact": report.impact.value,
            "protection": report.protection.value,
            "profile": report.policy.profile,
        },
    )


def verdict(report: BumpReport) -> str:
    """Return the answer of a report in one plain line."""
    return visible("".join(part.text for part in headline(report)))


def _notes(report: BumpReport) -> Iterator[str]:
    for override in report.policy.overrides:
        yield visible(f"overridden: {override.message} ({override.source})")
    for note in report.notes:
        yield visible(f"{note.message} ({note.hint})" if note.hint else note.message)


def _version(report: BumpReport, wanted: Sequence[Reading]) -> Iterator[Alert]:
    """Yield the alert about the version, where it is not fine."""
    if report.is_fine:
        return
    beside = report.standing_beside_accepted
    needless = report.standing is Standing.NEEDLESS
    wrong = "is not needed" if needless else f"should be {report.suggested}"
    alert = _at(
        report,
        VERSION_RULE,
        report.pack.manifest.at("version"),
        title=f"{report.declared} {wrong}",
        message=verdict(report),
        subject="version",
    )
    accepted = beside is not None and beside.is_fine
    yield replace(
        alert,
        counts=bool(failing(report, [one for one in wanted if one is Reading.TOO_SMALL])),
        accepted="the changes that ask for more were accepted" if accepted else "",
    )


def _trouble(report: BumpReport, trouble: Trouble) -> Alert:
    """Return the alert about an acceptance, which stands in the repository, not in the pack."""
    at = trouble.entry.at
    alert = _at(
        report,
        _TROUBLES[trouble.is_error],
        at,
        title=f"acceptance {trouble.state.value}: {visible(trouble.entry.gate)}",
        message=visible(f"{trouble.message}: {trouble.hint}"),
        subject=visible(f"{trouble.entry.gate} ({trouble.entry.fingerprint})"),
    )
    return replace(alert, path=at.path, counts=trouble.is_error)


def _together(report: BumpReport, wanted: Sequence[Reading]) -> Iterator[Alert]:
    """Yield what fails the run by all gates together, and by no single finding."""
    for failure in failing(report, wanted):
        reading = failure.reading
        single = any(speaks_of(reading, finding) for finding in report.remaining)
        if reading is not Reading.TOO_SMALL and not single:
            message = f"{failure.message[:1].upper()}{failure.message[1:]}: {failure.hint}"
            at = report.pack.manifest.at("version")
            alert = _at(
                report,
                TOGETHER_RULE,
                at,
                title=reading.value,
                message=visible(message),
                subject=reading.value,
            )
            yield replace(alert, counts=True)


def _at(  # noqa: PLR0913 (the fields of an alert that is no finding)
    report: BumpReport, rule: AlertRule, at: Location, *, title: str, message: str, subject: str
) -> Alert:
    return Alert(
        rule=rule,
        title=title,
        message=message,
        path=joined(report.path, at.path),
        line=at.line,
        column=at.column,
        weight=rule.weight,
        fingerprint=fingerprint(rule.id, report.pack_id, subject),
        subject=subject,
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
        accepted=_accepted(report, finding),
        facts={
            "required_bump": finding.required_bump.text,
            "impact": finding.impact.value,
            "protection": rule.protection.value,
            "method": change.method.value if change.method else None,
        },
    )


def _accepted(report: BumpReport, finding: Finding) -> str:
    said = [
        f"{entry.reason} ({entry.approved_by}, until {entry.until})"
        for entry, accepted in report.settlement.accepted
        if accepted.fingerprint == finding.fingerprint
    ]
    return visible("; ".join(said))


def _story(report: BumpReport, finding: Finding) -> Iterator[str]:
    """Yield what shows it, what it is, where it stood, and what to do instead."""
    change = finding.change
    last = last_version(report)
    if shown := witnessed(finding, last):
        yield shown
    yield f"{visible(told(finding))}."
    if warned := warning(finding):
        yield f"Warning: {warned}."
    yield from (f"{text[0].upper()}{text[1:]}." for text in beside_others(finding, last))
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
