"""Hostile archives, each named by its flaw: names, types, metadata, structure.

The numbers are those of the reference list of hostile cases (A to C). The
entries are built field by field here, without our own writer. Before each group
stands a positive control: the same archive without the flaw is accepted.
"""

from __future__ import annotations

import pytest

from toolkit.pack.limits import MAX_ENTRIES, MAX_FILE_BYTES, MAX_TREE_BYTES
from toolkit.release.archive import read_archive
from toolkit.release.gzip_member import compress
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.ustar import header, read_tar

TOP = b"acme-1.0.0/"
END = bytes(1024)


def entry(  # noqa: PLR0913 (every field of a tar header)
    name: bytes = TOP + b"a.txt",
    data: bytes = b"hello\n",
    *,
    mode: bytes = b"0000644\0",
    uid: bytes = b"0000000\0",
    gid: bytes = b"0000000\0",
    size: bytes | None = None,
    mtime: bytes = b"02263773600\0",
    checksum: bytes | None = None,
    kind: bytes = b"0",
    link: bytes = b"",
    magic: bytes = b"ustar\x0000",
    uname: bytes = b"",
    gname: bytes = b"",
    device: bytes = b"0000000\0" * 2,
    prefix: bytes = b"",
    rest: bytes = b"",
    padding: bytes | None = None,
) -> bytes:
    """Return one tar entry; by default a good one."""
    size = b"%011o\0" % len(data) if size is None else size
    head = name.ljust(100, b"\0") + mode + uid + gid + size + mtime
    tail = kind + link.ljust(100, b"\0") + magic + uname.ljust(32, b"\0") + gname.ljust(32, b"\0")
    tail += device + prefix.ljust(155, b"\0") + rest.ljust(12, b"\0")
    if checksum is None:
        checksum = b"%06o\0 " % (sum(head) + sum(tail) + 8 * ord(" "))
    padding = bytes(-len(data) % 512) if padding is None else padding
    return head + checksum + tail + data + padding


def named(*names: bytes) -> bytes:
    """Return the tar of files of these names below the top folder, sorted."""
    return b"".join(entry(TOP + name) for name in sorted(names)) + END


def pax(record: bytes, kind: bytes = b"x") -> bytes:
    """Return a PAX header with one record, before a good entry."""
    length = len(record) + 3
    line = b"%d %s\n" % (length + (length > 9), record)
    return entry(TOP + b"PaxHeaders/a.txt", line, kind=kind) + entry() + END


GOOD = {
    "one file": entry() + END,
    "two files": named(b"a.txt", b"b.txt"),
    "a file in folders": named(b"rules/http/a.yaml"),
    "a name of 100 bytes": named(b"n" * (100 - len(TOP))),
    "a prefix": entry(b"m" * 95, prefix=TOP + b"folder") + END,
    "an empty file": entry(data=b"") + END,
    "a file of one block": entry(data=b"x" * 512) + END,
    "housekeeping at the top": named(b".gitignore", b".github/workflows/ci.yml"),
}

