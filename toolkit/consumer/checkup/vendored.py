"""What the lock records, what stands in the project, and what it imports: do they agree?"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Iterator

from toolkit.consumer.checkup.answers import Answer, advice, finding, ok
from toolkit.consumer.checkup.pins import MAX_NAMED, rest
from toolkit.consumer.packs import UsedPack
from toolkit.consumer.project import Project
from toolkit.consumer.vendor_lock import LOCK, Vendored
from toolkit.pack.model import CONSUMER_EXAMPLE, README
from toolkit.pack.read import local_path
from toolkit.spans import Location


def vendored_answers(
    project: Project, packs: tuple[UsedPack, ...], submodules: frozenset[str]
) -> Iterator[Answer]:
    """Yield what the lock, the folders and the imports of a project say of each other.

    ``submodules`` are folders whose files git has not checked out: what is missing
    there is told as that. Where a document cannot be read, nobody knows what it
    imports, and nothing is said to be imported by nobody.
    """
    imports_known = all(reading.document for reading in project.readings.values())
    for pack in packs:
        if pack.folder in submodules:
            continue
        if pack.recorded is not None:
            yield from _recorded(project, pack, pack.recorded, imports_known=imports_known)
        if pack.tree.entries:
            yield from _layout(pack)
            yield from _imported(pack)
            if imports_known:
                yield from _useless(pack)


def _recorded(
    project: Project, pack: UsedPack, recorded: Vendored, *, imports_known: bool
) -> Iterator[Answer]:
    at = lock_location(project, pack.name)
    again = f"policy-pack vendor --pack SOURCE --name {shlex.quote(pack.name)}"
    if not pack.tree.entries:
        yield finding(
            "lock-entry",
            f"{recorded.id} {recorded.version} is locked, and its folder {pack.folder} is missing",
            at,
            hint="restore it from version control, vendor it again, or take it out of the lock",
            command=again,
        )
        return
    if imports_known and not any(
        entry.target.startswith(f"{pack.folder}/") for entry in pack.entries
    ):
        yield finding(
            "lock-entry",
            f"{recorded.id} {recorded.version} is locked, and nothing imports it",
            at,
            hint=f'no gate of it runs; import "./{pack.entrypoint}", or remove the pack',
            command=f"policy-pack vendor --remove {shlex.quote(pack.name)}",
        )
    yield from _unchanged(pack, recorded, at, again)


def _unchanged(pack: UsedPack, recorded: Vendored, at: Location, again: str) -> Iterator[Answer]:
    differences = recorded.differences(pack.tree)
    hint = "put it back, or vendor the pack anew; a gate of yours belongs in your own files"
    back = f"git checkout -- {shlex.quote(pack.folder)}"
    for path, what in differences[:MAX_NAMED]:
        where = Location(f"{pack.folder}/{path}")
        if _only_line_ends(pack, recorded, path):
            keep = "say in .gitattributes: policy-packs/** -text, and check the files out again"
            what_now = "changed: only its line ends, as git writes them in some work trees"
            yield finding("pack-unchanged", what_now, where, hint=keep)
        else:
            yield finding("pack-unchanged", what, where, hint=hint, command=back)
    yield from rest(len(differences), "pack-unchanged", pack.folder)
    if differences:
        return
    if pack.tree.content_digest != recorded.content_sha256:
        message = "the content digest is not that of the files which the same lock records"
        yield finding("pack-unchanged", message, at, hint=f"restore {LOCK}", command=again)
        return
    if told := _contradiction(pack, recorded):
        yield finding("lock-entry", told, at, hint=f"restore {LOCK}", command=again)
        return
    message = f"all {len(recorded.files)} files of {recorded.id} {recorded.version} are as locked"
    yield ok("pack-unchanged", message, pack.at)


def _contradiction(pack: UsedPack, recorded: Vendored) -> str:
    """Return what the lock says otherwise than the very manifest that it locks, or nothing."""
    manifest = pack.manifest
    if manifest is None:
        return ""
    told = (
        ("id", recorded.id, manifest.id.strip()),
        ("version", recorded.version, manifest.version.strip()),
        ("entrypoint", recorded.entrypoint, local_path(manifest.entrypoint)),
    )
    other = (
        f"its {name} is {here!r}, and {there!r} in the manifest that it locks"
        for name, here, there in told
        if here != there
    )
    return next(other, "")


def _only_line_ends(pack: UsedPack, recorded: Vendored, path: str) -> bool:
    data = pack.tree.file(path)
    if data is None or b"\r\n" not in data:
        return False
    plain = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
    return plain == recorded.files.get(path)


def _layout(pack: UsedPack) -> Iterator[Answer]:
    """Yield what a pack lacks of the files that every mode must leave (seed document)."""
    hint = "take the whole folder of a release: license and attribution belong to it"
    if pack.manifest is None:
        message = "no manifest that can be read, so nobody can say which pack this is"
        yield finding("pack-layout", message, Location(pack.manifest_path), hint=hint)
        return
    if not pack.folder.startswith("policy-packs/"):
        return  # of a pack elsewhere no more is read than the policy needs
    entrypoint = pack.entrypoint.removeprefix(f"{pack.folder}/")
    missing = [
        path for path in (entrypoint, README, CONSUMER_EXAMPLE) if pack.tree.file(path) is None
    ]
    for path in missing:
        what = pack.tree.absence(path)
        yield finding("pack-layout", what, Location(f"{pack.folder}/{path}"), hint=hint)
    if not missing:
        yield ok("pack-layout", f"{pack.title}: manifest, entrypoint, README, example", pack.at)


def _imported(pack: UsedPack) -> Iterator[Answer]:
    for entry in pack.entries:
        if entry.target == pack.entrypoint:
            yield ok("import-entrypoint", f"{pack.title}: {entry.target}", entry.at)
            continue
        yield finding(
            "import-entrypoint",
            f"imports {entry.target}, which is not the entrypoint of {pack.title}",
            entry.at,
            hint=f'import "./{pack.entrypoint}": other files of a pack may move or go in any'
            " release",
        )


def _useless(pack: UsedPack) -> Iterator[Answer]:
    if not pack.entries and pack.recorded is None:
        yield advice(
            "pack-imported",
            f"{pack.title} stands in the project and nothing imports it: no gate of it runs",
            pack.at,
            hint=f'add to imports: "./{pack.entrypoint}"; or remove the folder',
        )


def lock_location(project: Project, name: str) -> Location:
    """Return the line of the lock at which a pack is recorded."""
    text = (project.tree.file(LOCK) or b"").decode("utf-8", "replace")
    found = re.search(rf'"{re.escape(name)}"\s*:\s*\{{', text)
    return Location(LOCK, text.count("\n", 0, found.start()) + 1 if found else 0)
