"""One side of a comparison of effective policies: a project, or a report about one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.consumer.exceptions import IgnoredFailure
from toolkit.consumer.policy.reading import ReadReport
from toolkit.consumer.policy.report import PolicyReport, policy_report
from toolkit.consumer.project import Project
from toolkit.pack.manifest import read_manifest
from toolkit.pack.model import MANIFEST, ManifestGate, Policy
from toolkit.spans import Location


@dataclass(frozen=True, kw_only=True)
class Side:
    """What is compared, and what a person calls it.

    ``kind`` is ``project``, ``commit`` or ``report``. ``exceptions`` is None where
    nobody knows them: the runtime's reports do not have them. ``declared`` are the
    gates of the manifests of its packs, which may declare what they were renamed from.
    """

    name: str
    kind: str
    report: PolicyReport
    policy: Policy = field(repr=False)
    exceptions: tuple[IgnoredFailure, ...] | None = None
    declared: tuple[ManifestGate, ...] = ()
    commit: str = ""


def side_of_project(project: Project, policy: Policy, name: str, *, commit: str = "") -> Side:
    """Return a project as a side; ``commit`` is that of a git ref."""
    return Side(
        name=name,
        kind="commit" if commit else "project",
        report=policy_report(policy, project.tree),
        policy=policy,
        exceptions=project.exceptions,
        declared=tuple(_declared(project)),
        commit=commit,
    )


def side_of_report(read: ReadReport, name: str) -> Side:
    """Return a report as a side; its own key tells the exceptions, if it has that."""
    known = read.ours["exceptions"] if read.ours is not None else None
    return Side(
        name=name,
        kind="report",
        report=read.report,
        policy=read.policy,
        exceptions=None if known is None else tuple(map(_exception, known)),
    )


def _declared(project: Project) -> list[ManifestGate]:
    found: list[ManifestGate] = []
    for path in project.tree.entries:
        if path.endswith(f"/{MANIFEST}"):
            manifest, _ = read_manifest(project.tree.below(path.removesuffix(f"/{MANIFEST}")))
            found += manifest.gates if manifest else ()
    return found


def _exception(told: Mapping[str, Any]) -> IgnoredFailure:
    day = told["last_day"]
    try:
        expires = dt.date.fromisoformat(day) if day else None
    except ValueError:  # the 31st of a month that has none
        expires = None
    return IgnoredFailure(
        test=told["test"],
        rule_id=told["rule_id"],
        issue_id=told["issue_id"],
        reason=told["reason"],
        expires=expires,
        at=Location(told["file"], told["line"] or 0),
    )
