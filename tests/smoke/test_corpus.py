"""The corpus of changed packs: what is wrong is refused, located, explained; what is odd passes."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.smoke import laws
from tests.smoke.cases import Case
from tests.smoke.corpus import content, document, imports, manifest, yaml_tricks
from tests.smoke.oracle import refusals
from tests.smoke.packs import NAME
from toolkit.smoke.examine import examine

pytestmark = pytest.mark.slow

CASES: list[Case] = [
    *manifest.CASES,
    *document.CASES,
    *yaml_tricks.CASES,
    *imports.CASES,
    *content.CASES,
]
_HOURS_FOR_THE_ORACLE = ("bomb", "flood", "fan of", "levels", "deep by aliases", "too large")
"""Inputs on which the existing checkers hang or exhaust the memory: not asked."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdict(case: Case) -> None:
    """Every flaw is found, in the contract's words, at its place; every legal pack passes."""
    tree = case.tree
    examination = examine(tree)
    faults = [finding.fault for finding in examination.failures]
    told = [f"{fault.code}: {fault}" for fault in faults]

    laws.hold(tree, examination)
    assert examination.passed is case.legal, told
    if not case.legal:
        assert any(
            fault.code == case.code
            and case.fragment in fault.message
            and str(fault.where).startswith(case.at)
            for fault in faults
        ), told
    if case.legal and not any(word in case.name for word in _HOURS_FOR_THE_ORACLE):
        assert refusals(case.files, NAME) == []  # ours passes nothing that either refuses
    if case.advice:
        assert case.advice in {finding.fault.code for finding in examination.advice}


def test_names_are_unique() -> None:
    """Two cases of one name would hide each other in reports."""
    twice = [name for name, count in Counter(case.name for case in CASES).items() if count > 1]

    assert twice == []


def test_there_are_enough() -> None:
    """The corpus is what makes the verdict trustworthy; it only grows."""
    assert len(CASES) >= 1_500
    assert sum(case.legal for case in CASES) >= 250
