"""Is every file one that may be published: a plain file, soundly named, without secrets?

Source: upstream-contract.md, self-test 1, and "Where we go further", 5: no
secrets, credentials, traffic state, customer data or local machine paths in any
file. What a pattern can find is found; that nothing is hidden cannot be proven.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from toolkit.faults import Fault, Severity
from toolkit.pack.limits import MAX_PATH_BYTES, MAX_PATH_DEPTH
from toolkit.pack.names import bad_file_name
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.spans import Location
from toolkit.texts import visible


class Pattern(NamedTuple):
    """Something that must not be in a file."""

    code: str
    what: str
    regex: re.Pattern[str]


def _pattern(code: str, what: str, regex: str) -> Pattern:
    return Pattern(code, what, re.compile(regex))


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
_FORBIDDEN_TEXT = (
    _pattern("secret", "a private key", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"),
    _pattern("secret", "an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    _pattern("secret", "a GitHub token", r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22,})\b"),
    _pattern("secret", "a GitLab token", r"\bglpat-[\w-]{20,}"),
    _pattern("secret", "a Slack token", r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    _pattern("secret", "an API key", r"\bsk[-_](?:proj[-_]|live[-_]|test[-_]|ant[-_])?[\w-]{20,}"),
    _pattern("secret", "a Google API key", r"\bAIza[\w-]{35}|\bya29\.[\w-]{20,}"),
    _pattern("secret", "a Hugging Face token", r"\bhf_[0-9A-Za-z]{30,}\b"),
    _pattern("secret", "a JSON web token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"),
    _pattern(
        "secret", "a bearer token", r"(?i)\bauthorization\W{1,4}(?:bearer|basic)\s+[\w.+/=-]{16,}"
    ),
    _pattern(
        "secret", "a password in an address", r"\b[a-z][a-z0-9+.-]*://[^\s/@:'\"]+:[^\s/@'\"]+@\w"
    ),
    _pattern(
        "secret",
        "a credential",
        r"(?i)\b(?:password|passwd|secret|token|api[_-]?key|access[_-]?key)[\"']?\s*[:=]\s*[\"']?"
        r"(?=[^\s\"'`]*[0-9])(?=[^\s\"'`]*[A-Za-z])[\w+/=.!@#%^&*-]{12,}",
    ),
    _pattern(
        "machine-path",
        "a path of one machine",
        r"(?:(?<=[\s\"'`(=:])|^)(?:/home/[\w.-]+/|/Users/[\w.-]+/|/root/|/var/folders/|file:///)\S*"
        r"|\b[A-Za-z]:\\\\?(?:Users|Documents and Settings)\\",
    ),
)
_CARD = re.compile(r"(?<![\w.-])(?:\d[ -]?){13,18}\d(?![\w.-])")
_REQUEST_PATH = re.compile(r"\b(?:condition|gate)[\"']?\s*:|(?:path|url) (?:contains|startswith)")
_MAX_SCANNED_LINE = 20_000


def check_content(tree: Tree) -> Iterator[Fault]:
    """Yield every entry and every line that may not be in a published pack."""
    for entry in tree.entries.values():
        yield from _check_kind(entry)
        yield from _check_name(entry.path)
    yield from _case_twins(tree)
    for path, data in tree.files():
        yield from _check_text(path, data)


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
    for pattern in _FORBIDDEN_NAMES:
        if pattern.regex.search(path):
            message = f"a policy pack must not hold {pattern.what}: {name}"
            hint = "remove the file, and revoke what it gave away"
            yield Fault(code=pattern.code, message=message, where=at, hint=hint)
            break


def _case_twins(tree: Tree) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path in tree.entries:
        known = first.setdefault(path.casefold(), path)
        if known != path:
            message = (
                f"file names differ in upper and lower case only: {visible(known)}, {visible(path)}"
            )
            yield Fault(code="file-name-case", message=message, where=Location(path))


def _check_text(path: str, data: bytes) -> Iterator[Fault]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        message = f"not UTF-8 text, so nobody can review it: {visible(path)}"
        where = Location(path)
        yield Fault(code="binary", message=message, where=where, severity=Severity.ADVICE)
        text = data.decode("latin-1")
    for number, line in enumerate(text.splitlines(), 1):
        for start in range(0, len(line), _MAX_SCANNED_LINE):
            yield from _check_line(path, number, start, line[start : start + _MAX_SCANNED_LINE])


def _check_line(path: str, number: int, offset: int, line: str) -> Iterator[Fault]:
    for pattern in _FORBIDDEN_TEXT:
        match = pattern.regex.search(line)
        if match is None:
            continue
        if pattern.code == "machine-path" and _REQUEST_PATH.search(line):
            continue  # the path of a request, not of a file
        column = offset + match.start() + 1
        yield Fault(
            code=pattern.code,
            message=f"a policy pack must not hold {pattern.what}: {visible(path)}, line {number}",
            where=Location(path, number, column),
            hint=_REMEDY[pattern.code],
        )
    for match in _CARD.finditer(line):
        if _is_card_number(match.group()):
            message = f"a policy pack must not hold a payment card number: {visible(path)}"
            where = Location(path, number, offset + match.start() + 1)
            yield Fault(code="customer-data", message=message, where=where)


_REMEDY = {
    "secret": "remove it and revoke it: what was published is known",
    "machine-path": "write the path relative to the pack or the project",
}


def _is_card_number(text: str) -> bool:
    """Return whether the digits have a card's first digit and its check digit (ISO/IEC 7812)."""
    digits = [int(char) for char in text if char.isdigit()]
    if digits[0] not in (3, 4, 5, 6):
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
