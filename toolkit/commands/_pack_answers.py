"""The answers for a new pack: from options, from the person at the terminal, or by default."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.commands._place import Place
from toolkit.commands._questions import Questions
from toolkit.errors import UsageError
from toolkit.host.git import git
from toolkit.host.process import which
from toolkit.pack.ids import MAX_LENGTH, id_problem
from toolkit.scaffold.answers import (
    DEFAULT_LICENSE,
    DEFAULT_SUMMARY,
    DEFAULT_VERSION,
    Answers,
    Refusal,
    check,
    default_name,
    refusals,
)
from toolkit.scaffold.licenses import canonical_license

_ELSEWHERE = "pack"
"""Stands for a folder that cannot be used, while everything else is judged."""


def gather(args: argparse.Namespace, questions: Questions) -> tuple[Place, Answers]:
    """Return where the pack goes and what it is made from.

    Raises:
        UsageError: An answer is missing or refused, or the folder is taken.
    """
    pack_id = _id(args, questions)
    name = questions.answer(
        "name", "Name for people", given=args.name, default=default_name(pack_id)
    )
    summary = questions.answer(
        "summary", "What it is for, in one sentence", given=args.summary, default=DEFAULT_SUMMARY
    )
    maintainers = _maintainers(args, questions)
    licence = questions.answer(
        "license",
        "Licence (SPDX)",
        given=args.license,
        default=DEFAULT_LICENSE,
        problem=_license_problem,
    )
    place, unfit = _place(args, questions, pack_id)
    answers = Answers(
        id=pack_id,
        name=name,
        summary=summary,
        maintainers=maintainers,
        publisher=(args.publisher or "").strip(),
        license=canonical_license(licence) or licence,
        version=DEFAULT_VERSION if args.version is None else args.version.strip(),
        source=_ELSEWHERE if unfit else place.source,
        folder=_ELSEWHERE if unfit else place.absolute.name,
        schemas=None if unfit else place.schemas,
    )
    refused = [*refusals(answers), *unfit]
    if refused:
        reasons = "; ".join(f"{refusal.field}: {refusal.reason}" for refusal in refused)
        raise UsageError(
            reasons, hint="; ".join(refusal.hint for refusal in refused if refusal.hint)
        )
    return place, answers


def _id(args: argparse.Namespace, questions: Questions) -> str:
    if args.id is None and not questions.may_ask:
        raise UsageError("the id of the pack is missing", hint="policy-pack new-pack acme.my-pack")
    pack_id = questions.answer("id", "Id, such as acme.strict-api", given=args.id, default="")
    problem = id_problem(pack_id)
    if problem:
        shown = repr(pack_id) if len(pack_id) <= MAX_LENGTH else "the text"
        raise UsageError(f"{shown} is no id for a pack: {problem.reason}", hint=problem.hint)
    return pack_id


def _maintainers(args: argparse.Namespace, questions: Questions) -> tuple[str, ...]:
    if args.maintainer:
        return tuple(name.strip() for name in args.maintainer)
    default = _git_identity()
    if not default and not questions.may_ask:
        return ()  # refused with all the rest
    asked = questions.answer("maintainer", "Maintained by", given=None, default=default)
    return (asked,)


def _git_identity() -> str:
    """Return git's user.name where there is one that can stand in a pack."""
    if which("git") is None:
        return ""
    name = git(["config", "--get", "user.name"], cwd=Path()).text.strip()
    return "" if any(check("maintainer", name)) else name


def _license_problem(answer: str) -> str:
    for refusal in check("license", canonical_license(answer) or answer):
        return f"{refusal.reason}; {refusal.hint}"
    return ""


def _place(
    args: argparse.Namespace, questions: Questions, pack_id: str
) -> tuple[Place, list[Refusal]]:
    """Return where the pack goes, and why it cannot go there, if so."""
    folder = questions.answer(
        "folder",
        "Folder",
        given=args.dir,
        default=Place.customary(pack_id).folder.as_posix(),
        problem=lambda answer: Place(Path(answer)).problem(),
    )
    place = Place(Path(folder))
    if not folder:
        return place, [Refusal("folder", "--dir is empty", "write --dir . for the current folder")]
    problem = place.problem()
    hint = "nothing was changed; remove it, or choose another folder with --dir"
    return place, [Refusal("folder", problem, hint)] if problem else []
