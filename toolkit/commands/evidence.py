"""Gather what is known about packs into one folder to attach, and check such a folder.

bundle   strict smoke, self-test, bump, the verification of a release and the
         environment, for one pack or (a folder each) for several; with
         SHA256SUMS, an index for programs (bundle.json) and one for people
         (index.md, index.html), the verdict first
check    are the digests right, does every part fit its schema, and is the
         pack here still the one in evidence? of a folder or a .tar.gz
"""

from __future__ import annotations

import argparse

from toolkit.commands import _evidence_bundle, _evidence_check
from toolkit.errors import ExitCode
from toolkit.host.terminal import Terminal

NAME = "evidence"
HELP = "gather everything known about packs into one folder to attach; check one"
_ACTIONS = {"bundle": _evidence_bundle, "check": _evidence_check}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two actions of ``evidence``."""
    actions = parser.add_subparsers(metavar="ACTION", required=True, title="actions", dest="action")
    for name, module in _ACTIONS.items():
        action = actions.add_parser(
            name,
            help=module.HELP,
            description=module.__doc__,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(action)


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Do what is asked."""
    code: ExitCode = _ACTIONS[args.action].run(args, terminal)
    return code
