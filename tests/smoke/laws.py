"""What holds of every examination, whatever the pack: asked of the corpus and of random packs."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from jsonschema import Draft202012Validator

from toolkit import schemas
from toolkit.faults import Fault
from toolkit.pack.tree import Tree
from toolkit.smoke.evidence import self_test_payload, smoke_payload
from toolkit.smoke.examine import Examination

SMOKE_KEYS = frozenset(
    {
        "schema_version",
        "artifact_type",
        "status",
        "pack_path",
        "pack_id",
        "runtime_contract",
        "entrypoint",
        "attribution",
        "provenance",
        "imports",
        "gate_count",
        "gate_ids",
        "final_gate_ids",
        "consumer_example",
        "consumer_gate_ids",
        "failures",
        "toolkit",
    }
)
SELF_TEST_KEYS = frozenset(
    {
        "schema_version",
        "artifact_type",
        "status",
        "pack_path",
        "pack_id",
        "entrypoint",
        "gate_ids",
        "final_gate_ids",
        "checks",
        "toolkit",
    }
)
_ANY_TOOLKIT = {
    "version": "1",
    "pack": {"name": "", "version": ""},
    "content_sha256": "0" * 64,
    "files": [],
    "findings": [],
    "local_only": {"proof": "p", "statement": "s"},
}
"""Stands for the part that was judged in the other payload already: twice takes long."""
_SPOKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """Return a plain validator of one of our schemas."""
    return Draft202012Validator(schemas.load(name))


def hold(tree: Tree, examination: Examination) -> None:
    """Assert every law of one examination."""
    smoke = smoke_payload(examination, pack_path="packs/p", proof="audit-hook")
    self_test = self_test_payload(examination, pack_path="packs/p", proof="audit-hook")

    assert smoke["status"] == self_test["status"] == ("pass" if examination.passed else "fail")
    assert set(smoke) == SMOKE_KEYS
    assert set(self_test) == SELF_TEST_KEYS
    assert smoke["toolkit"] == self_test["toolkit"]
    _valid("policy-pack-self-test.v1", self_test)
    _valid("policy-pack-smoke.v1", {**smoke, "toolkit": _ANY_TOOLKIT})
    _checks(self_test, examination)
    assert bool(smoke["failures"]) is not examination.passed
    for finding in examination.findings:
        _located(tree, finding.fault)
        assert finding.fault.message
        assert len(finding.fault.message + finding.fault.hint) < 2_000
    for line in _list(smoke["failures"]):
        assert not _SPOKEN.search(line), line
        assert not line.startswith("/")


def _valid(name: str, payload: dict[str, Any]) -> None:
    again = json.loads(json.dumps(payload))
    assert not [f"{e.json_path}: {e.message}" for e in validator(name).iter_errors(again)]


def _checks(payload: dict[str, Any], examination: Examination) -> None:
    """Assert that the list of checks ends with the first that fails, and has four if none does."""
    statuses = [check["status"] for check in payload["checks"]]
    if examination.passed:
        assert statuses == ["pass"] * 4
        assert payload["pack_id"]
        assert payload["entrypoint"]
    else:
        assert statuses == ["pass"] * (len(statuses) - 1) + ["fail"]
        assert len(statuses) <= 3


def _located(tree: Tree, fault: Fault) -> None:
    """Assert that a place lies inside its file, as editors count lines and columns."""
    where = fault.where
    assert not where.path.startswith("/")
    data = tree.file(where.path)
    if not where.line:
        return
    assert data is not None, fault
    text = data.replace(b"\0", b"").decode("utf-8", "replace").removeprefix("\ufeff")
    lines = re.split(r"\r\n?|\n", text)
    assert where.line <= len(lines), fault
    assert 0 < where.column <= len(lines[where.line - 1]) + 2 or not where.column, fault


def _list(value: Any) -> list[Any]:
    assert isinstance(value, list)
    return value
