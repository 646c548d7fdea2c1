"""Verification: is this release what it says it is? Numbered steps over bytes in memory.

The order is that of release-archives.md ("Verification order"); the blocks
below carry the same numbers. Nothing is written anywhere before all is judged,
and every step looks at the same bytes.

 1. Trust: the consumer's allowed signers, revoked keys, minisign key and lock
    are loaded; none may come from the release folder. The caller's, who reads
    them (`trust`, `minisign`, `lock`).
 2. Bounds: plain names, number and sizes of the files. That they are regular
    files, opened without following links, is the work of whoever reads them.
 3. Signature: over the bytes of SHA256SUMS, by a key that may sign as the
    expected signer now, by the expected minisign key, or both, as was asked. One
    that nobody asked about must still be well formed.
 4. SHA256SUMS: strict grammar; the listed names are the names present, but for
    itself and its signatures.
 5. Checksums: sha256 of every listed file.
 6. Identity: the release manifest is strict and canonical, and its pack,
    version and archive name are those of the files; provenance, evidence and the
    comment that minisign signed, where there are any, are about this very release.
 7. Lock: no older version than the last seen, no other bytes for it.
 8. Archive: gzip, tar and names are canonical; its digests and files are those
    of the manifest; the pack's own manifest names the same pack and version.
    Wheel and source distribution beside it are what we make of the same files.
 9. Content: smoke, and a review of what changed: the caller's, given the tree.
10. Extraction: into a fresh folder, after all of this: the caller's.

Without trust, the best answer about a folder is "checksums only": it is
consistent in itself, and whoever could change one file of it could have changed
all.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST
from toolkit.release import checksums, filelist
from toolkit.release.archive import is_rebuild, read_archive
from toolkit.release.companions import check_companions, missing_evidence
from toolkit.release.contents import (
    ARCHIVE_SUFFIX,
    UNLISTED,
    strangers,
)
from toolkit.release.limits import MAX_RELEASE_BYTES, MAX_RELEASE_FILES
from toolkit.release.names import SEGMENT
from toolkit.release.package.reading import check_beside, looks_like_package
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown
from toolkit.release.verification import Protocol, Verification
from toolkit.release.vouching import (
    Expected,
    check_signed_names,
    judge_lock,
    judge_signatures,
    note_trust,
    outcome,
    read_listed,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from toolkit.release.archive import Archive
    from toolkit.release.filelist import FileList
    from toolkit.release.lock import Lock
    from toolkit.release.minisig import MinisignTrust
    from toolkit.release.trust import Trust


def verify_release(
    files: Mapping[str, bytes],
    *,
    trust: Trust | None = None,
    minisign: MinisignTrust | None = None,
    lock: Lock | None = None,
    rebuild: bool = False,
) -> Verification:
    """Judge a release folder, given as the plain name and bytes of every file in it.

    With ``trust`` the release must be signed by an SSH key, with ``minisign`` by
    that minisign key, and with both by both; with ``rebuild`` the archive is
    compressed again, to say whether our compressor gives the same bytes. Never
    raises for what is in the files: a refusal is part of the answer.
    """
    protocol = Protocol()
    try:
        return _verify_release(
            files, protocol, Expected(trust, minisign), lock=lock, rebuild=rebuild
        )
    except ReleaseRefusedError as refusal:
        return protocol.refused(refusal)


def _verify_release(
    files: Mapping[str, bytes],
    protocol: Protocol,
    expected: Expected,
    *,
    lock: Lock | None,
    rebuild: bool,
) -> Verification:
    note_trust(expected, protocol)
    protocol.begin(2, "bounds")
    total = _check_bounds(files)
    protocol.end(f"{len(files)} files, {total} bytes, all with plain names")
    signed = judge_signatures(files, expected, protocol)
    file_list, missing = _judge_files(files, protocol)
    sight = judge_lock(file_list, lock, signed, protocol)
    archive, rebuilt = judge_archive(
        files, protocol, name=file_list.archive_name, file_list=file_list, rebuild=rebuild
    )
    protocol.skip(9, "content", "smoke and review are the caller's, on the files in memory")
    return Verification(
        outcome=outcome(expected, signed),
        steps=tuple(protocol.steps),
        archive=archive,
        file_list=file_list,
        rebuilt=rebuilt,
        signed=signed,
        sight=sight,
        missing=missing,
        notes=tuple(protocol.notes),
    )


def _judge_files(
    files: Mapping[str, bytes], protocol: Protocol
) -> tuple[FileList, tuple[str, ...]]:
    """Take the steps 4 to 6; return the release manifest, and which evidence is missing."""
    protocol.begin(4, checksums.NAME)
    sums = _read_sums(files)
    protocol.end(f"{len(sums)} files are listed, and they are the files that are there")
    protocol.begin(5, "checksums")
    _compare_sums(sums, files)
    protocol.end("every file has the listed sha256")
    protocol.begin(6, "identity")
    file_list = _read_identity(files)
    check_signed_names(files, file_list)
    said = check_companions(files, sums, file_list, protocol)
    named = {file_list.archive_name, f"{file_list.stem}{filelist.SUFFIX}", *said}
    others = [each for each in sorted(sums.keys() - named) if not looks_like_package(each)]
    more = f"; covered by their checksums only: {', '.join(others)}" if others else ""
    all_said = ", ".join([f"{file_list.pack_id} {file_list.pack_version}", *said.values()])
    protocol.end(f"{all_said}{more}")
    return file_list, missing_evidence(said, file_list.stem, protocol)


def _check_bounds(files: Mapping[str, bytes]) -> int:
    """Return the bytes of all files together, if names and sizes are within bounds."""
    total = sum(len(data) for data in files.values())
    if len(files) > MAX_RELEASE_FILES or total > MAX_RELEASE_BYTES:
        text = f"{len(files)} files with {total} bytes are more than any release holds"
        raise ReleaseRefusedError(Reason.RELEASE_FILES, text)
    for name in sorted(files):
        if SEGMENT.fullmatch(name) is None:
            raise ReleaseRefusedError(Reason.RELEASE_FILE_NAME, where=shown(name))
    return total


def _read_sums(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sums, if they list exactly the other files of the folder."""
    sums = read_listed(files)
    present = set(files) - UNLISTED
    for name in sorted(sums.keys() - present):
        raise ReleaseRefusedError(Reason.SUMS_FILE_MISSING, where=name)
    for name in sorted(present - sums.keys()):
        raise ReleaseRefusedError(Reason.SUMS_FILE_UNLISTED, where=name)
    return sums


