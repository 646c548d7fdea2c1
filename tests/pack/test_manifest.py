"""What the reader of manifests says of a version that YAML reads as something else."""

from __future__ import annotations

import pytest

from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Tree


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("1.0", 'YAML reads 1.0 as a number: write "1.0.0"'),
        ("2", 'YAML reads 2 as a number: write "2.0.0"'),
        ("2024-01-01", 'YAML reads 2024-01-01 as a date: write a semantic version such as "1.0.0"'),
        ("yes", 'YAML reads yes as true or false: write a semantic version such as "1.0.0"'),
    ],
)
def test_the_hint_for_a_version_is_a_version(written: str, hint: str) -> None:
    """Who does what it says passes."""
    _, faults = read_manifest(Tree.of_files({MANIFEST: f"version: {written}\n".encode()}))

    assert [fault.hint for fault in faults if "'version'" in fault.message] == [hint]


def test_other_fields_keep_their_text() -> None:
    _, faults = read_manifest(Tree.of_files({MANIFEST: b"name: 1.0\n"}))

    hints = [fault.hint for fault in faults if "'name'" in fault.message]
    assert hints == ['YAML reads 1.0 as a number: write "1.0"']
