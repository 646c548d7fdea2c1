"""Judge a release folder, an archive or a package, offline, before anything of it is used.

Without PATH, every release under dist/ is judged.

All files are read once, within limits and without following links, and judged
in memory: the signature over SHA256SUMS, checksums, the release manifest, your
lock, the archive in every byte that is not content, then strict smoke on what
is inside. A wheel or source distribution must be, byte for byte, what `package`
makes of the pack in it, alone or beside its archive; in an OCI image layout the
one layer must be the archive. What lies alone can be vouched for by --sums, the
SHA256SUMS of its release with the signature beside it. Refusals have stable
codes.

  verified        signed by whom you expect, and in order             exit 0
  checksums only  the files belong together, asked for by name        exit 0
  unverified      nothing is wrong, and nobody could say who made it  exit 3
  refused         something is wrong                                  exit 1
  incomplete      PATH cannot be read, or a place not be written      exit 3

Only after all checks --extract-to DIR makes the new folder DIR with the files
of the pack: complete or not at all, never through a link or over anything.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.commands._judging import judge_content
from toolkit.commands._output import (
    add_format_option,
    any_path,
    deliver,
    emit_documents,
    named_path,
)
from toolkit.commands._trust import Asked, add_trust_options, unverified_hint
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host.extraction import extract
from toolkit.host.paths import is_folder, real
from toolkit.host.terminal import Terminal
from toolkit.release.contents import EVIDENCE
from toolkit.release.refusals import NotDoneError, Reason, ReleaseRefusedError
from toolkit.release.verification import Outcome, Status, Step, Verification, refused
from toolkit.release.wanted import Wanted
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
        type=any_path,
        nargs="?",
        help="folder of a release, an archive, a wheel, a source distribution or an OCI layout"
        f" (default: every {RELEASES}/<pack>/<version>)",
    )
    add_trust_options(parser)
    parser.add_argument(
        "--expect",
        metavar="NAME",
        type=_wanted,
        help="which release this should be: the id of a pack, or its tag ID-vVERSION; another one"
        " is refused, however good its signature is",
    )
    parser.add_argument(
        "--extract-to",
        metavar="DIR",
        type=named_path,
        help="after all checks, make the new folder DIR with the files of the pack",
    )
    parser.add_argument(
        "--require",
        metavar="LIST",
        type=_evidence,
        default=(),
        help=f"evidence that must be there, of {', '.join(EVIDENCE)}, with commas between",
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="also say whether compressing the files here gives the same archive",
    )
    add_format_option(parser, ("text", "md", "json"))


@dataclass(frozen=True, slots=True)
class _Judged:
    """One path and its answer; ``error`` is what could not be done, with its place."""

    path: Path
    answer: Verification
    smoke: Examination | None = None
    error: ToolkitError | None = None
    told: str = ""

    @property
    def exit_code(self) -> ExitCode:
        """What this answer alone ends in."""
        if passed(self.answer, self.smoke):
            return ExitCode.OK
        refused_it = self.answer.outcome is Outcome.REFUSED
        return ExitCode.NO if refused_it else ExitCode.INCOMPLETE


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Verify, then smoke on what is inside; exit 1 where either says no."""
    asked = Asked.of(args)
    if args.path is None and (args.extract_to or args.update_lock or args.sums or args.expect):
        raise UsageError(
            "--expect, --extract-to, --update-lock and --sums need PATH: one release at a time"
        )
    if args.extract_to is not None:
        _check_outside(args.extract_to, args.path)
    paths = [args.path] if args.path is not None else _collected()
    all_judged = [_judge(path, asked, args) for path in paths] if paths else [_none()]
    if args.path is not None:
        all_judged = [_finished(each, asked, args.extract_to) for each in all_judged]
    for each in filter(None, (judged.told for judged in all_judged)):
        terminal.say(each)
    _deliver(args, terminal, all_judged)
    if len(all_judged) == 1 and all_judged[0].error is not None:
        raise all_judged[0].error
    return max((each.exit_code for each in all_judged), key=_GRAVITY.index)


def _deliver(args: argparse.Namespace, terminal: Terminal, all_judged: list[_Judged]) -> None:
    """Give the answers; what one path could not be judged for is told as an error, and in JSON."""
    if args.format == "json":
        payloads = [
            # What was named may lie anywhere; what was found lies where it always does.
            verification_payload(
                each.answer,
                each.smoke,
                path=_named(each.path) if args.path else each.path.as_posix(),
            )
            for each in all_judged
        ]
        deliver(args, terminal, json.render(payloads if payloads[1:] else payloads[0]))
    elif len(all_judged) > 1 or all_judged[0].error is None:
        pages = [
            verification_page(
                each.answer, each.smoke, path=str(each.path), todo=unverified_hint(each.answer)
            )
            for each in all_judged
        ]
        emit_documents(args, terminal, pages)


