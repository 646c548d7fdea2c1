"""Which names a vendored pack may have, and whether the way to its folder is free of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.vendor_lock import LOCK
from toolkit.faults import Fault
from toolkit.pack.ids import is_device_name
from toolkit.pack.tree import Kind
from toolkit.release.limits import MAX_SEGMENT_BYTES
from toolkit.spans import Location

_NAME: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
"""As in the schema of the lock, and no dot at the end, which Windows drops."""


def name_faults(project: Project, name: str) -> Iterator[Fault]:
    """Yield why a folder below ``policy-packs/`` may not be called so."""
    if reason := _reason(name):
        yield Fault(
            code="vendor-name",
            message=f"--name {name!r} cannot be the name of a folder: {reason}",
            where=Location(PACKS),
            hint="use letters, digits, hyphens and dots, such as api-baseline",
        )
        return
    for other in sorted({*project.lock.packs, *project.vendored_names}):
        if other != name and other.casefold() == name.casefold():
            yield Fault(
                code="vendor-name",
                message=f"{name} and {other} are one folder where case does not matter",
                where=Location(f"{PACKS}/{other}"),
                hint=f"say --name {other} if that is meant, or choose another name",
            )


def _reason(name: str) -> str:
    if not name:
        return "it is empty"
    if not _NAME.fullmatch(name):
        return "it begins or ends with, or holds, what does not belong there"
    if is_device_name(name):
        return "Windows keeps it for a device"
    if len(name) > MAX_SEGMENT_BYTES:
        return f"it is longer than {MAX_SEGMENT_BYTES} characters"
    return ""


def way_faults(project: Project) -> Iterator[Fault]:
    """Yield what stands in the way to the files of a project: nothing is written through links."""
    for path in (project.config, LOCK, PACKS):
        entry = project.tree.entries.get(path)
        if entry is None or (entry.kind is Kind.FILE and path != PACKS):
            continue
        what = entry.note if entry.kind is Kind.OTHER and entry.note else entry.kind.value
        yield Fault(
            code="vendor-way",
            message=f"it is a {what}, and nothing is written through or over it",
            where=Location(path),
            hint=f"put a {'folder' if path == PACKS else 'regular file'} there, or give the"
            " project that it leads to with --into",
        )
    for path, entry in project.tree.entries.items():
        if path.startswith(f"{PACKS}/") and path.count("/") == 1 and entry.kind is Kind.SYMLINK:
            yield Fault(
                code="vendor-way",
                message="it is a symbolic link, which the runtime does not follow",
                where=Location(path),
                hint="put the folder itself there, or take the link away",
            )
