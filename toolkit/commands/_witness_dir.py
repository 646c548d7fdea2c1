"""`bump --witness-dir`: every witness as a file, to be kept and replayed at the next release."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.commands._output import named_path
from toolkit.diff.facts import Side
from toolkit.diff.report import BumpReport
from toolkit.errors import ToolkitError
from toolkit.host.files import write_all_atomic
from toolkit.host.terminal import Terminal
from toolkit.replay.witness import Witness, WitnessSide, write


def add_witness_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--witness-dir``."""
    parser.add_argument(
        "--witness-dir",
        metavar="DIR",
        type=named_path,
        help="keep each witness as a file in DIR, which is made if it is not there;"
        " `policy-pack replay DIR` asks them again at the next release",
    )


def keep_witnesses(folder: Path, reports: Sequence[BumpReport], terminal: Terminal) -> None:
    """Write the witnesses of all findings; what else is in the folder stays.

    Raises:
        ToolkitError: The folder or a file in it cannot be written.
    """
    files = write(one for report in reports for one in _witnesses(report))
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        hint = "make the folder above it first, or name another"
        raise ToolkitError(
            f"cannot be made: {error.strerror}", where=str(folder), hint=hint
        ) from error
    write_all_atomic({folder / name: data for name, data in files.items()})
    plural = "" if len(files) == 1 else "es"
    terminal.say(f"kept {len(files)} witness{plural} in {folder}")


def _witnesses(report: BumpReport) -> Iterator[Witness]:
    for finding in report.findings:
        change = finding.change
        for shown in change.shown:
            yield Witness(
                gate_id=change.gate_id,
                fingerprint=finding.fingerprint,
                exchange=shown.exchange,
                response=shown.response,
                old=_side(change.old, passes=not shown.fails_old),
                new=_side(change.new, passes=not shown.fails_new),
                variables=tuple(sorted(shown.variables.items())),
                confirmation=shown.confirmation.text,
            )


def _side(side: Side | None, *, passes: bool) -> WitnessSide:
    if side is None:
        return WitnessSide(passes=passes)
    return WitnessSide(passes=passes, text=side.text, file=side.at.path, line=side.at.line or 0)
