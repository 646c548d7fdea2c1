"""What changed in the manifests of two packs; the gate lists are the policy's to tell.

The pack's own version never counts: it is the answer, not a part of the
question (bump-analysers.md, 5.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.diff.facts import Change, Kind, Side
from toolkit.diff.gate_changes import PREFIXES
from toolkit.diff.relations import Method
from toolkit.errors import ToolkitError
from toolkit.pack.model import MANIFEST, Manifest, Pack
from toolkit.ranges import parse_range

_METADATA = (
    "name",
    "license",
    "source",
    "evidence_command",
    "gate_prefixes",
    "maintainers",
    "publisher",
    "summary",
)
_NOTHING = "(none)"


def manifest_changes(old: Pack, new: Pack) -> Iterator[Change]:
    """Yield every change of a field of the manifest but the version and the gate lists."""
    before, after = old.manifest, new.manifest
    if before.id.strip() != after.id.strip():
        yield _change(Kind.PACK_ID, "id", before, after)
    if before.runtime_contract.strip() != after.runtime_contract.strip():
        yield _change(Kind.RUNTIME_CONTRACT, "runtime_contract", before, after)
    if before.entroping.strip() != after.entroping.strip():
        yield _range_change(before, after)
    if old.policy.entrypoint != new.policy.entrypoint:
        yield _entrypoint_change(old, new)
    for name in _METADATA:
        if getattr(before, name) != getattr(after, name):
            echo = PREFIXES if name == "gate_prefixes" and _follow_gates(old, new) else ""
            yield _change(Kind.METADATA, name, before, after, echo=echo)


def _side(manifest: Manifest, name: str) -> Side:
    value: str | tuple[str, ...] = getattr(manifest, name)
    text = value.strip() if isinstance(value, str) else ", ".join(value)
    return Side(text or _NOTHING, manifest.at(name), f"{name}: {text}")


def _change(kind: Kind, name: str, before: Manifest, after: Manifest, *, echo: str = "") -> Change:
    return Change(
        kind=kind,
        subject=name,
        old=_side(before, name),
        new=_side(after, name),
        touches=frozenset({MANIFEST}),
        echo=echo,
    )


def _entrypoint_change(old: Pack, new: Pack) -> Change:
    source, target = old.policy.entrypoint, new.policy.entrypoint
    return Change(
        kind=Kind.ENTRYPOINT,
        subject="entrypoint",
        old=Side(source, old.manifest.at("entrypoint")),
        new=Side(target, new.manifest.at("entrypoint")),
        touches=frozenset({MANIFEST, source, target}),
    )


def _range_change(before: Manifest, after: Manifest) -> Change:
    verdict, reason = _compare_ranges(before.entroping, after.entroping)
    return Change(
        kind=Kind.ENGINE_RANGE,
        subject="entroping",
        old=_side(before, "entroping"),
        new=_side(after, "entroping"),
        facts={"range": verdict},
        method=Method.ABSTAINED if reason else Method.DECIDED,
        reason=reason,
        touches=frozenset({MANIFEST}),
    )


def _compare_ranges(old: str, new: str) -> tuple[str, str]:
    """Return how two ranges relate as sets of versions, and why where that is not known."""
    try:
        before, after = parse_range(old), parse_range(new)
    except ToolkitError as error:
        return "undecided", error.message
    if before == after:
        return "equal", ""
    if after <= before:
        return "narrowed", ""
    return ("widened", "") if before <= after else ("incomparable", "")


def _follow_gates(old: Pack, new: Pack) -> bool:
    """Return whether each prefix that came or went did so with gates that came or went."""
    gone = old.policy.by_id.keys() - new.policy.by_id.keys()
    come = new.policy.by_id.keys() - old.policy.by_id.keys()
    before, after = set(old.manifest.gate_prefixes), set(new.manifest.gate_prefixes)
    return before != after and all(
        any(gate_id.startswith(f"{prefix}.") for gate_id in ids)
        for prefixes, ids in ((before - after, gone), (after - before, come))
        for prefix in prefixes
    )
