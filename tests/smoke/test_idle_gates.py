"""Gates that do nothing are advised about, and the usual ones cost nothing."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.make import G, make_pack
from toolkit.faults import Severity
from toolkit.gates.decision.compare import always_passes, never_passes
from toolkit.gates.hurl import parse_assertion
from toolkit.host.files import read_folder
from toolkit.pack.read import read_pack
from toolkit.smoke.idle_gates import MOST_ASKED, advise_on_idle_gates, is_odd

ROOT = Path(__file__).parents[2]

NEVER_FAILS = (
    "status < 1000",
    "status exists",
    "status not == 200.5",
    "duration >= 0",
    "url isString",
    "status toString exists",
    'header "X" not == null',
)
NEVER_PASSES = (
    "status == 150",
    'status == "200"',
    "status isString",
    "duration < 0",
    "duration not isInteger",
    "version == 2",
    'header "X" == 4',
    'header "X" == " a"',
    'header "X" == true',
    'header "X" matches /a^b/',
    'header "X" matches /(?i)a$b/',
    'header "X" toInt == "a"',
    'jsonpath "$.a" count == -1',
    "sha256 isEmpty",
)
USUAL = (
    "status < 500",
    "status == {{expected}}",
    "status toString matches /^4[0-9]{2}$/",
    "duration < 800",
    "bytes count < 1048576",
    "body isEmpty",
    "redirects isEmpty",
    'header "X" exists',
    'header "X" isUuid',
    'header "X" toInt > 5',
    'header "X" matches /(?i)^(a|b)$/',
    'jsonpath "$.a" == null',
    'jsonpath "$.a" isInteger',
    'cookie "sid[Secure]" exists',
)  # fmt: skip


@pytest.mark.parametrize("gate", NEVER_FAILS)
def test_a_gate_that_cannot_fail(gate: str) -> None:
    (advice,) = advise_on_idle_gates(make_pack([G(id="a.b", gate=gate)]).policy)

    assert advice.code == "gate-can-never-fail"
    assert advice.severity is Severity.ADVICE
    assert advice.message == f"a.b can never fail: {gate}"
    assert (advice.where.path, advice.where.line) == ("rules/main.yaml", 7)


@pytest.mark.parametrize("gate", NEVER_PASSES)
def test_a_gate_that_cannot_pass(gate: str) -> None:
    (advice,) = advise_on_idle_gates(make_pack([G(id="a.b", gate=gate)]).policy)

    assert advice.code == "gate-can-never-pass"
    assert advice.message == f"a.b can never pass: {gate}"


@pytest.mark.parametrize("gate", USUAL)
def test_what_is_usual_is_not_asked_about_and_not_idle(gate: str) -> None:
    assertion = parse_assertion(gate)

    assert not is_odd(assertion)
    assert not always_passes(assertion)
    assert not never_passes(assertion)


def test_odd_is_no_verdict() -> None:
    """It only leads to the question: an address may be of version 6."""
    gates = [G(id=f"a.x{n}", gate=gate) for n, gate in enumerate(("ip isIpv4", "status > 998"))]

    assert all(is_odd(gate.assertion) for gate in make_pack(gates).policy.gates[:1])
    assert not list(advise_on_idle_gates(make_pack(gates).policy))


def test_so_many_are_asked_about_and_no_more() -> None:
    gates = [G(id=f"a.x{n}", gate="status exists") for n in range(MOST_ASKED + 3)]

    codes = Counter(advice.code for advice in advise_on_idle_gates(make_pack(gates).policy))

    assert codes == {"gates-not-all-asked": 1, "gate-can-never-fail": MOST_ASKED}


def test_where_there_is_a_question_what_looks_ordinary_is_asked_as_well() -> None:
    gate = G(id="a.b", gate='header "X" matches /^(a&&b)[^\\s\\S]$/')
    policy = make_pack([gate]).policy

    assert not is_odd(policy.gates[0].assertion)
    assert not list(advise_on_idle_gates(policy))
    (advice,) = advise_on_idle_gates(policy, also_ordinary=True)
    assert advice.code == "gate-can-never-pass"


def test_our_own_packs_have_nothing_odd() -> None:
    for folder in sorted((ROOT / "packs").iterdir()):
        pack = read_pack(read_folder(folder)).pack()
        assert [gate.id for gate in pack.policy.gates if is_odd(gate.assertion)] == []


def test_a_usual_pack_does_not_load_the_decision() -> None:
    code = (
        "import sys; from toolkit.cli import main; "
        "main(['smoke', '--pack', 'packs/reliability', '--format', 'json']); "
        "sys.exit('toolkit.gates.decision.compare' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False, text=True
    )

    assert done.returncode == 0, done.stderr
