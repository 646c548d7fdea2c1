"""The zip layer of a wheel, read strictly: one form of zip, in memory, byte for byte.

A zip says everything twice, in a directory at its end and before each member,
and readers believe one or the other (release-archives.md, hostile cases, E).
Here both must be what `policy_pack_backend.zip_bytes` writes for the same name
and bytes, and nothing may stand before, between or after them.
"""

from __future__ import annotations

import stat
import struct
import zlib
from typing import Final, NamedTuple

from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES
from toolkit.release.limits import MAX_ARCHIVE_BYTES
from toolkit.release.package.policy_pack_backend import zip_bytes
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

_LOCAL: Final = b"PK\3\4"
_CENTRAL: Final = b"PK\1\2"
_END: Final = b"PK\5\6"
_LOCATOR_64: Final = b"PK\6\7"
_LOCAL_SIZE, _CENTRAL_SIZE, _END_SIZE, _LOCATOR_SIZE = 30, 46, 22, 20
_FULL: Final = (0xFFFF, 0xFFFFFFFF)
"""What the fields of a zip hold where the true value stands in a zip64 record."""
_MAX_MEMBERS: Final = MAX_ENTRIES + 100
"""A pack, its licences once more, and dist-info."""


class _End(NamedTuple):
    """The record at the end of a zip: how many members, and where the directory begins."""

    members: int
    offset: int


class _Central(NamedTuple):
    """One header of the directory, as far as a wheel of ours chooses its fields."""

    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int
    offset: int
    name: bytes
    raw: bytes


def read_zip(data: bytes) -> dict[str, bytes]:
    """Return path and bytes of every member of a canonical zip, in its order.

    Names are only known to be ASCII and all different: whether they may stand
    in a package is the caller's question.

    Raises:
        ReleaseRefusedError: A byte of the zip is not as `zip_bytes` writes it.
    """
    if len(data) > MAX_ARCHIVE_BYTES:
        text = f"the package has {len(data)} bytes; at most {MAX_ARCHIVE_BYTES} are read"
        raise ReleaseRefusedError(Reason.PACKAGE_TOO_LARGE, text)
    end = _read_end(data)
    members: dict[str, bytes] = {}
    place, offset = end.offset, 0
    for _ in range(end.members):
        header = _read_central(data, place)
        path, content = _read_member(data, header, offset)
        if path in members:
            raise ReleaseRefusedError(Reason.ZIP_DUPLICATE, where=shown(path))
        members[path] = content
        place += len(header.raw)
        offset += _LOCAL_SIZE + len(header.name) + len(content)
    if offset != end.offset or place != len(data) - _END_SIZE:
        raise ReleaseRefusedError(Reason.ZIP_GAP)
    return members


def _read_end(data: bytes) -> _End:
    """Return the end record, if the zip begins and ends where the file does."""
    if not data.startswith(_LOCAL):
        _refuse_start(data)
    record = data[-_END_SIZE:]
    if not record.startswith(_END) or record[-2:] != b"\0\0":
        is_there = _END in data
        raise ReleaseRefusedError(Reason.ZIP_TRAILING if is_there else Reason.ZIP_TRUNCATED)
    disk, first, here, count, size, offset, _ = struct.unpack_from("<HHHHIIH", record, 4)
    locator = data[-_END_SIZE - _LOCATOR_SIZE :]
    if locator.startswith(_LOCATOR_64) or {here, count} & {*_FULL} or {size, offset} & {*_FULL}:
        raise ReleaseRefusedError(Reason.ZIP_ZIP64)
    if (disk, first, here) != (0, 0, count) or offset + size + _END_SIZE != len(data):
        raise ReleaseRefusedError(Reason.ZIP_DIRECTORY)
    if count > _MAX_MEMBERS:
        text = f"the package holds {count} files, more than any may"
        raise ReleaseRefusedError(Reason.PACKAGE_TOO_LARGE, text)
    return _End(count, offset)