NAMES: dict[str, tuple[bytes, Reason]] = {
    "1 absolute": (entry(b"/etc/passwd") + END, Reason.NAME_ABSOLUTE),
    "2 climbs out after a folder": (named(b"x/../../y"), Reason.NAME_DOT_SEGMENT),
    "3 climbs out at once": (entry(b"../evil") + END, Reason.NAME_DOT_SEGMENT),
    "4 dot segment": (named(b"./a"), Reason.NAME_DOT_SEGMENT),
    "4 dot segment first": (entry(b"./acme-1.0.0/a") + END, Reason.NAME_DOT_SEGMENT),
    "5 doubled slash": (named(b"a//b"), Reason.NAME_EMPTY),
    "5 doubled slash after the top": (named(b"/a"), Reason.NAME_EMPTY),
    "6 backslash": (named(b"..\\..\\evil"), Reason.NAME_BACKSLASH),
    "7 drive": (entry(b"C:/evil") + END, Reason.NAME_COLON),
    "8 empty name": (entry(b"") + END, Reason.NAME_EMPTY),
    "8 only the top folder": (entry(TOP) + END, Reason.NAME_EMPTY),
    "9 escape sequence": (named(b"\x1b[2J"), Reason.NAME_CONTROL),
    "9 NUL inside": (named(b"a\0b"), Reason.NAME_CONTROL),
    "10 line feed": (named(b"a\nb"), Reason.NAME_CONTROL),
    "11 not UTF-8": (named(b"\xff\xfe"), Reason.NAME_NOT_ASCII),
    "12 bidi override": (named("a\u202egpj.yaml".encode()), Reason.NAME_NOT_ASCII),
    "13 device CON": (named(b"CON"), Reason.NAME_RESERVED),
    "13 device nul.txt": (named(b"rules/nul.txt"), Reason.NAME_RESERVED),
    "13 device LPT1 as folder": (named(b"LPT1/a"), Reason.NAME_RESERVED),
    "14 trailing dot": (named(b"a."), Reason.NAME_TRAILING),
    "14 trailing space": (named(b"a "), Reason.NAME_TRAILING),
    "15 alternate data stream": (named(b"x:ads"), Reason.NAME_COLON),
    "16 second top folder": (entry() + entry(b"other-1.0.0/a") + END, Reason.TAR_TOP_FOLDER),
    "17 no top folder": (entry(b"a.txt") + END, Reason.TAR_TOP_FOLDER),
    "18 case collision": (named(b"README.md", b"readme.md"), Reason.NAME_COLLISION),
    "18 case collision of folders": (named(b"R/a", b"r/b"), Reason.NAME_COLLISION),
    "19 NFC beside NFD": (
        named("\u00e9".encode(), "e\u0301".encode()),
        Reason.NAME_NOT_ASCII,
    ),
    "20 a file, then a folder of its name": (named(b"a", b"a/b"), Reason.NAME_FILE_AND_FOLDER),
    "21 too long": (
        entry(b"m" * 60, prefix=TOP + b"/".join([b"n" * 70] * 2)) + END,
        Reason.NAME_TOO_LONG,
    ),
    "21 too deep": (named(b"/".join([b"d"] * 17)), Reason.NAME_TOO_DEEP),
    "22 leading dash": (named(b"--checkpoint-action=exec=sh"), Reason.NAME_CHARACTER),
    "22 leading dash as top folder": (entry(b"-rf/a") + END, Reason.NAME_CHARACTER),
    "23 a git repository": (named(b".git/config"), Reason.NAME_HIDDEN),
    "23 git attributes": (named(b".gitattributes"), Reason.NAME_HIDDEN),
    "23 pytest hook": (named(b"conftest.py"), Reason.NAME_TOOL_CONFIG),
    "23 pytest hook in other case": (named(b"Conftest.PY"), Reason.NAME_TOOL_CONFIG),
    "23 Python start-up file": (named(b"evil.pth"), Reason.NAME_TOOL_CONFIG),
    "hidden top folder": (entry(b".acme/a") + END, Reason.NAME_HIDDEN),
    "shell characters": (named(b"$(id)"), Reason.NAME_CHARACTER),
}

TYPES: dict[str, tuple[bytes, Reason]] = {
    "24 symbolic link inside": (entry(data=b"", kind=b"2", link=b"b.txt"), Reason.TAR_TYPE),
    "25 symbolic link absolute": (entry(data=b"", kind=b"2", link=b"/etc"), Reason.TAR_TYPE),
    "26 symbolic link out": (entry(data=b"", kind=b"2", link=b"../../x"), Reason.TAR_TYPE),
    "27 symbolic link, then write through": (
        entry(TOP + b"x", b"", kind=b"2", link=b"/tmp") + entry(TOP + b"x/evil"),
        Reason.TAR_TYPE,
    ),
    "28 chain of long symbolic links": (
        entry(TOP + b"d" * 80, b"", kind=b"2", link=b"d" * 99) * 16,
        Reason.TAR_TYPE,
    ),
    "29 hard link inside": (entry(data=b"", kind=b"1", link=TOP + b"b"), Reason.TAR_TYPE),
    "30 hard link out": (entry(data=b"", kind=b"1", link=b"../../x"), Reason.TAR_TYPE),
    "31 hard link to a symbolic link": (
        entry(data=b"", kind=b"1", link=TOP + b"d/l"),
        Reason.TAR_TYPE,
    ),
    "32 FIFO": (entry(data=b"", kind=b"6"), Reason.TAR_TYPE),
    "33 character device": (entry(data=b"", kind=b"3"), Reason.TAR_TYPE),
    "34 block device": (entry(data=b"", kind=b"4"), Reason.TAR_TYPE),
    "35 set-user-id": (entry(mode=b"0004755\0"), Reason.TAR_HEADER_NONCANONICAL),
    "36 world-writable": (entry(mode=b"0000666\0"), Reason.TAR_HEADER_NONCANONICAL),
    "37 executable": (entry(mode=b"0000755\0"), Reason.TAR_HEADER_NONCANONICAL),
    "38 user id": (entry(uid=b"0001750\0"), Reason.TAR_HEADER_NONCANONICAL),
    "38 group id": (entry(gid=b"0001750\0"), Reason.TAR_HEADER_NONCANONICAL),
    "38 user name": (entry(uname=b"root"), Reason.TAR_HEADER_NONCANONICAL),
    "38 group name": (entry(gname=b"root"), Reason.TAR_HEADER_NONCANONICAL),
    "39 another time": (entry(mtime=b"00000000000\0"), Reason.TAR_HEADER_NONCANONICAL),
    "40 GNU sparse": (entry(kind=b"S"), Reason.TAR_TYPE),
    "41 unknown type": (entry(kind=b"Z"), Reason.TAR_TYPE),
    "41 contiguous file": (entry(kind=b"7"), Reason.TAR_TYPE),
    "42 folder entry": (entry(TOP, b"", kind=b"5") + entry(), Reason.TAR_TYPE),
    "device numbers of other tars": (entry(device=bytes(16)), Reason.TAR_HEADER_NONCANONICAL),
    "link name on a file": (entry(link=b"x"), Reason.TAR_HEADER_NONCANONICAL),
    "bytes after the header": (entry(rest=b"x"), Reason.TAR_HEADER_NONCANONICAL),
    "checksum in another layout": (
        entry(checksum=entry()[148:154] + b" \0"),
        Reason.TAR_HEADER_NONCANONICAL,
    ),
    "prefix where none is needed": (
        entry(b"a.txt", prefix=b"acme-1.0.0"),
        Reason.TAR_HEADER_NONCANONICAL,
    ),
}

