"""The published schemas: sound themselves, true of what we emit and of what we accept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.smoke.cases import Case
from tests.smoke.corpus import document, manifest
from tests.smoke.laws import validator
from tests.smoke.packs import EXAMPLE, MANIFEST, NAME, README, Files, baseline, owasp
from toolkit import schemas
from toolkit.pack.tree import Tree
from toolkit.smoke.evidence import self_test_payload, smoke_payload
from toolkit.smoke.examine import examine

_SCHEMAS = sorted(schemas.folder().glob("*.schema.json"))
_SHAPE = frozenset({"field-type", "field-missing", "field-unknown"})


@pytest.mark.parametrize("path", _SCHEMAS, ids=lambda path: path.name)
def test_schema_is_sound(path: Path) -> None:
    """Each schema is draft 2020-12, says what it is of, and its $refs lead somewhere."""
    schema = json.loads(path.read_text(encoding="utf-8"))

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:policy-pack-toolkit:{path.name.removesuffix('.schema.json')}"
    assert schema["title"]
    assert schema["description"]
    for reference in _references(schema):
        name = reference.removeprefix("#/$defs/")
        assert name in schema["$defs"], reference


def _references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for item in value for found in _references(item)]
    if not isinstance(value, dict):
        return []
    own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return own + [found for item in value.values() for found in _references(item)]


def _errors(name: str, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(value)]


@pytest.mark.parametrize("files", [baseline(), owasp()], ids=["baseline", "owasp"])
def test_real_packs_fit(files: Files) -> None:
    """Manifest and documents of the real packs fit their schemas."""
    for path, data in files.items():
        if path.endswith(".yaml"):
            name = "pack-manifest.v1" if path == MANIFEST else "qanstitution.v4-1"
            assert _errors(name, yaml.safe_load(data)) == []


def test_manifest_schema() -> None:
    """The schema alone refuses each fault of shape, and accepts every legal manifest."""
    for case in _shaped(manifest.CASES):
        errors = _errors("pack-manifest.v1", yaml.safe_load(case.files[MANIFEST]))

        assert (errors == []) is case.legal, case.name


def _shaped(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.legal or case.code in _SHAPE]


def test_document_schema() -> None:
    """The schema alone refuses each fault of shape, and accepts every legal document."""
    for case in _shaped(document.CASES):
        assert (_document_errors(case.files) == []) is case.legal, case.name


def _document_errors(files: Files) -> list[str]:
    original = baseline()
    changed = (
        yaml.safe_load(data)
        for path, data in files.items()
        if path.endswith(".yaml") and path != MANIFEST and original.get(path) != data
    )
    return [error for value in changed for error in _errors("qanstitution.v4-1", value or {})]


_PAYLOADS = {
    "policy-pack-smoke.v1": smoke_payload(
        examine(Tree.of_files(baseline(), name=NAME)), pack_path="p", proof="audit-hook"
    ),
    "policy-pack-self-test.v1": self_test_payload(
        examine(Tree.of_files(baseline(), name=NAME)), pack_path="p", proof="audit-hook"
    ),
}


@pytest.mark.parametrize("name", sorted(_PAYLOADS))
def test_payload_schema_is_exact(name: str) -> None:
    """Without any one of its keys, or with one more, at any depth, a payload no longer fits."""
    payload = json.loads(json.dumps(_PAYLOADS[name]))
    assert _errors(name, payload) == []

    for holder in _objects(payload):
        for key in list(holder):
            kept = holder.pop(key)
            assert _errors(name, payload), f"without {key}"
            holder[key] = kept
        holder["more"] = 1
        assert _errors(name, payload), f"more beside {sorted(holder)}"
        del holder["more"]
    assert _errors(name, payload) == []


def _objects(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [one for item in inner for one in _objects(item)]
    return [value, *found] if isinstance(value, dict) else found


def test_payloads_equal_the_contract() -> None:
    """The evidence of a real pack, less our own key, is what the contract says, value for value."""
    payload = dict(_PAYLOADS["policy-pack-smoke.v1"])
    del payload["toolkit"]
    gates = ["api-reliability.latency", "api-security.no_5xx", "api-security.request_id"]
    consumer = sorted([*gates, "checkout.local_latency"])

    assert payload == {
        "schema_version": "entroping.policy-pack-smoke.v1",
        "artifact_type": "policy-pack-verification",
        "status": "pass",
        "pack_path": "p",
        "pack_id": "entroping.api-baseline",
        "runtime_contract": "qanstitution-import",
        "entrypoint": "qanstitution.yaml",
        "attribution": {
            "source": "examples/policy-packs/api-baseline",
            "license": "Apache-2.0",
            "maintainers": ["Entroping Core"],
            "publisher": "",
            "readme": README,
        },
        "provenance": {
            "source": "examples/policy-packs/api-baseline",
            "license": "Apache-2.0",
            "supported_entroping": ">=0.1.1-alpha,<1.0",
            "evidence_command": "uv run python scripts/policy_pack_smoke.py --strict",
            "gates": [
                {"id": gates[0], "file": "rules/reliability.yaml", "final": False},
                {"id": gates[1], "file": "rules/security.yaml", "final": True},
                {"id": gates[2], "file": "rules/security.yaml", "final": False},
            ],
        },
        "imports": ["p/rules/reliability.yaml", "p/rules/security.yaml"],
        "gate_count": 3,
        "gate_ids": gates,
        "final_gate_ids": ["api-security.no_5xx"],
        "consumer_example": {
            "path": EXAMPLE,
            "import_path": "./policy-packs/api-baseline/qanstitution.yaml",
            "local_gate_count": 1,
            "local_gate_ids": ["checkout.local_latency"],
            "gate_ids": consumer,
        },
        "consumer_gate_ids": consumer,
        "failures": [],
    }


def test_self_test_equals_the_contract() -> None:
    """The same of the self-test."""
    payload = dict(_PAYLOADS["policy-pack-self-test.v1"])
    del payload["toolkit"]
    messages = {
        "source-boundary": "source path is a local policy-pack directory without symlinks",
        "manifest-entrypoint-gates": "manifest, entrypoint, gate ids, "
        "and final gates are consistent",
        "consumer-example": "consumer example loads the policy-pack gates",
        "local-only": "validation used local files only",
    }

    assert payload == {
        "schema_version": "entroping.policy-pack-self-test.v1",
        "artifact_type": "policy-pack-verification",
        "status": "pass",
        "pack_path": "p",
        "pack_id": "entroping.api-baseline",
        "entrypoint": "qanstitution.yaml",
        "gate_ids": ["api-reliability.latency", "api-security.no_5xx", "api-security.request_id"],
        "final_gate_ids": ["api-security.no_5xx"],
        "checks": [
            {"id": name, "status": "pass", "message": text} for name, text in messages.items()
        ],
    }
