"""Create a new policy pack that passes strict smoke at once.

On a terminal it asks for what the options leave open; otherwise, and with
--yes, it takes defaults. Nothing that exists is ever overwritten: the folder of
the pack must be new or empty (a fresh .git is fine, so `--dir .` makes the
repository you are in one pack).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.commands._examined import examine_folder, examine_tree
from toolkit.commands._packs import PackFolder
from toolkit.commands._place import Place
from toolkit.commands._questions import Questions
from toolkit.errors import ExitCode, UsageError
from toolkit.host.git import git
from toolkit.host.process import which
from toolkit.host.terminal import Terminal
from toolkit.pack.ids import id_problem
from toolkit.pack.tree import Tree
from toolkit.render import text
from toolkit.render.views.new_pack import new_pack_page
from toolkit.render.views.smoke import smoke_page
from toolkit.scaffold.answers import (
    DEFAULT_LICENSE,
    DEFAULT_SUMMARY,
    DEFAULT_VERSION,
    Answers,
    check,
    default_name,
    refusals,
)
from toolkit.scaffold.licenses import canonical_license
from toolkit.scaffold.plan import plan

NAME = "new-pack"
HELP = "create a pack that passes strict smoke at once"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``new-pack``."""
    add = parser.add_argument
    add("id", metavar="ID", nargs="?", help="globally unique id, for example acme.strict-api")
    add("--name", metavar="TEXT", help="name for people (default: made from the id)")
    add("--summary", metavar="TEXT", help="one sentence for the README and for catalogs")
    add(
        "--maintainer",
        metavar="NAME",
        action="append",
        help="who answers for the pack; may be given more than once (default: git's user.name)",
    )
    add("--publisher", metavar="NAME", help="who publishes the pack (default: nobody is named)")
    add(
        "--license",
        metavar="SPDX",
        help=f"SPDX licence expression (default: {DEFAULT_LICENSE}); the full text is written "
        "for Apache-2.0 and MIT, a note that says what to do for others",
    )
    add("--version", metavar="X.Y.Z", help=f"first version (default: {DEFAULT_VERSION})")
    add(
        "--dir",
        metavar="DIR",
        help="the folder of the pack itself, new or empty (default: packs/<last part of the id>)",
    )
    add("--yes", action="store_true", help="ask nothing, take the defaults")


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Ask, plan, prove the plan, write it, and prove what was written."""
    place, answers = _answers(args, Questions(terminal, terminal.interactive and not args.yes))
    files = plan(answers)
    _prove(answers, files)
    place.write(files)
    examination = examine_folder(PackFolder(place.folder))
    folder = place.folder.as_posix()
    page = new_pack_page(answers, examination, folder=folder, paths=sorted(files))
    if not examination.passed:
        terminal.say(
            "the pack was written, but not all of it counts: does git ignore a part of it?"
        )
        page = smoke_page(examination, pack_path=folder)
    terminal.emit(text.render(page, width=terminal.width, colour=terminal.colour))
    return ExitCode.OK if examination.passed else ExitCode.NO


def _answers(args: argparse.Namespace, questions: Questions) -> tuple[Place, Answers]:
    """Return where the pack goes and what it is made from.

    Raises:
        UsageError: An answer is missing or refused, or the folder is taken.
    """
    pack_id = _id(args, questions)
    name = questions.answer(
        "name", "Name for people", given=args.name, default=default_name(pack_id)
    )
    summary = questions.answer(
        "summary", "What it is for, in one sentence", given=args.summary, default=DEFAULT_SUMMARY
    )
    maintainers = _maintainers(args, questions)
    licence = questions.answer(
        "license",
        "Licence (SPDX)",
        given=args.license,
        default=DEFAULT_LICENSE,
        problem=_license_problem,
    )
    place = _place(args, questions, pack_id)
    answers = Answers(
        id=pack_id,
        name=name,
        summary=summary,
        maintainers=maintainers,
        publisher=(args.publisher or "").strip(),
        license=canonical_license(licence) or licence,
        version=DEFAULT_VERSION if args.version is None else args.version.strip(),
        source=place.source,
        folder=place.absolute.name,
        schemas=place.schemas,
    )
    refused = list(refusals(answers))
    if refused:
        reasons = "; ".join(f"{refusal.field}: {refusal.reason}" for refusal in refused)
        raise UsageError(
            reasons, hint="; ".join(refusal.hint for refusal in refused if refusal.hint)
        )
    return place, answers


def _id(args: argparse.Namespace, questions: Questions) -> str:
    if args.id is None and not questions.may_ask:
        raise UsageError("the id of the pack is missing", hint="policy-pack new-pack acme.my-pack")
    pack_id = questions.answer("id", "Id, such as acme.strict-api", given=args.id, default="")
    problem = id_problem(pack_id)
    if problem:
        raise UsageError(f"{pack_id!r} is no id for a pack: {problem.reason}", hint=problem.hint)
    return pack_id


def _maintainers(args: argparse.Namespace, questions: Questions) -> tuple[str, ...]:
    if args.maintainer:
        return tuple(name.strip() for name in args.maintainer)
    default = _git_identity()
    if not default and not questions.may_ask:
        raise UsageError(
            "nobody is named who maintains the pack, and git knows no user.name",
            hint='add --maintainer "Your Name"',
        )
    asked = questions.answer("maintainer", "Maintained by", given=None, default=default)
    return (asked,)


def _git_identity() -> str:
    """Return git's user.name where there is one that can stand in a pack."""
    if which("git") is None:
        return ""
    name = git(["config", "--get", "user.name"], cwd=Path()).text.strip()
    return "" if any(check("maintainer", name)) else name


def _license_problem(answer: str) -> str:
    for refusal in check("license", canonical_license(answer) or answer):
        return f"{refusal.reason}; {refusal.hint}"
    return ""


def _place(args: argparse.Namespace, questions: Questions, pack_id: str) -> Place:
    folder = questions.answer(
        "folder",
        "Folder",
        given=args.dir,
        default=Place.customary(pack_id).folder.as_posix(),
        problem=lambda answer: Place(Path(answer)).problem(),
    )
    if not folder:
        raise UsageError("--dir is empty", hint="write --dir . for the current folder")
    place = Place(Path(folder))
    problem = place.problem()
    if problem:
        hint = "nothing was changed; remove it, or choose another folder with --dir"
        raise UsageError(problem, hint=hint)
    return place


def _prove(answers: Answers, files: dict[str, bytes]) -> None:
    """Examine the plan before anything is written.

    Raises:
        UsageError: An answer makes a pack that strict smoke refuses, for
            instance a name that looks like a credential.
    """
    examination = examine_tree(Tree.of_files(files, name=answers.folder))
    faults = [finding.fault for finding in examination.failures]
    if faults:
        messages = "; ".join(fault.message for fault in faults)
        raise UsageError(
            f"these answers make a pack that smoke refuses: {messages}",
            hint=faults[0].hint or "nothing was written",
        )
