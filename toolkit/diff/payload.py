"""`BumpReport` → the JSON payload ``policy-pack-toolkit.bump.v1``.

The shape is published as ``schemas/bump-report.v1.schema.json``.
"""

from __future__ import annotations

from toolkit.diff.accepted import AcceptedBreak
from toolkit.diff.facts import Side
from toolkit.diff.judge import Finding
from toolkit.diff.offers import warning
from toolkit.diff.pipeline import Pipeline
from toolkit.diff.policy import Override
from toolkit.diff.relations import Relation
from toolkit.diff.report import BumpReport, Note
from toolkit.diff.witnesses import Shown
from toolkit.gates.evaluation.json_form import (
    JSONValue,
    exchange_form,
    response_form,
    value_form,
)

SCHEMA_VERSION = "policy-pack-toolkit.bump.v1"


def payload(report: BumpReport) -> dict[str, JSONValue]:
    """Return the payload; the same report gives the same payload."""
    return {
        "schema_version": SCHEMA_VERSION,
        "status": report.standing.value if report.standing else None,
        "pack": {
            "id": report.pack_id,
            "path": report.path,
            "version": str(report.declared),
            "content_sha256": report.pack.tree.content_digest,
        },
        "baseline": _baseline(report),
        "required_bump": report.required.text,
        "declared_bump": report.carried.text if report.carried is not None else None,
        "slot": report.slot.text,
        "suggested_version": str(report.suggested),
        "impact": report.impact.value,
        "protection": report.protection.value,
        "protection_counts": dict(report.protection_counts),
        "profile": report.policy.profile,
        "counts": {
            "proven": len(report.findings) - report.undecided,
            "confirmed": report.confirmed,
            "undecided": report.undecided,
            "accepted": len(report.settlement.accepted),
        },
        "pipeline": pipeline_form(report.pipeline),
        "findings": [_finding(finding) for finding in report.findings],
        "notes": [_note(note) for note in report.notes],
        "overrides": [_override(override) for override in report.policy.overrides],
        "accepted": [_accepted(entry) for entry, _ in report.settlement.accepted],
    }


def _baseline(report: BumpReport) -> JSONValue:
    if report.baseline is None:
        return None
    return {
        "ref": report.baseline.ref,
        "version": str(report.baseline.version),
        "content_sha256": report.baseline.pack.tree.content_digest,
    }


def _finding(finding: Finding) -> JSONValue:
    change = finding.change
    return {
        **change_form(finding),
        "gate_id": change.gate_id or None,
        "previous_gate_id": change.previous_gate_id or None,
        "subject": change.subject or None,
        "axis": finding.rule.axis.value,
        "required_bump": finding.required_bump.text,
        "warning": warning(finding) or None,
        "advice": finding.rule.advice,
    }


def change_form(finding: Finding) -> dict[str, JSONValue]:
    """Return what a finding says of a change, whatever that asks of a version."""
    change = finding.change
    return {
        "rule": finding.rule.id,
        "impact": finding.impact.value,
        "protection": finding.rule.protection.value,
        "scope": _relation(change.scope),
        "acceptance": _relation(change.acceptance),
        "method": change.method.value if change.method else None,
        "fingerprint": finding.fingerprint,
        "old": _side(change.old),
        "new": _side(change.new),
        "covered_by": _ids(change.covered_by),
        "replaced_by": _ids(change.replaced_by),
        "witness": _witness(change.witness),
        "reverse_witness": _witness(change.reverse_witness),
        "message": finding.message,
    }


def _override(override: Override) -> JSONValue:
    return {
        "what": override.what,
        "rule": override.rule or None,
        "value": override.value,
        "default": override.default or None,
        "source": override.source,
        "message": override.message,
    }


def _accepted(entry: AcceptedBreak) -> JSONValue:
    version, day = entry.until.version, entry.until.day
    return {
        "fingerprint": entry.fingerprint,
        "rule": entry.rule,
        "gate": entry.gate,
        "reason": entry.reason,
        "approved_by": entry.approved_by,
        "until": {
            "version": str(version) if version else None,
            "date": str(day) if day else None,
        },
        "file": entry.at.path,
        "line": entry.at.line or None,
    }


def pipeline_form(whole: Pipeline | None) -> JSONValue:
    """Return how two policies relate as a whole, with what shows it and who says so."""
    if whole is None:
        return None
    return {
        "relation": whole.relation.value,
        "method": whole.method.value,
        "reason": whole.reason or None,
        "witness": _witness(whole.witness),
        "refused_by": whole.refused_by or None,
        "passed": [*whole.passed],
        "reverse_witness": _witness(whole.reverse_witness),
        "was_refused_by": whole.was_refused_by or None,
        "passes": [*whole.passes],
    }


def _ids(ids: tuple[str, ...] | None) -> JSONValue:
    return None if ids is None else [*ids]


def _witness(shown: Shown | None) -> JSONValue:
    if shown is None:
        return None
    return {
        "exchange": exchange_form(shown.exchange),
        "response": response_form(shown.response),
        "variables": {name: value_form(value) for name, value in sorted(shown.variables.items())},
        "old": "fail" if shown.fails_old else "pass",
        "new": "fail" if shown.fails_new else "pass",
        "confirmed": shown.confirmation.text,
    }


def _relation(relation: Relation | None) -> JSONValue:
    return relation.value if relation else None


def _side(side: Side | None) -> JSONValue:
    if side is None:
        return None
    return {"text": side.text, "file": side.at.path, "line": side.at.line or None}


def _note(note: Note) -> JSONValue:
    return {
        "message": note.message,
        "hint": note.hint or None,
        "file": note.where.path if note.where else None,
        "line": (note.where.line or None) if note.where else None,
    }
