"""The gates of a scaffolded pack mean what their comments say, in the real Hurl."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hurl import Exchange, Response, outcomes, require_hurl
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.scaffold.answers import Answers
from toolkit.scaffold.plan import plan

ANSWERS = Answers(id="a.b", name="B", maintainers=("M",), source="packs/b", folder="b")
ID = ("X-Request-Id", "req-1")
RESPONSES = {
    "": Response(headers=[ID]),
    "no_server_errors": Response(status=503, headers=[ID]),
    "no_framework_banner": Response(headers=[ID, ("X-Powered-By", "PHP")]),
    "request_id": Response(),
    "smoke_latency": Response(headers=[ID], delay_ms=1050),
}
"""For each gate the response that it alone refuses, and one that all accept."""


@pytest.mark.oracle
def test_each_gate_refuses_its_own_response_and_no_other(tmp_path: Path) -> None:
    require_hurl()
    gates = read_pack(Tree.of_files(plan(ANSWERS), name="b")).pack().policy.gates
    lines = [gate.assertion_text for gate in gates]
    held = outcomes([Exchange(response, lines) for response in RESPONSES.values()], tmp_path)
    for name, verdicts in zip(RESPONSES, held, strict=True):
        failed = [gate.id for gate, good in zip(gates, verdicts, strict=True) if not good]
        assert failed == ([f"a.b.{name}"] if name else [])
    assert {gate.id for gate in gates} == {f"a.b.{name}" for name in RESPONSES if name}
