"""Check one pack as a consumer should before vendoring it: pass or fail.

The same verdict as `smoke --strict`, in the form of the runtime's own
`config test-policy-pack`: four checks, the first failing one ends the list.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.commands._examined import examine_folder
from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._packs import PackFolder
from toolkit.errors import ExitCode
from toolkit.host.isolation import PROOF
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.smoke import self_test_page
from toolkit.smoke.evidence import self_test_payload

NAME = "self-test"
HELP = "check one pack before vendoring it: pass or fail"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``self-test``."""
    parser.add_argument(
        "--pack", metavar="DIR", type=Path, required=True, help="folder of the pack"
    )
    parser.add_argument(
        "--root", metavar="DIR", type=Path, help="show paths in the evidence relative to DIR"
    )
    add_format_option(parser, ("text", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Examine the pack and write the checks."""
    pack = PackFolder(args.pack, args.root)
    examination = examine_folder(pack)
    payload = self_test_payload(examination, pack_path=pack.display, proof=PROOF)
    if args.format == "json":
        deliver(args, terminal, json.render(payload))
    else:
        page = self_test_page(examination, payload, pack_path=pack.display)
        emit_documents(args, terminal, [page])
    return ExitCode.OK if examination.passed else ExitCode.NO
