"""Hostile wheels, each named by its flaw; the numbers are those of the reference list (E).

The zips are built field by field (`parcels`). Before each group stands a
positive control: the same wheel without the flaw is what our own writer makes.
"""

from __future__ import annotations

import dataclasses
import struct
import zlib

import pytest

from tests.release.parcels import (
    HOME,
    INFO,
    PACK,
    RECORD,
    TREE,
    WHEEL,
    Member,
    Zip,
    good_members,
    packages,
    with_record,
)
from toolkit.pack.limits import MAX_FILE_BYTES
from toolkit.release.limits import MAX_ARCHIVE_BYTES
from toolkit.release.package.reading import Kind, kind_of, read_package
from toolkit.release.package.zip_layer import read_zip
from toolkit.release.refusals import Reason, ReleaseRefusedError

MEMBERS = good_members()
FIRST, *REST = MEMBERS
GOOD = Zip(with_record(MEMBERS))
DATA = GOOD.encode()
Flaw = tuple[bytes, Reason]


def plus(*names: str, data: bytes = b"evil\n") -> bytes:
    """Return the good wheel with more members, all of them in RECORD."""
    return Zip(with_record((*MEMBERS, *(Member(name, data) for name in names)))).encode()


def first_but(**changes: object) -> bytes:
    """Return the good wheel with a first member that has other fields."""
    return Zip(with_record((FIRST.but(**changes), *REST))).encode()


def swapped(name: str, data: bytes) -> bytes:
    """Return the good wheel with other bytes of one member, and a RECORD that lists them."""
    members = (each.but(data=data) if each.name == name else each for each in MEMBERS)
    return Zip(with_record(tuple(members))).encode()


def recorded(text: bytes) -> bytes:
    """Return the good wheel with another RECORD."""
    return Zip((*MEMBERS, Member(RECORD, text))).encode()


def changed(**changes: object) -> bytes:
    """Return the good wheel with another end."""
    return dataclasses.replace(GOOD, **changes).encode()  # type: ignore[arg-type]


RECORDED = GOOD.members[-1].data
ZIP_64 = struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)
DEFLATED = zlib.compress(FIRST.data, 9)[2:-4]
INNER = Zip(with_record((Member(f"{HOME}/evil.yaml"),))).encode()

NAMES: dict[str, Flaw] = {
    "73 climbs out": (plus("../evil"), Reason.NAME_DOT_SEGMENT),
    "73 climbs out of the pack": (plus(f"{HOME}/../../evil"), Reason.NAME_DOT_SEGMENT),
    "73 climbs out in place of a pack": (plus("policy_packs/../evil"), Reason.NAME_DOT_SEGMENT),
    "74 absolute": (plus("/etc/passwd"), Reason.NAME_ABSOLUTE),
    "74 drive": (plus("C:/evil"), Reason.NAME_COLON),
    "74 backslash": (plus("..\\..\\evil"), Reason.NAME_BACKSLASH),
    "79 Python start-up file": (plus("evil.pth"), Reason.NAME_TOOL_CONFIG),
    "79 Python start-up file in the pack": (plus(f"{HOME}/evil.pth"), Reason.NAME_TOOL_CONFIG),
    "79 sitecustomize": (plus("sitecustomize.py"), Reason.NAME_TOOL_CONFIG),
    "79 pytest hook in the pack": (plus(f"{HOME}/conftest.py"), Reason.NAME_TOOL_CONFIG),
    "86 NUL in a name": (plus(f"{HOME}/a.yaml\0.py"), Reason.NAME_CONTROL),
    "89 folder beside the destination": (plus("../site-packages-x/a"), Reason.NAME_DOT_SEGMENT),
    "hidden": (plus(f"{HOME}/.env"), Reason.NAME_HIDDEN),
    "not ASCII": (plus(f"{HOME}/\xe9.md"), Reason.NAME_NOT_ASCII),
    "device": (plus(f"{HOME}/CON"), Reason.NAME_RESERVED),
    "empty": (plus(""), Reason.NAME_EMPTY),
    "case collision": (plus(f"{HOME}/readme.md"), Reason.NAME_COLLISION),
    "file and folder": (plus(f"{HOME}/README.md/a"), Reason.NAME_FILE_AND_FOLDER),
}

