"""What travels without its release folder: an archive, a package, an OCI image layout.

Each is judged by itself, in the steps of `toolkit.release.verify`. Nobody vouches
for it, unless the SHA256SUMS of its release and the signatures of that are given
beside it (`Vouchers`): then trust, signature, checksum and lock count as for the
folder. One rule holds for all three: SHA256SUMS must list the file, and the
archive with the same files. A layout is a folder and stands in no list; what
must be listed is its one layer, which is that archive.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from toolkit.errors import RefusedError
from toolkit.pack.manifest import read_manifest
from toolkit.release import checksums, contents
from toolkit.release.archive import Archive, read_archive, write_archive
from toolkit.release.filelist import FileList
from toolkit.release.oci import Layout, read_layout
from toolkit.release.package.reading import Package, read_package
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.verification import Outcome, Protocol, Verification
from toolkit.release.verify import judge_archive
from toolkit.release.vouching import (
    check_signed_names,
    judge_lock,
    judge_signatures,
    note_trust,
    outcome,
    read_listed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from toolkit.release.lock import Lock
    from toolkit.release.verification import Signed
    from toolkit.release.vouching import Expected

_NOT_LISTED: Final = (
    "give the SHA256SUMS of the very release; packages are listed where"
    " `policy-pack release --packages` made them"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """SHA256SUMS and its signatures, by their names in a release, and whom the consumer trusts."""

    files: Mapping[str, bytes] = field(repr=False)
    expected: Expected
    lock: Lock | None = None


def verify_archive(
    data: bytes, *, name: str = "", vouchers: Vouchers | None = None, rebuild: bool = False
) -> Verification:
    """Judge a lone archive; ``name`` is its file name, where it has one.

    Never raises for what is in the archive: a refusal is part of the answer.
    """

    def judge(lone: _Lone) -> Verification:
        lone.listed(lambda: {name: hashlib.sha256(data).hexdigest()})
        archive, rebuilt = judge_archive({name: data}, lone.protocol, name=name, rebuild=rebuild)
        return lone.answer(Outcome.ARCHIVE_ONLY, archive, rebuilt=rebuilt)

    return _judged("archive", vouchers, judge)


def verify_package(
    data: bytes, *, name: str = "", vouchers: Vouchers | None = None
) -> Verification:
    """Judge a wheel or source distribution; ``name`` is its file name, where it has one.

    The answer has the archive that holds the same files, made here: its digests
    are those to compare with a release. Never raises for what is in the
    package: a refusal is part of the answer.
    """

    def judge(lone: _Lone) -> Verification:
        lone.listed(lambda: {name: hashlib.sha256(data).hexdigest()})
        lone.protocol.begin(8, "package")
        package = read_package(data, name=name)
        archive = _archive(package)
        files = len(package.tree.entries)
        lone.protocol.end(
            f"{package.kind.value} of {files} files; made from them here, it is the same"
        )
        return lone.answer(Outcome.PACKAGE_ONLY, archive, package=package)

    return _judged("package", vouchers, judge)


def verify_layout(
    files: Mapping[str, bytes], *, vouchers: Vouchers | None = None, rebuild: bool = False
) -> Verification:
    """Judge an OCI image layout, given as path and bytes of every file in it.

    Never raises for what is in the files: a refusal is part of the answer.
    """

    def judge(lone: _Lone) -> Verification:
        read: list[Layout] = []

        def layer() -> dict[str, str]:
            lone.protocol.begin(2, "layout")
            read.append(read_layout(files))
            lone.protocol.end(
                f"{len(files)} files; every blob has the digest and size by which it is named"
            )
            return {read[0].archive_name: hashlib.sha256(read[0].archive).hexdigest()}

        lone.listed(layer)
        (layout,) = read
        name = layout.archive_name
        archive, rebuilt = judge_archive(
            {name: layout.archive}, lone.protocol, name=name, rebuild=rebuild
        )
        return lone.answer(Outcome.LAYOUT_ONLY, archive, rebuilt=rebuilt, package=layout)

    return _judged("layout", vouchers, judge)


def _judged(
    what: str, vouchers: Vouchers | None, judge: Callable[[_Lone], Verification]
) -> Verification:
    protocol = Protocol()
    try:
        return judge(_Lone(what, vouchers, protocol))
    except ReleaseRefusedError as refusal:
        return protocol.refused(refusal)


@dataclass(slots=True)
class _Lone:
    """One judgment on its way: before the content is opened, and after."""

    what: str
    vouchers: Vouchers | None
    protocol: Protocol
    sums: dict[str, str] = field(default_factory=dict)
    signed: Signed | None = None

    def listed(self, digests: Callable[[], Mapping[str, str]]) -> None:
        """Take the steps 1 to 5; ``digests`` tells which names must be listed, and with what."""
        vouchers, protocol = self.vouchers, self.protocol
        alone = f"a lone {self.what} stands beside nothing to compare it with"
        if vouchers is None:
            protocol.skip(1, "trust", alone)
            digests()
            for number, title in ((3, "signature"), (4, checksums.NAME), (5, "checksums")):
                protocol.skip(number, title, alone)
            return
        note_trust(vouchers.expected, protocol)
        found = digests()
        self.signed = judge_signatures(vouchers.files, vouchers.expected, protocol)
        protocol.begin(4, checksums.NAME)
        self.sums = read_listed(vouchers.files)
        protocol.end(f"{len(self.sums)} files are listed")
        protocol.begin(5, "checksums")
        for name, digest in found.items():
            self._compare(name, digest)
        protocol.end(f"{', '.join(found)} is listed with the sha256 that it has")

    def answer(
        self,
        alone: Outcome,
        archive: Archive,
        *,
        rebuilt: bool | None = None,
        package: Package | Layout | None = None,
    ) -> Verification:
        """Take the steps 6 and 7 where somebody vouches, and return the whole answer."""
        protocol, vouchers = self.protocol, self.vouchers
        protocol.begin(6, "identity")
        answer = Verification(
            outcome=alone, steps=(), archive=archive, rebuilt=rebuilt, package=package,
            missing=tuple(contents.EVIDENCE),
        )  # fmt: skip
        if vouchers is not None and self.signed is not None:
            listed = _file_list(archive)
            name = listed.archive_name
            if package is None or isinstance(package, Layout):
                self._compare(name, listed.archive_sha256)
            elif name not in self.sums:
                self._compare(name, "")
            # A package is compared with what was released, not with what is compressed here.
            listed = replace(listed, archive_sha256=self.sums[name])
            check_signed_names(vouchers.files, listed)
            protocol.end(f"{listed.pack_id} {listed.pack_version}, as {name} in {checksums.NAME}")
            sight = judge_lock(listed, vouchers.lock, self.signed, protocol)
            answer = replace(
                answer,
                outcome=outcome(vouchers.expected, self.signed),
                file_list=listed,
                signed=self.signed,
                sight=sight,
            )
        protocol.skip(9, "content", "smoke and review are the caller's, on the files in memory")
        return replace(answer, steps=tuple(protocol.steps), notes=tuple(protocol.notes))

    def _compare(self, name: str, digest: str) -> None:
        if name not in self.sums:
            text = f"{checksums.NAME} lists no {shown(name)}"
            raise ReleaseRefusedError(Reason.SUMS_FILE_UNLISTED, text, hint=_NOT_LISTED)
        if self.sums[name] != digest:
            text = f"its sha256 is {digest}, listed is {self.sums[name]}"
            raise ReleaseRefusedError(Reason.SUMS_MISMATCH, text, where=shown(name))


def _archive(package: Package) -> Archive:
    """Return the archive of the same files."""
    stem = f"{package.identity.pack_id}-{package.identity.version}"
    try:
        return read_archive(write_archive(package.tree, stem=stem))
    except ReleaseRefusedError:
        raise
    except RefusedError as error:  # what no archive can hold is no pack that was released
        raise ReleaseRefusedError(Reason.PACKAGE_CONTENT, error.message) from error


def _file_list(archive: Archive) -> FileList:
    """Return the release manifest of an archive whose names were judged to be of one release."""
    manifest, _ = read_manifest(archive.tree)
    pack_id, version = (manifest.id, manifest.version) if manifest is not None else ("", "")
    return FileList.of(archive, pack_id=pack_id, pack_version=version)
