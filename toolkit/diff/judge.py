"""Changes and rules → findings, most severe first; and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from toolkit.diff.catalogue import Catalogue, Impact, Part, Protection, Rule
from toolkit.diff.facts import Change, Kind
from toolkit.diff.pipeline import Pipeline
from toolkit.diff.relations import Method
from toolkit.pack.model import Enforcement
from toolkit.versions import Bump

_FINGERPRINT_DIGITS = 16
_FAILS_ONLY_WHEN_BLOCKING = frozenset({Kind.CONDITION, Kind.ASSERTION, Kind.ENFORCEMENT})
_REFUSES = frozenset({Kind.GATE_ADDED, Kind.GATE_REMOVED, *_FAILS_ONLY_WHEN_BLOCKING})
"""What counts by the responses that are refused, and so not where other gates refuse them."""
_SUM = {
    (False, False): Protection.SAME,
    (True, False): Protection.RAISED,
    (False, True): Protection.REDUCED,
    (True, True): Protection.MIXED,
}
"""What a gain and a loss come to."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One change and the rule that judges it."""

    rule: Rule
    change: Change

    @property
    def required_bump(self) -> Bump:
        """The least level of the next version."""
        return self.rule.required_bump

    @property
    def impact(self) -> Impact:
        """Whether this can fail a pipeline that passed.

        A gate that warns or audits fails no run, whatever it asserts. What is not
        decided as a whole breaks all the same where a witness shows it.
        """
        advisory = self.change.enforcement not in (None, Enforcement.BLOCK)
        if advisory and self.change.kind in _FAILS_ONLY_WHEN_BLOCKING:
            return Impact.COMPATIBLE
        if self.rule.impact is Impact.UNDECIDED and self.change.witness is not None:
            return Impact.BREAKING
        return self.rule.impact

    @property
    def is_harmless_beside(self) -> bool:
        """Whether it can fail no pipeline because other gates of the old pack refused as much."""
        change = self.change
        loads = change.facts.get("final") == "yes"  # a final gate can keep a pack from loading
        return change.kind in _REFUSES and change.covered_by is not None and not loads

    @property
    def impact_beside(self) -> Impact:
        """Whether this can fail a pipeline that passed, beside all other gates of the pack."""
        return Impact.COMPATIBLE if self.is_harmless_beside else self.impact

    @property
    def protection_beside(self) -> Protection:
        """What becomes of the protection, beside all other gates of the pack.

        What others refused already is no gain, and what others still refuse, at least as
        strictly, no loss.
        """
        effect, change = self.rule.protection, self.change
        if change.kind not in _REFUSES:
            return effect
        covered, replaced = change.covered_by is not None, change.replaced_by is not None
        gains = effect in (Protection.RAISED, Protection.MIXED) and not covered
        loses = effect in (Protection.REDUCED, Protection.MIXED) and not replaced
        if effect is Protection.UNKNOWN and not (covered and replaced):
            return effect
        return _SUM[gains, loses]

    @property
    def is_undecided(self) -> bool:
        """Whether the level stands for lack of a proof."""
        return self.change.method is Method.ABSTAINED

    @property
    def message_parts(self) -> tuple[Part, ...]:
        """The sentence about the change, its values apart from its words."""
        return self.rule.tell(self.change)

    @property
    def message(self) -> str:
        """The sentence about the change."""
        return "".join(part.text for part in self.message_parts)

    @property
    def fingerprint(self) -> str:
        """A name for this finding that wording, layout and line numbers do not change.

        16 hex digits of the sha256 over rule, gate (or file, or field), old and
        new canonical form, each ended by a NUL (bump-analysers.md, 5.2).
        """
        old, new = self.change.old, self.change.new
        parts = (
            self.rule.id,
            self.change.gate_id or self.change.subject,
            old.form if old else "",
            new.form if new else "",
        )
        text = "".join(f"{part}\0" for part in parts)
        digest = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        return digest[:_FINGERPRINT_DIGITS]

    @property
    def order(self) -> tuple[int, bool, str, str, str]:
        """What sorts findings: the most severe first, gates before the rest, then by name."""
        change = self.change
        return (
            -self.required_bump,
            not change.gate_id,
            change.gate_id,
            change.subject,
            self.rule.id,
        )


def judge(changes: Iterable[Change], catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return one finding for each edit, most severe first.

    Raises:
        CatalogueError: A change meets no rule, or more than one.
    """
    findings = [Finding(catalogue.judge(change), change) for change in changes]
    return tuple(sorted(_fold(findings), key=lambda finding: finding.order))


def _fold(findings: list[Finding]) -> list[Finding]:
    """Leave out what only echoes another finding of the same or a higher level.

    Never the other way round: folding a severe finding under a mild one is how
    other tools lost breaking changes (bump-analysers.md, 4, number 8).
    """
    heard: dict[str, Bump] = {}
    for finding in findings:
        for place in finding.change.touches:
            if place != finding.change.echo:
                heard[place] = max(heard.get(place, Bump.NONE), finding.required_bump)
    return [
        finding
        for finding in findings
        if not finding.change.echo
        or heard.get(finding.change.echo, Bump.NONE) < finding.required_bump
    ]


def required_bump(findings: Iterable[Finding]) -> Bump:
    """Return the highest level that any finding asks for."""
    return max((finding.required_bump for finding in findings), default=Bump.NONE)


def total_impact(findings: Iterable[Finding], pipeline: Pipeline | None = None) -> Impact:
    """Return whether anything that passed can fail; known to, before unknown.

    What one gate refuses beyond what it did counts only where no other gate refused it already.
    """
    found = {finding.impact_beside for finding in findings}
    if Impact.BREAKING in found or (pipeline is not None and pipeline.witness is not None):
        return Impact.BREAKING
    return Impact.UNDECIDED if Impact.UNDECIDED in found else Impact.COMPATIBLE


def total_protection(findings: Iterable[Finding], pipeline: Pipeline | None = None) -> Protection:
    """Return what becomes of the protection as a whole.

    A loss is never hidden: raised and reduced together are mixed, and a known
    loss stays one beside what is unknown. What is unknown may hide a loss, so
    raised and unknown together are unknown.
    """
    found = {finding.protection_beside for finding in findings} | {*_shown_by(pipeline)}
    gain, loss = Protection.RAISED in found, Protection.REDUCED in found
    if Protection.MIXED in found or (gain and loss):
        return Protection.MIXED
    if loss:
        return Protection.REDUCED
    if Protection.UNKNOWN in found:
        return Protection.UNKNOWN
    return Protection.RAISED if gain else Protection.SAME


def _shown_by(pipeline: Pipeline | None) -> Iterator[Protection]:
    if pipeline is not None and pipeline.witness is not None:
        yield Protection.RAISED
    if pipeline is not None and pipeline.reverse_witness is not None:
        yield Protection.REDUCED
