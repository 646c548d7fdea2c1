"""A program run without a network, by the strongest means that this machine gives us.

Two means, and the second is there always:

* a network namespace (`unshare --net`): the kernel gives the program, and all
  that it starts, no interface but a loopback that is down;
* the audit hook of `toolkit.host.isolation` from the first moment of every
  Python process, which raises where one opens a connection. Programs that are
  not Python are out of its sight: `needs_namespace` marks tests about these.

    answer = offline(ours("smoke", "--strict"), tmp_path)
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.command_line import Answer

ROOT = Path(__file__).parent.parent
_HOOK = Path(__file__).parent / "offline_hook"
_WAYS = (
    ("unshare", "--net"),  # root may
    ("unshare", "--map-current-user", "--net"),  # others, where users may have namespaces
    ("unshare", "--map-root-user", "--net"),  # the same with an older util-linux
)
_SECONDS = 300


@functools.cache
def namespace() -> tuple[str, ...]:
    """Return the words that begin a program in a network namespace; none where we may not."""
    for way in _WAYS:
        try:
            tried = subprocess.run([*way, "true"], capture_output=True, check=False, timeout=30)
        except OSError:
            return ()
        if tried.returncode == 0:
            return way
    return ()


needs_namespace = pytest.mark.skipif(
    not namespace(), reason="this machine gives us no network namespace (unshare --net)"
)


def ours(*words: str) -> list[str]:
    """Return the command line that runs one of our verbs in a process of its own."""
    return [sys.executable, "-m", "toolkit", *words]


def offline(
    argv: Sequence[str | Path],
    cwd: Path,
    *,
    env: Mapping[str, str] | None = None,
    by: Sequence[str] | None = None,
    schema: str = "",
) -> Answer:
    """Run a program in ``cwd`` with no network, and return what it came to.

    ``env`` is set on top of our environment; ``by`` is another way into a
    namespace, ``()`` for the hook alone; ``schema`` is that of the payload.
    """
    prefix = namespace() if by is None else tuple(by)
    paths = [str(_HOOK), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [*prefix, *argv],
        cwd=cwd,
        env={**os.environ, **(env or {}), "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
    )
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    return Answer(done.returncode, out, err, schema)
