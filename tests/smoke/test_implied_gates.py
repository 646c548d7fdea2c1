"""Gates that others make idle are advised about, and only where that is proven."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.make import G, make_pack
from toolkit.faults import Severity
from toolkit.host.files import read_folder
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.smoke.examine import examine
from toolkit.smoke.implied_gates import (
    MOST_OTHERS,
    MOST_QUESTIONS,
    Comparisons,
    advise_on_implied_gates,
)

ROOT = Path(__file__).parents[2]


def pack(lines: Sequence[str]) -> list[G]:
    """Return the gates ``a.x0``, ...; a line is ``assertion`` or ``condition ? assertion``."""
    gates = []
    for number, line in enumerate(lines):
        words, _, assertion = line.rpartition(" ? ")
        condition, _, enforcement = words.partition(" ! ")
        gates.append(
            G(
                id=f"a.x{number}",
                gate=assertion,
                condition=condition or "true",
                enforcement=enforcement or "block",
            )
        )
    return gates


def advice(lines: Sequence[str]) -> list[str]:
    return [
        fault.message
        for fault in advise_on_implied_gates(Comparisons(make_pack(pack(lines)).policy))
    ]


IDLE: tuple[tuple[list[str], str], ...] = (
    (["status < 400", "status < 500"], "a.x1 adds nothing: whatever passes a.x0 passes it"),
    (["status < 500", "status < 400"], "a.x0 adds nothing: whatever passes a.x1 passes it"),
    (["status < 500", "status < 500"], "a.x1 adds nothing: whatever passes a.x0 passes it"),
    (["status < 500", "status <= 499"], "a.x1 adds nothing: whatever passes a.x0 passes it"),
    (
        ["status >= 200", "status <= 200", "status == 200"],
        "a.x2 adds nothing: whatever passes a.x0 and a.x1 passes it",
    ),
    (['header "X" == "a"', 'header "x" exists'], "a.x1 adds nothing: whatever passes a.x0"),
    (['header "X" matches /^ab/', 'header "X" matches /^a/'], "a.x1 adds nothing"),
    (["status < 400", "method == 'GET' ? status < 500"], "a.x1 adds nothing"),
    (["path contains '/v' ? status < 400", "path startswith '/v1' ? status < 500"], "a.x1 adds"),
    (["status < 400", "true ! warn ? status < 500"], "a.x1 adds nothing"),
    (['jsonpath "$.a" == 1', 'jsonpath "$.a" == 1'], "a.x1 adds nothing"),
    (['header "X" == "{{x}}"', 'header "X" == "{{x}}"'], "a.x1 adds nothing"),
)
BUSY: tuple[list[str], ...] = (
    ["status < 500", "status >= 400"],
    ["method == 'GET' ? status < 400", "status < 500"],
    ["method == 'GET' ? status < 400", "method == 'POST' ? status < 500"],
    ["path contains '/v' ? status < 400", "url contains '/v1' ? status < 500"],
    ["true ! warn ? status < 400", "status < 500"],
    ["duration < 100", "bytes count < 200"],
    ['header "X" exists', 'header "Y" == "a"'],
    ['header "X" matches /^a/', 'header "X" not matches /^ab/'],
    ["status == 200", "status == 404"],
    ['header "X" == "{{x}}"', 'header "X" exists'],
    ["status < 500", "status < {{x}}"],
)


@pytest.mark.parametrize(("lines", "message"), IDLE)
def test_a_gate_that_others_imply(lines: list[str], message: str) -> None:
    (found,) = advice(lines)

    assert found.startswith(message)


@pytest.mark.parametrize("lines", BUSY)
def test_a_gate_that_others_do_not_imply(lines: list[str]) -> None:
    assert advice(lines) == []


def test_a_final_gate_binds_more_than_one_that_is_not() -> None:
    gates = [G(id="a.x0", gate="status < 400"), G(id="a.x1", gate="status < 500", final=True)]

    assert not list(advise_on_implied_gates(Comparisons(make_pack(gates).policy)))


def test_advice_has_a_place_and_fails_nothing() -> None:
    found = examine(Tree.of_files(_files(["status < 400", "status < 500"]), name="api"))
    (one,) = (each.fault for each in found.advice if each.fault.code == "gate-implied-by-another")

    assert one.severity is Severity.ADVICE
    assert (one.where.path, one.where.line) == ("rules/main.yaml", 13)
    assert one not in [each.fault for each in found.failures]


def test_what_can_never_fail_is_said_once() -> None:
    found = examine(Tree.of_files(_files(["status < 1000", "status < 1000"]), name="api"))

    assert [one.fault.code for one in found.advice if one.fault.code.startswith("gate-")] == [
        "gate-can-never-fail",
        "gate-can-never-fail",
    ]


def _files(lines: Sequence[str]) -> dict[str, bytes]:
    return {path: entry.data for path, entry in make_pack(pack(lines)).tree.entries.items()}


def test_so_many_are_compared_and_the_rest_is_said() -> None:
    lines = [
        f'header "X{n}" {kind}' for n in range(MOST_QUESTIONS + 5) for kind in ("isUuid", "exists")
    ]
    found = advice(lines)

    assert sum("adds nothing" in one for one in found) <= MOST_QUESTIONS
    assert found[-1].endswith("gates were not compared with all others that read the same")
    assert len(advice([f'header "X" contains "{n:03}"' for n in range(MOST_OTHERS + 2)])) == 1


def test_plain_numbers_that_differ_are_no_question() -> None:
    lines = ["duration < 5000", "duration >= 3", "duration != 70", "status < 500", "status != 404"]

    assert Comparisons(make_pack(pack(lines)).policy).questions() == []


def test_our_own_packs_have_no_gate_that_another_implies() -> None:
    for folder in sorted((ROOT / "packs").iterdir()):
        found = Comparisons(read_pack(read_folder(folder)).pack().policy)
        assert not list(advise_on_implied_gates(found))
