"""The answers that a new pack is made from, and which of them are refused.

Every refusal is one sentence about one answer; what cannot be seen here (a
name that looks like a credential) is seen by the smoke check of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.pack.ids import id_problem, is_device_name, tag_problem
from toolkit.scaffold.escape import text_problem
from toolkit.scaffold.licenses import license_problem
from toolkit.versions import parse_version

DEFAULT_LICENSE: Final = "Apache-2.0"
DEFAULT_VERSION: Final = "0.1.0"
DEFAULT_SUMMARY: Final = "Quality gates that our HTTP APIs share."
MAX_TEXT: Final = 200
"""Characters of a name, maintainer, publisher or summary."""

_FOLDER: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_SHELL: Final = frozenset("|;&<>`$\\")
_MAX_SHOWN: Final = 60
"""Characters of a refused value that a message repeats."""
_MAX_VERSION: Final = 35
"""Characters of a version: with the longest id and a hyphen, 100 bytes in a tar header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a pack is made from.

    ``source`` is the path of the pack in its repository (``.`` where it is the
    root), ``folder`` the name of its folder, ``schemas`` the folder of the
    published schemas relative to the pack, or None to put a copy in the pack.
    """

    id: str
    name: str
    maintainers: tuple[str, ...]
    source: str
    folder: str
    summary: str = DEFAULT_SUMMARY
    license: str = DEFAULT_LICENSE
    version: str = DEFAULT_VERSION
    publisher: str = ""
    schemas: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that cannot be used: which (the name of its field), why, what to do."""

    field: str
    reason: str
    hint: str = ""


def default_name(pack_id: str) -> str:
    """Return a name for people: ``acme.strict-api`` becomes ``Acme Strict Api``."""
    return " ".join(part[:1].upper() + part[1:] for part in re.split(r"[.-]+", pack_id) if part)


def refusals(answers: Answers) -> Iterator[Refusal]:
    """Yield every answer that is refused, in the order in which they are asked."""
    yield from check("id", answers.id)
    for field in ("name", "summary"):
        yield from check(field, getattr(answers, field))
    for maintainer in answers.maintainers:
        yield from check("maintainer", maintainer)
    if not answers.maintainers:
        reason = "nobody is named who answers for the pack, and git knows no user.name"
        yield Refusal("maintainer", reason, 'add --maintainer "Your Name"')
    if answers.publisher:
        yield from check("publisher", answers.publisher)
    yield from check("license", answers.license)
    yield from check("version", answers.version)
    judged = (*check("id", answers.id), *check("version", answers.version))
    problem = "" if judged else tag_problem(answers.id, answers.version)
    if problem:
        yield Refusal("version", problem, "give it another version")
    yield from check("folder", answers.folder)
    yield from check("source", answers.source)


def check(field: str, value: str) -> Iterator[Refusal]:
    """Yield why one answer is refused by itself; nothing where it is fine."""
    if field == "id":
        bad_id = id_problem(value)
        if bad_id:
            yield Refusal(field, bad_id.reason, bad_id.hint)
        return
    reason, hint = _CHECKS.get(field, _text)(value)
    if reason:
        yield Refusal(field, reason, hint)


def _license(value: str) -> tuple[str, str]:
    reason, hint = _text(value)
    return (reason, hint) if reason else license_problem(value)


def _text(value: str) -> tuple[str, str]:
    problem = text_problem(value)
    if problem:
        return f"the text {problem}", "write one line of ordinary text"
    if len(value) > MAX_TEXT:
        return f"the text has {len(value)} characters, more than {MAX_TEXT}", "shorten it"
    return "", ""


def _version(value: str) -> tuple[str, str]:
    hint = "write it like 0.1.0 or 1.0.0-alpha.1"
    if len(value) > _MAX_VERSION:
        return f"the version has more than {_MAX_VERSION} characters", hint
    try:
        plain = parse_version(value).build is None
    except ToolkitError as error:
        return error.message, hint
    if not plain:
        return f"{_short(value)} has build metadata, which a pack version may not have", hint
    return "", ""


def _folder(value: str) -> tuple[str, str]:
    hint = "name the folder like the pack, for example --dir packs/strict-api"
    if not _FOLDER.fullmatch(value):
        reason = "becomes part of an import path and may hold only A-Z a-z 0-9 . _ -"
        return f"{_short(value)} {reason}", hint
    if is_device_name(value):
        return f"{_short(value)} is the name of a device on Windows", hint
    return "", ""


def _source(value: str) -> tuple[str, str]:
    problem = text_problem(value)
    if problem:
        return f"the path of the folder {problem}", "choose another folder"
    bad = sorted(_SHELL.intersection(value))
    if bad:
        return (
            f"the path {_short(value)} has {' '.join(bad)}, which no evidence command may have",
            "",
        )
    if value.startswith(("/", "~", "-")) or ".." in value.split("/"):
        return f"the path {_short(value)} leads out of the repository or reads like an option", ""
    return "", ""


def _short(value: str) -> str:
    return repr(value if len(value) <= _MAX_SHOWN else f"{value[:_MAX_SHOWN]}…")


_CHECKS: Final = {
    "license": _license,
    "version": _version,
    "folder": _folder,
    "source": _source,
}
