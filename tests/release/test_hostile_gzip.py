"""Hostile compressed streams, each named by its flaw (reference list D)."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.gzip_member import HEADER, compress, inflate
from toolkit.release.limits import MAX_ARCHIVE_BYTES, MAX_TAR_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError

TREE = Tree.of_files({"README.md": b"# A pack\n", "rules/a.yaml": b"gates: []\n"}, name="p-1.0.0")
GOOD = write_archive(TREE, stem="p-1.0.0")
TAR = gzip.decompress(GOOD)
BODY, TRAILER = GOOD[10:-8], GOOD[-8:]


def zip_of(data: bytes) -> bytes:
    """Return a zip file with one member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr("evil.txt", data)
    return stream.getvalue()


def header(flags: int = 0, time: int = 0, extra: int = 2, system: int = 255) -> bytes:
    """Return a gzip header with other values than ours."""
    return struct.pack("<HBBIBB", 0x8B1F, 8, flags, time, extra, system)


def bomb(size: int) -> bytes:
    """Return a gzip member of zeros."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = squeeze.compress(bytes(size)) + squeeze.flush()
    return HEADER + body + struct.pack("<II", zlib.crc32(bytes(size)), size)


HOSTILE = {
    "61 two members": (GOOD + GOOD, Reason.GZIP_TRAILING),
    "61 an empty second member": (GOOD + compress(b""), Reason.GZIP_TRAILING),
    "62 trailing garbage": (GOOD + b"garbage", Reason.GZIP_TRAILING),
    "62 one trailing zero": (GOOD + b"\0", Reason.GZIP_TRAILING),
    "63 wrong CRC": (GOOD[:-8] + b"\0\0\0\0" + GOOD[-4:], Reason.GZIP_CHECKSUM),
    "63 wrong length": (GOOD[:-4] + b"\0\0\0\0", Reason.GZIP_CHECKSUM),
    "64 trailer cut short": (GOOD[:-1], Reason.GZIP_TRUNCATED),
    "64 no trailer": (GOOD[:-8], Reason.GZIP_TRUNCATED),
    "64 body cut short": (GOOD[:-30], Reason.GZIP_TRUNCATED),
    "64 header only": (HEADER, Reason.GZIP_TRUNCATED),
    "64 header cut short": (HEADER[:5], Reason.GZIP_TRUNCATED),
    "65 file name": (header(8) + b"p.tar\0" + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 time": (header(time=1) + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 extra field": (header(4) + b"\2\0ab" + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 comment": (header(16) + b"hello\0" + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 header CRC": (header(2) + b"\0\0" + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 text flag": (header(1) + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 other level": (header(extra=0) + BODY + TRAILER, Reason.GZIP_HEADER),
    "65 other system": (header(system=3) + BODY + TRAILER, Reason.GZIP_HEADER),
    "66 a zip behind it": (GOOD + zip_of(b"evil"), Reason.GZIP_TRAILING),
    "66 a zip before it": (zip_of(b"evil") + GOOD, Reason.GZIP_NOT_GZIP),
    "67 a plain tar": (TAR, Reason.GZIP_NOT_GZIP),
    "68 a bomb beyond the size cap": (bomb(MAX_TAR_BYTES + 1), Reason.ARCHIVE_RATIO),
    "70 a bomb below the size cap": (bomb(8 * 1024 * 1024), Reason.ARCHIVE_RATIO),
    "72 xz": (lzma.compress(TAR), Reason.GZIP_NOT_GZIP),
    "72 bzip2": (bz2.compress(TAR), Reason.GZIP_NOT_GZIP),
    "72 zstd": (b"\x28\xb5\x2f\xfd" + TAR, Reason.GZIP_NOT_GZIP),
    "empty file": (b"", Reason.GZIP_TRUNCATED),
    "text": (b"<html>404</html>", Reason.GZIP_NOT_GZIP),
    "body of noise": (HEADER + b"\xff" * 50, Reason.GZIP_BODY),
    "larger than any archive": (
        GOOD + bytes(MAX_ARCHIVE_BYTES),
        Reason.ARCHIVE_TOO_LARGE,
    ),
}


@pytest.mark.parametrize("flaw", HOSTILE)
def test_hostile_streams_are_refused(flaw: str) -> None:
    """Each is refused for its own reason; the archive without the flaw is accepted."""
    data, reason = HOSTILE[flaw]

    assert read_archive(GOOD).tree == TREE
    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(data)

    assert caught.value.code == reason.name


TOLD = {
    "61 two members": "a second gzip member follows the first",
    "62 trailing garbage": "bytes follow the one gzip member",
    "66 a zip before it": "the archive is a zip file, not gzip data",
    "67 a plain tar": "the archive is a tar that is not compressed, not gzip data",
    "72 xz": "the archive is xz data, not gzip data",
    "72 bzip2": "the archive is bzip2 data, not gzip data",
    "72 zstd": "the archive is zstd data, not gzip data",
    "text": "the archive is not gzip data",
    "65 time": "the gzip header is 1f8b08000100000002ff; ours is always 1f8b08000000000002ff,"
    " without name and time",
}


@pytest.mark.parametrize("flaw", TOLD)
def test_messages_say_what_was_found_instead(flaw: str) -> None:
    """Whoever gave the wrong file learns which one it is."""
    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(HOSTILE[flaw][0])

    assert caught.value.message == TOLD[flaw]


def test_an_empty_stream_is_whole() -> None:
    """Nothing, compressed, is nothing: the smallest member there is."""
    assert inflate(compress(b"")) == b""


def repeated(chunk: bytes, times: int) -> bytes:
    """Return a gzip member, without trailer, of ``times`` chunks, compressed only once."""
    squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
    # A full flush forgets what came before, so the piece may stand any number of times.
    return HEADER + (squeeze.compress(chunk) + squeeze.flush(zlib.Z_FULL_FLUSH)) * times


def test_a_plausible_ratio_does_not_lift_the_size_cap() -> None:
    """Half noise, half zeros inflates to twice its size: the cap on the tar stops it."""
    half = random.Random(1).randbytes(512 * 1024)  # noqa: S311 (noise, not a secret)

    with pytest.raises(ReleaseRefusedError) as caught:
        inflate(repeated(half + bytes(len(half)), MAX_TAR_BYTES // (2 * len(half)) + 1))

    assert caught.value.reason is Reason.ARCHIVE_INFLATES_TOO_LARGE


def test_a_bomb_costs_no_more_memory_than_its_cap() -> None:
    """A gigabyte of zeros is never held: inflation stops at the cap."""
    data = repeated(bytes(1024 * 1024), 1024)
    tracemalloc.start()

    with pytest.raises(ReleaseRefusedError):
        inflate(data)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # zlib collects its output in pieces and joins them: twice the cap, for a moment.
    assert peak < 2.2 * MAX_TAR_BYTES


@pytest.mark.parametrize("bit", range(8))
def test_every_bit_of_a_small_archive_counts(bit: int) -> None:
    """A flipped bit is refused, or stands where DEFLATE has no meaning: the same tree."""
    for index in range(len(GOOD)):
        data = bytearray(GOOD)
        data[index] ^= 1 << bit
        try:
            archive = read_archive(bytes(data))
        except ReleaseRefusedError:
            continue
        assert archive.tree == TREE
        assert 10 <= index < len(GOOD) - 8
