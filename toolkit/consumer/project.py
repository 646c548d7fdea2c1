"""A consumer's project as a value: its policy, its lock, its exceptions, from files alone.

A project may be a large repository, so its tree holds what its policy needs and
no more: the config, everything below ``policy-packs/``, the lock, and what the
documents import, wherever in the project that lies. `wanted` tells whoever reads
the files which ones are still missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import dirname, join, normpath

from toolkit.consumer.exceptions import IgnoredFailure, ignored_failures
from toolkit.consumer.vendor_lock import LOCK, VendorLock, read_vendor_lock
from toolkit.faults import Fault
from toolkit.pack.document import DocumentReading, read_document
from toolkit.pack.limits import MAX_POLICY_BYTES
from toolkit.pack.model import Document, Policy
from toolkit.pack.policy import load_policy
from toolkit.pack.tree import Tree

CONFIG = "qanstitution.yaml"
"""The root document of a project, unless another is named."""
PACKS = "policy-packs"
"""The folder in which vendored packs stand, each under a name of its own (seed document)."""


@dataclass(frozen=True, kw_only=True)
class Project:
    """What could be read of a project.

    ``policy`` is None where the runtime would refuse the project: ``faults``
    say why, with file and line. ``lock`` is empty where there is no lock file.
    """

    tree: Tree
    config: str
    policy: Policy | None
    faults: tuple[Fault, ...]
    lock: VendorLock
    readings: Mapping[str, DocumentReading] = field(repr=False)

    @property
    def document(self) -> Document | None:
        """The root document, where it is sound by itself."""
        return self.readings[self.config].document if self.config in self.readings else None

    @cached_property
    def exceptions(self) -> tuple[IgnoredFailure, ...]:
        """The temporary exceptions of the root document; those of imported files do not count."""
        reading = self.readings.get(self.config)
        return ignored_failures(reading.root) if reading and reading.root else ()

    @cached_property
    def vendored_names(self) -> tuple[str, ...]:
        """The folders below ``policy-packs/`` that hold a file, sorted."""
        below = {path.split("/")[1] for path in self.tree.entries if path.startswith(f"{PACKS}/")}
        folders = {name for name in below if f"{PACKS}/{name}" not in self.tree.entries}
        return tuple(sorted(folders))

    def pack_tree(self, name: str) -> Tree:
        """Return the files of one vendored pack, their paths relative to its folder."""
        return self.tree.below(f"{PACKS}/{name}")


def wanted(readings: Mapping[str, DocumentReading]) -> frozenset[str]:
    """Return the paths that documents import and that were not read, as they are resolved.

    Paths that lead out of the project are left out: the policy refuses them
    whether or not there is a file.
    """
    found = set()
    for path, reading in readings.items():
        for entry in reading.document.imports if reading.document else ():
            target = normpath(join(dirname(path), entry.ref))
            if not target.startswith(("/", "../")) and target != "..":
                found.add(target)
    return frozenset(found - readings.keys())


def read_documents(
    tree: Tree, config: str, known: Mapping[str, DocumentReading] | None = None
) -> dict[str, DocumentReading]:
    """Read the config and all that it imports, as far as the tree has it.

    No more is read than a policy may have: what goes further is left to the
    policy, which refuses it.
    """
    readings = dict(known or {})
    size = sum(len(tree.file(path) or b"") for path in readings)
    waiting = (wanted(readings) | {config}) - readings.keys()
    while ready := [path for path in sorted(waiting) if tree.file(path) is not None]:
        for path in ready:
            data = tree.file(path) or b""
            size += len(data)
            if size > MAX_POLICY_BYTES and readings:
                return readings
            readings[path] = read_document(data, path)
        waiting = wanted(readings)
    return readings


def load_project(
    tree: Tree,
    *,
    config: str = CONFIG,
    readings: Mapping[str, DocumentReading] | None = None,
) -> Project:
    """Load a project from a tree that has every file that it needs.

    Raises:
        ToolkitError: The lock file has another form than documented.
    """
    known = readings if readings is not None else read_documents(tree, config)
    policy, faults = load_policy(tree, config, read=known)
    data = tree.file(LOCK)
    return Project(
        tree=tree,
        config=config,
        policy=policy,
        faults=tuple(faults),
        lock=read_vendor_lock(data) if data is not None else VendorLock(),
        readings=known,
    )
