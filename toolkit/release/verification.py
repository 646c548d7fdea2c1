"""The answer of a verification as values: outcome, numbered steps, refusal."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolkit.release.archive import Archive
    from toolkit.release.filelist import FileList
    from toolkit.release.lock import Sight
    from toolkit.release.package.reading import Package
    from toolkit.release.refusals import ReleaseRefusedError


class Outcome(enum.Enum):
    """What a verification comes to."""

    VERIFIED = "verified"
    """Signed by whom the consumer expects, and in order."""
    CHECKSUMS_ONLY = "checksums only"
    """The folder is consistent: sums, manifest and archive agree. Nobody vouches for it."""
    ARCHIVE_ONLY = "archive only"
    """The archive is canonical and sound. There was nothing to compare it with."""
    PACKAGE_ONLY = "package only"
    """A wheel or source distribution is canonical and sound; nothing to compare it with."""
    UNVERIFIED = "unverified"
    """Nothing is wrong, and nobody could say who made it: no trust was given, or no ssh-keygen."""
    REFUSED = "refused"
    """Something is wrong; the refusal has the code."""


class Status(enum.Enum):
    """What one step came to."""

    PASS = "pass"  # noqa: S105 (not a password)
    SKIP = "skip"
    """Not judged; the detail says why. It proves nothing."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step: what it looked at, and what it found, in a sentence."""

    number: int
    title: str
    status: Status
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answer: the outcome, every step up to the first refusal, and what was inside.

    ``archive`` is None where verification was refused: bytes that are not
    trusted are not handed on. ``rebuilt`` says whether our own compressor gives
    the same archive (None: not tried). ``signer`` and ``key`` are who signed
    and the fingerprint of the key, ``""`` where no signature was checked.
    ``sight`` is how the release stands to the lock (None: there is none).
    ``package`` is what was judged where that was a package; ``archive`` is then
    the one with the same files.
    """

    outcome: Outcome
    steps: tuple[Step, ...]
    archive: Archive | None = None
    file_list: FileList | None = None
    refusal: ReleaseRefusedError | None = None
    rebuilt: bool | None = None
    signer: str = ""
    key: str = ""
    sight: Sight | None = None
    package: Package | None = None


class Protocol:
    """The steps as they are taken: each begins, and ends well or in a refusal."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.number, self.title = 0, ""

    def begin(self, number: int, title: str) -> None:
        """Start a step: a refusal from here on is its refusal."""
        self.number, self.title = number, title

    def end(self, detail: str, status: Status = Status.PASS) -> None:
        """Close the step with what it found."""
        self.steps.append(Step(self.number, self.title, status, detail))

    def skip(self, number: int, title: str, detail: str) -> None:
        """Note a step that is not taken, and why."""
        self.begin(number, title)
        self.end(detail, Status.SKIP)

    def refused(self, refusal: ReleaseRefusedError) -> Verification:
        """Close the running step with a refusal, and return the whole answer."""
        where = f"{refusal.where}: " if refusal.where else ""
        self.end(f"{refusal.code}: {where}{refusal.message}", Status.REFUSED)
        return Verification(outcome=Outcome.REFUSED, steps=tuple(self.steps), refusal=refusal)


def refused(refusal: ReleaseRefusedError, *, number: int, title: str) -> Verification:
    """Return the answer for a release that whoever reads it had to refuse at one step."""
    protocol = Protocol()
    protocol.begin(number, title)
    return protocol.refused(refusal)
