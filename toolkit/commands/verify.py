"""Judge a release folder or an archive, offline, before anything of it is used.

Without PATH, every release under dist/ is judged.

All files are read once, within limits and without following links, and judged
in memory: SHA256SUMS and checksums, the release manifest, the archive in every
byte that is not content, then strict smoke on what is inside. Nothing is
extracted.

Releases of this format are not signed, so the best answer is "checksums only":
the files belong together. Refusals have stable codes.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from toolkit.commands._examined import examine_tree
from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._releases import read_lone_archive, read_release_folder
from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.terminal import Terminal
from toolkit.pack.model import MANIFEST
from toolkit.release import checksums
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.release.verification import Status, Step, Verification, refused
from toolkit.release.verify import verify_archive, verify_release
from toolkit.render import json
from toolkit.render.views.verification import verification_page, verification_payload
from toolkit.smoke.examine import Examination

NAME = "verify"
HELP = "judge a release folder or archive before it is used"
RELEASES = Path("dist")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``verify``."""
    parser.add_argument(
        "path",
        metavar="PATH",
        type=Path,
        nargs="?",
        help=f"folder of a release, or an archive (default: every {RELEASES}/<pack>/<version>)",
    )
    add_format_option(parser, ("text", "md", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Verify, then smoke on what is inside; exit 1 where either says no."""
    paths = [args.path] if args.path is not None else _collected()
    judged = [(path, *_judge(path)) for path in paths]
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
        pages = [verification_page(answer, smoke, path=str(path)) for path, answer, smoke in judged]
        emit_documents(args, terminal, pages)
    passed = all(smoke is not None and smoke.passed for _, _, smoke in judged)
    return ExitCode.OK if passed else ExitCode.NO


def _collected() -> list[Path]:
    """Return the folder of every release where `release-archive` puts them, sorted.

    Raises:
        ToolkitError: There is none.
    """
    folders = sorted(path for path in RELEASES.glob("[!.]*/[!.]*") if path.is_dir())
    if not folders:
        raise ToolkitError(
            f"no releases here: no folder {RELEASES}/<pack>/<version>",
            hint="`policy-pack release-archive` makes them; or name a release with PATH",
        )
    return folders


def _judge(path: Path) -> tuple[Verification, Examination | None]:
    """Verify one release, then examine what is inside, if that could be read.

    Raises:
        ToolkitError: There is nothing to judge at the path.
    """
    answer = _verify(path)
    if answer.archive is None:
        return answer, None
    smoke = examine_tree(answer.archive.tree)
    return _with_smoke(answer, smoke), smoke


def _verify(path: Path) -> Verification:
    """Read the path once, and judge the bytes.

    Raises:
        ToolkitError: There is nothing to judge at the path.
    """
    try:
        if path.is_dir():
            _check_is_release(path)
            return verify_release(read_release_folder(path))
        return verify_archive(_lone_archive(path), name=path.name)
    except ReleaseRefusedError as refusal:
        return refused(refusal, number=2, title="bounds")
    except OSError as error:
        raise ToolkitError(f"cannot be read: {error.strerror}", where=str(path)) from error


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