CONTENT: dict[str, Flaw] = {
    "80 script": (plus(f"{INFO[:-9]}data/scripts/evil"), Reason.PACKAGE_DATA_FOLDER),
    "80 script beside the destination": (
        plus(f"../x.dist-info/licenses/{HOME}/evil"),
        Reason.NAME_DOT_SEGMENT,
    ),
    "80 header": (plus(f"{INFO[:-9]}data/headers/evil.h"), Reason.PACKAGE_DATA_FOLDER),
    "80 data": (plus("x.data/data/share/evil"), Reason.PACKAGE_DATA_FOLDER),
    "81 foreign module": (plus("requests/__init__.py"), Reason.PACKAGE_CODE),
    "81 module at the top": (plus("evil.py"), Reason.PACKAGE_CODE),
    "81 foreign folder": (plus("share/evil.txt"), Reason.PACKAGE_FOREIGN),
    "81 second pack": (plus("policy_packs/other/a.yaml"), Reason.PACKAGE_FOREIGN),
    "81 file beside the pack": (plus("policy_packs/a.yaml"), Reason.PACKAGE_FOREIGN),
    "81 second dist-info": (plus("pip-99.0.dist-info/METADATA"), Reason.PACKAGE_FOREIGN),
    "81 package of packs": (plus("policy_packs/__init__.py"), Reason.PACKAGE_FOREIGN),
    "88 entry points": (
        plus(f"{INFO}/entry_points.txt", data=b"[console_scripts]\n../../evil = a:b\n"),
        Reason.PACKAGE_ENTRY_POINTS,
    ),
    "direct_url.json": (plus(f"{INFO}/direct_url.json"), Reason.PACKAGE_FOREIGN),
    "METADATA at the top": (plus("METADATA"), Reason.PACKAGE_FOREIGN),
    "module in the pack": (plus(f"{HOME}/evil.py"), Reason.PACKAGE_CODE),
    "library in the pack": (plus(f"{HOME}/evil.cpython-313.so"), Reason.PACKAGE_CODE),
    "byte code in the pack": (plus(f"{HOME}/__pycache__/a.txt"), Reason.PACKAGE_CODE),
    "a licence that the pack has not": (
        plus(f"{INFO}/licenses/{HOME}/COPYING"),
        Reason.PACKAGE_METADATA,
    ),
    "another licence text": (
        swapped(f"{INFO}/licenses/{HOME}/LICENSE", b"all rights reserved\n"),
        Reason.PACKAGE_METADATA,
    ),
    "a dependency": (
        swapped(
            f"{INFO}/METADATA", MEMBERS[-4].data.replace(b"\n\n", b"\nRequires-Dist: x\n\n", 1)
        ),
        Reason.PACKAGE_METADATA,
    ),
    "another tag": (swapped(f"{INFO}/WHEEL", b"Wheel-Version: 1.0\n"), Reason.PACKAGE_METADATA),
    "another file of the pack": (
        swapped(f"{HOME}/README.md", b"# Evil\n"),
        Reason.PACKAGE_METADATA,
    ),
    "no pack": (Zip(with_record(MEMBERS[-4:])).encode(), Reason.PACKAGE_FOREIGN),
    "a pack that says nothing": (
        swapped(f"{HOME}/entroping-policy-pack.yaml", b"\xff"),
        Reason.PACKAGE_IDENTITY,
    ),
    "a version that no package can have": (
        swapped(f"{HOME}/entroping-policy-pack.yaml", b"id: acme.api\nversion: 1.0.0-x.y\n"),
        Reason.PACKAGE_IDENTITY,
    ),
    "another version inside": (
        swapped(
            f"{HOME}/entroping-policy-pack.yaml",
            PACK["entroping-policy-pack.yaml"].replace(b"1.2.0-rc.1", b"1.2.0"),
        ),
        Reason.PACKAGE_IDENTITY,
    ),
    "another pack inside": (
        swapped(
            f"{HOME}/entroping-policy-pack.yaml",
            PACK["entroping-policy-pack.yaml"].replace(b'id: "acme.api"', b'id: "acme-api"'),
        ),
        Reason.PACKAGE_IDENTITY,
    ),
    "members in another order": (
        Zip(with_record((MEMBERS[1], FIRST, *MEMBERS[2:]))).encode(),
        Reason.PACKAGE_NONCANONICAL,
    ),
}

