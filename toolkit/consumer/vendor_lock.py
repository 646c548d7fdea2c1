"""The lock of a project: which pack stands in which folder, and every file of it.

``policy-packs.lock.json`` stands beside the project's config and under version
control. It answers, offline, whether what is in ``policy-packs/NAME`` is what was
reviewed, where that came from, and who vouched for it. (The lock of ``verify`` is
another one: it remembers the highest version of a pack that was ever seen, for
all projects of a consumer.) Schema: ``schemas/vendor-lock.v1.schema.json``.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from toolkit import schemas
from toolkit.errors import ToolkitError
from toolkit.pack.tree import Tree
from toolkit.release import strict_json
from toolkit.release.limits import MAX_LOCK_BYTES
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.strict_json import JSONValue

LOCK: Final = "policy-packs.lock.json"
SCHEMA: Final = "vendor-lock.v1"
SCHEMA_VERSION: Final = "policy-pack-toolkit.vendor-lock.v1"


class SourceKind(enum.Enum):
    """What a pack was taken from (seed document, "Distribution Modes")."""

    FOLDER = "folder"
    """A reviewed snapshot: nothing but its digest tells which."""
    GIT = "git"
    RELEASE = "release"
    ARCHIVE = "archive"
    PACKAGE = "package"
    """A wheel, a source distribution, or what an installer made of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a pack came from: for people who trace it back, trusted by nobody.

    ``place`` is the name of a file or folder, a path in the project or the
    address of a repository, never an absolute path of the machine. Those of git
    are ``folder``, in which the pack stood in the repository, ``ref``, the tag
    that was named, and ``commit``. ``archive_sha256`` is that of the one file in
    which the pack came: archive, wheel or source distribution. ``signer`` is
    known for releases.
    """

    kind: SourceKind
    place: str
    folder: str = ""
    ref: str = ""
    commit: str = ""
    archive_sha256: str = ""
    signer: str = ""

    def form(self) -> dict[str, JSONValue]:
        """Return it for the lock: what is not known is left out."""
        names = ("place", "folder", "ref", "commit", "archive_sha256", "signer")
        known = {name: getattr(self, name) for name in names}
        return {"kind": self.kind.value, **{name: value for name, value in known.items() if value}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendored:
    """One pack of a project. ``files`` has the sha256 of each, by its path in the pack."""

    id: str
    version: str
    entrypoint: str
    content_sha256: str
    files: Mapping[str, str] = field(repr=False)
    source: Source

    @classmethod
    def of(
        cls, tree: Tree, *, pack_id: str, version: str, entrypoint: str, source: Source
    ) -> Vendored:
        """Return what to record of a pack."""
        return cls(
            id=pack_id,
            version=version,
            entrypoint=entrypoint,
            content_sha256=tree.content_digest,
            files=dict(tree.digests),
            source=source,
        )

    def drift(self, tree: Tree) -> list[str]:
        """Return what differs from the record, a sentence each, in the order of the paths.

        Entries that are no regular files count as strangers.
        """
        return [f"{path}: {what}" for path, what in self.differences(tree)]

    def differences(self, tree: Tree) -> list[tuple[str, str]]:
        """Return the path of each file that differs from the record, and what happened to it."""
        now = tree.digests
        paths = sorted({*self.files, *tree.entries})
        return [(path, what) for path in paths if (what := self._difference(path, tree, now))]

    def _difference(self, path: str, tree: Tree, now: Mapping[str, str]) -> str:
        if path not in self.files:
            return f"not a file of {self.id} {self.version}"
        if path not in now:
            return tree.absence(path)
        return "" if now[path] == self.files[path] else "changed"


@dataclass(frozen=True, slots=True)
class VendorLock:
    """The packs of a project, by the name of their folder below ``policy-packs/``."""

    packs: Mapping[str, Vendored] = field(default_factory=dict)

    def with_pack(self, name: str, vendored: Vendored) -> VendorLock:
        """Return the lock with one pack added or replaced."""
        return VendorLock({**self.packs, name: vendored})

    def without(self, name: str) -> VendorLock:
        """Return the lock without one pack."""
        return VendorLock({key: each for key, each in self.packs.items() if key != name})

    def encode(self) -> bytes:
        """Return the bytes of the lock: canonical JSON, so that a merge shows what changed."""
        packs: dict[str, JSONValue] = {
            name: {
                "id": each.id,
                "version": each.version,
                "entrypoint": each.entrypoint,
                "content_sha256": each.content_sha256,
                "files": dict(each.files),
                "source": each.source.form(),
            }
            for name, each in self.packs.items()
        }
        return strict_json.canonical({"schema_version": SCHEMA_VERSION, "packs": packs})


def read_vendor_lock(data: bytes) -> VendorLock:
    """Return the lock that ``data`` is.

    Raises:
        ToolkitError: It is no strict JSON, or of another form than the schema.
    """
    try:
        value = strict_json.parse(data, max_bytes=MAX_LOCK_BYTES, where=LOCK)
    except ReleaseRefusedError as error:
        raise _misshapen(str(error.message)) from error
    problems = sorted(
        schemas.validator(SCHEMA).iter_errors(value), key=lambda each: list(each.path)
    )
    for problem in problems:
        place = "/".join(map(str, problem.absolute_path))
        raise _misshapen(f"{place}: {problem.message}" if place else problem.message)
    packs = json.loads(data)["packs"]
    return VendorLock({name: _vendored(each) for name, each in packs.items()})


def _vendored(value: dict[str, object]) -> Vendored:
    """Return one record; the schema has seen that every key is of its type."""
    source = dict(value["source"])  # type: ignore[call-overload]
    return Vendored(
        **{**value, "source": Source(**{**source, "kind": SourceKind(source["kind"])})},  # type: ignore[arg-type]
    )


def _misshapen(text: str) -> ToolkitError:
    hint = "restore the file from version control, or vendor the packs anew"
    return ToolkitError(f"the lock cannot be read: {text}", where=LOCK, hint=hint)
