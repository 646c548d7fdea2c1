"""docs/archive-format.md says what the code does, line by line."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from toolkit.pack import limits as pack
from toolkit.pack.tree import Tree
from toolkit.release import gzip_member, limits, names, ustar
from toolkit.release.archive import read_archive, write_archive

PAGE = (Path(__file__).parents[2] / "docs/archive-format.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("|")]
LONG = f"{'f' * 60}/{'g' * 60}/name"


def cells(first: str) -> list[str]:
    """Return the row of a table by its first cell."""
    return next(row for row in ROWS if row[0].strip() == first)


def filled(text: str) -> bytes:
    """Return the bytes that a cell of the header's table stands for."""
    text = text.partition(":")[0] if "NUL:" in text else text
    twice = 2 if text.endswith(", twice") else 1
    parts = re.findall(r"`([^`]*)`|(NUL)", text)
    return b"".join(b"\0" if null else word.encode() for word, null in parts) * twice


@pytest.mark.parametrize(
    "field", ["100-107", "108-123", "136-147", "156", "157-256", "257-264", "265-328", "329-344",
              "500-511"],
)  # fmt: skip
def test_fixed_fields_have_the_stated_bytes(field: str) -> None:
    first, _, last = field.partition("-")
    block = ustar.header(b"p-1/a", 7)[int(first) : int(last or first) + 1]
    stated = filled(cells(field)[2])

    assert block == stated or (stated == b"\0" and not any(block))


def test_size_and_checksum_are_as_stated() -> None:
    header = ustar.header(b"p-1/a", 8)
    total = sum(header) - sum(header[148:156]) + 8 * ord(" ")

    assert header[124:136] == b"00000000010\0"
    assert header[148:156] == b"%06o\0 " % total
    assert ustar.MTIME == 315619200 == int("02263773600", 8)


def test_a_long_path_is_split_at_the_last_slash_that_fits() -> None:
    prefix, name = ustar.split_path(LONG.encode()) or (b"", b"")

    assert (prefix, name) == (LONG.rpartition("/")[0].encode(), b"name")
    assert ustar.header(LONG.encode(), 0)[345:500].rstrip(b"\0") == prefix
    assert ustar.split_path(b"x" * 100) == (b"", b"x" * 100)


def test_header_and_level_of_the_compression() -> None:
    shown = re.search(r"header `([0-9a-f ]+)`", PAGE)

    assert shown is not None
    assert bytes.fromhex(shown[1]) == gzip_member.HEADER
    assert f"libdeflate makes at level {gzip_member.LEVEL}" in PAGE
    assert f"distribution `{gzip_member.COMPRESSOR}`" in PAGE


def test_limits_and_names() -> None:
    mebi = 1024 * 1024

    assert cells("files")[1].strip() == f"{pack.MAX_ENTRIES:,}"
    assert cells("bytes of a file")[1] == f"{pack.MAX_FILE_BYTES // mebi} MiB"
    assert cells("bytes of all files")[1] == f"{pack.MAX_TREE_BYTES // mebi} MiB"
    assert cells("bytes of an archive")[1] == f"{limits.MAX_ARCHIVE_BYTES // mebi} MiB"
    told = f"{limits.FREE_INFLATION_BYTES // mebi} MiB and {limits.MAX_RATIO} bytes"
    assert f"A tar may have {told} for each byte" in PAGE
    assert f"`{names.SEGMENT.pattern}`" in PAGE
    assert f"at most {limits.MAX_SEGMENT_BYTES} bytes each, {pack.MAX_PATH_DEPTH} deep" in PAGE
    assert f"{pack.MAX_PATH_BYTES}\n  bytes together" in PAGE
    for name in (*names.HOUSEKEEPING, names.HOUSEKEEPING_FOLDER, *names.TOOL_CONFIG):
        assert f"`{name}`" in PAGE, name


def test_the_commands_give_the_digests(tmp_path: Path) -> None:
    """What the page tells a person to type gives what the manifest says."""
    files = {"README.md": b"# A\n", "a-b/c": b"1", "a/b": b"2", "a.b": b"", "B": b"3"}
    data = write_archive(Tree.of_files(files), stem="ID-VERSION")
    (tmp_path / "ID-VERSION.tar.gz").write_bytes(data)
    commands = re.search(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    assert commands is not None

    done = subprocess.run(
        ["bash", "-ec", commands[1]], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    archive = read_archive(data)
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        archive.tar_sha256,
        archive.content_sha256,
    ]
