"""What a release asks of git beyond reading: the day of a commit, a tag, the words of a push."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from toolkit.errors import ToolkitError
from toolkit.host.git import Repository, git


def day_of(repository: Repository, commit: str) -> dt.date:
    """Return the day of a commit in UTC, as its committer says.

    Raises:
        ToolkitError: The commit cannot be read.
    """
    done = git(["show", "--no-patch", "--format=%ct", commit], cwd=repository.root)
    digits = done.text.strip()
    if done.code or not digits.isdecimal():
        raise ToolkitError(f"the commit {commit[:12]} cannot be read", where=str(repository.root))
    try:
        return dt.datetime.fromtimestamp(int(digits), dt.timezone.utc).date()
    except (ValueError, OverflowError, OSError) as error:
        text = f"the commit {commit[:12]} has no date that exists"
        raise ToolkitError(text, where=str(repository.root)) from error


_WHO: Final = "say who you are: git config user.name and git config user.email"


def check_tagger(repository: Repository) -> None:
    """Refuse to begin where git would not make a tag, because it does not know who tags.

    Raises:
        ToolkitError: It does not.
    """
    done = git(["var", "GIT_COMMITTER_IDENT"], cwd=repository.root)
    if done.code:
        raise ToolkitError(
            f"git cannot make a tag: {done.complaint}", where=str(repository.root), hint=_WHO
        )


def make_tag(repository: Repository, name: str, commit: str, message: str, *, signed: bool) -> None:
    """Make an annotated tag; ``signed`` as git itself is configured to sign.

    Raises:
        ToolkitError: git does not make it: no name to make it in, no key, or
            the tag appeared meanwhile. There is none of ours then.
    """
    kind = "--sign" if signed else "--annotate"
    words = ["tag", kind, "--message", message, "--", name, commit]
    done = git(words, cwd=repository.root, may_ask=signed)
    if done.code:
        hint = "mend what git says, and run this again"
        if signed:
            hint = "git takes the key of user.signingKey; leave out --tag-sign to go without"
        raise ToolkitError(f"git tag: {done.complaint}", where=name, hint=hint)


def push_words(repository: Repository, tag: str) -> Sequence[str]:
    """Return the command that publishes a tag together with the branch that leads to it.

    The remote is that of the branch, else ``origin``, else the only one; where
    none can be told, a word stands in its place.
    """
    branch = git(["symbolic-ref", "--quiet", "--short", "HEAD"], cwd=repository.root).text.strip()
    remotes = git(["remote"], cwd=repository.root).text.split()
    told = git(["config", f"branch.{branch}.remote"], cwd=repository.root).text.strip()
    first = remotes[0] if len(remotes) == 1 else "REMOTE"
    remote = told or ("origin" if "origin" in remotes else first)
    refs = [branch, tag] if branch else [tag]
    return ["git", "push", *(["--atomic"] if branch else []), remote, *refs]
