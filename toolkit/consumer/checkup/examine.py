"""Every check of a project and a machine, over facts that were read before: nothing is touched.

The order is that of the report: what the runtime would do, what stands there and
what holds it, what was changed on purpose, what runs it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.consumer.checkup.answers import Answer, Status, finding, ok
from toolkit.consumer.checkup.exceptions import exception_answers
from toolkit.consumer.checkup.overrides import override_answers
from toolkit.consumer.checkup.pins import GitFacts, Submodule, pin_answers
from toolkit.consumer.checkup.tools import Tool, tool_answers
from toolkit.consumer.checkup.vendored import vendored_answers
from toolkit.consumer.checkup.versions import range_answers, seen_answers
from toolkit.consumer.packs import UsedPack
from toolkit.consumer.project import PACKS, Project
from toolkit.consumer.standpoint import HERE, Standpoint
from toolkit.consumer.vendor_lock import LOCK
from toolkit.errors import ToolkitError
from toolkit.pack.tree import Kind
from toolkit.release.lock import Lock
from toolkit.spans import Location


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is not in the project itself.

    ``soon`` is in days; ``entroping`` is ``""`` where nobody says which version
    runs; ``seen`` is the lock of `verify`, if it was given; ``lock_fault`` says why
    the project's own lock could not be read; ``halfway`` that a run of `vendor` was
    interrupted in it.
    """

    today: dt.date
    soon: int
    entroping: str = ""
    git: GitFacts = field(default_factory=GitFacts)
    seen: Lock | None = None
    lock_fault: ToolkitError | None = None
    halfway: bool = False


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """Every answer, in the order of the checks; ``project`` is None on a maintainer's machine."""

    answers: tuple[Answer, ...]
    project: Project | None = None
    packs: tuple[UsedPack, ...] = ()
    maintained: tuple[str, ...] = ()
    """The packs that are made here, by folder, where there is no project."""
    standpoint: Standpoint = HERE

    def with_status(self, status: Status) -> tuple[Answer, ...]:
        """Return the answers of one kind."""
        return tuple(answer for answer in self.answers if answer.status is status)


def examine_project(
    project: Project, packs: tuple[UsedPack, ...], facts: Facts
) -> Iterator[Answer]:
    """Yield the answer to every check of a project."""
    yield from _loads(project)
    if facts.halfway:
        message = "a run of vendor was interrupted, and what it began stands beside what was there"
        hint = "run the same command again: it first puts back what stood there before"
        yield finding("vendor-finished", message, Location(PACKS), hint=hint)
    if facts.lock_fault is not None:
        fault = facts.lock_fault
        yield finding("lock-readable", fault.message, Location(LOCK), hint=fault.hint)
    elif project.tree.file(LOCK) is not None:
        yield ok("lock-readable", f"{len(project.lock.packs)} packs are recorded", Location(LOCK))
    yield from vendored_answers(project, packs, _uninitialised(facts.git))
    yield from pin_answers(packs, facts.git, lock_unread=facts.lock_fault is not None)
    if project.policy is not None:
        yield from override_answers(project.policy)
    yield from exception_answers(project, today=facts.today, soon=facts.soon)
    yield from range_answers(packs, facts.entroping)
    yield from seen_answers(packs, facts.seen)


def examine_machine(tools: tuple[Tool, ...]) -> Iterator[Answer]:
    """Yield the answer to every check of a machine."""
    yield from tool_answers(tools)


def _loads(project: Project) -> Iterator[Answer]:
    entry = project.tree.entries.get(project.config)
    if entry is not None and entry.kind is not Kind.FILE:
        what = f"{entry.kind.value} ({entry.note})" if entry.note else entry.kind.value
        message = f"the runtime reads regular files only, and this is a {what}"
        yield finding("policy-loads", message, Location(project.config), hint="put the file there")
        return
    for fault in project.faults:
        hint = fault.hint or "correct it: until then the runtime refuses the whole policy"
        yield finding("policy-loads", fault.message, fault.where, hint=hint)
    policy = project.policy
    if policy is not None:
        gates, final = len(policy.gates), len(policy.final_ids)
        message = f"{gates} gates, {final} of them final, from {len(policy.imports) + 1} files"
        yield ok("policy-loads", message, Location(project.config))


def _uninitialised(facts: GitFacts) -> frozenset[str]:
    """Return the submodules whose files are not here: that is told once, as their pin."""
    return frozenset(
        pin.folder
        for pin in facts.pins.values()
        if isinstance(pin, Submodule) and pin.checked_out is None
    )
