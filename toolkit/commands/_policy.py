"""By which policy a pack is judged: the settings that are nearest to it, and the command line.

Settings are looked for in the folder of the pack and in those above it, up to
the top of its repository; the nearest folder that has some counts, alone. They
belong to the tree that is judged, never to the baseline: a change of policy
takes effect with the release that makes it.
"""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.commands._packs import PackFolder
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.policy import Choices, Policy, policy_of, profile_names
from toolkit.diff.readings import Reading
from toolkit.diff.settings import (
    MAX_BYTES,
    NAME,
    PYPROJECT,
    Settings,
    SettingsFile,
    read_settings,
)
from toolkit.errors import ToolkitError, UsageError
from toolkit.faults import Fault
from toolkit.host.files import NotRegularError, read_regular
from toolkit.versions import ZeroMajor

NOTHING = "nothing"
"""The word for no reading at all, where settings name some."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pack is judged by; ``base`` is the folder that the settings stand in."""

    policy: Policy
    settings: Settings
    base: Path


def add_policy_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that win over settings."""
    parser.add_argument(
        "--profile",
        choices=profile_names(),
        help="which levels the rules have: strict makes an added gate that blocks major",
    )
    parser.add_argument(
        "--zero-major",
        choices=[way.value for way in ZeroMajor],
        help="what numbers below 1.0.0 mean: as Cargo reads them (the default), or 1.0.0 after"
        " a major change",
    )
    parser.add_argument(
        "--graduate",
        action="store_true",
        help="suggest 1.0.0 for a pack that was released below it; nothing else leads there",
    )
    parser.add_argument(
        "--fail-on",
        metavar="LIST",
        type=_readings,
        help="exit 1 on any of these, separated by commas: "
        f"{', '.join(reading.value for reading in Reading)}; or {NOTHING}",
    )


def _readings(text: str) -> tuple[Reading, ...]:
    """Return the readings in a list.

    Raises:
        argparse.ArgumentTypeError: One of them is unknown.
    """
    words = [word.strip() for word in text.split(",")]
    if words == [NOTHING]:
        return ()
    known = [reading.value for reading in Reading]
    for word in words:
        if word not in known:
            near = difflib.get_close_matches(word, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
            raise argparse.ArgumentTypeError(f"there is no reading {word!r}: {meant}")
    return tuple(Reading(word) for word in dict.fromkeys(words))


def judged_by(args: argparse.Namespace, folder: PackFolder, pack_id: str) -> Judged:
    """Return the policy for one pack.

    Raises:
        ToolkitError: Its settings cannot be read, or say what makes no sense.
    """
    found = _nearest(folder)
    settings = found[0].of(pack_id) if found else Settings()
    choices = Choices(
        profile=args.profile,
        zero_major=ZeroMajor(args.zero_major) if args.zero_major else None,
        graduate=args.graduate,
        fail_on=args.fail_on,
    )
    return Judged(policy_of(settings, choices), settings, found[1] if found else folder.folder)


def check_graduation(baseline_major: int | None) -> None:
    """Refuse to graduate a pack that cannot.

    Raises:
        UsageError: It was never released, or is at 1.0.0 already.
    """
    if baseline_major is None:
        raise UsageError(
            "--graduate leads from a release below 1.0.0 to 1.0.0, and there is no release yet",
            hint="a first release has the version that the manifest says: write 1.0.0 there",
        )
    if baseline_major:
        raise UsageError(
            "--graduate leads from a release below 1.0.0 to 1.0.0,"
            f" and the baseline is a {baseline_major}.x already",
            hint="leave it out: from 1.0.0 on the changes alone decide",
        )


def _nearest(folder: PackFolder) -> tuple[SettingsFile, Path] | None:
    """Return the settings that are nearest to a pack, and their folder."""
    for place, shown in _places(folder):
        found = [
            settings
            for name in (NAME, PYPROJECT)
            if (settings := _read(place / name, f"{shown}{name}")) is not None
        ]
        if len(found) > 1:
            raise ToolkitError(
                f"{found[0].path} and {found[1].path} both have settings",
                hint=f"keep them in one place: {NAME}, or [tool.policy-pack-toolkit]",
            )
        if found:
            return found[0], place
    return None


def settings_files(folder: PackFolder) -> Iterator[Path]:
    """Yield every file that settings of a pack could stand in, the nearest first."""
    for place, _ in _places(folder):
        yield from (place / NAME, place / PYPROJECT)


def _places(folder: PackFolder) -> Iterator[tuple[Path, str]]:
    """Yield the folder of a pack and those above it, with what reports call them."""
    here = folder.folder.resolve()
    repository = folder.usable_repository
    top = repository.root.resolve() if repository else here
    while True:
        inside = here.relative_to(top).as_posix() if here.is_relative_to(top) else "."
        yield here, "" if inside == "." else f"{inside}/"
        if here == top or not here.is_relative_to(top):
            return
        here = here.parent


def _read(path: Path, shown: str) -> SettingsFile | None:
    """Return the settings in a file; None where there is no file, or nothing for us in it."""
    try:
        data, _ = read_regular(path.resolve(), limit=MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, NotRegularError, ToolkitError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise ToolkitError(f"the settings cannot be read: {what}", where=shown) from error
    reading = read_settings(data, shown, rules=[rule.id for rule in load_catalogue().rules])
    if reading.faults:
        raise fault_error(reading.faults)
    return reading.settings


def fault_error(faults: tuple[Fault, ...]) -> ToolkitError:
    """Return the first of the faults as what stops a command, with the number of the others."""
    first, more = faults[0], len(faults) - 1
    counted = f" (and {more} more)" if more else ""
    return ToolkitError(f"{first.message}{counted}", where=str(first.where), hint=first.hint)
