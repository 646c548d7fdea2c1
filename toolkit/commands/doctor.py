"""Check a project that imports packs, and this machine. Nothing is written, nothing fetched.

  policy     does the runtime load it? which local gates replace imported ones?
  packs      are they, file by file, what the lock, the submodule or the subtree
             pins? does anything float? is each imported by its entrypoint?
  exceptions is every ignore_failures complete, in time, and about a gate?
  versions   does each pack support the version of Entroping that runs here?
  machine    git, ssh-keygen, Hurl ...: what is missing, and what does not work then

A folder without a project has a machine all the same. What is allowed and worth
a look is advice. With --strict, advice ends in 1 like a finding, and a check that
could not be made ends in 3.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from toolkit.commands._accepted import add_today_option
from toolkit.commands._output import add_format_option, deliver, emit_documents, named_path
from toolkit.consumer.checkup.answers import Status
from toolkit.consumer.checkup.examine import Checkup, Facts, examine_machine, examine_project
from toolkit.consumer.checkup.tools import Tool
from toolkit.consumer.checkup.versions import runtime_version
from toolkit.consumer.packs import used_packs
from toolkit.consumer.project import CONFIG, PACKS, Project, load_project
from toolkit.consumer.standpoint import Standpoint
from toolkit.consumer.vendor_lock import LOCK
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host import clock
from toolkit.host.files import NotRegularError, read_regular
from toolkit.host.isolation import local_only
from toolkit.host.machine import PROGRAMS, tools_here
from toolkit.host.paths import is_file, is_folder, real
from toolkit.host.pins import read_pins
from toolkit.host.projects import read_files
from toolkit.host.terminal import Terminal
from toolkit.host.vendoring import is_interrupted
from toolkit.pack.model import MANIFEST
from toolkit.pack.tree import Entry, Kind, Tree
from toolkit.release.limits import MAX_LOCK_BYTES
from toolkit.release.lock import Lock, read_lock
from toolkit.release.refusals import ReleaseRefusedError
from toolkit.render import json
from toolkit.render.views.doctor import doctor_page, doctor_payload

NAME = "doctor"
HELP = "check a project that imports packs: policy, pins, exceptions, and this machine"
_SOON = 14
_MOST_DAYS = 36_500


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``doctor``."""
    parser.add_argument(
        "--project",
        metavar="DIR",
        type=named_path,
        help="folder of the project that imports packs (default: the current folder)",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help=f"the project's root document, relative to its folder (default: {CONFIG})",
    )
    parser.add_argument(
        "--entroping",
        metavar="VERSION",
        help="the version of Entroping that runs (default: what the one on PATH says)",
    )
    parser.add_argument(
        "--lock",
        metavar="FILE",
        type=named_path,
        help="the lock of `verify`: is a pack older than what was verified before?",
    )
    parser.add_argument(
        "--soon",
        metavar="DAYS",
        type=_days,
        default=_SOON,
        help=f"an exception that ends within so many days is told (default: {_SOON})",
    )
    add_today_option(parser)
    parser.add_argument("--strict", action="store_true", help="advice counts like a finding")
    add_format_option(parser, ("text", "json", "md"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Check everything there is; exit 1 if something is to be mended."""
    with local_only(programs=PROGRAMS):
        checkup = _checkup(args)
    code = _exit_code(checkup, strict=args.strict)
    if args.format == "json":
        deliver(args, terminal, json.render(doctor_payload(checkup, passed=code is ExitCode.OK)))
    else:
        folder = real(args.project or Path())
        emit_documents(args, terminal, [doctor_page(checkup, strict=args.strict)], [folder])
    return code


def _days(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days up to {_MOST_DAYS}")
    return int(text)


def _exit_code(checkup: Checkup, *, strict: bool) -> ExitCode:
    if checkup.with_status(Status.FINDING) or (strict and checkup.with_status(Status.ADVICE)):
        return ExitCode.NO
    if strict and checkup.with_status(Status.NOT_KNOWN):
        return ExitCode.INCOMPLETE
    return ExitCode.OK


def _checkup(args: argparse.Namespace) -> Checkup:
    """Read what there is, and examine it.

    Raises:
        ToolkitError: A project was asked for, and there is none; or it cannot be read.
        UsageError: A version is none.
    """
    if args.entroping is not None and runtime_version(args.entroping) is None:
        raise UsageError(
            f"--entroping {args.entroping}: no version",
            hint="write it as Entroping does: --entroping 0.1.1-alpha",
        )
    today = args.today or clock.today()
    tools = tools_here()
    machine = tuple(examine_machine(tools))
    folder = real(args.project or Path())
    named = args.project is not None or args.config is not None or args.lock is not None
    if not named and not _is_project(folder):
        return Checkup(answers=machine, maintained=_maintained(folder))
    project, lock_fault = _read(folder, args.config or CONFIG)
    packs = used_packs(project)
    facts = Facts(
        today=today,
        soon=args.soon,
        entroping=args.entroping or _on_path(tools),
        git=read_pins(folder, [pack.folder for pack in packs], project.readings),
        seen=_seen(args.lock) if args.lock is not None else None,
        lock_fault=lock_fault,
        halfway=is_interrupted(folder),
    )
    answers = (*examine_project(project, packs, facts), *machine)
    standpoint = Standpoint(str(args.project or "."), args.config or CONFIG)
    return Checkup(answers=answers, project=project, packs=packs, standpoint=standpoint)


def _is_project(folder: Path) -> bool:
    """Tell a project from a pack, whose entrypoint has the same name, and from other folders.

    What was vendored stands in a project, also where its config has another name.
    """
    if is_file(folder / MANIFEST):
        return False
    return is_file(folder / CONFIG) or is_file(folder / LOCK) or is_folder(folder / PACKS)


def _maintained(folder: Path) -> tuple[str, ...]:
    found = sorted(path.parent for path in folder.glob(f"packs/*/{MANIFEST}"))
    here = (".",) if (folder / MANIFEST).is_file() else ()
    return (*here, *(path.relative_to(folder).as_posix() for path in found))


def _on_path(tools: tuple[Tool, ...]) -> str:
    """Return the version of the Entroping on PATH, where it says one."""
    said = next((tool.version or "" for tool in tools if tool.name == "entroping"), "")
    return said if runtime_version(said) else ""


def _read(folder: Path, config: str) -> tuple[Project, ToolkitError | None]:
    """Read a project; a lock that cannot be read is told, and the rest is checked without it.

    Raises:
        ToolkitError: There is no such project.
        UsageError: The config does not lie in the folder.
    """
    if Path(config).is_absolute() or ".." in Path(config).parts or not config:
        raise UsageError(
            f"--config {config}: not a file in the folder of the project",
            hint="give its path relative to --project DIR",
        )
    config = Path(config).as_posix()
    tree, readings = read_files(folder, config=config)
    try:
        _check_is_file(tree.entries.get(LOCK))
        return load_project(tree, config=config, readings=readings), None
    except ToolkitError as error:
        rest = Tree.of(
            (each for each in tree.entries.values() if each.path != LOCK), name=tree.name
        )
        return load_project(rest, config=config, readings=readings), error


def _check_is_file(lock: Entry | None) -> None:
    if lock is not None and lock.kind is not Kind.FILE:
        note = f" ({lock.note})" if lock.note else ""
        raise ToolkitError(
            f"the lock cannot be read: it is a {lock.kind.value}{note}",
            hint="restore the file from version control",
        )


def _seen(path: Path) -> Lock:
    """Read the lock of `verify`.

    Raises:
        ToolkitError: It is missing, cannot be read, or has another form.
    """
    try:
        return read_lock(read_regular(path, limit=MAX_LOCK_BYTES)[0], name=path.name)
    except ReleaseRefusedError as error:
        raise ToolkitError(error.message, where=str(path), hint=error.hint) from error
    except NotRegularError as error:
        raise ToolkitError(f"it is a {error}", where=str(path), hint="give a file") from error
    except OSError as error:
        hint = "`policy-pack verify --lock FILE --update-lock` begins one"
        reason = error.strerror or "it cannot be read"
        raise ToolkitError(f"cannot read it: {reason}", where=str(path), hint=hint) from error
