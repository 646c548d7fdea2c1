"""Copy a verified pack into a project, import it, and record what it is; or take it out.

SOURCE is a folder (a reviewed snapshot), a repository or a folder in it with
--ref TAG or COMMIT, a release folder, an archive, a wheel, a source
distribution, or what pip or uv installed. Nothing is fetched. Releases and what
lies alone are verified first, as `verify` does it, and need the same trust. What
strict smoke refuses is not vendored.

Exactly the verified files go to policy-packs/NAME/. One import is added to the
project's config, and no other byte of it changes. policy-packs.lock.json records
id, version, source, signer and the digest of every file.

First it shows what will change: which gates come, go or change, what the project
overrides, and for another version what `bump` says of it, with a response that
shows each difference. Then it asks; --yes answers, --dry-run only shows.

A project that could not be loaded afterwards stays as it is: an override of a
final gate is refused with both places. So are files that were changed by hand, a
version that was vendored with other files, an older version
(--allow-downgrade), a newer one (--upgrade), and a folder that nobody recorded
(--adopt, if it is this pack, byte for byte).

Killed anywhere, the next run puts back what stood there before.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.commands._output import add_format_option, named_path
from toolkit.commands._trust import add_trust_options
from toolkit.commands._vendoring import carry_out, check_options
from toolkit.consumer.project import CONFIG
from toolkit.errors import ExitCode
from toolkit.host.terminal import Terminal

NAME = "vendor"
HELP = "copy a verified pack into a project, import it and lock it; upgrade or remove it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``vendor``."""
    add = parser.add_argument
    add("--pack", metavar="SOURCE", help="what to vendor: a folder or a file, see above")
    add(
        "--ref",
        metavar="TAG|COMMIT",
        help="take the pack from this commit of the repository that SOURCE is or lies in; the"
        " folder need not be in the work tree",
    )
    add(
        "--name",
        metavar="NAME",
        help="folder below policy-packs/ (default: the last part of the pack's id)",
    )
    add(
        "--into",
        metavar="PROJECT",
        type=named_path,
        default=Path(),
        help="folder of the project (default: the current folder)",
    )
    add(
        "--config",
        metavar="FILE",
        default=CONFIG,
        help=f"the project's root document (default: {CONFIG})",
    )
    add("--upgrade", action="store_true", help="let a newer version replace the vendored one")
    add("--allow-downgrade", action="store_true", help="let an older one replace it")
    add(
        "--adopt",
        action="store_true",
        help="record the folder that stands there already, if it is this pack, byte for byte",
    )
    add(
        "--remove",
        metavar="NAME",
        nargs="?",
        const="",
        help="take a vendored pack out: its import, its folder and its entry in the lock",
    )
    add("--yes", action="store_true", help="write without asking")
    add("--dry-run", action="store_true", help="show what would change, and write nothing")
    add_trust_options(parser)
    add_format_option(parser, ("text", "md", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Show the plan, ask, and write all of it or nothing; exit 1 where it is refused."""
    check_options(args)
    return carry_out(args, terminal)
