"""The release manifest: which files an archive holds, and what identifies them.

``<stem>.manifest.json``, schema ``policy-pack-toolkit.release-manifest.v1``
(schemas/release-manifest.v1.schema.json). A person reads in it what they are
about to download, a program what to compare; the archive alone says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING, Final, NamedTuple

from toolkit.release import gzip_member, strict_json
from toolkit.release.limits import MAX_MANIFEST_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from toolkit.release.archive import Archive
    from toolkit.release.strict_json import JSONValue

SCHEMA_VERSION: Final = "policy-pack-toolkit.release-manifest.v1"
SUFFIX: Final = ".manifest.json"
_NO_FILES: Final = '\n  "files": []'
"""An empty list in the canonical form; no text of a manifest can hold a line feed."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class FileRecord(NamedTuple):
    """One file of the pack: path relative to the top folder, size in bytes, sha256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Compressor:
    """What compressed the archive, so that it can be built again: a claim, never trusted."""

    name: str
    version: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The release manifest as a value. Sizes are in bytes, digests sha256 in hex."""

    pack_id: str
    pack_version: str
    archive_name: str
    archive_size: int
    archive_sha256: str
    tar_size: int
    tar_sha256: str
    content_sha256: str
    compressor: Compressor
    files: tuple[FileRecord, ...]

    @classmethod
    def of(
        cls,
        archive: Archive,
        *,
        pack_id: str,
        pack_version: str,
        compressor: Compressor | None = None,
    ) -> FileList:
        """Return the manifest of an archive; by default, as compressed by this program."""
        ours = Compressor(
            gzip_member.COMPRESSOR, gzip_member.compressor_version(), gzip_member.LEVEL
        )
        return cls(
            pack_id=pack_id,
            pack_version=pack_version,
            archive_name=f"{archive.stem}.tar.gz",
            archive_size=archive.archive_size,
            archive_sha256=archive.archive_sha256,
            tar_size=archive.tar_size,
            tar_sha256=archive.tar_sha256,
            content_sha256=archive.content_sha256,
            compressor=compressor or ours,
            files=tuple(
                FileRecord(path, len(data), archive.tree.digests[path])
                for path, data in archive.tree.files()
            ),
        )

    @property
    def stem(self) -> str:
        """``<pack-id>-<version>``: the top folder, and the names of the release's files."""
        return f"{self.pack_id}-{self.pack_version}"

    def to_json(self) -> JSONValue:
        """Return the document of the schema."""
        return {
            "schema_version": SCHEMA_VERSION,
            "pack": {"id": self.pack_id, "version": self.pack_version},
            "archive": {
                "name": self.archive_name,
                "size": self.archive_size,
                "sha256": self.archive_sha256,
            },
            "tar": {"size": self.tar_size, "sha256": self.tar_sha256},
            "content": {"sha256": self.content_sha256},
            "compressor": {
                "name": self.compressor.name,
                "version": self.compressor.version,
                "level": self.compressor.level,
            },
            "files": [
                {"path": each.path, "size": each.size, "sha256": each.sha256} for each in self.files
            ],
        }

    def encode(self) -> bytes:
        """Return the bytes of the manifest: canonical JSON."""
        # The list is laid out here: the standard encoder takes most of a verification for it.
        empty = strict_json.canonical(replace(self, files=()).to_json()).decode("ascii")
        records = ",".join(map(_laid_out, self.files))
        files = f"[{records}\n  ]" if records else "[]"
        return empty.replace(_NO_FILES, _NO_FILES.replace("[]", files)).encode("ascii")


def read_file_list(data: bytes, *, where: str = "") -> FileList:
    """Return the release manifest that ``data`` is, in its canonical form only.

    Raises:
        ReleaseRefusedError: No strict JSON, another shape, or other bytes than
            `FileList.encode` writes for the same values.
    """
    value = strict_json.parse(data, max_bytes=MAX_MANIFEST_BYTES, where=where)
    if isinstance(value, dict) and value.get("schema_version") != SCHEMA_VERSION:
        text = f"schema_version is not {SCHEMA_VERSION}"
        hint = "if it is a newer one, use a newer version of this program"
        raise ReleaseRefusedError(Reason.MANIFEST_SHAPE, text, where=where, hint=hint)
    try:
        found = _file_list(value)
    except _ShapeError as error:
        raise ReleaseRefusedError(Reason.MANIFEST_SHAPE, str(error), where=where) from None
    if found.encode() != data:
        raise ReleaseRefusedError(Reason.MANIFEST_NONCANONICAL, where=where)
    return found


