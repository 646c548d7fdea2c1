"""The real ``hurlfmt`` as an oracle: which lines are one assertion, and what tree they make."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BEFORE = "GET http://x\nHTTP *\n[Asserts]\n"
BATCH = 2_000
"""Files per process: well under the limit on the length of a command line."""

_REFUSED = re.compile(r"^  --> (\d+)\.hurl:", re.MULTILINE)
_DOCUMENT = '{"entries":['
# Where hurlfmt prints what is no JSON: the placeholder of an nth, and an infinite float.
_NAKED = re.compile(r'("type":"nth","n":|"value":(?=-?inf))([^",}]+)')


def require_hurlfmt() -> None:
    """Skip the test where hurlfmt is not on PATH; in CI (variable ``CI``) fail instead."""
    if shutil.which("hurlfmt"):
        return
    if os.environ.get("CI"):
        pytest.fail("hurlfmt is not on PATH, and in CI it must be")
    pytest.skip("hurlfmt is not on PATH")


def trees(lines: Sequence[str], folder: Path) -> list[dict[str, Any] | None]:
    """Return for every line the tree of its assertion, or None where it is not exactly one."""
    found: list[dict[str, Any] | None] = []
    for start in range(0, len(lines), BATCH):
        found += _batch(lines[start : start + BATCH], folder)
    return found


def _batch(lines: Sequence[str], folder: Path) -> list[dict[str, Any] | None]:
    names = [f"{number}.hurl" for number in range(len(lines))]
    for name, line in zip(names, lines, strict=True):
        (folder / name).write_text(f"{BEFORE}{line}\n", encoding="utf-8", newline="")
    command = ["hurlfmt", "--no-color", "--out", "json", *names]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    refused = {int(number) for number in _REFUSED.findall(done.stderr.decode())}
    documents = done.stdout.decode().split(_DOCUMENT)[1:]
    assert len(refused) + len(documents) == len(lines), done.stderr.decode()[-500:]
    answers = iter(documents)
    return [None if n in refused else _one_assertion(next(answers)) for n in range(len(lines))]


def _one_assertion(document: str) -> dict[str, Any] | None:
    """Return the assertion, None if the file turned out to hold anything else or more."""
    text = _NAKED.sub(r'\1"\2"', _DOCUMENT + document)
    entries = json.loads(text, strict=False, parse_int=str, parse_float=str)["entries"]
    if len(entries) != 1 or set(entries[0].get("response", {})) != {"asserts"}:
        return None
    asserts: list[dict[str, Any]] = entries[0]["response"]["asserts"]
    return asserts[0] if len(asserts) == 1 else None
