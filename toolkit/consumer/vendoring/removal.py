"""A vendored pack taken out of a project: import, folder and lock entry, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.vendor_lock import LOCK, Vendored
from toolkit.consumer.vendoring.addition import import_ref
from toolkit.consumer.vendoring.import_edit import ImportEditRefusedError, without_import
from toolkit.consumer.vendoring.names import way_faults
from toolkit.consumer.vendoring.plan import (
    Action,
    Edits,
    Plan,
    drift_faults,
    edit_fault,
    loaded,
    refused,
)
from toolkit.faults import Fault
from toolkit.spans import Location


def plan_removal(project: Project, name: str) -> Plan:
    """Return what it means to take a pack out; it never raises for what is in the project."""
    plan = Plan(action=Action.REMOVE, name=name, before=project)
    known = project.lock.packs.get(name)
    there = name in project.vendored_names
    if known is None:
        return refused(plan, [_unknown(project, name, there=there)])
    faults = [*way_faults(project), *(drift_faults(project, name, known) if there else ())]
    faults = faults or [*_dependents(project, name, known)]
    if faults:
        return refused(plan, faults)
    config = project.tree.file(project.config) or b""
    try:
        edited = without_import(config, import_ref(name, known.entrypoint), project.config)
    except ImportEditRefusedError as refusal:
        return refused(plan, [edit_fault(refusal)])
    lock = project.lock.without(name)
    edits = Edits(
        folder=f"{PACKS}/{name}",
        old=project.pack_tree(name) if there else None,
        new=None,
        files={
            project.config: (config, edited),
            LOCK: (project.tree.file(LOCK), lock.encode() if lock.packs else None),
        },
    )
    return loaded(plan, edits)


def _unknown(project: Project, name: str, *, there: bool) -> Fault:
    vendored = ", ".join(sorted(project.lock.packs)) or "none"
    if there:
        message = "the folder is there, and the lock does not know it: it is not ours to remove"
    else:
        message = f"no pack is vendored under the name {name!r}"
    hint = f"vendored are: {vendored}"
    return Fault(
        code="vendor-unknown", message=message, where=Location(f"{PACKS}/{name}"), hint=hint
    )


def _dependents(project: Project, name: str, known: Vendored) -> Iterator[Fault]:
    """Yield what in the project would hang in the air: imports, exceptions, overrides."""
    inside = f"{PACKS}/{name}/"
    own = normpath(import_ref(name, known.entrypoint))
    for importer, reading in project.readings.items():
        for entry in reading.document.imports if reading.document else ():
            target = normpath(join(dirname(importer), entry.ref))
            if importer.startswith(inside) or not target.startswith(inside):
                continue
            if importer != project.config or target != own:
                yield _depends(entry.at, f"this imports {target}, which would be gone")
    if project.policy is None:
        return
    gates = {each.id for each in project.policy.gates if each.at.path.startswith(inside)}
    overridden = {each.gate_id: each for each in project.policy.overrides}
    for gate_id, override in overridden.items():
        if override.imported.path.startswith(inside) and not override.local.path.startswith(inside):
            gates.add(gate_id)
            text = f"this overrides {gate_id} of the pack, and would be a gate of its own"
            yield _depends(override.local, text)
    for exception in project.exceptions:
        if exception.rule_id in gates:
            yield _depends(
                exception.at, f"this excepts {exception.test} from {exception.rule_id} of the pack"
            )


def _depends(at: Location, message: str) -> Fault:
    hint = "take it out first, then remove the pack"
    return Fault(code="vendor-needed", message=message, where=at, hint=hint)
