"""``bump --accept``: one more entry in the file of accepted breaks."""

from __future__ import annotations

import argparse
import datetime as dt
import re

from toolkit.commands._accepted import accepted_file
from toolkit.commands._packs import PackFolder
from toolkit.commands._policy import judged_by
from toolkit.diff.accepted import AcceptedBreak, Until, name_of, with_entry
from toolkit.diff.judge import Finding
from toolkit.diff.report import BumpReport
from toolkit.errors import ToolkitError, UsageError
from toolkit.host import clock
from toolkit.host.files import write_atomic
from toolkit.host.terminal import Terminal
from toolkit.spans import Location
from toolkit.versions import parse_version

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def add_accept_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--accept`` and what it needs."""
    group = parser.add_argument_group("to accept a break for a time")
    group.add_argument(
        "--accept",
        metavar="FINGERPRINT",
        nargs="+",
        help="add entries for these findings to the file of accepted breaks, then report;"
        " needs --reason, --by and --until",
    )
    group.add_argument("--reason", help="why consumers can live with it")
    group.add_argument("--by", metavar="NAME", help="who answers for it")
    group.add_argument(
        "--until",
        metavar="VERSION|DATE",
        type=_until,
        help="the version from which, or the last day on which, it is accepted no more",
    )


def _until(text: str) -> Until:
    try:
        if _DAY.fullmatch(text):
            return Until(day=dt.date.fromisoformat(text))
        return Until(version=parse_version(text))
    except (ValueError, ToolkitError) as error:
        message = f"{text!r} is neither a version like 2.0.0 nor a day like 2027-01-31"
        raise argparse.ArgumentTypeError(message) from error


def check_accept(args: argparse.Namespace, packs: int) -> None:
    """Refuse what does not belong together.

    Raises:
        UsageError: Something is missing, or too much.
    """
    said = {
        "--reason": (args.reason or "").strip(),
        "--by": (args.by or "").strip(),
        "--until": args.until,
    }
    if args.accept is None:
        surplus = [name for name, value in said.items() if value]
        if surplus:
            raise UsageError(f"{', '.join(surplus)} without --accept FINGERPRINT")
        return
    missing = [name for name, value in said.items() if not value]
    if missing:
        hint = "nothing is accepted without a reason, a name and an end"
        raise UsageError(f"--accept needs {', '.join(missing)}", hint=hint)
    if packs > 1:
        raise UsageError(
            f"--accept for {packs} packs at once", hint="name the pack of the finding with --pack"
        )


def accept(
    args: argparse.Namespace, folder: PackFolder, report: BumpReport, terminal: Terminal
) -> None:
    """Add the entries to the file, whole or not at all.

    Raises:
        UsageError: There is no such finding, or the acceptance has ended already.
        ToolkitError: The file cannot be read, added to or written.
    """
    file = accepted_file(folder, judged_by(args, folder, report.pack_id))
    if args.until.is_over(report.declared, args.today or clock.today()):
        raise UsageError(f"--until {args.until} is over already for {report.declared}")
    data = file.read() or b""
    chosen = [_finding(report, fingerprint) for fingerprint in dict.fromkeys(args.accept)]
    for finding in chosen:
        entry = AcceptedBreak(
            fingerprint=finding.fingerprint,
            rule=finding.rule.id,
            gate=name_of(finding),
            reason=args.reason.strip(),
            approved_by=args.by.strip(),
            until=args.until,
            pack=report.pack_id,
            at=Location(file.shown),
        )
        data = with_entry(data, finding, entry)
    write_atomic(file.path, data)
    for finding in chosen:
        terminal.say(f"accepted {name_of(finding)} ({finding.rule.id}) in {file.shown}")


def _finding(report: BumpReport, fingerprint: str) -> Finding:
    for finding in report.findings:
        if finding.fingerprint == fingerprint:
            return finding
    raise UsageError(
        f"no finding of {report.pack_id} has the fingerprint {fingerprint!r}",
        hint="the report prints them in its entries to accept a break, and in --format json",
    )
