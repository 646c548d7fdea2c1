"""The tar layer: one fixed form of POSIX ustar, written and read by the same function.

Every field that a person does not choose has one value (release-archives.md,
"Archive format"), so the reader needs no tolerance: it takes the name and the
size from a header, encodes the header anew, and compares. What differs in any
bit is refused, and only then explained.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
"""A tar ends with two zero blocks; there is no padding to a record beyond them."""
MTIME: Final = 315_619_200
"""1980-01-02 00:00:00 UTC: the content is the only input, and zip can hold the date too."""

_NAME_BYTES: Final = 100
_PREFIX_BYTES: Final = 155
# Between name and size: mode, uid, gid. Between size and checksum: mtime.
_OWNER: Final = b"%07o\0%07o\0%07o\0" % (0o644, 0, 0)
_TIME: Final = b"%011o\0" % MTIME
# After the checksum: a regular file, no link name, magic and version, no user,
# no group, device numbers in the form that GNU tar writes ("0000000", not NUL).
_MAGIC: Final = b"ustar\x0000"
_TAIL: Final = b"0" + bytes(100) + _MAGIC + bytes(64) + b"%07o\0%07o\0" % (0, 0)
_NO_PREFIX: Final = bytes(_PREFIX_BYTES + 12)
_BLANK_CHECKSUM: Final = b" " * 8
_FIXED_SUM: Final = sum(_OWNER) + sum(_TIME) + sum(_BLANK_CHECKSUM) + sum(_TAIL)

_FIELDS: Final = (
    ("name", 0, 100), ("mode", 100, 108), ("uid", 108, 116), ("gid", 116, 124),
    ("size", 124, 136), ("mtime", 136, 148), ("checksum", 148, 156), ("type", 156, 157),
    ("link name", 157, 257), ("magic", 257, 265), ("user name", 265, 297),
    ("group name", 297, 329), ("device numbers", 329, 345), ("name prefix", 345, 500),
    ("bytes after the header", 500, 512),
)  # fmt: skip
_TYPES: Final = {
    b"\0": "a file in a form older than ustar", b"1": "a hard link", b"2": "a symbolic link",
    b"3": "a character device", b"4": "a block device", b"5": "a folder", b"6": "a FIFO",
    b"7": "a contiguous file", b"g": "a global PAX header", b"x": "a PAX header",
    b"L": "a GNU long name", b"K": "a GNU long link name", b"S": "a GNU sparse file",
}  # fmt: skip


def split_path(path: bytes) -> tuple[bytes, bytes] | None:
    """Return prefix and name as ustar stores them, or None where the path does not fit.

    A path that fits the name field is not split; otherwise the prefix is as
    long as it can be, which is the choice of GNU tar (``split_long_name``).
    """
    if len(path) <= _NAME_BYTES:
        return b"", path
    cut = path.rfind(b"/", 0, _PREFIX_BYTES + 1)
    if cut <= 0 or not 0 < len(path) - cut - 1 <= _NAME_BYTES:
        return None
    return path[:cut], path[cut + 1 :]


def header(path: bytes, size: int) -> bytes:
    """Return the one canonical header of a regular file.

    Raises:
        ValueError: The path does not fit the name fields of ustar.
    """
    split = split_path(path)
    if split is None:
        raise ValueError("the path does not fit a ustar header")
    prefix, name = split
    octal = b"%011o\0" % size
    checksum = b"%06o\0 " % (_FIXED_SUM + sum(name) + sum(octal) + sum(prefix))
    rest = prefix.ljust(_PREFIX_BYTES + 12, b"\0") if prefix else _NO_PREFIX
    return b"".join((name.ljust(_NAME_BYTES, b"\0"), _OWNER, octal, _TIME, checksum, _TAIL, rest))


def write_tar(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the tar of files, given as ASCII path and bytes, in byte order of the paths."""
    parts: list[bytes] = []
    for path, data in files:
        parts += (header(path.encode("ascii"), len(data)), data, bytes(-len(data) % BLOCK))
    return b"".join((*parts, END))


