"""Large packs: many gates, many renames, many files; what a comparison may take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.diff.drafts import Draft, five_changes, large_draft
from tests.diff.test_rules import findings
from toolkit.pack.model import Pack
from toolkit.pack.read import read_pack

pytestmark = pytest.mark.slow

GATES = 200


@pytest.fixture(scope="module")
def draft() -> Draft:
    return large_draft(GATES)


@pytest.fixture(scope="module")
def pack(draft: Draft) -> Pack:
    return draft.pack()


def rules(old: Pack, new: Pack) -> Counter[str]:
    return Counter(finding.rule.id for finding in findings(old, new))


def seconds(work: Callable[[], object]) -> float:
    """The processor time of something: other programs on the machine do not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def test_five_changes_take_less_than_reading_both_packs(draft: Draft, pack: Pack) -> None:
    """The budget is a second for 200 gates, without confirmation; reading takes a third of it."""
    changed = [five_changes(draft, turn) for turn in range(3)]
    findings(pack, changed[0])  # loads the decision
    reading = min(
        seconds(lambda: [read_pack(one.tree).pack() for one in (pack, changed[1])])
        for _ in range(2)
    )
    comparing = min(seconds(lambda one=one: findings(pack, one)) for one in changed[1:])  # type: ignore[misc]

    assert comparing < reading, f"{comparing / reading:.2f} times as long as reading"
    assert len(findings(pack, changed[1])) == 5


def test_renames_in_bulk_are_proven_one_by_one(draft: Draft, pack: Pack) -> None:
    edited = draft.copy()
    for gate in edited.gates():
        entry = edited.entry(gate["id"])
        gate["id"] = entry["id"] = f"{gate['id']}_renamed"
    edited.finals()

    found = rules(pack, edited.pack())
    assert found == {"gate-renamed": GATES}


def test_rule_files_that_move_are_told_once_each(draft: Draft, pack: Pack) -> None:
    edited = draft.copy()
    entrypoint = edited.documents[edited.manifest["entrypoint"]]
    moved = {path: f"gates/{path.rpartition('/')[2]}" for path in edited.rule_files()}
    entrypoint["imports"] = [f"./{target}" for target in moved.values()]
    for path, target in moved.items():
        edited.documents[target] = edited.documents.pop(path)
    for entry in edited.manifest["gates"]:
        entry["file"] = moved[entry["file"]]

    assert rules(pack, edited.pack()) == {"rule-file-moved": len(moved)}


def test_thousands_of_documents_that_move(draft: Draft) -> None:
    old, new = draft.copy(), draft.copy()
    for number in range(3_000):
        old.files[f"docs/{number}.md"] = new.files[f"guide/{number}.md"] = b"%d\n" % number

    before, after = old.pack(), new.pack()
    assert rules(before, after) == {"file-moved": 3_000}
    assert seconds(lambda: findings(before, after)) < 10 * seconds(old.pack)


def test_every_gate_changes_at_once(draft: Draft, pack: Pack) -> None:
    edited = draft.copy()
    for gate in edited.gates():
        number = int(gate["gate"].rpartition(" ")[2])
        gate["gate"] = f"duration < {number - 1}"

    assert rules(pack, edited.pack()) == {"gate-stricter": GATES}


def test_gates_that_are_all_the_same_and_renamed_are_not_paired_by_chance(draft: Draft) -> None:
    old, new = draft.copy(), draft.copy()
    for one in (old, new):
        for gate in one.gates():
            gate.update(gate="status < 500", condition="true", enforcement="block", final=False)
        one.finals()
    for gate in new.gates():
        entry = new.entry(gate["id"])
        gate["id"] = entry["id"] = f"{gate['id']}_renamed"

    found = rules(old.pack(), new.pack())
    assert found["gate-renamed"] == 0
    assert sum(found.values()) == 2 * GATES
