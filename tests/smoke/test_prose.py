"""What counts as saying that a gate is final, and how long it takes to find out."""

from __future__ import annotations

import pytest

from toolkit.smoke.prose import Prose

GATE = "api.no_5xx"


@pytest.mark.parametrize(
    ("readme", "said"),
    [
        (f"`{GATE}` is final because outages are nobody's policy\n", True),
        (f"### `{GATE}`\n\nConsumers cannot override it: outages are nobody's policy\n", True),
        (f"- `{GATE}`\n  - Final: outages are nobody's policy\n", True),
        (f"| `{GATE}` | every call | fix the server, or the test that provokes it |\n", False),
        (f"`{GATE}` finds outages early\n\nThe other gate is final.\n", False),
        (f"| `{GATE}` | fix the server or the test | block |\n\n`{GATE}` is final.\n", True),
    ],
)
def test_a_final_gate_is_called_final_where_it_is_named(readme: str, said: bool) -> None:
    assert Prose(readme, [GATE]).says_final(GATE) is said


def test_many_gates_under_one_heading_are_read_once() -> None:
    gates = [f"api.gate_{number}" for number in range(2_000)]
    readme = "# " + " ".join(gates) + "\n\n" + "\n\n".join(["words of no weight"] * 2_000)
    prose = Prose(readme, set(gates))

    assert not any(prose.says_final(gate) for gate in gates)
    assert len(prose._final) == 1
