"""The file of accepted breaks: found, read, and held against the findings of a report.

It stands where the settings say, else at the top of the repository or in the
folder of the pack. An entry that stood in the same file at the baseline accepts
nothing any more: its release is out.
"""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.commands._packs import PackFolder
from toolkit.commands._policy import Judged, fault_error
from toolkit.diff.accepted import NAME, AcceptedBreak, Occasion, read_accepted, settle
from toolkit.diff.report import Baseline, BumpReport, Note
from toolkit.errors import ToolkitError
from toolkit.host import clock
from toolkit.host.files import NotRegularError, read_regular
from toolkit.pack.limits import MAX_YAML_BYTES


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """Where the entries of a pack stand, and what reports call that; it may not be there yet."""

    path: Path
    shown: str

    def read(self) -> bytes | None:
        """Return what stands in it; None where it is not there.

        Raises:
            ToolkitError: It is there and cannot be read.
        """
        try:
            return read_regular(self.path, limit=MAX_YAML_BYTES)[0]
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, NotRegularError, ToolkitError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            message = f"the accepted breaks cannot be read: {what}"
            raise ToolkitError(message, where=self.shown) from error


def add_today_option(
    parser: argparse.ArgumentParser, default: str = "SOURCE_DATE_EPOCH, else today"
) -> None:
    """Add ``--today``: the day that decides what has expired."""
    parser.add_argument(
        "--today",
        metavar="DATE",
        type=_day,
        help=f"the day on which accepted breaks are judged, like 2027-01-31 (default: {default})",
    )


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it like 2027-01-31") from error


def accepted_file(folder: PackFolder, judged: Judged) -> AcceptedFile:
    """Return the file that holds, or would hold, the accepted breaks of a pack.

    Raises:
        ToolkitError: Two files could be meant, or the one that the settings name is not there.
    """
    told = judged.settings.accepted_breaks
    if told is not None:
        path = judged.base / told.value
        if not path.exists():
            raise ToolkitError(
                f"there is no file of accepted breaks {told.value}",
                where=str(told.where),
                hint="make it, be it empty, or correct the name",
            )
        return AcceptedFile(path, told.value)
    repository = folder.usable_repository
    top = repository.root if repository else folder.folder
    places = {top.resolve(): NAME, folder.folder.resolve(): f"{folder.display}/{NAME}"}
    if len(places) == 1:
        return AcceptedFile(top / NAME, NAME)
    there = [AcceptedFile(place / NAME, shown) for place, shown in places.items()]
    found = [one for one in there if one.path.exists()]
    if len(found) > 1:
        raise ToolkitError(
            f"{found[0].shown} and {found[1].shown} both hold accepted breaks",
            hint="keep them in one file: the one at the top is for all packs",
        )
    return found[0] if found else there[0]


def settled(
    args: argparse.Namespace, folder: PackFolder, judged: Judged, report: BumpReport
) -> BumpReport:
    """Return the report with what was accepted, and with a note on each entry in vain.

    Raises:
        ToolkitError: The file cannot be read, or is not what it should be.
    """
    if report.baseline is None:
        return report
    file = accepted_file(folder, judged)
    data = file.read()
    if data is None:
        return report
    entries = _entries(data, file.shown)
    needs_day = any(entry.until.day for entry in entries)
    occasion = Occasion(
        pack_id=report.pack_id,
        declared=report.declared,
        today=(args.today or clock.today()) if needs_day else None,
        released=_released(folder, report.baseline, file),
    )
    settlement = settle(entries, report.findings, occasion)
    notes = [Note(one.message, one.hint, one.entry.at) for one in settlement.troubles]
    return replace(report, settlement=settlement, notes=(*report.notes, *notes))


def _entries(data: bytes, shown: str) -> tuple[AcceptedBreak, ...]:
    reading = read_accepted(data, shown)
    if reading.faults:
        raise fault_error(reading.faults)
    return reading.entries


def _released(
    folder: PackFolder, baseline: Baseline, file: AcceptedFile
) -> tuple[AcceptedBreak, ...]:
    """Return the entries that stood in the file at the baseline; none where that cannot be told."""
    data = None
    path, inside = file.path.resolve(), folder.folder.resolve()
    repository = folder.usable_repository
    if path.is_relative_to(inside):
        data = baseline.pack.tree.file(path.relative_to(inside).as_posix())
    elif baseline.commit and repository and path.is_relative_to(repository.root.resolve()):
        data = repository.file(baseline.commit, repository.relative(path))
    return read_accepted(data, file.shown).entries if data is not None else ()
