"""``SHA256SUMS``: written so that ``sha256sum -c --strict`` accepts it, read by our own grammar.

``sha256sum`` itself accepts absolute names, ``../``, CRLF and symbolic links,
and never sees a file that is not listed (release-archives.md, "What decides the
design", 6). The grammar here is the whole language::

    sums = 1*line
    line = 64HEXDIG-lower  "  "  name  LF      ; sorted by the bytes of name
    name = [A-Za-z0-9_][A-Za-z0-9._+-]*        ; a plain file name, never a path
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from toolkit.pack.tree import byte_order
from toolkit.release.limits import MAX_SUMS_BYTES
from toolkit.release.names import SEGMENT
from toolkit.release.refusals import Reason, ReleaseRefusedError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")
_BSD: Final = re.compile(r"[A-Za-z0-9-]+ ?\(.*\) ?= ?[0-9A-Za-z+/=]+")
_SOME_DIGEST: Final = re.compile(r"([0-9A-Fa-f]+) [ *](.*)")
_DIGEST_CHARS: Final = 64


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sha256 (lower-case hex) of each file, by name."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def write_sums(files: Mapping[str, bytes]) -> bytes:
    """Return the SHA256SUMS of files, given as plain name and bytes.

    Raises:
        ValueError: A name that our own reader would refuse.
    """
    lines: list[str] = []
    for name in sorted(files, key=byte_order):
        if SEGMENT.fullmatch(name) is None or name == NAME:
            raise ValueError(f"not a name for {NAME}: {shown(name)}")
        lines.append(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n")
    return "".join(lines).encode("ascii")


def read_sums(data: bytes) -> dict[str, str]:
    """Return the digest (sha256, lower-case hex) of every listed name.

    Raises:
        ReleaseRefusedError: Anything but the grammar above; nothing is skipped.
    """
    if len(data) > MAX_SUMS_BYTES:
        text = f"{NAME} has {len(data)} bytes; at most {MAX_SUMS_BYTES} are read"
        raise _refused(Reason.SUMS_TOO_LARGE, text)
    if not data:
        raise _refused(Reason.SUMS_EMPTY)
    text = _decoded(data)
    sums: dict[str, str] = {}
    last = ""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        digest, name = _read_line(line, number)
        if name in sums:
            raise _refused(Reason.SUMS_DUPLICATE, f"{name} stands twice in {NAME}", number)
        if name < last:
            raise _refused(Reason.SUMS_ORDER, f"{name} stands after {last} in {NAME}", number)
        sums[name] = digest
        last = name
    return sums


def _decoded(data: bytes) -> str:
    """Return the text; refuse other encodings, control characters and line ends."""
    if b"\r" in data:
        raise _refused(Reason.SUMS_LINE_END)
    if not data.endswith(b"\n"):
        raise _refused(Reason.SUMS_LINE_END, f"the last line of {NAME} does not end")
    text = data.decode("latin-1")
    if not text.isascii() or not text.replace("\n", "").isprintable():
        raise _refused(Reason.SUMS_ENCODING)
    return text


def _read_line(line: str, number: int) -> tuple[str, str]:
    """Return digest and name of one line, without its LF."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise _refused(_what_is_wrong(line), "", number)
    digest, name = match.groups()
    if name == NAME:
        raise _refused(Reason.SUMS_LISTS_ITSELF, "", number)
    if SEGMENT.fullmatch(name) is None:
        text = f"{shown(name)} is no plain file name"
        raise _refused(Reason.SUMS_NAME, text, number)
    return digest, name


def _what_is_wrong(line: str) -> Reason:
    """Return the reason for a line that has not the one form."""
    if line.startswith("\\"):
        return Reason.SUMS_ESCAPED_NAME
    if _BSD.fullmatch(line):
        return Reason.SUMS_BSD_LINE
    match = _SOME_DIGEST.fullmatch(line)
    if match is not None and len(match[1]) != _DIGEST_CHARS:
        return Reason.SUMS_DIGEST_LENGTH
    if match is not None and match[1] != match[1].lower():
        return Reason.SUMS_UPPER_CASE
    return Reason.SUMS_MALFORMED


def _refused(reason: Reason, text: str = "", line: int = 0) -> ReleaseRefusedError:
    where = f"{NAME}:{line}" if line else NAME
    return ReleaseRefusedError(reason, text, where=where)
