"""Create a new policy pack that passes strict smoke at once.

On a terminal it asks for what the options leave open; otherwise, and with
--yes, it takes defaults. Nothing that exists is ever overwritten: the folder of
the pack must be new or empty (a fresh .git is fine, so `--dir .` makes the
repository you are in one pack).
"""

from __future__ import annotations

import argparse

from toolkit.commands._examined import examine_folder, examine_tree
from toolkit.commands._pack_answers import gather
from toolkit.commands._packs import PackFolder
from toolkit.commands._questions import Questions
from toolkit.errors import ExitCode, UsageError
from toolkit.host.terminal import Terminal
from toolkit.pack.tree import Tree
from toolkit.render import text
from toolkit.render.views.new_pack import new_pack_page
from toolkit.render.views.smoke import smoke_page
from toolkit.scaffold.answers import DEFAULT_LICENSE, DEFAULT_VERSION, Answers
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
    place, answers = gather(args, Questions(terminal, terminal.interactive and not args.yes))
    files = plan(answers)
    _prove(answers, files)
    place.write(files)
    examination = examine_folder(PackFolder(place.folder))
    folder = place.folder.as_posix()
    page = new_pack_page(answers, examination, folder=folder, paths=sorted(files))
    if not examination.passed:
        terminal.say("the pack was written, but smoke refuses it where it stands:")
        terminal.say("  perhaps git ignores a part of it, or a link leads there")
        page = smoke_page(examination, pack_path=folder)
    terminal.emit(text.render(page, width=terminal.width, colour=terminal.colour))
    return ExitCode.OK if examination.passed else ExitCode.NO


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