RECORDS: dict[str, Flaw] = {
    "76 file not in RECORD": (
        Zip((*MEMBERS, Member(f"{HOME}/evil.yaml"), GOOD.members[-1])).encode(),
        Reason.WHEEL_RECORD_FILES,
    ),
    "76 file in RECORD only": (
        recorded(RECORDED.replace(b"NOTICE,", b"NOTE,")),
        Reason.WHEEL_RECORD_FILES,
    ),
    "76 no RECORD": (Zip(MEMBERS).encode(), Reason.WHEEL_RECORD_FILES),
    "76 empty RECORD": (recorded(b""), Reason.WHEEL_RECORD_FILES),
    "77 wrong digest": (
        recorded(RECORDED.replace(b"sha256=", b"sha256=A", 1)),
        Reason.WHEEL_RECORD_DIGEST,
    ),
    "77 wrong size": (recorded(RECORDED.replace(b"\n", b"0\n", 1)), Reason.WHEEL_RECORD_DIGEST),
    "77 weaker digest": (
        recorded(RECORDED.replace(b"sha256=", b"md5=", 1)),
        Reason.WHEEL_RECORD_DIGEST,
    ),
    "77 no digest": (
        recorded(b"".join(line.partition(b",")[0] + b",,\n" for line in RECORDED.splitlines())),
        Reason.WHEEL_RECORD_DIGEST,
    ),
    "77 other line ends": (
        recorded(RECORDED.replace(b"\n", b"\r\n")),
        Reason.WHEEL_RECORD_DIGEST,
    ),
    "77 a line twice": (
        recorded(RECORDED.partition(b"\n")[0] + b"\n" + RECORDED),
        Reason.WHEEL_RECORD_DIGEST,
    ),
}

