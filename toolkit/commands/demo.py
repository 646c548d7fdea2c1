"""The whole life of a pack in a scratch repository, narrated, in seconds.

Scaffolds a pack, proves it, releases it, tightens one gate, lets `bump` say
what that breaks, and releases again. Every command shown is really run, in a
temporary folder that is removed at the end.
"""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.files import write_atomic
from toolkit.host.git import git
from toolkit.host.process import run_toolkit, which
from toolkit.host.scratch import scratch_folder
from toolkit.host.terminal import Terminal
from toolkit.render import text
from toolkit.render.document import Document, muted, strong

NAME = "demo"
HELP = "the whole life of a pack in a scratch repository, narrated"

_PACK = "acme.checkout"
_FOLDER = "packs/checkout"
_RULES = f"{_FOLDER}/rules/baseline.yaml"
_BEFORE, _AFTER = "duration < 1000", "duration < 500"
_IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in (("NAME", "A Maintainer"), ("EMAIL", "maintainer@example.org"))
}
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
"""Nobody is asked for the key with which they sign their own tags."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Add nothing: the demo is the same for everybody."""


def run(_args: argparse.Namespace, terminal: Terminal) -> ExitCode:
    """Live through the life of a pack.

    Raises:
        ToolkitError: git is missing, or a step did not end as it should.
    """
    if which("git") is None:
        raise ToolkitError("git is not installed", hint="install git: releases are tags")
    with scratch_folder("policy-pack-demo-") as folder:
        _live(_Stage(folder, terminal))
    return ExitCode.OK


@dataclass(frozen=True)
class _Stage:
    """The scratch repository, and the person who watches."""

    folder: Path
    terminal: Terminal

    def tell(self, title: str, why: str) -> None:
        """Begin a chapter."""
        self._show(Document().paragraph(strong(title)).paragraph(why))

    def _show(self, page: Document) -> None:
        self.terminal.emit(
            "\n" + text.render(page, width=self.terminal.width, colour=self.terminal.colour)
        )

    def pack(self, *words: str, expect: ExitCode = ExitCode.OK) -> None:
        """Run one command of ours as a person would, and show what it says."""
        self._show(Document().listing(f"$ policy-pack {shlex.join(words)}"))
        colour = {"FORCE_COLOR": "1"} if self.terminal.colour else {"NO_COLOR": "1"}
        done = run_toolkit(words, cwd=self.folder, env={**_IDENTITY, **_NO_SETTINGS, **colour})
        self.terminal.emit((done.out + done.err).decode("utf-8", "replace"))
        if done.code != expect:
            raise ToolkitError(
                f"`{words[0]}` ended with exit code {done.code}, not {int(expect)}",
                hint="the demo has a fault; please report it with what stands above",
            )
        if expect is not ExitCode.OK:
            self._show(Document().paragraph(muted(f"exit code {int(expect)}: the answer is no")))

    def git(self, *words: str) -> None:
        """Run one git command, as a person would, and say so."""
        self._show(Document().listing(f"$ git {shlex.join(words)}"))
        settings = [
            *("-c", "user.name=A Maintainer", "-c", "user.email=maintainer@example.org"),
            *("-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"),
            *("-c", "init.defaultBranch=main", "-c", "advice.detachedHead=false"),
            *("-c", "core.excludesFile=", "-c", "core.autocrlf=false"),
        ]
        done = git([*settings, *words], cwd=self.folder)
        if done.code:
            raise ToolkitError(f"git {words[0]}: {done.complaint}")


def _live(stage: _Stage) -> None:
    stage.git("init", "--quiet")
    _begin(stage)
    _release(stage, "1.0.0")
    _tighten(stage)
    _release(stage, "2.0.0")
    stage.tell(
        "That was all",
        "Scaffold, smoke, bump, release, verify: the same commands work on your packs. "
        "Begin with `policy-pack new-pack ID`.",
    )


def _begin(stage: _Stage) -> None:
    stage.tell("1. A new pack", "It passes strict smoke from its first minute.")
    who = ("--name", "Checkout Baseline", "--maintainer", "A Maintainer")
    stage.pack("new-pack", _PACK, *who, "--version", "1.0.0")
    stage.pack("smoke", "--strict")
    stage.git("add", "packs")
    stage.git("commit", "--quiet", "--message", "checkout: first gates")


def _release(stage: _Stage, version: str) -> None:
    number = "2" if version == "1.0.0" else "4"
    stage.tell(
        f"{number}. Release {version}",
        "The whole road in one command; each step says what it proves. Signing would be one option"
        " more. The first line below, the only output, is what you would type to publish.",
    )
    stage.pack("release", "--no-sign")
    stage.pack("verify", "--checksums-only", f"dist/{_PACK}/{version}")


def _tighten(stage: _Stage) -> None:
    stage.tell(
        "3. One gate becomes tighter",
        f"In {_RULES}, `{_BEFORE}` becomes `{_AFTER}`. "
        "A consumer whose service takes 700 ms passed yesterday and fails tomorrow.",
    )
    rules = stage.folder / _RULES
    content = rules.read_text(encoding="utf-8")
    if _BEFORE not in content:
        raise ToolkitError(f"the scaffolded rules no longer hold {_BEFORE!r}")
    write_atomic(rules, content.replace(_BEFORE, _AFTER).encode())
    readme = stage.folder / _FOLDER / "README.md"
    write_atomic(readme, readme.read_text(encoding="utf-8").replace(_BEFORE, _AFTER).encode())
    stage.pack("bump", "--check", expect=ExitCode.NO)
    stage.pack("bump", "--write")
    stage.git("add", "packs")
    stage.git("commit", "--quiet", "--message", "checkout: smoke tests answer within 500 ms")
