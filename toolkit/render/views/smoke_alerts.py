"""What smoke found as alerts: for code scanning, annotations and test reports."""

from __future__ import annotations

from toolkit.faults import Severity
from toolkit.render.alerts import Alert, AlertRule, Alerts, Weight, fingerprint, joined
from toolkit.smoke.examine import Examination, Finding
from toolkit.texts import visible

_WEIGHTS = {Severity.FAILURE: Weight.ERROR, Severity.ADVICE: Weight.WARNING}


def smoke_alerts(
    examination: Examination, *, pack_path: str, strict: bool = False, advice_is_fatal: bool = False
) -> Alerts:
    """Return the faults of a pack; with ``strict`` its failures fail the run."""
    manifest = examination.reading.manifest
    pack_id = visible((manifest.id.strip() if manifest else "") or pack_path)
    failures, advice = len(examination.failures), len(examination.advice)
    answer = "passes" if examination.passed else f"fails, {failures} to mend"
    fatal = {Severity.FAILURE} | ({Severity.ADVICE} if advice_is_fatal else set())
    return Alerts(
        verb="smoke",
        pack_id=pack_id,
        verdict=f"{pack_id}: {answer}" + (f", with advice: {advice}" if advice else ""),
        alerts=tuple(
            _alert(finding, pack_path, counts=strict and finding.fault.severity in fatal)
            for finding in examination.findings
        ),
    )


def _alert(finding: Finding, pack_path: str, *, counts: bool) -> Alert:
    fault = finding.fault
    path = fault.where.path if fault.where.path != "." else ""
    message = f"{fault.message} ({fault.hint})" if fault.hint else fault.message
    weight = _WEIGHTS[fault.severity]
    title = fault.code.replace("-", " ").capitalize()
    return Alert(
        rule=AlertRule(id=fault.code, title=title, weight=weight, tags=(finding.check.value,)),
        title=title,
        message=visible(message),
        path=joined(pack_path, path) if path else pack_path,
        line=fault.where.line,
        column=fault.where.column,
        weight=weight,
        fingerprint=fingerprint(fault.code, fault.where.path, fault.message),
        subject=visible(str(fault.where)),
        counts=counts,
    )
