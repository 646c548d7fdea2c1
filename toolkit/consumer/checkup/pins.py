"""What holds a pack at one exact content: the lock, a submodule, a subtree; and what loosens it.

Source: the seed document, "Versioning": consumers pin an exact tag, commit,
checksum or reviewed snapshot; a floating branch is for experiments. The facts of
git are values here; `toolkit.host.pins` asks for them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from toolkit.consumer.checkup.answers import Answer, advice, finding, not_known, ok
from toolkit.consumer.packs import UsedPack
from toolkit.consumer.project import PACKS
from toolkit.consumer.vendor_lock import LOCK
from toolkit.faults import Fault
from toolkit.pack.tree import Tree
from toolkit.release.tag_names import TagName
from toolkit.spans import Location

GITMODULES: Final = ".gitmodules"
MAX_NAMED: Final = 100
"""Files of one pack that are named one by one; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submodule:
    """A submodule that holds packs.

    ``commit`` is the gitlink in the index, ``committed`` that of HEAD (``""``
    where there is none), ``checked_out`` that of the work tree (None: not
    initialised). ``pinned`` and ``now`` are the files of the commit and of the
    work tree, as git stores them; ``pinned`` is None where the commit is not here.
    """

    folder: str
    commit: str
    committed: str
    checked_out: str | None
    listed_at: Location | None
    branch: str = ""
    branch_at: Location | None = None
    tags: tuple[str, ...] = ()
    pinned: Tree | None = field(default=None, repr=False)
    now: Tree | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtree:
    """A folder that ``git subtree`` merged: the commit that was split off or taken over.

    ``merged`` is the commit in the project that says so.
    """

    folder: str
    commit: str
    merged: str
    tags: tuple[str, ...] = ()
    pinned: Tree | None = field(default=None, repr=False)
    now: Tree | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A folder that git does not pin.

    ``unknown`` says why git could not answer; ``is_clone`` is a repository of its
    own that the project does not record.
    """

    folder: str
    unknown: str = ""
    hint: str = ""
    is_clone: bool = False


Pin: TypeAlias = "Submodule | Subtree | Loose"


@dataclass(frozen=True, slots=True)
class GitFacts:
    """What git says, by the folder of the pack; ``fault`` is that of .gitmodules."""

    pins: Mapping[str, Pin] = field(default_factory=dict)
    fault: Fault | None = None


def pin_answers(
    packs: tuple[UsedPack, ...], facts: GitFacts, *, lock_unread: bool
) -> Iterator[Answer]:
    """Yield how each pack is pinned, and whether that is what stands there.

    ``lock_unread``: there is a lock, and nobody could read what it pins.
    """
    if facts.fault is not None:
        fault = facts.fault
        yield finding(fault.code, fault.message, fault.where, hint=fault.hint)
    told, pins = set(), facts.pins
    for pack in packs:
        pin = pins.get(pack.folder) or Loose(folder=pack.folder)
        is_there = pack.tree.entries or pack.recorded is not None
        if is_there or not isinstance(pin, Loose):  # an import of nothing is told as that
            yield from _pinned(pack, pin, lock_unread=lock_unread)
        if pin.folder not in told:
            told.add(pin.folder)
            yield from _followed(pin)
    for folder, pin in sorted(pins.items()):
        if pin.folder not in told and folder == pin.folder:
            yield from _followed(pin)


def _followed(pin: Pin) -> Iterator[Answer]:
    match pin:
        case Submodule():
            yield from _submodule(pin)
        case Subtree():
            yield from _subtree(pin)


def _pinned(pack: UsedPack, pin: Pin, *, lock_unread: bool) -> Iterator[Answer]:
    """Yield one answer: what pins the pack, or that nothing does."""
    check = "pack-pinned"
    match pin:
        case Submodule():
            how = f"{pack.title}: submodule at {_called(pin.commit, pin.tags)}"
            yield ok(check, how, Location(pin.folder))
        case Subtree():
            how = f"{pack.title}: subtree at {_called(pin.commit, pin.tags)}"
            yield ok(check, how, Location(pin.folder))
        case Loose(is_clone=True) if pack.recorded is not None:
            yield finding(
                check,
                f"{pack.title}: it is locked, and a repository of its own, so git records none of"
                " its files for anybody else",
                Location(pin.folder),
                hint=f"take {pin.folder}/.git away; or pin the commit as a submodule, and take the"
                f" entry out of {LOCK}",
            )
        case Loose() if pack.recorded is not None:
            digest = pack.recorded.content_sha256[:12]
            yield ok(check, f"{pack.title}: vendored, locked by the digest {digest}", pack.at)
        case Loose() if lock_unread and pack.folder.startswith(f"{PACKS}/"):
            message = f"{pack.title}: whether {LOCK} pins it cannot be read"
            yield not_known(check, message, pack.at, hint="mend the lock first")
        case Loose() if pin.unknown:
            yield not_known(check, f"{pack.title}: {pin.unknown}", pack.at, hint=pin.hint)
        case Loose(is_clone=True):
            yield finding(
                check,
                f"{pack.title}: a clone that the project does not record, so it floats",
                pack.at,
                hint="record its commit as a submodule, with the address that it came from",
                command=f"git submodule add ADDRESS {_word(pin.folder)}",
            )
        case _:
            yield finding(
                check,
                f"{pack.title}: nothing pins it: no entry in {LOCK}, no submodule, no subtree",
                pack.at,
                hint="record it from the reviewed release, folder or tag, if it is that pack, byte"
                " for byte; else remove the folder first, and vendor it",
                command=f"policy-pack vendor --pack SOURCE --name {_word(_last(pack.folder))}"
                " --adopt",
            )


def _submodule(pin: Submodule) -> Iterator[Answer]:
    at, folder = Location(pin.folder), _word(pin.folder)
    if pin.listed_at is None:
        yield finding(
            "pack-pinned",
            f"the submodule is not listed in {GITMODULES}, so no other clone can fetch it",
            at,
            hint="add it again with its address",
            command=f"git submodule add --force ADDRESS {folder}",
        )
    if pin.branch:
        at_top = pin.branch_at is None or pin.branch_at.path == GITMODULES
        yield finding(
            "pin-branch",
            f"branch = {pin.branch}: `git submodule update --remote` would follow it",
            pin.branch_at or Location(GITMODULES),
            hint="take the line away: the recorded commit alone decides",
            # git takes this path from the top of the repository, wherever it is typed
            command=f"git submodule set-branch --default {folder}" if at_top else "",
        )
    if pin.committed != pin.commit:
        listed = f"{pin.listed_at.path} " if pin.listed_at is not None else ""
        yield advice(
            "pin-followed",
            f"the commit {pin.commit[:12]} is staged and not committed",
            at,
            hint="commit it, or nobody else gets it",
            command=f"git commit -m {_word(f'pin {pin.folder}')} -- {listed}{folder}",
        )
    yield from _checked_out(pin, at, folder)


def _checked_out(pin: Submodule, at: Location, folder: str) -> Iterator[Answer]:
    update = f"git submodule update --init {folder}"
    if pin.checked_out is None:
        yield finding(
            "pin-followed",
            "the submodule is not initialised: its files are not here",
            at,
            hint="fetch it; in CI: check out with submodules",
            command=update,
        )
        return
    if pin.checked_out != pin.commit:
        yield finding(
            "pin-followed",
            f"{pin.checked_out[:12]} is checked out, and {_called(pin.commit, pin.tags)} is pinned",
            at,
            hint="go back to what is pinned; or review the other commit, then `git add` it",
            command=update,
        )
        return
    if pin.pinned is None or pin.now is None:
        yield not_known(
            "pin-followed",
            f"the commit {pin.commit[:12]} cannot be read here",
            at,
            hint="fetch it whole",
            command=update,
        )
        return
    back = f"git -C {folder} checkout --force {pin.commit[:12]}"
    yield from _same(pin.folder, pin.pinned, pin.now, _called(pin.commit, pin.tags), back)


def _subtree(pin: Subtree) -> Iterator[Answer]:
    if pin.pinned is None or pin.now is None:
        yield not_known(
            "pin-followed",
            f"the files of {pin.commit[:12]}, which {pin.merged[:12]} merged, are not here",
            Location(pin.folder),
            hint="fetch the whole history; or merge it again with --squash, which keeps them",
            command="git fetch --unshallow",
        )
        return
    back = f"git checkout {pin.merged[:12]} -- {_word(pin.folder)}"
    name = f"{_called(pin.commit, pin.tags)}, merged as {pin.merged[:12]}"
    yield from _same(pin.folder, pin.pinned, pin.now, name, back)


def _same(folder: str, pinned: Tree, now: Tree, name: str, command: str) -> Iterator[Answer]:
    """Yield each file that is not what is pinned, or that all are."""
    then, today = pinned.digests, now.digests
    paths = sorted({*pinned.entries, *now.entries})
    other = [path for path in paths if _differs(path, pinned, now)]
    for path in other[:MAX_NAMED]:
        if path not in pinned.entries:
            what = "not a file of the pinned commit"
        elif path not in now.entries:
            what = "missing"
        elif then.get(path) != today.get(path):
            what = "changed"
        else:
            what = f"a {now.entries[path].kind.value}"
        hint = f"pinned is {name}; send the change upstream, or override the gate in your project"
        yield finding(
            "pin-followed", what, Location(f"{folder}/{path}"), hint=hint, command=command
        )
    yield from rest(len(other), "pin-followed", folder)
    if not other:
        message = f"all {len(then)} files are those of {name}"
        yield ok("pin-followed", message, Location(folder))


def _differs(path: str, pinned: Tree, now: Tree) -> bool:
    before, after = pinned.entries.get(path), now.entries.get(path)
    if before is None or after is None or before.kind is not after.kind:
        return True
    return before.data != after.data


def rest(count: int, check: str, folder: str) -> Iterator[Answer]:
    """Yield that there are more files than are named, if there are."""
    if count > MAX_NAMED:
        message = f"and {count - MAX_NAMED:,} more files"
        yield finding(check, message, Location(folder), hint="as above")


def _called(commit: str, tags: tuple[str, ...]) -> str:
    """Return the commit with the release tags that name it, or that none does."""
    releases = [tag for tag in tags if TagName.parse(tag) is not None]
    if releases:
        return f"{', '.join(releases)} ({commit[:12]})"
    return f"{commit[:12]}, which no release tag here names"


def _last(folder: str) -> str:
    return folder.rpartition("/")[2]


def _word(text: str) -> str:
    return shlex.quote(text)