def differences(claimed: FileList, archive: Archive) -> Iterator[str]:
    """Yield, in words, every point in which a manifest does not describe an archive."""
    actual = FileList.of(
        archive,
        pack_id=claimed.pack_id,
        pack_version=claimed.pack_version,
        compressor=claimed.compressor,
    )
    if claimed == actual:
        return
    for name in (
        "archive_name", "archive_size", "archive_sha256", "tar_size", "tar_sha256",
        "content_sha256",
    ):  # fmt: skip
        said, is_ = getattr(claimed, name), getattr(actual, name)
        if said != is_:
            yield f"{name.replace('_', ' ')} is {is_}, not {shown(str(said))}"
    listed = {each.path: each for each in claimed.files}
    held = {each.path: each for each in actual.files}
    for path in sorted(listed.keys() | held.keys()):
        if path not in held:
            yield f"{shown(path)} is listed and not in the archive"
        elif path not in listed:
            yield f"{shown(path)} is in the archive and not listed"
        elif listed[path] != held[path]:
            yield f"{shown(path)} has other bytes than listed"
    if len(listed) != len(claimed.files) or tuple(sorted(listed)) != tuple(
        each.path for each in claimed.files
    ):
        yield "the list of files is not sorted, or names a file twice"


def _laid_out(record: FileRecord) -> str:
    """Return a record as `strict_json.canonical` writes it in the list."""
    return (
        f'\n    {{\n      "path": {encode_basestring_ascii(record.path)},'
        f'\n      "sha256": "{record.sha256}",\n      "size": {record.size}\n    }}'
    )


class _ShapeError(Exception):
    """A value is not of the documented type; the message is a dotted path and a sentence."""


def _file_list(value: JSONValue) -> FileList:
    root = _mapping(value, "the document")
    pack, archive = _mapping(root.get("pack"), "pack"), _mapping(root.get("archive"), "archive")
    tar, content = _mapping(root.get("tar"), "tar"), _mapping(root.get("content"), "content")
    compressor = _mapping(root.get("compressor"), "compressor")
    files = root.get("files")
    if not isinstance(files, list):
        raise _ShapeError("files is no list")
    return FileList(
        pack_id=_text(pack, "pack", "id"),
        pack_version=_text(pack, "pack", "version"),
        archive_name=_text(archive, "archive", "name"),
        archive_size=_size(archive, "archive", "size"),
        archive_sha256=_sha256(archive, "archive"),
        tar_size=_size(tar, "tar", "size"),
        tar_sha256=_sha256(tar, "tar"),
        content_sha256=_sha256(content, "content"),
        compressor=Compressor(
            _text(compressor, "compressor", "name"),
            _text(compressor, "compressor", "version"),
            _size(compressor, "compressor", "level"),
        ),
        files=tuple(_record(each, index) for index, each in enumerate(files)),
    )


def _record(value: JSONValue, index: int) -> FileRecord:
    if isinstance(value, dict):
        path, size, sha256 = value.get("path"), value.get("size"), value.get("sha256")
        if type(path) is str and path and type(size) is int and size >= 0:  # noqa: SIM102 (one thought each)
            if type(sha256) is str and _SHA256.fullmatch(sha256) is not None:
                return FileRecord(path, size, sha256)
    # Something is wrong with it; now there is time to say what.
    where = f"files[{index}]"
    record = _mapping(value, where)
    return FileRecord(
        _text(record, where, "path"), _size(record, where, "size"), _sha256(record, where)
    )


def _mapping(value: JSONValue, where: str) -> dict[str, JSONValue]:
    if not isinstance(value, dict):
        raise _ShapeError(f"{where} is no object")
    return value


def _text(mapping: dict[str, JSONValue], where: str, key: str) -> str:
    value = mapping.get(key)
    if not isinstance(value, str) or not value:
        raise _ShapeError(f"{where}.{key} is no text")
    return value


def _size(mapping: dict[str, JSONValue], where: str, key: str) -> int:
    value = mapping.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _ShapeError(f"{where}.{key} is no count")
    return value


def _sha256(mapping: dict[str, JSONValue], where: str) -> str:
    value = _text(mapping, where, "sha256")
    if _SHA256.fullmatch(value) is None:
        raise _ShapeError(f"{where}.sha256 is no sha256 in lower-case hex")
    return value
