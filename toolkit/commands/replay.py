"""Run the old and the new gates over recorded responses: whose verdict changes?

RECORD is what a consumer has recorded already, a file or a folder, told by its
content: the output of hurl --json, a folder of hurl --report-json DIR, HAR 1.2
from a browser or a proxy, or a witness that was kept. What a recording does not
contain is unknown, never guessed, and counted apart: the output of hurl --json
has no bodies, a report folder has them.

The baseline is found as bump finds it: the last release tag, or --baseline with
a folder, an archive, a git ref or merge-base:REF. Conditions look at the
recorded request. Tags and metadata are in no recording: --tag and --meta say
what holds for all records, and gates that ask for others do not apply.

The verdict of a pack is fail where a block gate fails, else warn or audit where
one of these does, else pass. Exit code 1 where a response that passed all block
gates fails one now. No header and no body is printed.

For example, a consumer records, and the maintainer of the pack replays:
  hurl --test --report-json recorded tests/*.hurl
  policy-pack replay --baseline acme.api-v1.2.0 --pack packs/api recorded
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from toolkit.commands._last_release import last_release
from toolkit.commands._named_baseline import is_ref, named_baseline
from toolkit.commands._output import add_format_option, deliver, emit_documents, named_path
from toolkit.commands._packs import PackFolder, chosen_packs
from toolkit.commands._read_pack import complete_pack
from toolkit.commands._recordings import recorded
from toolkit.errors import ExitCode, ToolkitError, UsageError
from toolkit.host.terminal import Terminal
from toolkit.render import json
from toolkit.render.views.replay import replay_page
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.payload import payload
from toolkit.replay.record import Record
from toolkit.replay.report import Replay, Side
from toolkit.replay.variables import variables

NAME = "replay"
HELP = "old and new gates on recorded responses: which change their verdict, and by which gate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``replay``."""
    parser.add_argument(
        "records",
        metavar="RECORD",
        type=named_path,
        nargs="+",
        help="a recording: a file, a report folder, or a folder of recordings",
    )
    # One folder each time, unlike elsewhere: what follows it is a recording.
    parser.add_argument(
        "--pack",
        metavar="DIR",
        type=named_path,
        action="append",
        help="folder of the new pack; may be given more than once "
        "(default: the pack in the current folder, else every folder under packs/)",
    )
    parser.add_argument(
        "--baseline",
        metavar="DIR|ARCHIVE|REF|merge-base:REF",
        help="the old pack (default: the last release tag of each pack)",
    )
    parser.add_argument(
        "--tag", metavar="T", action="append", default=[], help="every record has this tag"
    )
    parser.add_argument(
        "--meta",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="every record has this metadata",
    )
    parser.add_argument(
        "--variable",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="value of a variable that gates use, as Hurl reads it; all others are unknown",
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=_count,
        default=20,
        help="responses that text and md show (default: 20); json has all",
    )
    add_format_option(parser, ("text", "md", "json"))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"not a number of rows: {text!r}")
    return min(int(text[:18]), 10**9)


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Judge every record with every chosen pack; exit 1 where one newly fails."""
    assumptions = Assumptions(
        tags=frozenset(args.tag), meta=_meta(args.meta), variables=variables(args.variable)
    )
    packs = chosen_packs(args)
    if args.baseline is not None:
        _check_baseline(args.baseline, len(packs))
    replays = [_opened(args.baseline, folder, assumptions) for folder in packs]
    for record in recorded(args.records):
        for replay in replays:
            if isinstance(record, Record):
                replay.add(record)
            else:
                replay.skip(record.reason)
    if not replays[0].records:
        left_out = "; ".join(replays[0].remarks)
        message = f"there is no recorded response to judge{f' ({left_out})' if left_out else ''}"
        raise ToolkitError(message, hint="give a recording of a run in which the server answered")
    _emit(args, terminal, replays)
    return ExitCode.NO if any(replay.newly_failing for replay in replays) else ExitCode.OK


def _check_baseline(baseline: str, packs: int) -> None:
    if not baseline or baseline == "--":
        raise UsageError("--baseline names nothing", hint="a folder, an archive or a git ref")
    if packs > 1 and not is_ref(baseline):
        raise UsageError(
            f"one baseline for {packs} packs: {baseline}",
            hint="name one pack with --pack, or a git ref, which each pack is looked up in",
        )


def _meta(words: Sequence[str]) -> dict[str, str]:
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key:
            raise UsageError(f"--meta {word!r} says nothing", hint="write --meta key=value")
        found[key] = value
    return found


def _opened(baseline: str | None, folder: PackFolder, assumptions: Assumptions) -> Replay:
    """Return the comparison of a pack with its baseline, before the first record."""
    pack = complete_pack(folder.tree, folder.display)
    if baseline is None:
        found = last_release(folder, pack)
    else:
        found = named_baseline(baseline, folder, pack)
    if found.baseline is None:
        note = found.notes[0]
        hint = note.hint or "say what to compare with: --baseline DIR, ARCHIVE or REF"
        raise ToolkitError(f"no baseline: {note.message}", where=folder.display, hint=hint)
    ref = found.baseline.ref
    name = Path(ref).name if Path(ref).is_absolute() else ref
    return Replay(
        old=Side(found.baseline.pack, name),
        new=Side(pack, folder.display),
        assumptions=assumptions,
        notes=tuple(note.message for note in found.notes),
    )


def _emit(args: argparse.Namespace, terminal: Terminal, replays: Sequence[Replay]) -> None:
    if args.format == "json":
        deliver(args, terminal, json.render_each([payload(replay) for replay in replays]))
    else:
        emit_documents(
            args, terminal, [replay_page(replay, limit=args.limit) for replay in replays]
        )