def _refuse_start(data: bytes) -> None:
    """Say what a file is that does not begin with a member."""
    if data.startswith(_END):
        raise ReleaseRefusedError(Reason.ZIP_EMPTY)
    is_zip = _END in data[-_END_SIZE - 0xFFFF :] and not data.startswith(b"PK")
    raise ReleaseRefusedError(Reason.ZIP_PREFIX if is_zip else Reason.ZIP_NOT_ZIP)


def _read_central(data: bytes, place: int) -> _Central:
    """Return the header of the directory at a place."""
    raw = data[place : place + _CENTRAL_SIZE]
    if len(raw) < _CENTRAL_SIZE or not raw.startswith(_CENTRAL):
        raise ReleaseRefusedError(Reason.ZIP_DIRECTORY)
    flags, method, _, _, crc, packed, size, *lengths = struct.unpack_from("<HHHHIIIHHH", raw, 8)
    attributes, offset = struct.unpack_from("<II", raw, 38)
    name_size = lengths[0]
    whole = data[place : place + _CENTRAL_SIZE + sum(lengths)]
    name = whole[_CENTRAL_SIZE : _CENTRAL_SIZE + name_size]
    return _Central(flags, method, crc, packed, size, attributes, offset, name, whole)


def _check_claims(header: _Central, where: str) -> None:
    """Refuse a member for what the directory says of it, before anything of it is read."""
    if header.flags & 1:
        raise ReleaseRefusedError(Reason.ZIP_ENCRYPTED, where=where)
    if header.method or header.packed != header.size:
        raise ReleaseRefusedError(Reason.ZIP_METHOD, where=where)
    mode = header.attributes >> 16
    if header.name.endswith(b"/") or (stat.S_IFMT(mode) and not stat.S_ISREG(mode)):
        raise ReleaseRefusedError(Reason.ZIP_TYPE, where=where)
    if header.size > MAX_FILE_BYTES:
        text = f"the member has {header.size} bytes; at most {MAX_FILE_BYTES} are read"
        raise ReleaseRefusedError(Reason.PACKAGE_TOO_LARGE, text, where=where)


def _read_member(data: bytes, header: _Central, offset: int) -> tuple[str, bytes]:
    """Return path and bytes of the member that a header describes, if it stands at ``offset``."""
    path = header.name.decode("ascii", "surrogateescape")
    where = shown(path)
    _check_claims(header, where)
    if header.offset != offset:
        raise ReleaseRefusedError(Reason.ZIP_GAP, where=where)
    local = data[offset : offset + _LOCAL_SIZE + len(header.name)]
    if (
        not local.startswith(_LOCAL)
        or local[6:10] != header.raw[8:12]  # flags and method
        or local[14:28] != header.raw[16:30]  # checksum, sizes, length of the name
        or local[_LOCAL_SIZE:] != header.name
    ):
        raise ReleaseRefusedError(Reason.ZIP_MISMATCH, where=where)
    if not path.isascii():
        raise ReleaseRefusedError(Reason.NAME_NOT_ASCII, where=where)
    if local[28:30] != b"\0\0":  # an extra field would stand before the content
        raise ReleaseRefusedError(Reason.ZIP_HEADER_NONCANONICAL, where=where)
    content = data[offset + len(local) : offset + len(local) + header.size]
    if len(content) != header.size or zlib.crc32(content) != header.crc:
        raise ReleaseRefusedError(Reason.ZIP_CHECKSUM, where=where)
    alone = zip_bytes({path: content})
    place = struct.pack("<I", offset)
    expected = alone[len(local) + len(content) : -_END_SIZE - len(header.name) - 4]
    if local != alone[: len(local)] or header.raw != expected + place + header.name:
        raise ReleaseRefusedError(Reason.ZIP_HEADER_NONCANONICAL, where=where)
    return path, content
