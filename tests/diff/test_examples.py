"""The examples of the rules are run: each shows its rule, and no other."""

from __future__ import annotations

import pytest

from toolkit.diff.catalogue import Rule, load_catalogue
from toolkit.diff.changes import compare
from toolkit.diff.examples import COMMENT, Example, ExampleError
from toolkit.diff.judge import judge
from toolkit.pack.read import read_pack
from toolkit.smoke.examine import examine
from toolkit.versions import Bump

CATALOGUE = load_catalogue()
UNREADABLE = {"runtime-contract-changed"}
"""About manifests that no checker accepts; the rule says what they would mean."""
every_rule = pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: str(rule.id))


@every_rule
def test_an_example_meets_its_rule_and_no_other(rule: Rule) -> None:
    (finding,) = judge(compare(*rule.example.packs()), CATALOGUE)

    assert finding.rule == rule
    assert finding.impact in (rule.impact, finding.rule.impact) or finding.change.enforcement


@every_rule
def test_an_example_is_about_packs_that_can_be_read(rule: Rule) -> None:
    for pack in rule.example.packs():
        reading = read_pack(pack.tree)
        assert bool(reading.manifest_faults) <= (rule.id in UNREADABLE)
        assert not reading.policy_faults


@every_rule
def test_what_breaks_shows_a_response_that_fails_now(rule: Rule) -> None:
    """Wherever an assertion, a condition or a gate decides; the rest breaks without a response."""
    (finding,) = judge(compare(*rule.example.packs()), CATALOGUE)

    if rule.id in ("gate-stricter", "gate-incomparable", "scope-widened", "scope-incomparable"):
        assert finding.change.witness is not None
    if rule.id in ("gate-looser", "gate-incomparable", "scope-narrowed", "gate-removed"):
        assert finding.change.reverse_witness is not None
    if rule.required_bump is Bump.PATCH:
        assert not finding.change.shown


def test_the_plain_example_pack_is_sound() -> None:
    side = Example(edit="files", old=None, new=None)
    old, new = side.packs()

    assert compare(old, new) == ()
    assert examine(old.tree).passed


def test_a_comment_is_no_field() -> None:
    one = Example(edit="acme.no_5xx", old={COMMENT: "a"}, new={COMMENT: "b"})

    old, new = one.packs()
    assert old.policy == new.policy
    assert b"  # a\n" in (old.tree.file("rules/api.yaml") or b"")


@pytest.mark.parametrize(
    "example",
    [
        Example(edit="acme.no_5xx", old={"severity": "high"}, new=None),
        Example(edit="acme.no_5xx", old={"gate": "status <"}, new=None),
        Example(edit="manifest", old={"entrypoint": "/etc/passwd"}, new=None),
    ],
)
def test_an_example_that_makes_no_pack_is_our_own_fault(example: Example) -> None:
    with pytest.raises(ExampleError):
        example.packs()
