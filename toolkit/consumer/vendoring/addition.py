"""A pack comes into a project, or another version of it: what that means, beside what is there."""

from __future__ import annotations

from collections.abc import Iterator

from semver import Version

from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.vendor_lock import LOCK, Vendored
from toolkit.consumer.vendoring.import_edit import (
    ImportEditRefusedError,
    with_import,
    without_import,
)
from toolkit.consumer.vendoring.names import name_faults, way_faults
from toolkit.consumer.vendoring.plan import (
    Action,
    Edits,
    Plan,
    Wish,
    drift_faults,
    edit_fault,
    loaded,
    refused,
)
from toolkit.diff.report import declared_version
from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.model import Pack
from toolkit.pack.read import read_pack
from toolkit.spans import Location


def plan_vendoring(project: Project, wish: Wish) -> Plan:
    """Return what it means to have a pack in a project; it never raises for what is in either."""
    reasons = [*name_faults(project, wish.name), *way_faults(project)]
    action = Action.REFUSE
    if not reasons:
        action, reasons = _decided(project, wish)
    made = Plan(
        action=action,
        name=wish.name,
        before=project,
        old=_standing(project, wish.name),
        new=wish.pack,
        faults=tuple(reasons),
    )
    return made if reasons or action is Action.NOTHING else _carried_out(made, wish)


def _standing(project: Project, name: str) -> Pack | None:
    """Return the pack that is vendored now, if it is one."""
    if name not in project.lock.packs or name not in project.vendored_names:
        return None
    try:
        return read_pack(project.pack_tree(name)).pack()
    except ToolkitError:
        return None


def _decided(project: Project, wish: Wish) -> tuple[Action, list[Fault]]:
    """Return what is to happen, or the reasons why nothing may."""
    known = project.lock.packs.get(wish.name)
    there = wish.name in project.vendored_names
    if known is None:
        elsewhere = list(_elsewhere(project, wish))
        if elsewhere or not there:
            return (Action.REFUSE if elsewhere else Action.ADD), elsewhere
        faults = list(_strangers(project, wish))
        return (Action.REFUSE if faults else Action.ADOPT), faults
    faults = list(_other_pack(known, wish))
    faults += drift_faults(project, wish.name, known) if there and not faults else []
    if faults:
        return Action.REFUSE, faults
    return _stepped(project, wish, known, there=there)


def _stepped(
    project: Project, wish: Wish, known: Vendored, *, there: bool
) -> tuple[Action, list[Fault]]:
    """Return what is to happen between two versions of a pack whose files are as recorded."""
    wanted = wish.recorded
    at = wish.pack.manifest.at("version")
    try:
        step = declared_version(wish.pack).compare(str(_version(known)))
    except (ToolkitError, ValueError) as error:
        message = f"the versions cannot be compared: {error}"
        return Action.REFUSE, [Fault(code="vendor-version", message=message, where=at)]
    told = f"{known.version} of {known.id} is vendored, and this is {wanted.version}"
    where = Location(f"{PACKS}/{wish.name}")
    if step == 0 and known.content_sha256 != wanted.content_sha256:
        message = (
            f"this is {wanted.version} again with other files: vendored is the content"
            f" {known.content_sha256}, and this is {wanted.content_sha256}"
        )
        hint = (
            "a version never changes: ask the maintainers which of the two is theirs; only after"
            f" that, `policy-pack vendor --remove {wish.name}` makes room for the other one"
        )
        return Action.REFUSE, [Fault(code="vendor-retag", message=message, where=where, hint=hint)]
    if step == 0:
        imported = not there or _with_import(project, wish) != project.tree.file(project.config)
        if imported:
            return Action.RESTORE, []
        renewed = wish.adopt and known.source != wanted.source
        return (Action.ADOPT if renewed else Action.NOTHING), []
    if step < 0 and not wish.allow_downgrade:
        hint = "older versions lack what newer ones mended; if it is meant, add --allow-downgrade"
        fault = Fault(code="vendor-downgrade", message=told, where=where, hint=hint)
        return Action.REFUSE, [fault]
    if step > 0 and not wish.upgrade:
        hint = "add --upgrade to the command: it shows what changes, and asks"
        return Action.REFUSE, [Fault(code="vendor-newer", message=told, where=where, hint=hint)]
    return (Action.UPGRADE if step > 0 else Action.DOWNGRADE), []


def _version(known: Vendored) -> Version:
    return Version.parse(known.version)


def _elsewhere(project: Project, wish: Wish) -> Iterator[Fault]:
    """Yield where the very pack is vendored under another name."""
    for name, each in project.lock.packs.items():
        if each.id == wish.recorded.id:
            yield Fault(
                code="vendor-twice",
                message=f"{each.id} {each.version} is vendored already, as {name}",
                where=Location(f"{PACKS}/{name}"),
                hint=f"name it so: --name {name}; a project has each gate once",
            )


def _strangers(project: Project, wish: Wish) -> Iterator[Fault]:
    """Yield why what stands under the name, and is in no lock, cannot be taken for the pack."""
    folder = f"{PACKS}/{wish.name}"
    if not wish.adopt:
        yield Fault(
            code="vendor-unlocked",
            message="the folder is there, and the lock does not know it",
            where=Location(folder),
            hint="`policy-pack doctor` says what it is; if it is this pack, file by file, add"
            " --adopt to record it; else choose another --name",
        )
        return
    wanted, now = wish.recorded, project.pack_tree(wish.name)
    for path, what in wanted.differences(now):
        yield Fault(
            code="vendor-differs",
            message=f"it cannot be adopted: {what} beside {wish.source.place}",
            where=Location(f"{folder}/{path}"),
            hint="what is recorded must be what stands there, byte for byte",
        )


def _other_pack(known: Vendored, wish: Wish) -> Iterator[Fault]:
    if known.id != wish.recorded.id:
        yield Fault(
            code="vendor-other-pack",
            message=f"{wish.name} is {known.id}, and this is {wish.recorded.id}",
            where=Location(f"{PACKS}/{wish.name}"),
            hint=f"choose another --name, or first `policy-pack vendor --remove {wish.name}`",
        )


def import_ref(name: str, entrypoint: str) -> str:
    """Return how a project imports a vendored pack (seed document, "Import And Verification")."""
    return f"./{PACKS}/{name}/{entrypoint}"


def _with_import(project: Project, wish: Wish) -> bytes:
    """Return the config with the import of the pack, and without the one of another entrypoint."""
    config = project.tree.file(project.config) or b""
    known = project.lock.packs.get(wish.name)
    if known is not None and known.entrypoint != wish.recorded.entrypoint:
        config = without_import(config, import_ref(wish.name, known.entrypoint), project.config)
    return with_import(config, import_ref(wish.name, wish.recorded.entrypoint), project.config)


def _carried_out(made: Plan, wish: Wish) -> Plan:
    """Return the plan with every byte, if the project can be loaded then."""
    project, known = made.before, made.before.lock.packs.get(wish.name)
    restored = made.action is Action.RESTORE and known is not None
    lock = project.lock if restored else project.lock.with_pack(wish.name, wish.recorded)
    try:
        config = _with_import(project, wish)
    except ImportEditRefusedError as refusal:
        return refused(made, [edit_fault(refusal)])
    there = wish.name in project.vendored_names
    edits = Edits(
        folder=f"{PACKS}/{wish.name}",
        old=project.pack_tree(wish.name) if there else None,
        new=wish.pack.tree,
        files={
            project.config: (project.tree.file(project.config), config),
            LOCK: (project.tree.file(LOCK), lock.encode()),
        },
    )
    return loaded(made, edits)
