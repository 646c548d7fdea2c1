"""The road of a release as a list of steps, and what is known on the way.

Everything on it is either read or computed from what was read, so a run that
was interrupted is not continued from notes but taken again: what is there
already and right is found to be so, what is half-made has a hidden name and is
swept away.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolkit.commands._examined import examine_folder
from toolkit.commands._packs import PackFolder
from toolkit.commands._release_report import Judged, release_report
from toolkit.commands._signing import ReleaseKey
from toolkit.diff.report import BumpReport
from toolkit.errors import RefusedError, ToolkitError
from toolkit.host import clock
from toolkit.host.ending import heed_lost_signal, ignore_signals
from toolkit.host.git import Repository, Tag
from toolkit.host.tagging import day_of
from toolkit.host.terminal import Terminal
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import Manifest
from toolkit.release.archive import Archive, read_archive
from toolkit.release.contents import ARCHIVE_SUFFIX
from toolkit.release.folder import build_release
from toolkit.release.tag_names import TagName, parse_version
from toolkit.smoke.examine import Examination


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose: the output folder, the keys, and how far to go."""

    out: Path
    keys: tuple[ReleaseKey, ...] = ()
    packages: bool = False
    tag_sign: bool = False
    confirm: bool = True
    dry_run: bool = False


@dataclass
class Road:
    """One release on its way; what is asked for is read once.

    ``files`` grows until it is the whole release folder. ``place`` is the folder
    under its hidden name, None before it is written and where the final one is
    right already.
    """

    pack: PackFolder
    choices: Choices
    files: dict[str, bytes] = field(default_factory=dict)
    place: Path | None = None
    is_there: bool = False
    instead: bool = False
    made_tag: bool = False
    cleanup: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @cached_property
    def repository(self) -> Repository:
        """The repository of the pack.

        Raises:
            ToolkitError: The pack is in none.
        """
        if self.pack.repository is None:
            raise ToolkitError(
                "the pack is in no git repository, and a release is a tagged commit",
                where=str(self.pack.folder),
                hint="begin one with git init, or make an archive alone: policy-pack"
                " release-archive",
            )
        return self.pack.repository

    @cached_property
    def commit(self) -> str:
        """The commit that is checked out.

        Raises:
            RefusedError: There is none yet.
        """
        if self.repository.head is None:
            raise RefusedError("there is no commit yet", hint="commit the pack first")
        return self.repository.head

    @cached_property
    def near(self) -> str:
        """The folder of the pack in the repository, ``""`` for the top."""
        return self.repository.relative(self.pack.folder)

    @cached_property
    def examination(self) -> Examination:
        """What smoke found."""
        return examine_folder(self.pack)

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest of the pack.

        Raises:
            RefusedError: There is none that can be read.
        """
        manifest, faults = read_manifest(self.pack.tree)
        if manifest is None:
            raise RefusedError(faults[0].message, where=self.pack.display)
        return manifest

    @property
    def stem(self) -> str:
        """``<pack-id>-<version>``."""
        return f"{self.manifest.id}-{self.manifest.version}"

    @cached_property
    def tag(self) -> str:
        """The name of the release's tag.

        Raises:
            RefusedError: The id and version cannot be one.
        """
        version = parse_version(self.manifest.version)
        if version is not None:
            with contextlib.suppress(ValueError):
                return TagName(self.manifest.id, version).format()
        raise RefusedError(f"{self.stem} cannot be tagged", hint="policy-pack smoke says more")

    @property
    def tag_there(self) -> Tag | None:
        """The tag of that name, if it exists now."""
        return next((one for one in self.repository.every_tag() if one.name == self.tag), None)

    @property
    def target(self) -> Path:
        """The final place of the release folder."""
        return self.choices.out / self.manifest.id / self.manifest.version

    @cached_property
    def judged(self) -> Judged:
        """The report as it is published, by the day of the commit."""
        return release_report(self.pack, tag=self.tag, today=day_of(self.repository, self.commit))

    @cached_property
    def report_today(self) -> BumpReport:
        """The report as of today: what was accepted may have expired since the commit.

        A release that is tagged was judged on its own day.
        """
        if self.tag_there is not None or self.today == day_of(self.repository, self.commit):
            return self.judged.report
        return release_report(self.pack, tag=self.tag, today=self.today).report

    @cached_property
    def today(self) -> dt.date:
        """The day of this run, or what ``SOURCE_DATE_EPOCH`` says."""
        return clock.today()

    @cached_property
    def core(self) -> Mapping[str, bytes]:
        """Archive, manifest and their sums, built from the work tree."""
        return build_release(
            self.pack.tree, pack_id=self.manifest.id, version=self.manifest.version
        )

    @cached_property
    def archive(self) -> Archive:
        """The archive, read back."""
        return read_archive(self.core[f"{self.stem}{ARCHIVE_SUFFIX}"])


Walk = Callable[[Road], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what it proves, and what it does, told line by line."""

    name: str
    proves: str
    walk: Walk


def walk(road: Road, steps: Sequence[Step], terminal: Terminal) -> None:
    """Take the steps in order, telling each; where one fails, say what stands.

    Raises:
        ToolkitError: What the step that failed says.
    """
    with road.cleanup:
        try:
            for number, step in enumerate(steps, 1):
                heed_lost_signal()
                terminal.say(f"{number:>2}/{len(steps)} {step.name}: {step.proves}")
                for told in step.walk(road):
                    terminal.say(f"      {told}")
        except (ToolkitError, KeyboardInterrupt):
            terminal.say(f"      stopped here; {_stands(road)}")
            raise
        finally:
            ignore_signals()  # what is left is to clean up


def _stands(road: Road) -> str:
    """Say what a run that stops leaves behind."""
    if road.made_tag:
        return (
            f"the tag {road.tag} was made and is on this machine only; run the same command again"
            f" when it is mended, or take the tag back: git tag --delete {road.tag}"
        )
    return "nothing was changed; run the same command again when it is mended"
