"""What `vendor` tells: the plan, where the pack came from, what came of it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cached_property

from semver import Version

from toolkit.consumer.standpoint import HERE, Standpoint
from toolkit.consumer.vendor_lock import Source
from toolkit.consumer.vendoring.gate_changes import GateChange, Turn, gate_changes
from toolkit.consumer.vendoring.plan import Plan
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.payload import payload as bump_payload
from toolkit.diff.report import Baseline, BumpReport, bump_report
from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.model import Gate, Pack
from toolkit.spans import Location
from toolkit.texts import visible
from toolkit.versions import History

SCHEMA = "vendor-report.v1"
_LICENCE_FILES = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "PATENTS")


class Outcome(enum.Enum):
    """What came of a plan."""

    WRITTEN = "written"
    PLANNED = "planned"
    """Shown only: ``--dry-run``, or nobody was there to be asked."""
    DECLINED = "declined"
    """Somebody was asked, and said no."""
    NOTHING = "nothing-to-do"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class VendorReport:
    """A plan and its outcome; ``proof`` says what was verified of the source."""

    plan: Plan
    outcome: Outcome
    source: Source | None = None
    proof: str = ""
    standpoint: Standpoint = HERE

    @property
    def pack(self) -> Pack | None:
        """The pack that the report is about."""
        return self.plan.new or self.plan.old

    @cached_property
    def gates(self) -> tuple[GateChange, ...]:
        """What changes in the effective policy."""
        plan = self.plan
        if plan.after is None or plan.after.policy is None or plan.edits is None:
            return ()
        return gate_changes(plan.before.policy, plan.after.policy, plan.edits.folder)

    @cached_property
    def comparison(self) -> BumpReport | None:
        """The pack that is vendored beside the one that will be, as `bump` compares them."""
        old, new = self.plan.old, self.plan.new
        if old is None or new is None or old.tree.digests == new.tree.digests:
            return None
        try:
            return compared(old, new, path=self.plan.name)
        except (ToolkitError, ValueError):  # a version that is none has no place in an order
            return None

    @cached_property
    def left_behind(self) -> tuple[tuple[Location, str], ...]:
        """What in the project was about a gate that goes, and is about none afterwards."""
        gone = {each.gate_id for each in self.gates if each.turn is Turn.GOES}
        before, after = self.plan.before, self.plan.after
        if before.policy is None or after is None or after.policy is None:
            return ()
        still = {each.gate_id for each in after.policy.overrides}
        alone = [
            (after.policy.by_id[each.gate_id].at, f"{each.gate_id} overrides nothing any more")
            for each in before.policy.overrides
            if each.gate_id not in still and each.gate_id in after.policy.by_id
        ]
        idle = [
            (each.at, f"this excepts {each.test} from {each.rule_id}, which goes")
            for each in after.exceptions
            if each.rule_id in gone
        ]
        return tuple(sorted([*alone, *idle]))

    @property
    def licence_files(self) -> list[str]:
        """The files about licence and attribution, which are kept as all others."""
        paths = self.pack.tree.entries if self.pack is not None else ()
        return [path for path in paths if path.upper().startswith(_LICENCE_FILES)]


def compared(old: Pack, new: Pack, *, path: str) -> BumpReport:
    """Return what changes from one version of a pack to another, in whichever order they came."""
    version = old.manifest.version.strip()
    history = History.since(Version.parse(version))
    baseline = Baseline(ref=version, pack=old, history=history)
    return bump_report(new, path, baseline, load_catalogue())


def payload(report: VendorReport) -> dict[str, object]:
    """Return the report for a program (``schemas/vendor-report.v1.schema.json``)."""
    plan = report.plan
    known = plan.before.lock.packs.get(plan.name)
    comparison = report.comparison
    return {
        "schema_version": f"policy-pack-toolkit.{SCHEMA}",
        "action": plan.action.value,
        "outcome": report.outcome.value,
        "name": visible(plan.name),
        "config": plan.before.config,
        "pack": _pack(report),
        "before": known and {"version": known.version, "content_sha256": known.content_sha256},
        "source": report.source and report.source.form(),
        "proof": report.proof,
        "changes": [*plan.edits.paths] if plan.edits is not None else [],
        "gates": [_change(each) for each in report.gates],
        "left_behind": [{"at": _place(at), "message": text} for at, text in report.left_behind],
        "comparison": bump_payload(comparison) if comparison is not None else None,
        "refusals": [_fault(fault) for fault in plan.faults],
    }


def _pack(report: VendorReport) -> object:
    pack, known = report.pack, report.plan.recorded
    if pack is None:
        return known and {
            "id": known.id,
            "version": known.version,
            "license": "",
            "license_files": [],
            "entrypoint": known.entrypoint,
            "content_sha256": known.content_sha256,
            "files": len(known.files),
        }
    return {
        "id": visible(pack.manifest.id.strip()),
        "version": visible(pack.manifest.version.strip()),
        "license": visible(pack.manifest.license.strip()),
        "license_files": [*map(visible, report.licence_files)],
        "entrypoint": visible(pack.policy.entrypoint),
        "content_sha256": pack.tree.content_digest,
        "files": len(pack.tree.entries),
    }


def _change(change: GateChange) -> object:
    return {
        "id": change.gate_id,
        "turn": change.turn.value,
        "before": _gate(change.before),
        "after": _gate(change.after),
        "overridden_at": change.instead and _place(change.instead),
    }


def _gate(gate: Gate | None) -> object:
    return gate and {
        "condition": gate.condition_text,
        "gate": gate.assertion_text,
        "enforcement": gate.enforcement.text,
        "final": gate.final,
        "at": _place(gate.at),
    }


def _fault(fault: Fault) -> object:
    return {
        "code": fault.code,
        "message": visible(fault.message),
        "hint": visible(fault.hint),
        "at": _place(fault.where),
    }


def _place(at: Location) -> object:
    return {"path": visible(at.path), "line": at.line or None, "column": at.column or None}
