"""Check packs as a consumer should before vendoring them: pass or fail.

The same verdict as `smoke --strict`, in the form of the runtime's own
`config test-policy-pack`: four checks, the first failing one ends the list.
"""

from __future__ import annotations

import argparse

from toolkit.commands._examined import examine_folder
from toolkit.commands._output import add_format_option, deliver, emit_documents, named_path
from toolkit.commands._packs import add_pack_option, chosen_packs
from toolkit.errors import ExitCode
from toolkit.host.isolation import PROOF
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.smoke import self_test_page
from toolkit.smoke.evidence import self_test_payload

NAME = "self-test"
HELP = "check packs before vendoring them: pass or fail"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``self-test``."""
    add_pack_option(parser)
    parser.add_argument(
        "--root", metavar="DIR", type=named_path, help="show paths in the evidence relative to DIR"
    )
    add_format_option(parser, ("text", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Examine every chosen pack and write its checks."""
    packs = chosen_packs(args)
    examined = [(pack, examine_folder(pack)) for pack in packs]
    payloads = [
        self_test_payload(examination, pack_path=pack.display, proof=PROOF)
        for pack, examination in examined
    ]
    if args.format == "json":
        deliver(args, terminal, json.render_each(payloads))
    else:
        pages = [
            self_test_page(examination, payload, pack_path=pack.display)
            for (pack, examination), payload in zip(examined, payloads, strict=True)
        ]
        emit_documents(args, terminal, pages)
    passed = all(examination.passed for _, examination in examined)
    return ExitCode.OK if passed else ExitCode.NO
