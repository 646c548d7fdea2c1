"""The last release of a pack, found by its tags in the pack's own repository.

The baseline is the highest stable release among the ancestors of HEAD, HEAD
itself included; where all are pre-releases, the highest of them. So changes are
cumulative (what came in with 2.0.0-rc.1 counts until 2.0.0 is out), and a pack
that was edited after its tag is compared with that tag. A release that is
higher than the declared version is a baseline as well: the declared version
then decreased, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from semver import Version

from toolkit.commands._packs import PackFolder
from toolkit.commands._read_pack import Found, folder_of, id_at, pack_at
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.changes import compare, differ
from toolkit.diff.facts import Change
from toolkit.diff.judge import judge
from toolkit.diff.report import Baseline, BumpReport, Note
from toolkit.errors import ToolkitError
from toolkit.host.git import Repository, Tag
from toolkit.host.process import which
from toolkit.pack.model import MANIFEST, Pack
from toolkit.release.tag_names import TagName
from toolkit.versions import History

_MOST_TOLD = 5
_FETCH_ALL = "git fetch --unshallow --tags"


def last_release(folder: PackFolder, pack: Pack, *, but: str = "") -> Found:
    """Return the release to compare ``pack`` with; none before the first.

    ``but`` is a tag that does not count: that of the very release which is
    being made, where it is made again.

    Raises:
        ToolkitError: What is here cannot tell: no git, a shallow clone, or a
            release whose pack cannot be read.
    """
    if which("git") is None:
        raise ToolkitError(
            "git is not installed, so the last release cannot be found",
            hint="install git, or say what to compare with: --baseline DIR or ARCHIVE",
        )
    if folder.repository is None:
        hint = "say what to compare with: --baseline DIR or ARCHIVE"
        message = "the pack is in no git repository, so there are no release tags"
        return Found(None, (Note(message, hint),))
    near = folder.repository.relative(folder.folder)
    return _Line(folder.repository, near, pack, but).search()


def taken_note(folder: PackFolder, report: BumpReport) -> tuple[Note, ...]:
    """Return a note where the suggested version is out already, on another line of commits.

    Arithmetic does not help then: whoever maintains an old line chooses a version that is free.
    There is none either where git cannot tell, and --baseline was a folder.
    """
    try:
        return _taken_note(folder.repository, report)
    except ToolkitError:
        return ()


def _taken_note(repository: Repository | None, report: BumpReport) -> tuple[Note, ...]:
    if repository is None or repository.head is None or report.baseline is None:
        return ()
    before = releases_of(repository.tags(merged_into=repository.head), report.pack_id)
    taken = releases_of(repository.tags(), report.pack_id).get(report.suggested)
    if taken is None or report.suggested in before:
        return ()
    hint = "this line needs a version that is free, so perhaps a smaller change"
    return (Note(f"{taken.name} exists already, on another line of commits", hint),)


@dataclass(frozen=True)
class _Line:
    """The line of releases that leads to what is checked out; ``near`` is the pack's folder."""

    repository: Repository
    near: str
    pack: Pack
    but: str = ""

    def search(self) -> Found:
        head = self.repository.head
        pack_id = self.pack.manifest.id.strip()
        if head is None:
            if self.repository.tags():
                return Found(None, (self._why_none(pack_id),))
            return Found(None, (Note("the repository has no commit yet: nothing was released"),))
        merged = self.repository.tags(merged_into=head)
        ancestors = [tag for tag in merged if tag.name != self.but]
        releases = releases_of(ancestors, pack_id)
        depth = self._depth_notes(releases, pack_id)
        if releases:
            found = self._since(releases, pack_id)
            return replace(found, notes=(*depth, *found.notes))
        former = self._former_id(ancestors, head)
        if former is None:
            return Found(None, (self._why_none(pack_id),))
        found = self._since(releases_of(ancestors, former), former)
        note = Note(f"{pack_id} has no release yet; {former} was released from this folder")
        return replace(found, notes=(note, *found.notes))

    def _depth_notes(self, releases: Mapping[Version, Tag], pack_id: str) -> tuple[Note, ...]:
        """Refuse to guess where history is missing: no tag here does not mean no release."""
        if not self.repository.is_shallow:
            return ()
        every = [tag for tag in self.repository.tags() if tag.name != self.but]
        known = releases_of(every, pack_id)
        if not releases or set(known) - set(releases):
            raise ToolkitError(
                "the clone is shallow, so the last release cannot be found for certain",
                where=self.near or ".",
                hint=f"{_FETCH_ALL} (in CI: check out with full depth and tags), "
                "or say what to compare with: --baseline",
            )
        return (Note("the clone is shallow: a later release may be missing", _FETCH_ALL),)

    def _since(self, releases: Mapping[Version, Tag], pack_id: str) -> Found:
        history = History.of(releases)
        if history is None:
            raise ToolkitError(f"no release of {pack_id}")
        base, last = releases[history.baseline], releases[history.highest]
        old = self._pack_at(base, pack_id)
        latest = old if last == base else self._pack_at(last, pack_id)
        repeated = not differ(latest, self.pack)
        history = replace(history, repeated=repeated)
        baseline = Baseline(ref=base.name, pack=old, history=history, commit=base.commit)
        notes = []
        if last != base:
            told = _told(compare(latest, self.pack))
            notes.append(Note(f"since the pre-release {last.name}: {told}"))
        earlier = [version for version in releases if version < history.highest]
        if repeated and earlier:
            hint = f"--baseline {releases[max(earlier)].name}"
            notes.append(Note(f"to judge {last.name} itself, compare it with the one before", hint))
        return Found(baseline, tuple(notes))

    def _pack_at(self, tag: Tag, pack_id: str) -> Pack:
        folder = folder_of(self.repository, tag.commit, pack_id, near=self.near)
        if folder is None:
            raise ToolkitError(
                f"the tagged commit holds no pack {pack_id}",
                where=tag.name,
                hint="policy-pack check-tag says more; or say what to compare with: --baseline",
            )
        return pack_at(self.repository, tag.commit, folder, tag.name)

    def _former_id(self, ancestors: Iterable[Tag], head: str) -> str | None:
        """Return the one other id under which a pack was released from this very folder.

        Not one that a pack elsewhere in the repository still has: that pack moved away.
        """
        folders = self.repository.folders_with(MANIFEST, head)
        elsewhere = {
            id_at(self.repository, head, folder) for folder in folders if folder != self.near
        }
        latest: dict[str, tuple[Version, Tag]] = {}
        for tag in ancestors:
            name = TagName.parse(tag.name)
            if name is not None and name.pack_id not in elsewhere:
                pair = (name.precedence, tag)
                latest[name.pack_id] = max(latest.get(name.pack_id, pair), pair, key=_by_version)
        former = {
            pack_id
            for pack_id, (_, tag) in latest.items()
            if id_at(self.repository, tag.commit, self.near) == pack_id
        }
        return former.pop() if len(former) == 1 else None

    def _why_none(self, pack_id: str) -> Note:
        elsewhere = releases_of(self.repository.tags(), pack_id)
        if elsewhere:
            names = ", ".join(elsewhere[version].name for version in sorted(elsewhere))
            hint = "say which to compare with: --baseline TAG"
            return Note(f"releases exist, but on no commit before this one: {names}", hint)
        hint = (
            "if it was released before, its tags were not fetched: git fetch --tags"
            " (in CI, check out with tags); --require-baseline makes this an error"
        )
        return Note(f"there is no tag {pack_id}-v<version> in this clone", hint)


def _told(changes: Iterable[Change]) -> str:
    """Return in one line what changed: each rule with what it is about, of many the first."""
    findings = judge(changes, load_catalogue())
    if not findings:
        return "nothing changed"
    named = [f"{one.change.gate_id or one.change.subject} ({one.rule.id})" for one in findings]
    more = [f"{len(named) - _MOST_TOLD} more"] if len(named) > _MOST_TOLD else []
    return ", ".join([*named[:_MOST_TOLD], *more])


def _by_version(pair: tuple[Version, Tag]) -> Version:
    return pair[0]


def releases_of(tags: Iterable[Tag], pack_id: str) -> dict[Version, Tag]:
    """Return the release tags of a pack by version; of twins the first by name."""
    found: dict[Version, Tag] = {}
    for tag in sorted(tags, key=lambda each: each.name):
        name = TagName.parse(tag.name)
        if name is not None and name.pack_id == pack_id:
            found.setdefault(name.precedence, tag)
    return found