def read_tar(tar: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of every file of a canonical tar.

    Names are only known to be ASCII and in strict byte order here: whether
    they may stand in an archive is the caller's question (`names`).

    Raises:
        ReleaseRefusedError: A byte of the tar is not as `write_tar` writes it.
    """
    offset, count, total = 0, 0, 0
    last: bytes | None = None
    while (block := tar[offset : offset + BLOCK]) != END[:BLOCK]:
        path, size = _read_header(block)
        text = path.decode("ascii", "surrogateescape")
        count, total = count + 1, total + size
        _check_caps(text, count, size, total)
        _check_order(path, last)
        start = offset + BLOCK
        offset = start + size + -size % BLOCK
        if offset > len(tar):
            raise ReleaseRefusedError(Reason.TAR_TRUNCATED, where=shown(text))
        if tar[start + size : offset].count(0) != offset - start - size:
            raise ReleaseRefusedError(Reason.TAR_PADDING, where=shown(text))
        yield text, tar[start : start + size]
        last = path
    if not count:
        raise ReleaseRefusedError(Reason.TAR_EMPTY)
    if tar[offset : offset + len(END)] != END:
        raise ReleaseRefusedError(Reason.TAR_END)
    if len(tar) > offset + len(END):
        raise ReleaseRefusedError(Reason.TAR_AFTER_END)


def _read_header(block: bytes) -> tuple[bytes, int]:
    """Return path and size of a header that is canonical in every byte."""
    if not block:
        raise ReleaseRefusedError(Reason.TAR_END)
    if len(block) < BLOCK:
        raise ReleaseRefusedError(Reason.TAR_TRUNCATED)
    name, prefix = block[:_NAME_BYTES].rstrip(b"\0"), block[345:500].rstrip(b"\0")
    path = prefix + b"/" + name if prefix else name
    size = _octal(block[124:136])
    if size is None or split_path(path) is None or header(path, size) != block:
        raise _explain(block, path, size)
    return path, size


def _octal(field: bytes) -> int | None:
    """Return the number in a field of eleven octal digits and a NUL, or None."""
    digits = field[:-1]
    if field[-1:] != b"\0" or digits.strip(b"01234567"):
        return None
    return int(digits, 8)


def _explain(block: bytes, path: bytes, size: int | None) -> ReleaseRefusedError:
    """Return the refusal that names the first thing wrong with a header."""
    where = shown(path.decode("ascii", "surrogateescape"))
    checksum = sum(block) - sum(block[148:156]) + sum(_BLANK_CHECKSUM)
    if block[148:156] != b"%06o\0 " % checksum and _loose(block[148:156]) != checksum:
        return ReleaseRefusedError(Reason.TAR_CHECKSUM, where=where)
    kind = block[156:157]
    if kind != b"0":
        name = _TYPES.get(kind, f"of the unknown type {kind!r}")
        text = f"the entry is {name}; an archive holds regular files only"
        return ReleaseRefusedError(Reason.TAR_TYPE, text, where=where)
    if block[257:265] != _MAGIC:
        return ReleaseRefusedError(Reason.TAR_FORMAT, where=where)
    expected = header(path, size) if size is not None and split_path(path) is not None else None
    fields = [
        field
        for field, start, end in _FIELDS
        if expected is not None and expected[start:end] != block[start:end]
    ]
    if len(fields) > 1 and "checksum" in fields:
        fields.remove("checksum")  # it follows from the others
    named = ", ".join(fields) if fields else "size" if size is None else "name"
    text = f"not canonical in the tar header: {named}"
    return ReleaseRefusedError(Reason.TAR_HEADER_NONCANONICAL, text, where=where)


def _loose(field: bytes) -> int | None:
    """Return a checksum written in some other layout of octal digits, or None."""
    digits = field.strip(b" \0")
    return int(digits, 8) if digits and not digits.strip(b"01234567") else None


def _check_caps(path: str, count: int, size: int, total: int) -> None:
    if count > MAX_ENTRIES:
        text = f"the archive holds more than {MAX_ENTRIES} files"
        raise ReleaseRefusedError(Reason.TAR_TOO_MANY_FILES, text)
    if size > MAX_FILE_BYTES:
        text = f"the file has {size} bytes; at most {MAX_FILE_BYTES} are read"
        raise ReleaseRefusedError(Reason.TAR_FILE_TOO_LARGE, text, where=shown(path))
    if total > MAX_TREE_BYTES:
        text = f"the files hold more than {MAX_TREE_BYTES} bytes together"
        raise ReleaseRefusedError(Reason.TAR_CONTENT_TOO_LARGE, text)


def _check_order(path: bytes, last: bytes | None) -> None:
    if last is None or path > last:
        return
    where = shown(path.decode("ascii", "surrogateescape"))
    if path == last:
        raise ReleaseRefusedError(Reason.TAR_DUPLICATE, where=where)
    raise ReleaseRefusedError(Reason.TAR_ORDER, where=where)
