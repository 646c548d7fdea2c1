"""Do the manifest and the loaded policy say the same?

Source: upstream-contract.md, "Smoke checks" 3 and 8-12, and the self-test's
comparisons of gates, finals, files and prefixes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from toolkit.faults import Fault
from toolkit.pack.model import CONSUMER_EXAMPLE, MANIFEST, README, Manifest, Policy
from toolkit.pack.names import bad_gate_id
from toolkit.pack.read import Reading, local_path
from toolkit.spans import Location

REQUIRED_FILES = (README, MANIFEST, CONSUMER_EXAMPLE)


def check_files(reading: Reading) -> Iterator[Fault]:
    """Yield what is missing among the files that every pack has."""
    for path in REQUIRED_FILES:
        if reading.tree.file(path) is None and path != MANIFEST:
            message = f"required file {reading.tree.absence(path)}: {path}"
            hint = "`new-pack` shows what it should hold"
            yield Fault(code="file-missing", message=message, where=Location(path), hint=hint)


def check_entrypoint(reading: Reading) -> Iterator[Fault]:
    """Yield why the entrypoint does not load."""
    if reading.tree.file(reading.entrypoint) is None:
        at = reading.manifest.at("entrypoint") if reading.manifest else Location(reading.entrypoint)
        message = (
            f"entrypoint file {reading.tree.absence(reading.entrypoint)}: {reading.entrypoint}"
        )
        yield Fault(code="entrypoint-missing", message=message, where=at)
        return
    for fault in reading.policy_faults:
        yield reworded(fault, f"entrypoint failed to load: {fault.message}")


def reworded(fault: Fault, message: str) -> Fault:
    """Return the fault under another message."""
    return Fault(code=fault.code, message=message, where=fault.where, hint=fault.hint)


def check_agreement(reading: Reading) -> Iterator[Fault]:
    """Yield every difference between manifest and policy, where both could be read."""
    manifest, policy = reading.manifest, reading.policy
    if manifest is None:
        return
    yield from _files_exist(reading, manifest)
    if policy is None:
        return
    yield from _prefixes(manifest, policy)
    yield from _ids(policy)
    yield from _documented_finals(manifest, policy)
    yield from _same_gates(manifest, policy)
    yield from _flags_and_files(manifest, policy)


def _files_exist(reading: Reading, manifest: Manifest) -> Iterator[Fault]:
    for gate in manifest.gates:
        path = local_path(gate.file)
        if path is not None and reading.tree.file(path) is None:
            message = f"manifest gate {gate.id!r} file is {reading.tree.absence(path)}: {path}"
            at = gate.where.get("file", gate.at)
            yield Fault(code="manifest-gate-file", message=message, where=at)


def _prefixes(manifest: Manifest, policy: Policy) -> Iterator[Fault]:
    if not manifest.gate_prefixes:
        if "gate_prefixes" in manifest.where and policy.gates:
            message = "manifest field 'gate_prefixes' names no prefix"
            at = manifest.at("gate_prefixes")
            hint = "every gate id starts with a prefix that is the pack's own"
            yield Fault(code="gate-prefix", message=message, where=at, hint=hint)
        return
    for gate in policy.gates:
        if not any(gate.id.startswith(f"{prefix}.") for prefix in manifest.gate_prefixes):
            message = f"gate id {gate.id!r} does not use a declared gate prefix"
            hint = f"declared: {', '.join(manifest.gate_prefixes)}"
            yield Fault(code="gate-prefix", message=message, where=gate.at, hint=hint)


def _ids(policy: Policy) -> Iterator[Fault]:
    for gate in policy.gates:
        bad = bad_gate_id(gate.id)
        if bad:
            message = f"gate id must not contain {bad}: {gate.id!r}"
            hint = "reports and exceptions name it: use letters, digits, '.', '_' and '-'"
            yield Fault(code="gate-id", message=message, where=gate.at, hint=hint)


def _documented_finals(manifest: Manifest, policy: Policy) -> Iterator[Fault]:
    at = manifest.at("final_gates")
    for gate_id in manifest.final_gates:
        gate = policy.by_id.get(gate_id)
        if gate is None:
            message = f"documented final gate {gate_id!r} is not loaded"
            yield Fault(code="final-not-loaded", message=message, where=at)
        elif not gate.final:
            message = f"documented final gate {gate_id!r} is not marked final"
            hint = f"write `final: true` at {gate.at}, or remove it from final_gates"
            yield Fault(code="final-not-marked", message=message, where=at, hint=hint)
    if sorted(manifest.final_gates) != policy.final_ids:
        message = "manifest final_gates must match loaded final gates"
        hint = _difference(manifest.final_gates, policy.final_ids, "final_gates")
        yield Fault(code="final-list", message=message, where=at, hint=hint)


def _same_gates(manifest: Manifest, policy: Policy) -> Iterator[Fault]:
    declared = [gate.id for gate in manifest.gates]
    if sorted(declared) != policy.gate_ids:
        message = "manifest gate ids must match loaded gate ids"
        hint = _difference(declared, policy.gate_ids, "the manifest")
        at = manifest.at("gates")
        yield Fault(code="manifest-gates", message=message, where=at, hint=hint)


def _difference(declared: tuple[str, ...] | list[str], loaded: list[str], where: str) -> str:
    """Say which ids are missing, surplus or repeated in what the manifest declares."""
    missing = sorted(set(loaded) - set(declared))
    surplus = sorted(set(declared) - set(loaded))
    repeated = sorted(name for name, count in Counter(declared).items() if count > 1)
    parts = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            (f"missing in {where}", missing),
            ("not loaded", surplus),
            ("listed twice", repeated),
        )
        if names
    ]
    return "; ".join(parts)


def _flags_and_files(manifest: Manifest, policy: Policy) -> Iterator[Fault]:
    for declared in manifest.gates:
        gate = policy.by_id.get(declared.id)
        if gate is None:
            continue
        if declared.final is not gate.final:
            message = (
                f"manifest gate {declared.id!r} final flag must match loaded QAnstitution gate"
            )
            hint = f"the gate at {gate.at} is {'' if gate.final else 'not '}final"
            at = declared.where.get("final", declared.at)
            yield Fault(code="manifest-gate-final", message=message, where=at, hint=hint)
        path = local_path(declared.file)
        if path is not None and path != gate.at.path:
            message = (
                f"manifest gate file must match loaded gate source for {declared.id}: "
                f"{declared.file}"
            )
            hint = f"the gate stands at {gate.at}"
            at = declared.where.get("file", declared.at)
            yield Fault(code="manifest-gate-source", message=message, where=at, hint=hint)