def _named(path: Path) -> str:
    """Return the name of what was given, by whatever way it was named; links keep their own."""
    return (real(path) if is_folder(path) else path.absolute()).name


def _check_outside(target: Path, release: Path) -> None:
    """Refuse to extract into the release itself, which would be none any more.

    Raises:
        UsageError: The folder would lie in that of the release.
    """
    if is_folder(release) and real(target).is_relative_to(real(release)):
        raise UsageError(
            f"--extract-to {target} lies in the release, which must hold its own files alone",
            hint="extract to where the pack is used: --extract-to policy-packs/NAME",
        )


def _collected() -> list[Path]:
    """Return the folder of every release where `release-archive` puts them, sorted."""
    return sorted(path for path in RELEASES.glob("[!.]*/[0-9]*") if path.is_dir())


def _none() -> _Judged:
    """Return the answer where nothing was named and there is nothing."""
    hint = "`policy-pack release-archive` makes them; or name a release with PATH"
    text = f"no releases here: no folder {RELEASES}/<pack>/<version>"
    error = NotDoneError(Reason.PATH_NO_RELEASE, text, hint=hint)
    return _Judged(RELEASES, refused(error, number=2, title="bounds"), error=error)


def _judge(path: Path, asked: Asked, args: argparse.Namespace) -> _Judged:
    """Return the answer about one release; what could not be read is an error, too."""
    answer, smoke = judge_content(
        path, asked, required=args.require, rebuild=args.rebuild, wanted=args.expect
    )
    why = answer.refusal
    if smoke is not None or answer.outcome is not Outcome.INCOMPLETE or why is None:
        return _Judged(path, answer, smoke)
    return _Judged(path, answer, error=ToolkitError(why.message, where=str(path), hint=why.hint))


def _finished(judged: _Judged, asked: Asked, target: Path | None) -> _Judged:
    """Take step 10, the files in memory into a new folder, and write the lock, where asked to."""
    answer, title, reason = judged.answer, "extraction", Reason.EXTRACT_FAILED
    if not passed(answer, judged.smoke) or answer.archive is None:
        return judged
    places = [place for place in (judged.path, asked.sums) if place is not None]
    try:
        if target is not None:
            count = extract(answer.archive.tree.files(), target)
            step = Step(10, title, Status.PASS, f"{count} files, in a folder that is new")
            answer = replace(answer, steps=(*answer.steps, step))
        title, reason = "lock", Reason.LOCK_FAILED
        told = asked.remember(answer, *places)
    except ReleaseRefusedError as refusal:
        return replace(judged, answer=_stopped(answer, refusal, title))
    except ToolkitError as error:
        # The error names places of this machine, and so is told apart from the answer.
        failed = NotDoneError(reason, hint="choose a place that exists, and where you may write")
        return replace(judged, answer=_stopped(answer, failed, title), error=error)
    return replace(judged, answer=answer, told=told)


def _stopped(
    answer: Verification, why: ReleaseRefusedError | NotDoneError, title: str
) -> Verification:
    """Return an answer that was yes, stopped at the last step."""
    step = Step(10, title, Status.REFUSED, f"{why.code}: {why.message}")
    outcome = Outcome.REFUSED if isinstance(why, ReleaseRefusedError) else Outcome.INCOMPLETE
    return replace(answer, outcome=outcome, steps=(*answer.steps, step), refusal=why)


def _wanted(text: str) -> Wanted:
    """Return the release that an option names.

    Raises:
        argparse.ArgumentTypeError: It is neither an id nor a tag.
    """
    wanted = Wanted.parse(text)
    if wanted is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no id of a pack, and no tag ID-vVERSION")
    return wanted


def _evidence(text: str) -> tuple[str, ...]:
    """Return the evidence that an option names.

    Raises:
        argparse.ArgumentTypeError: It names none, or some that no release has.
    """
    named = {each.strip() for each in text.split(",")}
    for each in sorted(named - {*EVIDENCE}):
        raise argparse.ArgumentTypeError(f"{each!r} is none of {', '.join(EVIDENCE)}")
    return tuple(each for each in EVIDENCE if each in named)