ZIPS: dict[str, Flaw] = {
    "75 duplicate": (plus(FIRST.name), Reason.ZIP_DUPLICATE),
    "78 symbolic link": (first_but(attributes=0o120777 << 16), Reason.ZIP_TYPE),
    "78 folder": (plus(f"{HOME}/rules/", data=b""), Reason.ZIP_TYPE),
    "78 FIFO": (first_but(attributes=0o010644 << 16), Reason.ZIP_TYPE),
    "82 bytes before": (b"#!/bin/sh\n" + DATA, Reason.ZIP_PREFIX),
    "82 bytes before, offsets right": (first_but(before=b"#!/bin/sh\n"), Reason.ZIP_PREFIX),
    "83 bytes after": (DATA + b"x", Reason.ZIP_TRAILING),
    "83 a second zip after": (DATA + DATA, Reason.ZIP_DIRECTORY),
    "84 another name before the member": (
        first_but(local_name=FIRST.name[:-1] + "X"),
        Reason.ZIP_MISMATCH,
    ),
    "84 another size before the member": (first_but(local_size=1), Reason.ZIP_MISMATCH),
    "84 sizes after the member": (
        first_but(flags=8, local_size=0),
        Reason.ZIP_MISMATCH,
    ),
    "85 zip64 locator": (changed(before_end=ZIP_64), Reason.ZIP_ZIP64),
    "85 zip64 offset": (changed(directory_at=0xFFFFFFFF), Reason.ZIP_ZIP64),
    "85 zip64 count": (changed(count=0xFFFF), Reason.ZIP_ZIP64),
    "87 comment": (changed(comment=b"hello"), Reason.ZIP_TRAILING),
    "87 a zip in the comment": (changed(comment=INNER), Reason.ZIP_DIRECTORY),
    "90 encrypted": (first_but(flags=1), Reason.ZIP_ENCRYPTED),
    "90 unknown method": (first_but(method=99), Reason.ZIP_METHOD),
    "90 compressed": (first_but(method=8, body=DEFLATED), Reason.ZIP_METHOD),
    "90 stored, with another size": (first_but(body=FIRST.data + b"x"), Reason.ZIP_METHOD),
    "wrong CRC": (first_but(crc=1), Reason.ZIP_CHECKSUM),
    "another time": (first_but(stamp=(0, 0x21)), Reason.ZIP_HEADER_NONCANONICAL),
    "made on Windows": (first_but(made_by=0x0014), Reason.ZIP_HEADER_NONCANONICAL),
    "executable": (first_but(attributes=0o100755 << 16), Reason.ZIP_HEADER_NONCANONICAL),
    "set-user-id": (first_but(attributes=0o104755 << 16), Reason.ZIP_HEADER_NONCANONICAL),
    "extra field": (first_but(extra=b"UT\1\0x"), Reason.ZIP_HEADER_NONCANONICAL),
    "comment of a member": (first_but(comment=b"x"), Reason.ZIP_HEADER_NONCANONICAL),
    "UTF-8 flag": (first_but(flags=0x800), Reason.ZIP_HEADER_NONCANONICAL),
    "members overlap": (first_but(offset=1), Reason.ZIP_GAP),
    "bytes between members": (
        Zip(with_record((FIRST, REST[0].but(before=b"x"), *REST[1:]))).encode(),
        Reason.ZIP_GAP,
    ),
    "bytes before the directory": (changed(before_directory=b"x"), Reason.ZIP_GAP),
    "fewer members than the directory": (changed(count=len(MEMBERS)), Reason.ZIP_GAP),
    "more members than the directory": (changed(count=len(MEMBERS) + 2), Reason.ZIP_DIRECTORY),
    "more members than any": (changed(count=60_000), Reason.PACKAGE_TOO_LARGE),
    "directory elsewhere": (changed(directory_at=7), Reason.ZIP_DIRECTORY),
    "cut short": (DATA[:-30], Reason.ZIP_TRUNCATED),
    "empty zip": (Zip(()).encode(), Reason.ZIP_EMPTY),
    "no zip": (b"hello", Reason.ZIP_NOT_ZIP),
    "nothing": (b"", Reason.ZIP_NOT_ZIP),
    "a member that is too large": (
        first_but(data=bytes(MAX_FILE_BYTES + 1)),
        Reason.PACKAGE_TOO_LARGE,
    ),
    "too large": (b"PK\3\4" + bytes(MAX_ARCHIVE_BYTES), Reason.PACKAGE_TOO_LARGE),
}
ALL = {**NAMES, **CONTENT, **RECORDS, **ZIPS}


def test_a_wheel_that_is_built_by_hand_is_ours() -> None:
    """The positive control: every field of our wheel is what the tests say it is."""
    assert packages()[WHEEL] == DATA

    package = read_package(DATA, name=WHEEL)

    assert (package.kind, package.name) == (Kind.WHEEL, WHEEL)
    assert package.tree.content_digest == TREE.content_digest
    assert list(read_zip(DATA)) == [member.name for member in GOOD.members]


@pytest.mark.parametrize("flaw", ALL)
def test_a_hostile_wheel_is_refused_with_its_reason(flaw: str) -> None:
    data, reason = ALL[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_package(data, name=WHEEL)

    assert caught.value.reason is reason
    assert caught.value.message.isprintable()


def test_another_file_name_is_refused() -> None:
    """The name says which pack and version an installer takes it for."""
    with pytest.raises(ReleaseRefusedError) as caught:
        read_package(DATA, name=WHEEL.replace("acme", "other"))

    assert caught.value.reason is Reason.PACKAGE_IDENTITY


def test_every_byte_counts() -> None:
    """A wheel with any one byte changed is refused, wherever the byte stands."""
    for place in range(len(DATA)):
        flipped = bytearray(DATA)
        flipped[place] ^= 0x20
        with pytest.raises(ReleaseRefusedError):
            read_package(bytes(flipped), name=WHEEL)


def test_every_truncation_is_refused() -> None:
    for length in range(0, len(DATA), 7):
        with pytest.raises(ReleaseRefusedError):
            read_package(DATA[:length], name=WHEEL)


def test_a_wheel_is_known_by_its_name_or_its_bytes() -> None:
    assert kind_of(b"hello", WHEEL) is Kind.WHEEL
    assert kind_of(DATA) is Kind.WHEEL
