"""The answer to "which version?": what `bump` prints, writes and decides by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from semver import Version

from toolkit.diff.accepted import Settlement
from toolkit.diff.candidates import rename_candidates
from toolkit.diff.catalogue import Catalogue, Impact, Protection
from toolkit.diff.changes import compare
from toolkit.diff.confirmed import every_witness, with_witnesses
from toolkit.diff.judge import (
    Finding,
    judge,
    required_bump,
    total_impact,
    total_protection,
)
from toolkit.diff.pipeline import Neighbours, Pipeline, pipeline
from toolkit.diff.policy import Policy
from toolkit.diff.relations import Judges
from toolkit.diff.renames import declared_renames, pair_gates, refused_claims
from toolkit.diff.witnesses import Confirmation, Shown
from toolkit.diff.witnesses import Standing as Confirmed
from toolkit.errors import ToolkitError
from toolkit.pack.model import Pack
from toolkit.spans import Location
from toolkit.versions import (
    Bump,
    History,
    Standing,
    carried,
    is_taken,
    parse_version,
    slot,
    standing,
    suggest,
)


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know that changes no level."""

    message: str
    hint: str = ""
    where: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a pack is compared with: the pack itself, and how a person calls it.

    ``history`` says what was released before; ``ref`` is a tag, a git ref, or a
    path as it was given; ``commit`` is empty for a path. ``own`` is the version in
    the pack, where the history is that of the releases and it is none of them.
    """

    ref: str
    pack: Pack
    history: History
    commit: str = ""
    own: Version | None = None

    @property
    def version(self) -> Version:
        """The version of the pack that is compared with."""
        return self.own or self.history.baseline


@dataclass(frozen=True, slots=True, kw_only=True)
class BumpReport:
    """What changed since the baseline and which version that asks for.

    Without a baseline (``baseline`` and ``standing`` are None) it is a first
    release: nothing is required, and the declared version stands. ``policy`` is
    what the findings were judged by, ``settlement`` what somebody accepted.
    """

    pack: Pack
    path: str
    declared: Version
    baseline: Baseline | None
    findings: tuple[Finding, ...]
    pipeline: Pipeline | None = None
    standing: Standing | None
    suggested: Version
    notes: tuple[Note, ...]
    policy: Policy = field(default_factory=Policy)
    settlement: Settlement = field(default_factory=Settlement)

    @property
    def pack_id(self) -> str:
        """The id of the pack."""
        return self.pack.manifest.id.strip()

    @property
    def required(self) -> Bump:
        """The level that the findings ask for, before 0.x maps it to a number."""
        return required_bump(self.findings)

    @property
    def carried(self) -> Bump | None:
        """The greatest level that the declared version may carry; None without a baseline."""
        if self.baseline is None:
            return None
        history = self.baseline.history
        return carried(self.declared, history.baseline, history.zero_major)

    @property
    def slot(self) -> Bump:
        """The number of the version that the required level moves."""
        if self.baseline is None or self.baseline.history.baseline.prerelease:
            return self.required
        history = self.baseline.history
        return slot(history.baseline, self.required, history.zero_major)

    @property
    def is_fine(self) -> bool:
        """Whether the declared version is enough; always so for a first release."""
        return self.standing is None or self.standing.is_fine

    @property
    def remaining(self) -> tuple[Finding, ...]:
        """The findings that nobody accepted."""
        return self.settlement.remaining(self.findings)

    @property
    def standing_beside_accepted(self) -> Standing | None:
        """How the declared version stands to what nobody accepted.

        What was accepted is another content all the same, and needs another version.
        """
        if self.baseline is None or not self.settlement.accepted:
            return self.standing
        level = max(required_bump(self.remaining), Bump.PATCH)
        return standing(self.declared, level, self.baseline.history)

    @property
    def is_taken(self) -> bool:
        """Whether the declared version is too small only because it is out, with other content."""
        if self.baseline is None:
            return False
        return is_taken(self.declared, self.required, self.baseline.history)

    @property
    def impact(self) -> Impact:
        """Whether a pipeline that passed can fail."""
        return total_impact(self.findings, self.pipeline)

    @property
    def protection(self) -> Protection:
        """What becomes of what the pack protects from."""
        return total_protection(self.findings, self.pipeline)

    @property
    def protection_counts(self) -> Mapping[str, int]:
        """How many findings have each effect on protection."""
        found = Counter(finding.rule.protection for finding in self.findings)
        return {effect.value: found[effect] for effect in Protection}

    @property
    def undecided(self) -> int:
        """How many findings stand for lack of a proof."""
        return sum(finding.is_undecided for finding in self.findings)

    @property
    def witnesses(self) -> tuple[Shown, ...]:
        """Every witness of every finding, in order, then those of the packs as a whole."""
        return every_witness(self.findings, self.pipeline)

    @property
    def confirmed(self) -> int:
        """How many findings have a witness that the real Hurl confirmed."""
        return sum(
            any(one.confirmation.standing is Confirmed.CONFIRMED for one in finding.change.shown)
            for finding in self.findings
        )

    def with_witnesses(self, told: Mapping[int, Confirmation]) -> BumpReport:
        """Return the report with what was found about `witnesses`, by their index."""
        findings, whole = with_witnesses(self.findings, self.pipeline, told)
        return replace(self, findings=findings, pipeline=whole)


def declared_version(pack: Pack) -> Version:
    """Return the version in the manifest.

    Raises:
        ToolkitError: It is no semantic version; the place says where.
    """
    try:
        return parse_version(pack.manifest.version.strip())
    except ToolkitError as error:
        where = str(pack.manifest.at("version"))
        raise ToolkitError(error.message, where=where, hint=error.hint) from error


def first_release(pack: Pack, path: str, notes: tuple[Note, ...] = ()) -> BumpReport:
    """Return the report about a pack that was never released."""
    declared = declared_version(pack)
    return BumpReport(
        pack=pack,
        path=path,
        declared=declared,
        baseline=None,
        findings=(),
        standing=None,
        suggested=declared,
        notes=notes,
    )


def bump_report(
    pack: Pack,
    path: str,
    baseline: Baseline,
    catalogue: Catalogue,
    notes: tuple[Note, ...] = (),
) -> BumpReport:
    """Return the report about what changed since ``baseline``."""
    declared = declared_version(pack)
    judges = Judges()
    before, after = baseline.pack.policy, pack.policy
    neighbours = Neighbours(before, after, judges)
    changes = compare(baseline.pack, pack, judges=judges, neighbours=neighbours)
    findings = judge(changes, catalogue)
    required = required_bump(findings)
    claims = tuple(
        Note(fault.message, fault.hint, fault.where)
        for fault in refused_claims(baseline.pack, pack)
    )
    renames = declared_renames(before, after, pack.manifest.gates)
    candidates = (
        Note(
            f"{old.id} was removed and {new.id} added: same condition and query",
            f"if it is a rename, declare renamed_from: {old.id} at {new.id} in the manifest",
        )
        for old, new in rename_candidates(pair_gates(before, after, judges, renames))
    )
    return BumpReport(
        pack=pack,
        path=path,
        declared=declared,
        baseline=baseline,
        findings=findings,
        pipeline=pipeline(before, after, neighbours),
        standing=standing(declared, required, baseline.history),
        suggested=suggest(declared, required, baseline.history),
        notes=(*notes, *claims, *candidates),
    )
