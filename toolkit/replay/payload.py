"""`Replay` → the JSON payload ``policy-pack-toolkit.replay.v1``.

The shape is published as ``schemas/replay-report.v1.schema.json``. Nothing recorded stands in it
but method, path, status, and how the recording calls its entries.
"""

from __future__ import annotations

from collections import Counter

from toolkit.gates.evaluation.json_form import JSONValue
from toolkit.pack.model import Gate
from toolkit.replay.judge import Cause, Judgment, Verdict
from toolkit.replay.report import Replay, Side
from toolkit.texts import visible

SCHEMA_VERSION = "policy-pack-toolkit.replay.v1"
_OF_PACK = (Verdict.PASS, Verdict.AUDIT, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN)


def payload(replay: Replay) -> dict[str, JSONValue]:
    """Return the payload; the same recordings and packs give the same payload."""
    changed = replay.changed
    return {
        "schema_version": SCHEMA_VERSION,
        "passed": not replay.newly_failing,
        "pack": {"path": replay.new.name, **_pack(replay.new)},
        "baseline": {"ref": replay.old.name, **_pack(replay.old)},
        "counts": {
            "records": replay.records,
            "changed": len(changed),
            "newly_failing": replay.newly_failing,
            "undecided": replay.undecided,
            "unknown": replay.unknown,
        },
        "verdicts": {"old": _counts(replay.verdicts_old), "new": _counts(replay.verdicts_new)},
        "changes": [_change(replay, one) for one in changed],
        "unknown": [
            {"reason": one.text, "records": one.records, "gates": [*one.gate_ids]}
            for one in replay.reasons
        ],
        "notes": [*replay.remarks],
    }


def _pack(side: Side) -> dict[str, JSONValue]:
    return {
        "id": side.pack.manifest.id.strip(),
        "version": side.pack.manifest.version.strip(),
        "content_sha256": side.pack.tree.content_digest,
    }


def _counts(verdicts: Counter[Verdict]) -> JSONValue:
    return {verdict.value: verdicts[verdict] for verdict in _OF_PACK}


def _change(replay: Replay, one: Judgment) -> JSONValue:
    return {
        "file": visible(one.place.source),
        "index": one.place.index,
        "label": visible(one.place.label) or None,
        "method": visible(one.place.method),
        "path": visible(one.place.path),
        "status": one.place.status,
        "old": one.old.value,
        "new": one.new.value,
        "newly_failing": one.newly_fails,
        "gates": [_cause(replay, cause) for cause in one.causes],
    }


def _cause(replay: Replay, cause: Cause) -> JSONValue:
    return {
        "id": cause.gate_id,
        "old": _gate(replay.old_gate(cause.gate_id), cause.old),
        "new": _gate(replay.new_gate(cause.gate_id), cause.new),
    }


def _gate(gate: Gate | None, verdict: Verdict) -> JSONValue:
    if gate is None:
        return None
    at = gate.where.get("gate", gate.at)
    return {
        "verdict": verdict.value,
        "text": gate.assertion_text,
        "condition": gate.condition_text,
        "enforcement": gate.enforcement.text,
        "file": at.path,
        "line": at.line or None,
    }
