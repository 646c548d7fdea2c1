"""One path of a consumer's, read once within limits, and the judgment of what stands there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._releases import read_lone_archive, read_release_folder
from toolkit.commands._trust import Asked
from toolkit.errors import ToolkitError, UsageError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.host.layouts import read_small_folder
from toolkit.pack.model import MANIFEST
from toolkit.release import checksums, oci
from toolkit.release.companions import require_evidence
from toolkit.release.contents import SIGNATURES
from toolkit.release.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_LAYOUT_FILES,
    MAX_LAYOUT_JSON_BYTES,
    MAX_SIGNATURE_BYTES,
    MAX_SUMS_BYTES,
)
from toolkit.release.lone import Vouchers, verify_archive, verify_layout, verify_package
from toolkit.release.package.reading import kind_of
from toolkit.release.refusals import NotDoneError, Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome, Status, Step, Verification, refused
from toolkit.release.verify import verify_release
from toolkit.release.wanted import Wanted, require_release
from toolkit.smoke.examine import Examination
from toolkit.texts import visible

_WHAT_TO_GIVE = (
    "give the folder of a release (dist/<pack>/<version>), an archive, a package or a layout"
)


def judge_content(
    path: Path,
    asked: Asked,
    *,
    required: Collection[str] = (),
    rebuild: bool = False,
    wanted: Wanted | None = None,
) -> tuple[Verification, Examination | None]:
    """Judge what stands at a path, then examine the pack inside, if that could be read.

    Where no signature was checked, and the command line does not ask for less, the
    answer is unverified at best.

    Raises:
        UsageError: The options make no sense for what is there.
    """
    answer = require_evidence(judge_path(path, asked, rebuild=rebuild), required)
    answer = require_release(answer, wanted)
    archive = answer.archive
    if archive is None:
        return answer, None
    if answer.outcome is not Outcome.VERIFIED and not asked.checksums_only:
        answer = replace(answer, outcome=Outcome.UNVERIFIED)
    smoke = examine_tree(archive.tree)
    return _with_smoke(answer, smoke), smoke


def judge_path(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    """Read the path once, and judge the bytes; whatever is there, the answer is a value.

    Raises:
        UsageError: The options make no sense for what is there.
    """
    try:
        if not path.is_dir():
            return _judge_file(path, asked, rebuild=rebuild)
        if is_layout(path):
            return _judge_layout(path, asked, rebuild=rebuild)
        return _judge_folder(path, asked, rebuild=rebuild)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=2, title="bounds")
    except UsageError:
        raise
    except (OSError, ToolkitError) as error:
        return refused(_not_done(error), number=2, title="bounds")


def is_layout(folder: Path) -> bool:
    """Tell whether a folder is meant to be an OCI image layout, also one that is damaged."""
    names = (oci.LAYOUT, oci.INDEX, oci.BLOBS.partition("/")[0])
    return not (folder / checksums.NAME).exists() and any(
        (folder / name).exists() or (folder / name).is_symlink() for name in names
    )


def _judge_folder(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    if asked.sums is not None:
        has = f"has a {checksums.NAME} of its own"
        if not (path / checksums.NAME).exists():
            has = "is a folder, and no layout"
        raise UsageError(f"--sums is for what lies alone; {visible(str(path))} {has}")
    _check_is_release(path)
    try:
        expected, lock = asked.load_expected(path), asked.load_lock(path)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=1, title="trust")
    files = read_release_folder(path)
    return verify_release(
        files, trust=expected.ssh, minisign=expected.minisign, lock=lock, rebuild=rebuild
    )


def _judge_layout(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    try:
        vouchers = _vouchers(path, asked)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=1, title="trust")
    try:
        files = read_small_folder(
            path,
            max_entries=MAX_LAYOUT_FILES,
            max_bytes=MAX_ARCHIVE_BYTES + 3 * MAX_LAYOUT_JSON_BYTES,
        )
    except NotRegularError as error:
        raise ReleaseRefusedError(Reason.OCI_FILES, where=visible(str(error))) from error
    except TooLargeError as error:
        text = f"the layout has {error}"
        raise ReleaseRefusedError(Reason.OCI_TOO_LARGE, text) from error
    return verify_layout(files, vouchers=vouchers, rebuild=rebuild)


def _judge_file(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    data = _read_file(path)
    try:
        vouchers = _vouchers(path, asked)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=1, title="trust")
    if kind_of(data, path.name) is not None:
        return verify_package(data, name=path.name, vouchers=vouchers)
    return verify_archive(data, name=path.name, vouchers=vouchers, rebuild=rebuild)


def _vouchers(path: Path, asked: Asked) -> Vouchers | None:
    """Return what vouches for something that lies alone; None where nothing is named.

    Raises:
        ReleaseRefusedError: A signature or the lock is asked for without the
            sums that are signed; or a file cannot be used.
    """
    if asked.sums is None:
        if asked.for_signature or asked.lock is not None:
            text = "what lies alone has no signature beside it"
            hint = (
                f"name the {checksums.NAME} of its release, beside its signature, with --sums FILE;"
                " or give the folder of the release"
            )
            raise ReleaseRefusedError(Reason.SIGNATURE_MISSING, text, hint=hint)
        return None
    files = {checksums.NAME: _beside(asked.sums, checksums.NAME, MAX_SUMS_BYTES)}
    for name in sorted(SIGNATURES):
        suffix = name.removeprefix(checksums.NAME)
        place = asked.sums.with_name(f"{asked.sums.name}{suffix}")
        if place.exists() or place.is_symlink():
            files[name] = _beside(place, name, MAX_SIGNATURE_BYTES)
    return Vouchers(
        files=files,
        expected=asked.load_expected(path, asked.sums),
        lock=asked.load_lock(path, asked.sums),
    )


def _beside(place: Path, name: str, limit: int) -> bytes:
    """Return the bytes of the sums or a signature; one byte too many is left for the judge."""
    try:
        return read_regular(place, limit=limit + 1)[0]
    except NotRegularError as error:
        text = f"it is a {error}"
        raise ReleaseRefusedError(Reason.RELEASE_NOT_REGULAR, text, where=name) from error
    except TooLargeError:
        return bytes(limit + 1)
    except FileNotFoundError as error:
        hint = f"give the {checksums.NAME} of the release, with its signature beside it"
        raise ReleaseRefusedError(Reason.SUMS_MISSING, where=place.name, hint=hint) from error


def _check_is_release(folder: Path) -> None:
    """Tell apart what people give by mistake: a pack, or the folder of many releases."""
    if (folder / checksums.NAME).exists():
        return
    if (folder / MANIFEST).exists():
        hint = "`policy-pack smoke --strict --pack` judges packs; verify judges archives"
        raise NotDoneError(Reason.PATH_NO_RELEASE, "this is a pack, not a release of it", hint=hint)
    inside = sorted(path.parent for path in folder.glob(f"*/{checksums.NAME}"))
    inside += sorted(path.parent for path in folder.glob(f"*/*/{checksums.NAME}"))
    if inside:
        # A place as it was given may be one of this machine; below it, it is not.
        given = inside[-1].relative_to(folder) if folder.is_absolute() else inside[-1]
        text = "this is not a release, but holds some"
        raise NotDoneError(Reason.PATH_NO_RELEASE, text, hint=f"give {visible(str(given))}")


def _read_file(path: Path) -> bytes:
    """Return the bytes of what should be an archive or a package.

    Raises:
        NotDoneError: It is missing, or no regular file.
        ReleaseRefusedError: It is too large.
    """
    if not path.exists() and not path.is_symlink():
        raise NotDoneError(Reason.PATH_MISSING, "no such file or folder", hint=_WHAT_TO_GIVE)
    return read_lone_archive(path)


def _not_done(error: OSError | ToolkitError) -> NotDoneError:
    """Return why a path cannot be read, without the place, which the caller knows."""
    if isinstance(error, NotDoneError):
        return error
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, NotRegularError):
        return NotDoneError(
            Reason.PATH_KIND, f"not a regular file but a {cause}", hint=_WHAT_TO_GIVE
        )
    why = cause.strerror if isinstance(cause, OSError) else str(error)
    return NotDoneError(
        Reason.PATH_UNREADABLE,
        f"cannot be read: {why}",
        hint="see to it that you may read it and all that is in it",
    )


def _with_smoke(answer: Verification, smoke: Examination) -> Verification:
    """Return the answer with step 9 taken: strict smoke on the files in memory."""
    faults = f"{len(smoke.failures)} fault{'s' if smoke.failures[1:] else ''}"
    if smoke.passed:
        return replace(answer, steps=_step_9(answer, Status.PASS, "strict smoke passes"))
    refusal = ReleaseRefusedError(
        Reason.CONTENT_SMOKE,
        f"strict smoke fails: {faults}",
        hint="these are the files that were published, and no sound pack: ask for another release",
    )
    steps = _step_9(answer, Status.REFUSED, f"{refusal.code}: {refusal.message}")
    return replace(answer, outcome=Outcome.REFUSED, steps=steps, refusal=refusal)


def _step_9(answer: Verification, status: Status, detail: str) -> tuple[Step, ...]:
    return tuple(
        Step(step.number, step.title, status, detail) if step.number == 9 else step  # noqa: PLR2004 (the number of the step)
        for step in answer.steps
    )
