"""The compressed layer: exactly one gzip member with a header that says nothing.

The compressor is libdeflate, which comes inside the pinned wheel ``deflate``:
zlib's output differs between machines (release-archives.md, "What decides the
design", 3). Reading accepts the DEFLATE data of any compressor, so that an
archive which was compressed anew is still the same content; everything around
that data has one form.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from toolkit.release.limits import (
    FREE_INFLATION_BYTES,
    MAX_ARCHIVE_BYTES,
    MAX_RATIO,
    MAX_TAR_BYTES,
)
from toolkit.release.refusals import Reason, ReleaseRefusedError

HEADER: Final = bytes.fromhex("1f8b08 00 00000000 02 ff")
"""Deflate, no flags (no name, no comment), no time, best compression, unknown system."""
LEVEL: Final = 7
"""The size of ``gzip -9``, less than one percent above level 9 on the packs we
ship, in a third of its time on large ones."""
COMPRESSOR: Final = "deflate"
"""The distribution that compresses; its version stands in the release manifest."""
_TRAILER: Final = struct.Struct("<II")
_OTHERS: Final = {
    b"PK": "a zip file", b"BZh": "bzip2 data", b"\xfd7zXZ": "xz data",
    b"\x28\xb5\x2f\xfd": "zstd data",
}  # fmt: skip


def compressor_version() -> str:
    """Return the version of the compressor that `compress` uses."""
    import deflate  # noqa: PLC0415 (only archives need it; other commands start without it)

    return deflate.__version__


def compress(data: bytes) -> bytes:
    """Return ``data`` as one canonical gzip member: the same bytes on every machine."""
    import deflate  # noqa: PLC0415 (as above)

    body = deflate.deflate_compress(data, LEVEL)
    return b"".join((HEADER, body, _TRAILER.pack(deflate.crc32(data), len(data) & 0xFFFFFFFF)))


def most_inflated(compressed: int) -> int:
    """Return how many bytes an archive of ``compressed`` bytes may inflate to."""
    return min(MAX_TAR_BYTES, FREE_INFLATION_BYTES + MAX_RATIO * compressed)


def inflate(data: bytes) -> bytes:
    """Return what one canonical gzip member holds; memory stays within `most_inflated`.

    Raises:
        ReleaseRefusedError: Not gzip, another header, damaged, cut short, a
            wrong CRC or length, bytes after the member, or larger than allowed.
    """
    if len(data) > MAX_ARCHIVE_BYTES:
        text = f"the archive has {len(data)} bytes; at most {MAX_ARCHIVE_BYTES} are read"
        raise ReleaseRefusedError(Reason.ARCHIVE_TOO_LARGE, text)
    _check_header(data)
    limit = most_inflated(len(data))
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = stream.decompress(memoryview(data)[len(HEADER) :], limit + 1)
    except zlib.error as error:
        raise ReleaseRefusedError(Reason.GZIP_BODY) from error
    if len(plain) > limit:
        raise _too_large(limit)
    trailer = stream.unused_data
    if not stream.eof or len(trailer) < _TRAILER.size:
        raise ReleaseRefusedError(Reason.GZIP_TRUNCATED)
    if _TRAILER.unpack_from(trailer) != (zlib.crc32(plain), len(plain)):
        raise ReleaseRefusedError(Reason.GZIP_CHECKSUM)
    if len(trailer) > _TRAILER.size:
        rest = trailer[_TRAILER.size :]
        text = "a second gzip member follows the first" if rest.startswith(HEADER[:3]) else ""
        raise ReleaseRefusedError(Reason.GZIP_TRAILING, text)
    return plain


def _check_header(data: bytes) -> None:
    """Refuse everything that does not start with the one header."""
    start = data[: len(HEADER)]
    if start == HEADER:
        return
    if HEADER.startswith(start):
        raise ReleaseRefusedError(Reason.GZIP_TRUNCATED)
    if not start.startswith(HEADER[:2]):
        other = next((name for magic, name in _OTHERS.items() if start.startswith(magic)), "")
        if data[257:262] == b"ustar":
            other = "a tar that is not compressed"
        text = f"the archive is {other}, not gzip data" if other else ""
        raise ReleaseRefusedError(Reason.GZIP_NOT_GZIP, text)
    text = f"the gzip header is {start.hex()}; ours is always {HEADER.hex()}, without name and time"
    raise ReleaseRefusedError(Reason.GZIP_HEADER, text)


def _too_large(limit: int) -> ReleaseRefusedError:
    if limit == MAX_TAR_BYTES:
        text = f"the archive inflates to more than {limit} bytes"
        return ReleaseRefusedError(Reason.ARCHIVE_INFLATES_TOO_LARGE, text)
    text = f"the archive inflates to more than {MAX_RATIO} times its size: a bomb"
    return ReleaseRefusedError(Reason.ARCHIVE_RATIO, text)
