"""The evidence that maintainers attach to a release: both v1 payloads, key for key.

Source: upstream-contract.md, "Evidence". What we add stands under the one
extra key ``toolkit``, so that every reader of v1 still reads it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeAlias

from toolkit import __version__
from toolkit.pack.model import CONSUMER_EXAMPLE, README, Manifest
from toolkit.pack.read import Reading, local_path
from toolkit.smoke.examine import Check, Examination, Finding
from toolkit.texts import visible

Payload: TypeAlias = "dict[str, object]"

ARTIFACT_TYPE = "policy-pack-verification"
SMOKE_SCHEMA = "entroping.policy-pack-smoke.v1"
SELF_TEST_SCHEMA = "entroping.policy-pack-self-test.v1"
_PASSED = {
    Check.SOURCE: "source path is a local policy-pack directory without symlinks",
    Check.MANIFEST: "manifest, entrypoint, gate ids, and final gates are consistent",
    Check.CONSUMER: "consumer example loads the policy-pack gates",
}
_LOCAL_ONLY = "validation used local files only"
_UNREAD = Manifest(
    id="",
    name="",
    version="",
    license="",
    source="",
    entrypoint="",
    runtime_contract="",
    entroping="",
    evidence_command="",
    gate_prefixes=(),
    final_gates=(),
    gates=(),
    maintainers=(),
    publisher="",
    summary="",
)


def smoke_payload(examination: Examination, *, pack_path: str, proof: str) -> Payload:
    """Return the smoke evidence.

    ``pack_path`` is how the pack is called in it; ``proof`` names how it was
    ensured that the examination stayed local (`toolkit.host.isolation.PROOF`).
    """
    reading = examination.reading
    manifest = reading.manifest or _UNREAD
    policy, consumer = reading.policy, examination.consumer
    gate_ids = policy.gate_ids if policy else []
    return {
        "schema_version": SMOKE_SCHEMA,
        "artifact_type": ARTIFACT_TYPE,
        "status": _status(examination),
        "pack_path": visible(pack_path),
        "pack_id": manifest.id,
        "runtime_contract": manifest.runtime_contract,
        "entrypoint": local_path(manifest.entrypoint) or "",
        "attribution": {
            "source": manifest.source,
            "license": manifest.license,
            "maintainers": list(manifest.maintainers),
            "publisher": manifest.publisher,
            "readme": README,
        },
        "provenance": {
            "source": manifest.source,
            "license": manifest.license,
            "supported_entroping": manifest.entroping,
            "evidence_command": manifest.evidence_command,
            "gates": _declared_gates(reading, manifest),
        },
        "imports": sorted(_below(pack_path, path) for path in (policy.imports if policy else ())),
        "gate_count": len(gate_ids),
        "gate_ids": gate_ids,
        "final_gate_ids": policy.final_ids if policy else [],
        "consumer_example": {
            "path": CONSUMER_EXAMPLE,
            "import_path": visible(consumer.import_path),
            "local_gate_count": len(consumer.local_gate_ids),
            "local_gate_ids": list(consumer.local_gate_ids),
            "gate_ids": list(consumer.gate_ids),
        },
        "consumer_gate_ids": list(consumer.gate_ids),
        "failures": [visible(str(finding.fault)) for finding in examination.failures],
        "toolkit": _toolkit(examination, manifest, proof),
    }


def self_test_payload(examination: Examination, *, pack_path: str, proof: str) -> Payload:
    """Return the self-test evidence: the checks up to the first that fails.

    ``pack_path`` and ``proof`` as in `smoke_payload`.
    """
    reading = examination.reading
    failed = {finding.check for finding in examination.failures}
    read = not failed & {Check.SOURCE, Check.MANIFEST}
    manifest = reading.manifest if read else None
    policy = reading.policy if read else None
    return {
        "schema_version": SELF_TEST_SCHEMA,
        "artifact_type": ARTIFACT_TYPE,
        "status": _status(examination),
        "pack_path": visible(pack_path),
        "pack_id": manifest.id.strip() if manifest else None,
        "entrypoint": local_path(manifest.entrypoint) if manifest else None,
        "gate_ids": policy.gate_ids if policy else [],
        "final_gate_ids": policy.final_ids if policy else [],
        "checks": _checks(examination),
        "toolkit": _toolkit(examination, reading.manifest or _UNREAD, proof),
    }


def _status(examination: Examination) -> str:
    return "pass" if examination.passed else "fail"


def _below(pack_path: str, path: str) -> str:
    return path if pack_path in ("", ".") else f"{pack_path}/{path}"


def _declared_gates(reading: Reading, manifest: Manifest) -> list[Payload]:
    """Return the valid entries of the manifest's gate list (contract, check 3)."""
    valid = [
        (gate, path)
        for gate in manifest.gates
        if (path := local_path(gate.file)) and reading.tree.file(path) is not None
    ]
    ordered = sorted(valid, key=lambda pair: pair[0].id)
    return [{"id": gate.id, "file": path, "final": gate.final} for gate, path in ordered]


def _checks(examination: Examination) -> list[Payload]:
    checks: list[Payload] = []
    for check, praise in _PASSED.items():
        failures = [f for f in examination.failures if f.check is check]
        if failures:
            message = visible(str(failures[0].fault))
            return [*checks, {"id": check.value, "status": "fail", "message": message}]
        checks.append({"id": check.value, "status": "pass", "message": praise})
    return [*checks, {"id": "local-only", "status": "pass", "message": _LOCAL_ONLY}]


def _toolkit(examination: Examination, manifest: Manifest, proof: str) -> Mapping[str, object]:
    tree = examination.reading.tree
    return {
        "version": __version__,
        "pack": {"name": manifest.name, "version": manifest.version},
        "content_sha256": tree.content_digest,
        "files": [
            {"path": visible(path), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in tree.files()
        ],
        "findings": [_finding(finding) for finding in examination.findings],
        "local_only": {
            "proof": proof,
            "statement": "the checks ran while opening a network connection or starting a "
            "program would have raised an error",
        },
    }


def _finding(finding: Finding) -> Payload:
    fault = finding.fault
    return {
        "check": finding.check.value,
        "code": fault.code,
        "severity": fault.severity.value,
        "message": visible(fault.message),
        "hint": visible(fault.hint),
        "file": visible(fault.where.path),
        "line": fault.where.line,
        "column": fault.where.column,
    }
