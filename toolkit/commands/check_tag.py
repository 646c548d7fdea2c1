"""Judge release tags <pack-id>-v<version>: form, pack, version, order, twins.

The facts are read from the tagged commit itself: the work tree does not matter.
Without TAG, every tag of the packs here is judged, also one that only looks
like it (acme-V1.0.0). Order is compared with the tags on ancestors of the
tagged commit, so a maintenance line may follow a larger version elsewhere.

A lightweight tag is noted and passes. With --pack, the repository that holds
that pack is asked.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.commands._output import add_format_option, deliver, emit_documents
from toolkit.commands._tag_facts import Asked, repositories
from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.git import Repository
from toolkit.host.terminal import Terminal
from toolkit.release.tags import Tag
from toolkit.render import json
from toolkit.render.views.tags import JudgedTag, tags_page, tags_payload
from toolkit.texts import visible

NAME = "check-tag"
_FETCH_ALL = "git fetch --unshallow --tags"
HELP = "judge release tags: form, pack and version at the tagged commit, order, twins"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "tags",
        metavar="TAG",
        nargs="*",
        help="a tag, with or without refs/tags/ (default: every tag of the packs)",
    )
    # One folder each time, unlike elsewhere: what follows it may be a tag.
    parser.add_argument(
        "--pack",
        metavar="DIR",
        type=Path,
        action="append",
        help="folder of a pack, here or in another repository; may be given more than once "
        "(default: the packs here)",
    )
    add_format_option(parser, ("text", "md", "json"))


def run(args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Judge the tags; exit 1 if one is wrong."""
    names = [name.removeprefix("refs/tags/") for name in args.tags]
    judged: list[JudgedTag] = []
    repositories_asked, complete = repositories(args, terminal, named=bool(names))
    for asked in repositories_asked:
        found = {tag.name: tag for tag in asked.tags}
        wanted = names or sorted(name for name in found if asked.covers(name))
        _check_all_exist(wanted, found, asked.repository)
        if asked.repository.is_shallow:
            terminal.say("the clone is shallow: order is compared with the commits that are here")
            terminal.say(f"  all are here after {_FETCH_ALL}")
        if not wanted:
            _say_none(asked, terminal)
        judged += [JudgedTag(found[name], asked.judge(found[name])) for name in wanted]
    if args.format == "json":
        deliver(args, terminal, json.render(tags_payload(judged, complete=complete)))
    elif judged or args.out is not None:
        emit_documents(args, terminal, [tags_page(judged)])
    if not complete:
        return ExitCode.INCOMPLETE
    return ExitCode.OK if all(each.passed for each in judged) else ExitCode.NO


def _say_none(asked: Asked, terminal: Terminal) -> None:
    """Say that there are no tags to judge.

    Raises:
        ToolkitError: There may be some that were not fetched, or were lost.
    """
    _ = asked.repository.head  # a repository that lost its refs has no tags either
    packs = ", ".join(map(visible, asked.pack_ids))
    if asked.repository.is_shallow:
        raise ToolkitError(
            f"the clone is shallow and holds no release tag of {packs}: whether there are any"
            " cannot be known",
            where=str(asked.repository.root),
            hint=f"{_FETCH_ALL} (in CI: check out with full depth and tags)",
        )
    terminal.say(f"no release tags of {packs} yet; the form is <pack-id>-v<version>")
    terminal.say("  if there should be some: git fetch --tags gets those of the remote")


def _check_all_exist(names: list[str], found: dict[str, Tag], repository: Repository) -> None:
    missing = [name for name in names if name not in found]
    if missing:
        raise ToolkitError(
            f"no such tag: {', '.join(missing)}",
            where=str(repository.root),
            hint=f"the clone is shallow: {_FETCH_ALL}"
            if repository.is_shallow
            else "git tag --list shows the tags; git fetch --tags gets those of the remote",
        )
