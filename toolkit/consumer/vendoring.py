"""Vendoring as a plan: what a pack would change in a project, or why it is refused.

Nothing is read or written here. A plan names every byte before and after; whoever
writes it (`toolkit.host.vendoring`) refuses where the disk says otherwise by then.
The project is loaded as it would be afterwards, as the runtime does: what cannot
be loaded, such as an override of a final gate, is not vendored.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from semver import Version

from toolkit.consumer.import_edit import ImportEditRefusedError, with_import, without_import
from toolkit.consumer.project import PACKS, Project, load_project
from toolkit.consumer.vendor_lock import LOCK, Source, Vendored
from toolkit.consumer.vendor_names import name_faults, way_faults
from toolkit.diff.report import declared_version
from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.model import Pack
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Entry, Tree
from toolkit.spans import Location


class Action(enum.Enum):
    """What vendoring comes to."""

    ADD = "add"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    ADOPT = "adopt"
    """What stands there already is recorded: the same files, from a source that is known now."""
    RESTORE = "restore"
    """The files or the import of what is recorded are put back."""
    REMOVE = "remove"
    NOTHING = "nothing"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for: a pack under a name, and what is allowed to happen for it."""

    name: str
    pack: Pack
    source: Source
    upgrade: bool = False
    allow_downgrade: bool = False
    adopt: bool = False

    @property
    def recorded(self) -> Vendored:
        """What the lock is to say of it."""
        return Vendored.of(
            self.pack.tree,
            pack_id=self.pack.manifest.id.strip(),
            version=self.pack.manifest.version.strip(),
            entrypoint=self.pack.policy.entrypoint,
            source=self.source,
        )