GOOD_ENTRY, BAD_SUM = entry(), entry(TOP + b"b.txt", checksum=b"000000\0 ")

STRUCTURE: dict[str, tuple[bytes, Reason]] = {
    "43 duplicate name": (entry() + entry(data=b"other") + END, Reason.TAR_DUPLICATE),
    "44 PAX path": (pax(b"path=../../evil"), Reason.TAR_TYPE),
    "45 PAX size": (pax(b"size=0"), Reason.TAR_TYPE),
    "46 PAX global header": (pax(b"comment=abc", b"g"), Reason.TAR_TYPE),
    "47 PAX linkpath": (pax(b"linkpath=/etc"), Reason.TAR_TYPE),
    "48 GNU long name": (
        entry(b"././@LongLink", b"../evil\0", kind=b"L") + entry() + END,
        Reason.TAR_TYPE,
    ),
    "48 GNU long link": (
        entry(b"././@LongLink", b"/etc\0", kind=b"K") + entry() + END,
        Reason.TAR_TYPE,
    ),
    "49 old v7 header": (entry(magic=bytes(8), device=bytes(16)) + END, Reason.TAR_FORMAT),
    "49 GNU header": (entry(magic=b"ustar  \0") + END, Reason.TAR_FORMAT),
    "50 old file type with a slash": (
        entry(TOP + b"a/", b"", kind=b"\0") + END,
        Reason.TAR_TYPE,
    ),
    "51 base-256 size": (
        entry(size=b"\x80" + bytes(10) + b"\x06") + END,
        Reason.TAR_HEADER_NONCANONICAL,
    ),
    "52 negative size": (entry(size=b"\xff" * 12) + END, Reason.TAR_HEADER_NONCANONICAL),
    "52 size with a minus": (entry(size=b"-0000000006\0") + END, Reason.TAR_HEADER_NONCANONICAL),
    "52 size with blanks": (entry(size=b"          6\0") + END, Reason.TAR_HEADER_NONCANONICAL),
    "53 wrong checksum on the second header": (GOOD_ENTRY + BAD_SUM + END, Reason.TAR_CHECKSUM),
    "53 checksum that is no number": (entry(checksum=b"zzzzzz\0 ") + END, Reason.TAR_CHECKSUM),
    "54 cut inside a body": (entry(data=b"x" * 2000)[:1024], Reason.TAR_TRUNCATED),
    "54 cut inside a header": (GOOD_ENTRY + GOOD_ENTRY[:100], Reason.TAR_TRUNCATED),
    "55 no end": (GOOD_ENTRY, Reason.TAR_END),
    "56 one zero block": (GOOD_ENTRY + bytes(512), Reason.TAR_END),
    "56 one zero block, then an entry": (GOOD_ENTRY + bytes(512) + GOOD_ENTRY, Reason.TAR_END),
    "57 entries after the end": (GOOD_ENTRY + END + GOOD_ENTRY + END, Reason.TAR_AFTER_END),
    "57 record padding": ((GOOD_ENTRY + END).ljust(10240, b"\0"), Reason.TAR_AFTER_END),
    "57 one byte after the end": (GOOD_ENTRY + END + b"\0", Reason.TAR_AFTER_END),
    "58 padding that is not zero": (
        entry(padding=b"x".rjust(506, b"\0")) + END,
        Reason.TAR_PADDING,
    ),
    "59 unsorted": (entry(TOP + b"b") + entry(TOP + b"a") + END, Reason.TAR_ORDER),
    "60 no entries": (END, Reason.TAR_EMPTY),
    "60 nothing at all": (b"", Reason.TAR_END),
}

