"""What a project would be, with every byte before and after, or why it is refused.

Nothing is read or written here; whoever writes a plan (`toolkit.host.vendoring`)
refuses where the disk says otherwise by then. The project is loaded as it would be
afterwards, as the runtime does: what cannot be loaded, such as an override of a
final gate, is not vendored.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from toolkit.consumer.project import PACKS, Project, load_project
from toolkit.consumer.vendor_lock import Source, Vendored
from toolkit.consumer.vendoring.import_edit import (
    ImportEditRefusedError,
)
from toolkit.faults import Fault
from toolkit.pack.model import Pack
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


def edit_fault(refusal: ImportEditRefusedError) -> Fault:
    """Return why the config cannot be edited."""
    return Fault(code="vendor-import", message=refusal.message, where=refusal.at, hint=refusal.hint)


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