@dataclass(frozen=True, kw_only=True)
class Edits:
    """Every byte that changes, before and after; None is what is not there.

    ``folder`` is the path of the pack, ``old`` and ``new`` what it holds; ``files``
    are those of the project.
    """

    folder: str
    old: Tree | None = field(repr=False)
    new: Tree | None = field(repr=False)
    files: Mapping[str, tuple[bytes | None, bytes | None]] = field(repr=False)

    @property
    def moves_folder(self) -> bool:
        """Whether the folder changes at all."""
        return (self.old and self.old.digests) != (self.new and self.new.digests)

    @property
    def paths(self) -> list[str]:
        """What changes, by its path in the project."""
        changed = [path for path, (old, new) in self.files.items() if old != new]
        return [*([f"{self.folder}/"] if self.moves_folder else []), *sorted(changed)]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to happen in a project, or (``REFUSE``) why not.

    ``before`` and ``after`` are the project; ``old`` is the pack that stands there
    now and ``new`` the one that will, as far as they are known.
    """

    action: Action
    name: str
    before: Project
    after: Project | None = None
    old: Pack | None = None
    new: Pack | None = None
    edits: Edits | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def recorded(self) -> Vendored | None:
        """What the lock says of the pack afterwards; of what is removed, what it says now."""
        lock = (self.after or self.before).lock
        return lock.packs.get(self.name) or self.before.lock.packs.get(self.name)


def plan_vendoring(project: Project, wish: Wish) -> Plan:
    """Return what it means to have a pack in a project; it never raises for what is in either."""
    refused = [*name_faults(project, wish.name), *way_faults(project)]
    action = Action.REFUSE
    if not refused:
        action, refused = _decided(project, wish)
    made = Plan(
        action=action,
        name=wish.name,
        before=project,
        old=_standing(project, wish.name),
        new=wish.pack,
        faults=tuple(refused),
    )
    return made if refused or action is Action.NOTHING else _carried_out(made, wish)


def _standing(project: Project, name: str) -> Pack | None:
    """Return the pack that is vendored now, if it is one."""
    if name not in project.lock.packs or name not in project.vendored_names:
        return None
    try:
        return read_pack(project.pack_tree(name)).pack()
    except ToolkitError:
        return None


# What is asked for, beside what is there ----------------------------------------------------------


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


def drift_faults(project: Project, name: str, known: Vendored) -> list[Fault]:
    """Return what was changed by hand in a vendored pack since it was recorded."""
    return [
        Fault(
            code="vendor-changed",
            message=f"{what}, and the lock records {known.id} {known.version}",
            where=Location(f"{PACKS}/{name}/{path}"),
            hint="put it back from version control; or, if all changes may be lost, remove the"
            " folder and vendor the recorded version again. Overrides belong into your own config",
        )
        for path, what in known.differences(project.pack_tree(name))
    ]


# What follows from it -----------------------------------------------------------------------------


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


def edit_fault(refusal: ImportEditRefusedError) -> Fault:
    """Return why the config cannot be edited."""
    return Fault(code="vendor-import", message=refusal.message, where=refusal.at, hint=refusal.hint)


def refused(plan: Plan, faults: list[Fault]) -> Plan:
    """Return the plan as a refusal."""
    return Plan(
        action=Action.REFUSE,
        name=plan.name,
        before=plan.before,
        old=plan.old,
        new=plan.new,
        faults=tuple(faults),
    )


def loaded(plan: Plan, edits: Edits) -> Plan:
    """Return the plan with its edits, if the project that they make can be loaded."""
    tree = plan.before.tree
    inside = f"{edits.folder}/"
    kept = [entry for path, entry in tree.entries.items() if not path.startswith(inside)]
    placed = [*edits.new.moved_to(edits.folder)] if edits.new is not None else []
    files = [
        Entry(path=path, data=data) for path, (_, data) in edits.files.items() if data is not None
    ]
    gone = {path for path, (_, data) in edits.files.items() if data is None}
    entries = (each for each in (*kept, *placed, *files) if each.path not in gone)
    after = load_project(Tree.of(entries, name=tree.name), config=plan.before.config)
    if after.policy is None:
        return refused(plan, [*_refusals(plan, edits, after.faults)])
    return Plan(
        action=plan.action,
        name=plan.name,
        before=plan.before,
        after=after,
        old=plan.old,
        new=plan.new,
        edits=edits,
    )


def _refusals(plan: Plan, edits: Edits, faults: tuple[Fault, ...]) -> Iterator[Fault]:
    """Yield why the project could not be loaded, each with places that stand there now."""
    twins = [*_twins(plan, edits)]
    yield from twins
    config = plan.before.config
    for fault in faults:
        if not (twins and fault.code == "import-duplicate-gate"):
            yield _as_it_stands(fault, config, *edits.files[config])


def _twins(plan: Plan, edits: Edits) -> Iterator[Fault]:
    """Yield each gate of the pack whose id another import of the project has already."""
    if plan.before.policy is None or plan.new is None:
        return
    for gate in plan.before.policy.gates:
        other = plan.new.policy.by_id.get(gate.id)
        elsewhere = gate.at.path != plan.before.config
        if other is None or not elsewhere or gate.at.path.startswith(f"{edits.folder}/"):
            continue
        there = replace(other.at, path=f"{edits.folder}/{other.at.path}")
        final = " and is final" if gate.final else ""
        yield Fault(
            code="vendor-same-gate",
            message=f"{gate.id} stands here{final}, and would come again at {there}",
            where=gate.at,
            hint="the runtime takes each id from one import only: take out the other one first",
        )


def _as_it_stands(fault: Fault, config: str, old: bytes | None, new: bytes | None) -> Fault:
    """Return a fault of the edited config with the place in the one that stands there.

    A fault of the very line that would be added has no line there.
    """
    at = fault.where
    before, after = (old or b"").splitlines(), (new or b"").splitlines()
    pairs = enumerate(zip(before, after, strict=False))
    shorter = min(len(before), len(after))
    same = next((number for number, (one, other) in pairs if one != other), shorter)
    more = len(after) - len(before)
    if at.path != config or at.line <= same or not more:
        return fault
    if at.line <= same + more:
        return replace(fault, where=Location(config))
    return replace(fault, where=replace(at, line=at.line - more))
