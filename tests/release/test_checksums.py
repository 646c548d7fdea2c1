"""SHA256SUMS: our own grammar, and the flaws of reference list F (91 to 102)."""

from __future__ import annotations

import pytest

from toolkit.release.checksums import read_sums, write_sums
from toolkit.release.limits import MAX_SUMS_BYTES
from toolkit.release.refusals import Reason, ReleaseRefusedError

A, B = "a" * 64, "b" * 64
GOOD = f"{A}  a.tar.gz\n{B}  b.json\n".encode()

FLAWS = {
    "91 empty": (b"", Reason.SUMS_EMPTY),
    "91 only a line feed": (b"\n", Reason.SUMS_MALFORMED),
    "92 malformed line beside good ones": (GOOD + b"hello\n", Reason.SUMS_MALFORMED),
    "92 empty line": (GOOD + b"\n", Reason.SUMS_MALFORMED),
    "92 comment": (b"# sums\n" + GOOD, Reason.SUMS_MALFORMED),
    "92 one space": (f"{A} a\n".encode(), Reason.SUMS_MALFORMED),
    "92 binary mark": (f"{A} *a\n".encode(), Reason.SUMS_MALFORMED),
    "92 no name": (f"{A}  \n".encode(), Reason.SUMS_MALFORMED),
    "92 leading space": (b" " + GOOD, Reason.SUMS_MALFORMED),
    "93 absolute name": (f"{A}  /etc/passwd\n".encode(), Reason.SUMS_NAME),
    "93 climbing name": (f"{A}  ../a\n".encode(), Reason.SUMS_NAME),
    "93 name in a folder": (f"{A}  b/a\n".encode(), Reason.SUMS_NAME),
    "93 hidden name": (f"{A}  .a\n".encode(), Reason.SUMS_NAME),
    "93 name like an option": (f"{A}  -a\n".encode(), Reason.SUMS_NAME),
    "93 trailing space": (f"{A}  a \n".encode(), Reason.SUMS_NAME),
    "94 CRLF": (GOOD.replace(b"\n", b"\r\n"), Reason.SUMS_LINE_END),
    "94 no final line feed": (GOOD[:-1], Reason.SUMS_LINE_END),
    "95 upper case": (f"{A.upper()}  a\n".encode(), Reason.SUMS_UPPER_CASE),
    "96 BSD line": (f"SHA256 (a) = {A}\n".encode(), Reason.SUMS_BSD_LINE),
    "97 md5": (f"{A[:32]}  a\n".encode(), Reason.SUMS_DIGEST_LENGTH),
    "97 sha512": (f"{A + B}  a\n".encode(), Reason.SUMS_DIGEST_LENGTH),
    "98 duplicate name, other digest": (f"{A}  a\n{B}  a\n".encode(), Reason.SUMS_DUPLICATE),
    "98 duplicate line": (f"{A}  a\n".encode() * 2, Reason.SUMS_DUPLICATE),
    "102 escaped name": (f"\\{A}  a\\nb\n".encode(), Reason.SUMS_ESCAPED_NAME),
    "not sorted": (f"{A}  b\n{B}  a\n".encode(), Reason.SUMS_ORDER),
    "lists itself": (f"{A}  SHA256SUMS\n".encode(), Reason.SUMS_LISTS_ITSELF),
    "not ASCII": (f"{A}  für\n".encode(), Reason.SUMS_ENCODING),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, Reason.SUMS_ENCODING),
    "NUL": (f"{A}  a\0b\n".encode(), Reason.SUMS_ENCODING),
    "escape sequence": (f"{A}  a\x1b[2J\n".encode(), Reason.SUMS_ENCODING),
    "too large": (GOOD + b"x" * MAX_SUMS_BYTES, Reason.SUMS_TOO_LARGE),
}


def test_the_control_is_read() -> None:
    """A plain SHA256SUMS gives name and digest."""
    assert read_sums(GOOD) == {"a.tar.gz": A, "b.json": B}


@pytest.mark.parametrize("flaw", FLAWS)
def test_other_forms_are_refused(flaw: str) -> None:
    """What coreutils, BSD or an attacker might write is refused for its own reason."""
    data, reason = FLAWS[flaw]

    with pytest.raises(ReleaseRefusedError) as caught:
        read_sums(data)

    assert caught.value.code == reason.name
    assert caught.value.where.startswith("SHA256SUMS")


def test_what_is_written_can_be_read_and_is_sorted() -> None:
    """Writer and reader agree, in byte order of the names."""
    data = write_sums({"b": b"2", "B": b"3", "a": b"1"})

    assert list(read_sums(data)) == ["B", "a", "b"]


@pytest.mark.parametrize("name", ["a/b", "../a", "SHA256SUMS", "", ".a", "a b", "a\n"])
def test_bad_names_are_not_written(name: str) -> None:
    """A name that the reader would refuse is our own mistake."""
    with pytest.raises(ValueError, match="not a name"):
        write_sums({name: b""})


def test_the_largest_sums_are_read() -> None:
    """A cap is the largest that is read: here only the grammar is at fault."""
    line = f"{A}  ".encode()
    whole = line + b"x" * (MAX_SUMS_BYTES - len(line) - 1) + b"\n"

    assert len(whole) == MAX_SUMS_BYTES
    assert len(read_sums(whole)) == 1
    with pytest.raises(ReleaseRefusedError, match="bytes; at most"):
        read_sums(line + b"x" * (MAX_SUMS_BYTES - len(line)) + b"\n")


def test_the_line_is_named() -> None:
    """Lines count from 1; what concerns the whole file names the file."""
    with pytest.raises(ReleaseRefusedError) as caught:
        read_sums(GOOD + b"hello\n")
    assert caught.value.where == "SHA256SUMS:3"

    with pytest.raises(ReleaseRefusedError) as caught:
        read_sums(b"")
    assert caught.value.where == "SHA256SUMS"
