"""Layout changes no finding: not its rule, not its fingerprint, and not their number."""

from __future__ import annotations

import pytest

from tests.diff.drafts import Draft, Style
from tests.diff.equal_operators import STYLES
from tests.diff.pairs import PAIRS, Pair
from tests.diff.test_rules import findings
from toolkit.diff.facts import Kind
from toolkit.diff.judge import Finding
from toolkit.pack.model import MANIFEST, Pack
from toolkit.versions import Bump

pytestmark = pytest.mark.slow

OF_FILES = {Kind.FILE_ADDED, Kind.FILE_CHANGED, Kind.FILE_MOVED, Kind.FILE_REMOVED}
FALLBACKS = {"manifest-rewritten", "rules-rewritten", "other-file-changed"}
"""What is left to say of a text that differs and means the same."""

EACH = 4
"""Every layout meets every fourth rule, so that all rules meet some: reading takes the time."""


def one_pair_for_each_rule() -> list[Pair]:
    """The first pair of each rule; a layout is tried on all of them."""
    first: dict[str, Pair] = {}
    for pair in PAIRS:
        for rule, _ in sorted(pair.expected):
            first.setdefault(rule, pair)
    return list({pair.name: pair for pair in first.values()}.values())


def laid_out(pack: Pack, style: Style | None = None) -> Pack:
    """Return the pack written out anew, every document and the manifest in that layout."""
    draft = Draft.of(pack.tree)
    if style is not None:
        draft.styles = dict.fromkeys((MANIFEST, *draft.documents), style)
    return draft.pack()


def told(found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """What is found about gates and fields; files are told by their bytes."""
    return [
        (finding.rule.id, finding.fingerprint)
        for finding in found
        if finding.change.kind not in OF_FILES
    ]


@pytest.mark.parametrize(("turn", "layout"), list(enumerate(STYLES)))
def test_layout_leaves_findings_and_fingerprints_alone(turn: int, layout: str) -> None:
    """Of the new pack, or of both: a release is laid out otherwise than the one before."""
    style = STYLES[layout]
    for pair in one_pair_for_each_rule()[turn % EACH :: EACH]:
        old, new = laid_out(pair.old), laid_out(pair.new)
        expected = told(findings(old, new))
        relaid = laid_out(pair.new, style)

        assert told(findings(old, relaid)) == expected, pair.name
        assert told(findings(laid_out(pair.old, style), relaid)) == expected, pair.name


@pytest.mark.parametrize("layout", STYLES)
def test_nothing_but_layout_is_at_most_a_patch(layout: str) -> None:
    old = PAIRS[0].old
    found = findings(laid_out(old), laid_out(old, STYLES[layout]))

    assert {finding.rule.id for finding in found} <= FALLBACKS
    assert all(finding.required_bump is Bump.PATCH for finding in found)
    assert told(found) == []


def test_a_fingerprint_names_one_finding_among_all_pairs_of_one_old_pack() -> None:
    """Two edits that differ in what they do have different names, whatever they are called."""
    known: dict[str, tuple[object, ...]] = {}
    for pair in PAIRS:
        for finding in findings(pair.old, pair.new):
            change = finding.change
            sides = tuple(side.form if side else None for side in (change.old, change.new))
            meant = (finding.rule.id, change.gate_id or change.subject, *sides)
            assert known.setdefault(finding.fingerprint, meant) == meant