RESOURCES: dict[str, tuple[bytes, Reason]] = {
    "71 a size beyond the cap, without the bytes": (
        entry(data=b"", size=b"%011o\0" % (MAX_FILE_BYTES + 1)),
        Reason.TAR_FILE_TOO_LARGE,
    ),
    "71 a size beyond the end": (entry(data=b"", size=b"%011o\0" % 4096), Reason.TAR_TRUNCATED),
}


def test_the_controls_are_accepted() -> None:
    """The builder of this file builds good archives, too."""
    for name, tar in GOOD.items():
        archive = read_archive(compress(tar))

        assert archive.stem == "acme-1.0.0", name
        assert archive.tar_size == len(tar), name


ALL = {**NAMES, **TYPES, **STRUCTURE, **RESOURCES}


@pytest.mark.parametrize("flaw", ALL)
def test_hostile_archives_are_refused(flaw: str) -> None:
    """Each is refused for its own reason, in a message without its raw bytes."""
    tar, reason = ALL[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(compress(tar))

    assert caught.value.code == reason.name
    assert caught.value.hint
    assert f"{caught.value.where}{caught.value.message}".isascii()
    assert f"{caught.value.where}{caught.value.message}".isprintable()


def test_69_too_many_entries_are_refused() -> None:
    """One file more than the cap is refused, before the rest is looked at."""
    names = (TOP + b"%06d" % number for number in range(MAX_ENTRIES + 1))
    tar = b"".join(entry(name, b"") for name in names)

    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(compress(tar + b"never looked at"))

    assert caught.value.reason is Reason.TAR_TOO_MANY_FILES


def test_more_bytes_than_a_pack_may_have_are_refused() -> None:
    """Files within their cap, together beyond the cap of a pack."""
    chunk = bytes(range(1, 256)) * (MAX_FILE_BYTES // 255)
    count = MAX_TREE_BYTES // len(chunk) + 1
    tar = b"".join(entry(TOP + b"%02d" % number, chunk) for number in range(count)) + END

    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(compress(tar))

    assert caught.value.reason in {Reason.TAR_CONTENT_TOO_LARGE, Reason.ARCHIVE_RATIO}


def files_at_the_cap(cap: str) -> list[tuple[bytes, bytes]]:
    """Return as many, or as large, files as may be; they share their bytes."""
    full = bytes(MAX_FILE_BYTES)
    return {
        "files": [(TOP + b"%06d" % number, b"") for number in range(MAX_ENTRIES)],
        "bytes of one file": [(TOP + b"a", full)],
        "bytes together": [
            (TOP + b"%d" % number, full) for number in range(MAX_TREE_BYTES // MAX_FILE_BYTES)
        ],
    }[cap]


@pytest.mark.parametrize("cap", ["files", "bytes of one file", "bytes together"])
def test_exactly_at_a_cap_is_fine(cap: str) -> None:
    """A cap is the largest that is read; one more is tested above."""
    files = files_at_the_cap(cap)
    tar = b"".join(entry(name, data) for name, data in files) + END

    assert sum(1 for _ in read_tar(tar)) == len(files)


NAMED_FIELDS = {
    "mode": entry(mode=b"0000755\0"),
    "uid": entry(uid=b"0001750\0"),
    "gid": entry(gid=b"0001750\0"),
    "size": entry(size=b"          6\0"),
    "checksum": entry(checksum=entry()[148:154] + b" \0"),
    "mtime": entry(mtime=b"00000000000\0"),
    "link name": entry(link=b"x"),
    "user name": entry(uname=b"root"),
    "group name": entry(gname=b"root"),
    "device numbers": entry(device=bytes(16)),
    "bytes after the header": entry(rest=b"x"),
}


@pytest.mark.parametrize("field", NAMED_FIELDS)
def test_the_field_that_is_not_canonical_is_named(field: str) -> None:
    """Whoever made the archive learns what to change, and is told of nothing else."""
    with pytest.raises(ReleaseRefusedError) as caught:
        read_archive(compress(NAMED_FIELDS[field] + END))

    assert caught.value.message == f"not canonical in the tar header: {field}"


def test_a_path_that_does_not_fit_has_no_header() -> None:
    """The writer refuses such paths before; this is the last line."""
    with pytest.raises(ValueError, match="does not fit"):
        header(b"x" * 101, 0)
