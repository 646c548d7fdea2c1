"""`bump` on a real terminal: links where they are understood, and room for narrow windows."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.make import NO_5XX, REQUEST_ID, G, Repo, make_files, make_repository

ROOT = Path(__file__).parents[2]
FOLDER = "packs/api"
KITTY = {"TERM": "xterm-kitty"}
LINK = re.compile(r"\x1b\]8;[^;]*;([^\x1b]+)\x1b\\(.*?)\x1b\]8;;\x1b\\")
ESCAPE = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A repository, in a folder whose name needs escapes, with changes since release 1.0.0."""
    repo = make_repository(tmp_path / "a repository #1")
    repo.write(FOLDER, make_files())
    repo.commit("acme.api-v1.0.0")
    added = G(id="acme." + "a_very_long_name_" * 4, gate='header "X-Frame-Options" exists')
    repo.write(FOLDER, make_files((NO_5XX.but(gate="status < 400"), REQUEST_ID, added)))
    return repo


def on_terminal(repo: Repo, environment: dict[str, str], *words: str, columns: int = 100) -> str:
    """Return what a terminal of that width gets from ``bump``."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    names = ("PATH", "HOME", "TMPDIR", "LANG")
    plain = {name: os.environ[name] for name in names if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "toolkit", "bump", "--no-confirm", *words],
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=subprocess.PIPE,
        cwd=repo.root,
        env={**plain, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
    ) as process:
        os.close(terminal)
        seen = b""
        while True:
            try:
                more = os.read(controller, 65536)
            except OSError:  # the last one who wrote to it has ended
                break
            if not more:
                break
            seen += more
        os.close(controller)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(timeout=60) == 0, said
    return seen.decode().replace("\r\n", "\n")


def test_places_lead_to_their_lines(repo: Repo) -> None:
    seen = on_terminal(repo, KITTY)
    links = [(urlsplit(url), text) for url, text in LINK.findall(seen)]

    assert {ESCAPE.sub("", text) for _, text in links} == {
        "rules/main.yaml:7",
        "rules/main.yaml:17",
    }
    for url, text in links:
        assert (url.scheme, url.netloc) == ("file", os.uname().nodename)
        assert Path(unquote(url.path)) == (repo.root / FOLDER / "rules/main.yaml").resolve()
        assert text.endswith(f":{url.fragment}") or f":{url.fragment}\x1b" in text


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "6003"}, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "5000"}, False),
        ({"TERM": "xterm-256color", "VTE_VERSION": "\u0663"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-256color", "FORCE_HYPERLINK": "1"}, True),
        ({"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"}, False),
        ({"TERM": "xterm-kitty", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1", "FORCE_HYPERLINK": "1"}, False),
    ],
    ids=str,
)
def test_links_only_where_they_are_understood(
    repo: Repo, environment: dict[str, str], *, linked: bool
) -> None:
    assert bool(LINK.search(on_terminal(repo, environment))) is linked


def test_files_and_pipes_get_no_links(repo: Repo) -> None:
    """They may go to other machines, and our paths are nobody's business."""
    environment = {**os.environ, "FORCE_COLOR": "1", "FORCE_HYPERLINK": "1", "TERM": "xterm-kitty"}
    environment["PYTHONPATH"] = str(ROOT)
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "toolkit", "bump", "--no-confirm"]
    piped = subprocess.run(
        command, cwd=repo.root, env=environment, capture_output=True, check=True
    ).stdout
    on_terminal(repo, KITTY, "--out", "report.txt")
    written = (repo.root / "report.txt").read_bytes()

    assert b"\x1b[" in piped
    for text in (piped, written):
        assert b"\x1b]8" not in text
        assert b"file://" not in text
    assert b"\x1b" not in written


@pytest.mark.parametrize("columns", [20, 40, 57])
def test_a_narrow_window_is_enough(repo: Repo, columns: int) -> None:
    """Nothing is lost or cut; only literal lines, which are to be copied, go beyond."""
    seen = ESCAPE.sub("", on_terminal(repo, KITTY, columns=columns))

    for line in seen.splitlines():
        assert len(line) <= max(columns, 40) or line.startswith("    ")
    packed = "".join(seen.split())
    assert "acme." + "a_very_long_name_" * 4 in packed
    assert "suggested:2.0.0" in packed
