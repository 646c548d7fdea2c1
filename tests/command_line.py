"""Our command line as a test asks it: in this process, in a repository with nobody's settings."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.make import Repo, make_repository
from toolkit import schemas
from toolkit.cli import main


@dataclass
class Answer:
    """What one command line came to; ``schema`` is that of its payload."""

    code: int
    out: str
    err: str
    schema: str = ""

    @property
    def payload(self) -> dict[str, Any]:
        """The one payload, which its published schema accepts."""
        payload: dict[str, Any] = json.loads(self.out)
        schemas.validator(self.schema).validate(payload)
        return payload

    @property
    def sum(self) -> str:
        """The last line, whatever its width."""
        return " ".join(self.out.rpartition("\n\n")[2].split())

    @property
    def words(self) -> str:
        """The report without its line breaks, and without what only Markdown needs."""
        return re.sub(r"[\\*]|</?\w+>", "", " ".join(self.out.split()))


def asked(capture: pytest.CaptureFixture[str], *words: str, schema: str = "") -> Answer:
    """Run one command line and return what it came to."""
    capture.readouterr()
    code = main(words)
    streams = capture.readouterr()
    return Answer(code, streams.out, streams.err, schema)


def new_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """Return an empty repository, which is the current folder; none around it counts."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    repo = make_repository(tmp_path / "repository")
    monkeypatch.chdir(repo.root)
    return repo
