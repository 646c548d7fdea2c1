"""Our parser beside the real ``hurlfmt``: the same verdict and the same tree, line by line.

``python -m tests.gates.differential 20000 7`` compares 20,000 random lines of seed 7, prints where
the two disagree, and how often each production was taken.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.gates import hurlfmt
from tests.gates.generate import Gates
from tests.gates.tree import tree
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion

if TYPE_CHECKING:
    from collections.abc import Sequence


def disagreements(lines: Sequence[str], folder: Path) -> list[str]:
    """Return a description of every line of which the two parsers think differently."""
    return [
        f"{line!r}\n  hurlfmt: {theirs}\n  ours:    {ours}"
        for line, theirs in zip(lines, hurlfmt.trees(lines, folder), strict=True)
        if (ours := _our_tree(line)) != theirs
    ]


def _our_tree(line: str) -> dict[str, Any] | None:
    try:
        return tree(parse_assertion(line))
    except GateSyntaxError:
        return None


def main(count: int, seed: int) -> int:
    """Compare ``count`` random lines; return how many disagree."""
    gates = Gates(seed)
    lines = [gates.line() for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        found = disagreements(lines, Path(folder))
    for name, times in sorted(gates.coverage.items()):
        print(f"{times:7} {name}")  # noqa: T201  it is a script
    print(*found, f"{len(lines)} lines, {len(found)} disagreements", sep="\n")  # noqa: T201
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
