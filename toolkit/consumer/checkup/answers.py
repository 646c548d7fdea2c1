"""What a checkup found: answers to checks, each with its place and what to do."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from toolkit.spans import Location


class Status(enum.Enum):
    """What came of a check, from best to worst."""

    OK = "ok"
    ADVICE = "advice"
    """Allowed, and worth a look; a finding only where it is asked to be (``--strict``)."""
    NOT_KNOWN = "not-known"
    """The check could not be made: the message says what it lacks."""
    FINDING = "finding"


CHECKS: Final = {
    "policy-loads": "the runtime would load the project's policy",
    "vendor-finished": "no run of vendor was interrupted halfway",
    "lock-readable": "the lock of the vendored packs can be read",
    "lock-entry": "what the lock names stands there and is imported",
    "pack-unchanged": "every file of a vendored pack is the one that the lock records",
    "pack-layout": "a pack has its manifest, entrypoint, README and consumer example",
    "pack-imported": "a pack that stands in the project is imported",
    "import-entrypoint": "an import of a pack names its entrypoint",
    "pack-pinned": "a pack is pinned exactly: by the lock, a submodule or a subtree",
    "pin-followed": "what is pinned by git is what is checked out, file by file",
    "pin-branch": "no submodule follows a branch",
    "gitmodules-readable": "git can read the list of submodules",
    "override": "a local gate that takes the place of an imported one",
    "exception-complete": "an exception names a test, a rule, an issue, a reason and a last day",
    "exception-expired": "an exception is not over",
    "exception-expiring": "an exception is not over soon",
    "exception-unmatched": "an exception is for a gate of the policy",
    "exception-final": "an exception for a gate that is final",
    "exception-duplicate": "one exception for one test and rule",
    "exception-unread": "exceptions stand where the runtime reads them",
    "entroping-range": "a pack supports the version of Entroping",
    "pack-version": "a pack is not older than the one that was verified before",
    "tool": "a program that commands need is here",
}
"""Every check by its id, which is stable: added to, never renamed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one check.

    ``at`` is the place in the project, None for what is about the machine;
    ``hint`` is what to do, and ``command`` the line to type for it, if one does it.
    """

    check: str
    status: Status
    message: str
    at: Location | None = None
    hint: str = ""
    command: str = ""


def ok(check: str, message: str, at: Location | None = None) -> Answer:
    """Return the answer that all is well."""
    return Answer(check=check, status=Status.OK, message=message, at=at)


def finding(check: str, message: str, at: Location, *, hint: str = "", command: str = "") -> Answer:
    """Return the answer that something is to be mended."""
    return Answer(
        check=check, status=Status.FINDING, message=message, at=at, hint=hint, command=command
    )


def advice(
    check: str, message: str, at: Location | None, *, hint: str = "", command: str = ""
) -> Answer:
    """Return the answer that something is worth a look."""
    return Answer(
        check=check, status=Status.ADVICE, message=message, at=at, hint=hint, command=command
    )


def not_known(
    check: str, message: str, at: Location | None, *, hint: str = "", command: str = ""
) -> Answer:
    """Return the answer that there is none, and what is lacking."""
    return Answer(
        check=check, status=Status.NOT_KNOWN, message=message, at=at, hint=hint, command=command
    )
