"""What the sides of a comparison are called, and what they are: a project, a commit, a report."""

from __future__ import annotations

from pathlib import Path
from posixpath import normpath

from toolkit.commands._named_baseline import is_ref
from toolkit.consumer.policy.reading import MAX_REPORT_BYTES, read_policy_report
from toolkit.consumer.policy.side import Side, side_of_project, side_of_report
from toolkit.consumer.project import Project
from toolkit.errors import ToolkitError, UsageError
from toolkit.host.files import NotRegularError, TooLargeError, read_regular
from toolkit.host.git import Repository
from toolkit.host.projects import read_project
from toolkit.host.projects_at import read_project_at
from toolkit.pack.imports import has_control
from toolkit.texts import visible

_LONGEST = 100
_MOST_NAMED = 5


def named_side(name: str, *, project: Path, config: str) -> Side:
    """Return what ``name`` means: a path that exists, or else a git ref of the project.

    Raises:
        UsageError: It is empty.
        ToolkitError: There is no such thing, or no policy in it.
    """
    if not name or name == "--":
        raise UsageError("a side is called nothing", hint="a project, a git ref or a report")
    if is_ref(name):
        return _at_ref(name, project, config)
    path = Path(name)
    if path.is_dir():
        return _of_project(read_project(path, config=config), name)
    return side_of_report(read_policy_report(_report(path), name), name)


def _report(path: Path) -> bytes:
    """Return the bytes of a report; a link may lead to it, as any other tool would follow it."""
    try:
        data, _ = read_regular(path.resolve(), limit=MAX_REPORT_BYTES)
    except (NotRegularError, TooLargeError) as error:
        hint = "give a file that report-policy --format json wrote, or the project itself"
        raise ToolkitError(f"no report: {error}", where=str(path), hint=hint) from error
    except OSError as error:
        what = error.strerror or "it cannot be read"
        raise ToolkitError(f"no report: {what}", where=str(path)) from error
    return data


def _at_ref(name: str, project: Path, config: str) -> Side:
    ref, _, folder = name.partition(":")
    folder = normpath(folder).strip("/") if folder else ""
    if has_control(name) or folder.startswith(".."):
        raise UsageError(
            f"{visible(name)!r} names nothing in a repository",
            hint="REF, or REF:FOLDER with a path from the top of the repository",
        )
    place = project if project.is_dir() else Path()
    repository = Repository.containing(place)
    commit = repository.commit(ref) if repository else None
    if repository is None or commit is None:
        unknown = (
            f"{_short(ref)!r} no commit, tag or branch of the repository of the project"
            if repository
            else "the project is in no git repository"
        )
        raise ToolkitError(
            f"{_short(name)!r} is no path here, and {unknown}",
            hint="give a project's folder, a report, REF or REF:FOLDER; --project says where the"
            " repository is",
        )
    top = "" if folder == "." else folder
    where = top if ":" in name else repository.relative(place)
    found = read_project_at(repository, commit, where, config=config)
    return _of_project(found, name, commit=commit)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def _of_project(project: Project, name: str, *, commit: str = "") -> Side:
    if project.policy is not None:
        return side_of_project(project, project.policy, name, commit=commit)
    told = "; ".join(visible(str(fault)) for fault in project.faults[:_MOST_NAMED])
    more = len(project.faults) - _MOST_NAMED
    raise ToolkitError(
        f"the runtime would not load its policy: {told}{f'; and {more} more' if more > 0 else ''}",
        where=name,
        hint="policy-pack report-policy tells all of it",
    )
