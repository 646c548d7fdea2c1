"""Judge a release folder, an archive or a package, offline, before anything of it is used.

Without PATH, every release under dist/ is judged.

All files are read once, within limits and without following links, and judged
in memory: the signature over SHA256SUMS, checksums, the release manifest, your
lock, the archive in every byte that is not content, then strict smoke on what
is inside. A wheel or source distribution must be, byte for byte, what `package`
makes of the pack in it, alone or beside its archive. Refusals have stable codes.

  verified        signed by whom you expect, and in order             exit 0
  checksums only  the files belong together, asked for by name        exit 0
  unverified      nothing is wrong, and nobody could say who made it  exit 3
  refused         something is wrong                                  exit 1

Only after all checks --extract-to DIR makes the new folder DIR with the files
of the pack: complete or not at all, never through a link or over anything.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._output import add_format_option, deliver, emit_documents, named_path
from toolkit.commands._releases import read_lone_archive, read_release_folder
from toolkit.commands._trust import Asked, add_trust_options, unverified_hint
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host.extraction import extract
from toolkit.host.terminal import Terminal
from toolkit.pack.model import MANIFEST
from toolkit.release import checksums
from toolkit.release.package.judging import verify_package
from toolkit.release.package.reading import kind_of
from toolkit.release.refusals import Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome, Status, Step, Verification, refused
from toolkit.release.verify import verify_archive, verify_release
from toolkit.render import json
from toolkit.render.views.verification import passed, verification_page, verification_payload
from toolkit.smoke.examine import Examination

NAME = "verify"
HELP = "judge a release folder, archive or package before it is used"
RELEASES = Path("dist")
_GRAVITY = (ExitCode.OK, ExitCode.INCOMPLETE, ExitCode.NO)
"""What decides where several releases are judged: the last of these that occurs."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``verify``."""
    parser.add_argument(
        "path",
        metavar="PATH",
        type=Path,
        nargs="?",
        help="folder of a release, an archive, a wheel or a source distribution"
        f" (default: every {RELEASES}/<pack>/<version>)",
    )
    add_trust_options(parser)
    parser.add_argument(
        "--extract-to",
        metavar="DIR",
        type=named_path,
        help="after all checks, make the new folder DIR with the files of the pack",
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="also say whether compressing the files here gives the same archive",
    )
    add_format_option(parser, ("text", "md", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Verify, then smoke on what is inside; exit 1 where either says no."""
    asked = Asked.of(args)
    if args.path is None and (args.extract_to or args.update_lock):
        raise UsageError("--extract-to and --update-lock need PATH: one release at a time")
    if args.extract_to is not None:
        _check_outside(args.extract_to, args.path)
    paths = [args.path] if args.path is not None else _collected()
    judged = [(path, *_judge(path, asked, rebuild=args.rebuild)) for path in paths]
    if args.extract_to is not None:
        ((path, answer, smoke),) = judged
        if passed(answer, smoke):
            judged = [(path, _extracted(answer, args.extract_to), smoke)]
    for path, answer, smoke in judged:
        told = asked.remember(answer, path) if passed(answer, smoke) else ""
        if told:
            terminal.say(told)
    if args.format == "json":
        payloads = [
            # What was named may lie anywhere; what was found lies where it always does.
            verification_payload(
                answer, smoke, path=path.resolve().name if args.path else path.as_posix()
            )
            for path, answer, smoke in judged
        ]
        deliver(args, terminal, json.render(payloads if payloads[1:] else payloads[0]))
    else:
        pages = [
            verification_page(answer, smoke, path=str(path), todo=unverified_hint(answer))
            for path, answer, smoke in judged
        ]
        emit_documents(args, terminal, pages)
    return max((_exit_code(answer, smoke) for _, answer, smoke in judged), key=_GRAVITY.index)


def _check_outside(target: Path, release: Path) -> None:
    """Refuse to extract into the release itself, which would be none any more.

    Raises:
        UsageError: The folder would lie in that of the release.
    """
    if release.is_dir() and target.resolve().is_relative_to(release.resolve()):
        raise UsageError(
            f"--extract-to {target} lies in the release, which must hold its own files alone",
            hint="extract to where the pack is used: --extract-to policy-packs/NAME",
        )


def _exit_code(answer: Verification, smoke: Examination | None) -> ExitCode:
    if passed(answer, smoke):
        return ExitCode.OK
    wrong = answer.outcome is Outcome.REFUSED or smoke is None or not smoke.passed
    return ExitCode.NO if wrong else ExitCode.INCOMPLETE


def _collected() -> list[Path]:
    """Return the folder of every release where `release-archive` puts them, sorted.

    Raises:
        ToolkitError: There is none.
    """
    folders = sorted(path for path in RELEASES.glob("[!.]*/[0-9]*") if path.is_dir())
    if not folders:
        raise ToolkitError(
            f"no releases here: no folder {RELEASES}/<pack>/<version>",
            hint="`policy-pack release-archive` makes them; or name a release with PATH",
        )
    return folders


def _judge(path: Path, asked: Asked, *, rebuild: bool) -> tuple[Verification, Examination | None]:
    """Verify one release, then examine what is inside, if that could be read.

    Raises:
        ToolkitError: There is nothing to judge at the path.
    """
    answer = _verify(path, asked, rebuild=rebuild)
    archive = answer.archive
    if archive is None:
        return answer, None
    if answer.outcome is not Outcome.VERIFIED and not asked.checksums_only:
        answer = replace(answer, outcome=Outcome.UNVERIFIED)
    smoke = examine_tree(archive.tree)
    return _with_smoke(answer, smoke), smoke


def _extracted(answer: Verification, target: Path) -> Verification:
    """Take step 10: the files in memory, the very ones that were judged, into a new folder.

    Raises:
        ToolkitError: The folder cannot be written; nothing is left.
    """
    if answer.archive is None:
        return answer
    title = "extraction"
    try:
        count = extract(answer.archive.tree.files(), target)
    except ReleaseRefusedError as refusal:
        step = Step(10, title, Status.REFUSED, f"{refusal.code}: {refusal.message}")
        return replace(
            answer,
            outcome=Outcome.REFUSED,
            steps=(*answer.steps, step),
            refusal=refusal,
        )
    step = Step(10, title, Status.PASS, f"{count} files, in a folder that is new")
    return replace(answer, steps=(*answer.steps, step))


def _verify(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    """Read the path once, and judge the bytes.

    Raises:
        ToolkitError: There is nothing to judge at the path.
    """
    try:
        if not path.is_dir():
            return _verify_lone(path, asked, rebuild=rebuild)
        _check_is_release(path)
        try:
            trust, lock = asked.load_trust(path), asked.load_lock(path)
        except ReleaseRefusedError as refusal:
            return refused(refusal, number=1, title="trust")
        files = read_release_folder(path)
        return verify_release(files, trust=trust, lock=lock, rebuild=rebuild)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=2, title="bounds")
    except OSError as error:
        raise ToolkitError(f"cannot be read: {error.strerror}", where=str(path)) from error


def _verify_lone(path: Path, asked: Asked, *, rebuild: bool) -> Verification:
    data = _lone_archive(path)
    if asked.allowed_signers is not None or asked.lock is not None:
        text = "a lone archive has no signature and no manifest beside it"
        hint = "give the folder of the release, with SHA256SUMS and its signature"
        missing = ReleaseRefusedError(Reason.SIGNATURE_MISSING, text, hint=hint)
        return refused(missing, number=3, title="signature")
    if kind_of(data, path.name) is not None:
        return verify_package(data, name=path.name)
    return verify_archive(data, name=path.name, rebuild=rebuild)


def _check_is_release(folder: Path) -> None:
    """Tell apart what people give by mistake: a pack, or the folder of many releases."""
    if (folder / checksums.NAME).exists():
        return
    if (folder / MANIFEST).exists():
        raise ToolkitError(
            "this is a pack, not a release of it",
            where=str(folder),
            hint="`policy-pack smoke --strict --pack` judges packs; verify judges archives",
        )
    inside = sorted(path.parent for path in folder.glob(f"*/{checksums.NAME}"))
    inside += sorted(path.parent for path in folder.glob(f"*/*/{checksums.NAME}"))
    if inside:
        raise ToolkitError(
            "this is not a release, but holds some", where=str(folder), hint=f"give {inside[-1]}"
        )


def _lone_archive(path: Path) -> bytes:
    if not path.exists() and not path.is_symlink():
        raise ToolkitError(
            "no such file or folder",
            where=str(path),
            hint="give the folder of a release (dist/<pack>/<version>) or an archive",
        )
    return read_lone_archive(path)


def _with_smoke(answer: Verification, smoke: Examination) -> Verification:
    """Return the answer with step 9 taken: strict smoke on the files in memory."""
    faults = f"{len(smoke.failures)} fault{'s' if smoke.failures[1:] else ''}"
    detail = "strict smoke passes" if smoke.passed else f"strict smoke fails: {faults}"
    status = Status.PASS if smoke.passed else Status.REFUSED
    steps = [
        Step(step.number, step.title, status, detail) if step.number == 9 else step  # noqa: PLR2004 (the number of the step)
        for step in answer.steps
    ]
    return replace(answer, steps=tuple(steps))
