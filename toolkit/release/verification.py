"""The answer of a verification as values: outcome, numbered steps, refusal."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from toolkit.release.refusals import ReleaseRefusedError

if TYPE_CHECKING:
    from toolkit.release.archive import Archive
    from toolkit.release.filelist import FileList
    from toolkit.release.lock import Sight
    from toolkit.release.minisig import PublicKey
    from toolkit.release.oci import Layout
    from toolkit.release.package.reading import Package
    from toolkit.release.refusals import NotDoneError


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
    LAYOUT_ONLY = "layout only"
    """An OCI image layout holds a canonical archive; nothing to compare it with."""
    UNVERIFIED = "unverified"
    """Nothing is wrong, and nobody could say who made it: no trust was given, or no program
    that could check a signature."""
    REFUSED = "refused"
    """Something is wrong; the refusal has the code."""
    INCOMPLETE = "incomplete"
    """What was asked could not be done: nothing could be read, or written; see the refusal."""


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


class Notice(enum.Enum):
    """What is good to know and refuses nothing; the name is a stable code."""

    EVIDENCE_MISSING = "the release says less about itself than `policy-pack release` makes it say"
    BREAK_ACCEPTED = "the version is smaller than its changes ask for, and somebody accepted that"
    SIGNER_CHANGED = "somebody else signed than for the version that was seen before"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that is good to know, in a sentence about this release."""

    notice: Notice
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Whose signatures were asked for and found to be good.

    ``signer`` and ``key`` are who signed with an SSH key and its fingerprint,
    ``minisign`` is the minisign key; ``missing`` names the programs that would
    have to be there to check the others.
    """

    signer: str = ""
    key: str = ""
    minisign: PublicKey | None = None
    missing: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """All of them in one word, as the lock remembers them; ``""`` for nobody."""
        minisign = f"minisign:{self.minisign.name}" if self.minisign is not None else ""
        return ",".join(filter(None, (self.signer, minisign)))

    def by(self, signer: str, key: str) -> Signed:
        """Return this with an SSH signature that is good."""
        return replace(self, signer=signer, key=key)

    def by_minisign(self, key: PublicKey) -> Signed:
        """Return this with a minisign signature that is good."""
        return replace(self, minisign=key)

    def without(self, program: str) -> Signed:
        """Return this with a signature that nothing here could check."""
        return replace(self, missing=(*self.missing, program))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answer: the outcome, every step up to the first refusal, and what was inside.

    ``archive`` is None where verification was refused: bytes that are not
    trusted are not handed on. ``rebuilt`` says whether our own compressor gives
    the same archive (None: not tried). ``signed`` is who signed, as far as that
    was asked and found out.
    ``sight`` is how the release stands to the lock (None: there is none).
    ``package`` is what was judged where that was a package; ``archive`` is then
    the one with the same files. ``missing`` is what a whole release tells about
    itself and this one does not, by the words of `contents.EVIDENCE` (None: not
    looked for).
    """

    outcome: Outcome
    steps: tuple[Step, ...]
    archive: Archive | None = None
    file_list: FileList | None = None
    refusal: ReleaseRefusedError | NotDoneError | None = None
    rebuilt: bool | None = None
    signed: Signed = Signed()
    sight: Sight | None = None
    package: Package | Layout | None = None
    missing: tuple[str, ...] | None = None
    notes: tuple[Note, ...] = ()


class Protocol:
    """The steps as they are taken: each begins, and ends well or in a refusal."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.notes: list[Note] = []
        self.number, self.title = 0, ""

    def begin(self, number: int, title: str) -> None:
        """Start a step: a refusal from here on is its refusal."""
        self.number, self.title = number, title

    def end(self, detail: str, status: Status = Status.PASS) -> None:
        """Close the step with what it found."""
        self.steps.append(Step(self.number, self.title, status, detail))

    def note(self, notice: Notice, message: str) -> None:
        """Add something that is good to know and refuses nothing."""
        self.notes.append(Note(notice, message))

    def skip(self, number: int, title: str, detail: str) -> None:
        """Note a step that is not taken, and why."""
        self.begin(number, title)
        self.end(detail, Status.SKIP)

    def refused(self, refusal: ReleaseRefusedError | NotDoneError) -> Verification:
        """Close the running step with a refusal, and return the whole answer."""
        where = f"{refusal.where}: " if refusal.where else ""
        self.end(f"{refusal.code}: {where}{refusal.message}", Status.REFUSED)
        done = isinstance(refusal, ReleaseRefusedError)
        outcome = Outcome.REFUSED if done else Outcome.INCOMPLETE
        return Verification(outcome=outcome, steps=tuple(self.steps), refusal=refusal)


def stopped_at(
    answer: Verification, refusal: ReleaseRefusedError, *, number: int, title: str
) -> Verification:
    """Return a refusal at one step in place of an answer, after the steps before that one."""
    protocol = Protocol()
    protocol.steps = [step for step in answer.steps if step.number < number]
    protocol.begin(number, title)
    return protocol.refused(refusal)


def refused(
    refusal: ReleaseRefusedError | NotDoneError, *, number: int, title: str
) -> Verification:
    """Return the answer for a release that whoever reads it had to refuse at one step."""
    protocol = Protocol()
    protocol.begin(number, title)
    return protocol.refused(refusal)
