"""`PolicyDiff` → JSON: ours (policy-diff.v1), and the runtime's own form of a difference.

Source of the second: what ``entroping report policy-diff --output json`` writes
(upstream-contract.md): imports and gates that came or went, and for each gate that
stayed the fields that changed; nothing of what a change means.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from toolkit import __version__
from toolkit.consumer.policy.diff import GateDifference, PolicyDiff
from toolkit.consumer.policy.provenance import exception_form
from toolkit.consumer.policy.report import Payload, ReportedGate
from toolkit.consumer.policy.side import Side
from toolkit.diff.payload import change_form, pipeline_form

SCHEMA: Final = "policy-diff.v1"
RUNTIME_SCHEMA: Final = "effective-policy-diff.v1"


def policy_diff_form(diff: PolicyDiff) -> Payload:
    """Return the difference with what it means (``schemas/policy-diff.v1.schema.json``)."""
    exceptions: object = None
    if diff.knows_exceptions:
        exceptions = {
            "added": [exception_form(one) for one in diff.come],
            "lost": [{**exception_form(one.exception), "why": one.why} for one in diff.lost],
        }
    return {
        "schema_version": f"policy-pack-toolkit.{SCHEMA}",
        "status": _status(diff),
        "old": _side(diff.old),
        "new": _side(diff.new),
        "impact": diff.impact.value,
        "protection": diff.protection.value,
        "undecided": diff.undecided,
        "counts": dict(diff.counts),
        "pipeline": pipeline_form(diff.pipeline),
        "gates": [_gate(one) for one in diff.gates],
        "imports": {"added": [*diff.imports_added], "removed": [*diff.imports_removed]},
        "exceptions": exceptions,
        "toolkit": {"version": __version__},
    }


def runtime_diff_form(diff: PolicyDiff) -> Payload:
    """Return the difference as the runtime tells it; a renamed gate went and came."""
    before = {gate.id: gate for gate in diff.old.report.gates}
    after = {gate.id: gate for gate in diff.new.report.gates}
    added = [_snapshot(after[each]) for each in sorted(after.keys() - before.keys())]
    removed = [_snapshot(before[each]) for each in sorted(before.keys() - after.keys())]
    changed = [
        {
            "id": one.gate_id,
            "changed_fields": [*one.fields],
            "base": _snapshot(one.old),
            "current": _snapshot(one.new),
        }
        for one in diff.gates
        if one.old is not None and one.new is not None and one.old.id == one.new.id
    ]
    parts: dict[str, list[object]] = {
        "added_imports": [{"path": path} for path in diff.imports_added],
        "removed_imports": [{"path": path} for path in diff.imports_removed],
        "added_gates": [*added],
        "removed_gates": [*removed],
        "changed_gates": [*changed],
    }
    return {
        "schema_version": f"entroping.{RUNTIME_SCHEMA}",
        "status": "changed" if any(parts.values()) else "unchanged",
        "base": _runtime_side(diff.old),
        "current": _runtime_side(diff.new),
        "summary": {name: len(part) for name, part in parts.items()},
        **parts,
    }


def _status(diff: PolicyDiff) -> str:
    return "changed" if diff.is_changed else "unchanged"


def _side(side: Side) -> object:
    return {
        "name": side.name,
        "kind": side.kind,
        "commit": side.commit or None,
        "project": side.report.project,
        "config_path": side.report.config_path,
        "report_sha256": side.report.digest,
    }


def _runtime_side(side: Side) -> object:
    report = side.report
    return {"project": report.project, "config_path": report.config_path, "path": side.name}


def _gate(one: GateDifference) -> object:
    renamed = one.old is not None and one.new is not None and one.old.id != one.new.id
    return {
        "id": one.gate_id,
        "previous_id": one.old.id if renamed and one.old else None,
        "verdict": one.verdict.value,
        "relation": one.relation.value if one.relation else None,
        "changed_fields": [*one.fields],
        "old": _snapshot(one.old) if one.old else None,
        "new": _snapshot(one.new) if one.new else None,
        "changes": [change_form(finding) for finding in one.findings],
    }


def _snapshot(gate: ReportedGate | None) -> Payload:
    """Return a gate without the chain of its imports, as the runtime compares it."""
    return {} if gate is None else {k: v for k, v in asdict(gate).items() if k != "import_chain"}
