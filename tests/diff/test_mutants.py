"""A share of the labelled mutants (`tests.diff.mutants` runs thousands), and their labels."""

from __future__ import annotations

import random

import pytest

from tests.diff.brute_force import Seen, conditions_differ, seen
from tests.diff.drafts import generated_draft, starter_drafts
from tests.diff.mutants import Tally, run, shown
from tests.diff.operators import EQUAL, OPERATORS
from tests.diff.test_rules import findings
from toolkit.diff.catalogue import Axis
from toolkit.diff.judge import required_bump
from toolkit.pack.model import Pack
from toolkit.versions import Bump

pytestmark = pytest.mark.slow

BREAKS, LOOSENS, SAME = (
    Seen(breaks=True, loosens=False, exact=True),
    Seen(breaks=False, loosens=True, exact=True),
    Seen(breaks=False, loosens=False, exact=True),
)
BOTH = Seen(breaks=True, loosens=True, exact=True)


@pytest.fixture(scope="module")
def tally() -> Tally:
    """What became of two mutants of each operator, or so."""
    return run(2 * len(OPERATORS), seed=11)


def test_no_break_looks_compatible(tally: Tally) -> None:
    assert tally.too_low == [], shown(tally)


def test_what_means_the_same_is_not_called_major(tally: Tally) -> None:
    assert tally.equal >= 40
    assert tally.equal_major == [], shown(tally)


def test_no_more_is_asked_for_than_is_right(tally: Tally) -> None:
    assert tally.too_high == [], shown(tally)


def test_one_edit_is_one_finding(tally: Tally) -> None:
    assert tally.echoes == [], shown(tally)


def test_every_operator_finds_something_to_do(tally: Tally) -> None:
    assert set(tally.by_operator) == set(OPERATORS)
    assert sum(name.startswith(EQUAL) for name in OPERATORS) >= 30


def test_mutants_are_the_same_for_a_seed() -> None:
    assert run(12, seed=3).matrix == run(12, seed=3).matrix


# --- chains ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_a_chain_of_edits_never_asks_for_more_than_its_links(seed: int) -> None:
    """Of releases a, b and c: what a to c asks for, a to b or b to c asked for as well."""
    chance = random.Random(seed)  # noqa: S311  a test must repeat
    draft = generated_draft(chance, gates=3)
    packs = [draft.pack()]
    while len(packs) < 3:
        trial = draft.copy()
        if OPERATORS[chance.choice(sorted(OPERATORS))](trial, chance) is not None:
            draft = trial
            packs.append(draft.pack())

    def level(old: Pack, new: Pack) -> Bump:
        found = findings(old, new)
        return required_bump(one for one in found if one.rule.axis is not Axis.METADATA)

    one, two, three = packs
    assert level(one, three) <= max(level(one, two), level(two, three))


# --- the labels -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("status < 500", "status < 499", BREAKS),
        ("status < 500", "status < 501", LOOSENS),
        ("status < 500", "status <= 499", SAME),
        ("status < 500", "status < 499.5", SAME),
        ("status < 500", "status not >= 500", SAME),
        ("status < 500", "status > 500", BOTH),
        ("status < 500", "status == 500", BOTH),
        ("duration <= 10", "duration < 10", BREAKS),
        ("duration < 10", "duration != 10", LOOSENS),
        ("bytes count < 1048576", "bytes count < 1048577", LOOSENS),
        ("redirects count == 0", "redirects count < 1", SAME),
    ],
)
def test_bounds_are_labelled_exactly(old: str, new: str, expected: Seen) -> None:
    assert seen(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "breaks", "loosens"),
    [
        ('header "X" exists', 'header "X" not exists', True, True),
        ('header "X" exists', 'header "X" == "a"', True, False),
        ('header "X" == "a"', 'header "X" contains "a"', False, True),
        ('header "X" exists', 'header "x" exists', False, False),
        ('header "X" exists', "status < 500", True, True),
        ('jsonpath "$.a" exists', 'jsonpath "$.a" == 1', True, False),
        ('header "X" matches /^a/', 'header "X" matches /a/', False, True),
        ('cookie "s[Secure]" exists', 'cookie "s[HttpOnly]" exists', True, True),
    ],
)
def test_other_labels_are_found_by_trying(old: str, new: str, breaks: bool, loosens: bool) -> None:
    found = seen(old, new)

    assert (found.breaks, found.loosens, found.exact) == (breaks, loosens, False)


@pytest.mark.parametrize(
    ("old", "new", "differ"),
    [
        ("true", "path startswith '/v1'", True),
        ("path startswith '/v1'", "path contains '/v1'", True),
        ("method == 'GET'", "method == 'get'", False),
        ("tags contains 'a'", "tags contains 'b'", True),
        ("meta.tier == 'a'", "meta.tier == 'ax'", True),
        ("url contains 'https://'", "url contains 'http'", True),
    ],
)
def test_conditions_are_labelled_by_trying(old: str, new: str, differ: bool) -> None:
    assert conditions_differ(old, new) == differ


def test_the_packs_of_this_repository_can_be_edited() -> None:
    for draft in starter_drafts():
        found = findings(draft.pack(), draft.copy().pack())
        assert found == ()
        assert len(draft.gates()) >= 8
