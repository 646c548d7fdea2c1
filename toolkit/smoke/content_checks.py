"""Is every file one that may be published: a plain file, soundly named, without secrets?

Source: upstream-contract.md, self-test 1, and "Where we go further", 5: no
secrets, credentials, traffic state, customer data or local machine paths in any
file. What a pattern can find is found; that nothing is hidden cannot be proven.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.faults import Fault, Severity
from toolkit.pack.limits import MAX_PATH_BYTES, MAX_PATH_DEPTH
from toolkit.pack.model import LICENSE_PLACEHOLDER
from toolkit.pack.names import bad_file_name
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.smoke.secrets import find_forbidden
from toolkit.spans import Location
from toolkit.texts import visible


class Pattern(NamedTuple):
    """A file that must not be in a pack, known by its name."""

    code: str
    what: str
    regex: re.Pattern[str]


def _pattern(code: str, what: str, regex: str) -> Pattern:
    return Pattern(code, what, re.compile(regex, re.IGNORECASE))


_FORBIDDEN_NAMES = (
    _pattern("traffic-state", "recorded traffic", r"\.(?:har|pcap|pcapng|mitm|saz)$"),
    _pattern(
        "traffic-state", "a database", r"\.(?:db|db3|sqlite|sqlite3)(?:-(?:wal|shm|journal))?$"
    ),
    _pattern("runtime-state", "runtime state", r"(?:^|/)\.entroping/"),
    _pattern("credentials", "environment values", r"(?:^|/)\.env(?:\.[^/]*)?$|(?:^|/)[^/]+\.env$"),
    _pattern(
        "credentials",
        "a key or credential store",
        r"\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg)$"
        r"|(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc|\.npmrc|\.git-credentials"
        r"|\.htpasswd|credentials(?:\.json)?)$",
    ),
)
_LINE_BREAK = re.compile(r"\r\n?|\n")
_MAX_FINDINGS_PER_FILE = 100


def check_content(tree: Tree) -> Iterator[Fault]:
    """Yield every entry and every line that may not be in a published pack."""
    for entry in tree.entries.values():
        yield from _check_kind(entry)
        yield from _check_name(entry.path)
    yield from _case_twins(tree)
    for path, data in tree.files():
        yield from _check_text(path, data)
        if LICENSE_PLACEHOLDER.encode() in data:
            yield Fault(
                code="licence-placeholder",
                message="the text of the licence is missing: a notice stands in its place",
                where=Location(path),
                hint="put the whole text of the licence there before the first release",
                severity=Severity.ADVICE,
            )


def _check_kind(entry: Entry) -> Iterator[Fault]:
    if entry.kind is Kind.FILE:
        return
    at, name = Location(entry.path), visible(entry.path)
    if entry.path == ".":
        message = f"Policy-pack source must not use symlinks: {visible(entry.note)}"
        yield Fault(code="source-symlink", message=message, where=at, hint="give the real folder")
    elif entry.kind is Kind.SYMLINK:
        message = f"Policy-pack content must not use symlinks: {name}"
        hint = "put the file itself here"
        yield Fault(code="content-symlink", message=message, where=at, hint=hint)
    else:
        message = f"policy-pack content must be regular files: {name}: {entry.note}"
        yield Fault(code="content-not-regular", message=message, where=at)


def _check_name(path: str) -> Iterator[Fault]:
    if path == ".":
        return
    at, name = Location(path), visible(path)
    bad = bad_file_name(path)
    if bad:
        message = f"file name must not contain {bad}: {name}"
        yield Fault(code="file-name", message=message, where=at, hint="rename the file")
    if len(path.encode("utf-8", "replace")) > MAX_PATH_BYTES or path.count("/") >= MAX_PATH_DEPTH:
        message = f"path is longer than {MAX_PATH_BYTES} bytes or {MAX_PATH_DEPTH} levels: {name}"
        yield Fault(code="file-name", message=message, where=at, hint="use shorter names")
    for match in find_forbidden(path):
        message = f"a file name must not hold {match.what}: {name}"
        yield Fault(code=match.code, message=message, where=at, hint=_REMEDY[match.code])
    for pattern in _FORBIDDEN_NAMES:
        if pattern.regex.search(path):
            message = f"a policy pack must not hold {pattern.what}: {name}"
            hint = "remove the file, and revoke what it gave away"
            yield Fault(code=pattern.code, message=message, where=at, hint=hint)
            break


def _case_twins(tree: Tree) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path in tree.entries:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
        known = first.setdefault(folded, path)
        if known != path:
            names = f"{visible(known)}, {visible(path)}"
            message = f"file names differ in upper and lower case or composition only: {names}"
            yield Fault(code="file-name-case", message=message, where=Location(path))


def _check_text(path: str, data: bytes) -> Iterator[Fault]:
    text = _text(data)
    if text is None:
        message = f"not UTF-8 text, so nobody can review it: {visible(path)}"
        where = Location(path)
        yield Fault(code="binary", message=message, where=where, severity=Severity.ADVICE)
        text = _hidden_text(data)
    line_starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
    seen: set[tuple[str, int]] = set()
    for match in find_forbidden(text):
        line = bisect_right(line_starts, match.start)
        if (match.what, line) in seen:
            continue
        seen.add((match.what, line))
        if len(seen) > _MAX_FINDINGS_PER_FILE:
            break
        yield Fault(
            code=match.code,
            message=f"a policy pack must not hold {match.what}",
            where=Location(path, line, match.start - line_starts[line - 1] + 1),
            hint=_REMEDY[match.code],
        )


def _text(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    except UnicodeDecodeError:
        return None


def _hidden_text(data: bytes) -> str:
    """Return what a person might still read: UTF-16 and UTF-32 have their ASCII between zeros."""
    return data.replace(b"\0", b"").decode("ascii", "replace")


_REMEDY = {
    "secret": "remove it and revoke it: what was published is known",
    "machine-path": "write the path relative to the pack or the project",
    "customer-data": "remove it; examples need no real number",
}