def _compare_sums(sums: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    for name, digest in sums.items():
        actual = hashlib.sha256(files[name]).hexdigest()
        if actual != digest:
            text = f"its sha256 is {actual}, listed is {digest}"
            raise ReleaseRefusedError(Reason.SUMS_MISMATCH, text, where=name)


def _read_identity(files: Mapping[str, bytes]) -> FileList:
    """Return the release manifest, if its own name and its archive's name follow from it."""
    names = sorted(name for name in files if name.endswith(filelist.SUFFIX))
    if len(names) != 1:
        text = f"the release folder holds {len(names)} files *{filelist.SUFFIX}, not one"
        raise ReleaseRefusedError(Reason.RELEASE_NO_MANIFEST, text)
    (name,) = names
    file_list = filelist.read_file_list(files[name], where=name)
    stem = file_list.stem
    expected = (f"{stem}{filelist.SUFFIX}", f"{stem}{ARCHIVE_SUFFIX}")
    if (name, file_list.archive_name) != expected:
        text = (
            f"it describes {shown(stem)} in {shown(file_list.archive_name)};"
            f" {' and '.join(map(shown, expected))} would belong together"
        )
        raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, where=name)
    if file_list.archive_name not in files:
        raise ReleaseRefusedError(Reason.RELEASE_NO_ARCHIVE, where=shown(file_list.archive_name))
    for stranger in strangers(files, stem):
        raise ReleaseRefusedError(Reason.RELEASE_FILE_UNKNOWN, where=stranger)
    return file_list


def judge_archive(
    files: Mapping[str, bytes],
    protocol: Protocol,
    *,
    name: str,
    file_list: FileList | None = None,
    rebuild: bool,
) -> tuple[Archive, bool | None]:
    """Take step 8: the archive by itself, against manifest and packages beside it, inside.

    Return it, and whether compressing its files gives the same bytes (None: not asked).

    Raises:
        ReleaseRefusedError: It is not canonical, or not what all around it says.
    """
    protocol.begin(8, "archive")
    archive = read_archive(files[name])
    if file_list is not None:
        _compare_manifest(file_list, archive)
    _compare_names(archive, name, file_list)
    packages = check_beside(files, archive)
    rebuilt = is_rebuild(archive) if rebuild else None
    how = "the same bytes" if rebuilt else "other bytes; the tar inside is canonical"
    again = "" if rebuilt is None else f"; compressing them here gives {how}"
    agrees = ", as the release manifest lists them" if file_list is not None else ""
    more = "".join(f"; {each}" for each in packages.values())
    protocol.end(f"{len(archive.tree.entries)} files{agrees}{again}{more}")
    return archive, rebuilt


def _compare_names(archive: Archive, name: str, file_list: FileList | None) -> None:
    """Refuse an archive whose names are not all of one release.

    They are the file name, the top folder, id and version of the pack inside,
    and those of the release manifest: ``a-1-1.0.0`` can be version 1.0.0 of
    ``a-1`` and version 1-1.0.0 of ``a``.
    """
    if name and name != f"{archive.stem}{ARCHIVE_SUFFIX}":
        text = f"the file is called {shown(name)}, the top folder inside {archive.stem}"
        hint = f"if you renamed it, name it {archive.stem}{ARCHIVE_SUFFIX} again"
        raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, hint=hint)
    manifest, faults = read_manifest(archive.tree)
    if manifest is None or not manifest.id or not manifest.version:
        why = f": {faults[0].message}" if faults else ""
        text = f"the manifest inside does not say which pack this is{why}"
        raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, where=MANIFEST)
    inside = (manifest.id, manifest.version)
    listed = inside if file_list is None else (file_list.pack_id, file_list.pack_version)
    if archive.stem != "-".join(inside) or listed != inside:
        text = f"the pack inside is {' '.join(map(shown, inside))}, the top folder {archive.stem}"
        if file_list is not None:
            text += f", the release manifest means {' '.join(map(shown, listed))}"
        raise ReleaseRefusedError(Reason.RELEASE_IDENTITY, text, where=MANIFEST)


def _compare_manifest(file_list: FileList, archive: Archive) -> None:
    found = list(filelist.differences(file_list, archive))
    if found:
        raise ReleaseRefusedError(Reason.MANIFEST_MISMATCH, "; ".join(found))
