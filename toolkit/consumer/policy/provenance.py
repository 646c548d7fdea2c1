"""Where the gates of a project come from, what is overridden, and what is excepted.

Source: ADR-0011 as upstream-contract.md tells it: declared reference, resolved path,
digest, import chain, kind of origin, contributed gates; local overrides recorded as
overrides; gates that only warn shown. Path, digest and chain stand in the runtime's
report already; the rest is here, and goes under the one key ``toolkit``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

from toolkit import __version__
from toolkit.consumer.exceptions import IgnoredFailure
from toolkit.consumer.policy.report import Payload, PolicyReport, policy_report
from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.vendor_lock import Vendored
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST, Enforcement, Gate, Import, Policy
from toolkit.spans import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOrigin:
    """A pack in the project: what the lock says of it, or else its manifest, which is a claim.

    ``differences`` are those between the files and the lock, empty without one.
    """

    folder: str
    id: str
    version: str
    content_sha256: str
    locked: Vendored | None
    differences: tuple[str, ...]

    @property
    def title(self) -> str:
        """Id and version, or the folder where nobody says them."""
        return f"{self.id} {self.version}".strip() or self.folder

    def form(self) -> Payload:
        """Return it as JSON."""
        return {
            "folder": self.folder,
            "id": self.id or None,
            "version": self.version or None,
            "content_sha256": self.content_sha256,
            "locked": self.locked is not None,
            "differences": [*self.differences],
            "source": self.locked.source.form() if self.locked else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One file of the policy: who imports it under which name, whose it is, what it gives."""

    path: str
    sha256: str
    declared: tuple[Import, ...]
    pack: PackOrigin | None
    gates: tuple[Gate, ...]

    @property
    def kind(self) -> str:
        """``pack`` or ``local``; there are no others while imports are files of the project."""
        return "pack" if self.pack else "local"

    def form(self) -> Payload:
        """Return it as JSON."""
        return {
            "path": self.path,
            "declared": [{"ref": one.ref, **place_form(one.at)} for one in self.declared],
            "origin": self.kind,
            "pack": self.pack.folder if self.pack else None,
            "gates": [gate.id for gate in self.gates],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Overridden:
    """A gate of an import, and the local one that took its place."""

    imported: Gate
    local: Gate

    def form(self) -> Payload:
        """Return it as JSON."""
        return {
            "gate_id": self.local.id,
            "imported": {**_asserted(self.imported), **place_form(self.imported.at)},
            "local": {**_asserted(self.local), **place_form(self.local.at)},
        }


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """All that there is to know about the effective policy of a project."""

    project: Project
    policy: Policy

    @cached_property
    def report(self) -> PolicyReport:
        """The runtime's report."""
        return policy_report(self.policy, self.project.tree)

    @cached_property
    def packs(self) -> tuple[PackOrigin, ...]:
        """The packs that the policy takes files from, by their folder."""
        folders = {_pack_folder(self.project, path) for path in self.policy.documents}
        return tuple(_pack(self.project, folder) for folder in sorted(folders) if folder)

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """Every file of the policy, in the order of the report."""
        packs = {pack.folder: pack for pack in self.packs}
        declared = _declared(self.policy)
        return tuple(
            Origin(
                path=source.path,
                sha256=source.sha256,
                declared=tuple(declared.get(source.path, ())),
                pack=packs.get(_pack_folder(self.project, source.path)),
                gates=tuple(gate for gate in self.policy.gates if gate.at.path == source.path),
            )
            for source in self.report.sources
        )

    @cached_property
    def overridden(self) -> tuple[Overridden, ...]:
        """What was overridden, and by what, in the order in which it was merged."""
        return tuple(
            Overridden(imported=self._gate_at(one.imported), local=self._gate_at(one.local))
            for one in self.policy.overrides
        )

    def _gate_at(self, at: Location) -> Gate:
        return next(gate for gate in self.policy.documents[at.path].gates if gate.at == at)

    @property
    def exceptions(self) -> tuple[IgnoredFailure, ...]:
        """The temporary exceptions of the project."""
        return self.project.exceptions

    @property
    def finals(self) -> tuple[Gate, ...]:
        """The gates that nothing can override."""
        return tuple(gate for gate in self.policy.gates if gate.final)

    @property
    def advisory(self) -> tuple[Gate, ...]:
        """The gates that fail no run: those that warn, and those that only record."""
        return tuple(g for g in self.policy.gates if g.enforcement is not Enforcement.BLOCK)

    def form(self) -> Payload:
        """Return what stands under the key ``toolkit``."""
        return {
            "version": __version__,
            "report_sha256": self.report.digest,
            "packs": [pack.form() for pack in self.packs],
            "sources": [origin.form() for origin in self.origins],
            "overrides": [one.form() for one in self.overridden],
            "final_gates": [gate.id for gate in self.finals],
            "advisory_gates": [gate.id for gate in self.advisory],
            "exceptions": [exception_form(one) for one in self.exceptions],
        }


def exception_form(one: IgnoredFailure) -> Payload:
    """Return an exception as JSON, with its last day."""
    return {
        "test": one.test,
        "rule_id": one.rule_id,
        "issue_id": one.issue_id,
        "reason": one.reason,
        "last_day": one.expires.isoformat() if one.expires else None,
        **place_form(one.at),
    }


def place_form(at: Location) -> Payload:
    """Return a place as JSON."""
    return {"file": at.path, "line": at.line or None}


def _asserted(gate: Gate) -> Payload:
    return {
        "condition": gate.condition_text,
        "gate": gate.assertion_text,
        "enforcement": gate.enforcement.text,
    }


def _pack_folder(project: Project, path: str) -> str:
    """Return the folder of the pack that a file belongs to, or ``""`` for the project's own.

    It is the nearest one that has a manifest, or else stands below ``policy-packs/``.
    """
    above = [str(folder) for folder in PurePosixPath(path).parents if folder.name]
    vendored = [folder for folder in above if dirname(folder) == PACKS]
    described = [folder for folder in above if f"{folder}/{MANIFEST}" in project.tree.entries]
    return next(iter((*described, *vendored)), "")


def _pack(project: Project, folder: str) -> PackOrigin:
    name = folder.removeprefix(f"{PACKS}/")
    tree, locked = project.tree.below(folder), project.lock.packs.get(name)
    manifest, _ = read_manifest(tree)
    claimed = (manifest.id.strip(), manifest.version.strip()) if manifest else ("", "")
    pack_id, version = (locked.id, locked.version) if locked else claimed
    return PackOrigin(
        folder=folder,
        id=pack_id,
        version=version,
        content_sha256=tree.content_digest,
        locked=locked,
        differences=tuple(locked.drift(tree)) if locked else (),
    )


def _declared(policy: Policy) -> dict[str, list[Import]]:
    """Return the imports that lead to each file."""
    found: dict[str, list[Import]] = {}
    for path, entry in _imports(policy):
        found.setdefault(normpath(join(dirname(path), entry.ref)), []).append(entry)
    return found


def _imports(policy: Policy) -> Iterator[tuple[str, Import]]:
    for path, document in policy.documents.items():
        yield from ((path, entry) for entry in document.imports)
