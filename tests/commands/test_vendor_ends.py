"""However a run of ``vendor`` ends, the project is as it was before or as it was asked for."""

from __future__ import annotations

import os
import pty
import resource
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.commands.yard import CONFIG, FAST, FASTER, Yard, digest
from tests.effects import tried
from toolkit.host.placing import claimed
from toolkit.host.vendor_journal import JOURNAL_FOLDER
from toolkit.host.vendoring import is_interrupted

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


@pytest.fixture
def yard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Yard:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    return Yard.new(tmp_path, capsys)


# kill -9 at every effect --------------------------------------------------------------------------


class Killed:
    """One command line, run again and again in processes that die at some effect."""

    def __init__(self, yard: Yard, *words: str) -> None:
        told = ("--format", "json", "--out", str(yard.root / "report.json"), "--yes")
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/release/killer.py"), "vendor",
             "--into", str(yard.project), *words, *told],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=ENVIRONMENT, text=True,
        )  # fmt: skip

    def at(self, fatal: int, by: signal.Signals = signal.SIGKILL) -> tuple[int, int]:
        """Return how a run ended that got a signal at an effect, and the number of effects."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{fatal} {int(by)}\n")
        self.process.stdin.flush()
        code, effects = self.process.stdout.readline().split()
        return int(code), int(effects)


def add(yard: Yard) -> Sequence[str]:
    return ("--pack", yard.pack("one", [FAST]))


def upgrade(yard: Yard) -> Sequence[str]:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    two = yard.pack("two", [FASTER], version="2.0.0", entrypoint="main.yaml")
    return ("--pack", two, "--upgrade")


def remove(yard: Yard) -> Sequence[str]:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    return ("--remove", "api")


@pytest.mark.slow
@pytest.mark.parametrize("prepared", [add, upgrade, remove])
def test_killed_at_every_effect(yard: Yard, prepared: Callable[[Yard], Sequence[str]]) -> None:
    """The next run, whatever it is asked for, puts back or finds all of it; a rerun ends right."""
    words = prepared(yard)
    start = yard.root / "start"
    shutil.copytree(yard.project, start)
    before, killed, interrupted = digest(start), Killed(yard, *words), 0
    try:
        code, effects = killed.at(0)
        wanted = digest(yard.project)
        assert (code, before == wanted) == (0, False)
        assert effects > 10
        for number in tried(effects):
            shutil.rmtree(yard.project)
            shutil.copytree(start, yard.project)
            assert killed.at(number)[0] == -signal.SIGKILL, number
            interrupted += is_interrupted(yard.project)

            assert yard.vendor("--remove", "unknown").code == 1
            assert digest(yard.project) in {before, wanted}, number
            assert killed.at(0)[0] in {0, 1 if prepared is remove else 0}, number
            assert digest(yard.project) == wanted, number
        assert interrupted
    finally:
        killed.process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_end_at_any_effect_it_leaves_nothing_half_done(
    yard: Yard, by: signal.Signals
) -> None:
    """All or nothing stands there at once, without another run."""
    words = upgrade(yard)
    start = yard.root / "start"
    shutil.copytree(yard.project, start)
    before, stopped = digest(start), Killed(yard, *words)
    try:
        _, effects = stopped.at(0)
        wanted = digest(yard.project)
        for number in tried(effects):
            shutil.rmtree(yard.project)
            shutil.copytree(start, yard.project)

            assert stopped.at(number, by)[0] in {0, 128 + by}, number
            assert digest(yard.project) in {before, wanted}, number
    finally:
        stopped.process.communicate()


def half_done(yard: Yard, *words: str, after: str) -> None:
    """Kill a run just after ``after`` appeared in its place."""
    killed = Killed(yard, *words)
    start = yard.root / "start"
    shutil.copytree(yard.project, start)
    try:
        _, effects = killed.at(0)
        for number in range(effects, 0, -1):
            shutil.rmtree(yard.project)
            shutil.copytree(start, yard.project)
            killed.at(number)
            if is_interrupted(yard.project) and (yard.project / after).exists():
                return
    finally:
        killed.process.communicate()
    raise AssertionError(after)


@pytest.mark.slow
def test_what_somebody_changed_since_is_never_overwritten(yard: Yard) -> None:
    half_done(yard, *add(yard), after="policy-packs.lock.json")
    yard.config.write_text(CONFIG + "# since then\n")
    before = digest(yard.project)

    answer = yard.vendor("--pack", yard.root / "one", "--yes")

    assert (answer.code, digest(yard.project)) == (3, before)
    assert "since then somebody changed qanstitution.yaml" in answer.err
    assert (yard.project / JOURNAL_FOLDER / "0.old").read_text() == CONFIG


@pytest.mark.slow
def test_to_look_puts_nothing_right(yard: Yard) -> None:
    words = add(yard)
    half_done(yard, *words, after="policy-packs/api")

    assert "interrupted here" in yard.refused(*words, "--dry-run", code=3, yes=False).err


# Signals, full disks, two at once -----------------------------------------------------------------


def started(
    yard: Yard, *words: str, before: Callable[[], None] | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "toolkit", "vendor", "--into", str(yard.project), *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=ENVIRONMENT, text=True, preexec_fn=before,  # noqa: PLW1509 (limits of the child alone)
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["a file", "a pipe"])
def test_what_stands_where_packs_belong_is_refused_and_nothing_is_left(
    yard: Yard, kind: str
) -> None:
    yard.vendored("--pack", yard.pack("one", [FAST]))
    two = yard.pack("two", [FASTER], version="2.0.0")
    packs = yard.project / "policy-packs"
    shutil.rmtree(packs)
    packs.write_text("mine\n") if kind == "a file" else os.mkfifo(packs)

    for words in (("--upgrade",), ("--adopt",), ()):
        assert ("vendor-way", "policy-packs") in yard.told("--pack", two, *words)


@pytest.mark.parametrize("limit", [0, 200, 1000])
def test_a_disk_that_is_full_changes_nothing(yard: Yard, limit: int) -> None:
    """A limit on the size of files says no in the middle of writing, as a full disk does."""
    words, before = add(yard), digest(yard.project)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = started(yard, *words, "--yes", before=limited)
    err = process.communicate(timeout=60)[1]

    assert process.returncode == 3, err
    assert "everything is as it was before" in err
    assert digest(yard.project) == before


def test_two_at_once_are_one_after_the_other(yard: Yard) -> None:
    """The second one waits; where it waits too long, it says for whom."""
    one = add(yard)
    two = ("--pack", yard.pack("two", [FASTER.but(id="web.fast")], id="acme.web"), "--name", "web")
    first, second = started(yard, *one, "--yes"), started(yard, *two, "--yes")
    errors = [first.communicate(timeout=60)[1], second.communicate(timeout=60)[1]]

    assert (first.returncode, second.returncode) == (0, 0), errors
    assert set(yard.gates) == {"acme.fast", "web.fast"}
    assert set(yard.lock.packs) == {"api", "web"}


@pytest.mark.slow
def test_a_run_that_is_at_work_is_waited_for_and_then_named(yard: Yard) -> None:
    words, before = add(yard), digest(yard.project)
    with claimed(yard.project):
        process = started(yard, *words, "--yes")
        err = process.communicate(timeout=60)[1]

    assert process.returncode == 3
    assert "another run of vendor is at work in this project" in err
    assert digest(yard.project) == before


# A person at the terminal -------------------------------------------------------------------------


def at_terminal(yard: Yard, *words: str, typed: bytes) -> tuple[int, str]:
    """Return exit code and screen of a person who types something when asked."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "toolkit", "vendor", "--into", str(yard.project), *words],
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
        env={**ENVIRONMENT, "TERM": "dumb"}, preexec_fn=controlling,  # noqa: PLW1509 (its own terminal)
    )  # fmt: skip
    os.close(terminal)
    screen = b"".join(seen(controller, typed))
    os.close(controller)
    return process.wait(timeout=60), screen.decode()


def controlling() -> None:
    """Make standard input the terminal that Ctrl-C comes from."""
    import fcntl  # noqa: PLC0415 (in the child only)
    import termios  # noqa: PLC0415

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def seen(controller: int, typed: bytes) -> Iterator[bytes]:
    """Yield what appears; answer the question once."""
    screen = b""
    while True:
        if not select.select([controller], [], [], 60)[0]:
            return
        try:
            more = os.read(controller, 65536)
        except OSError:
            return
        if not more:
            return
        yield more
        screen += more
        if typed and b"Write this? yes or no" in screen:
            os.write(controller, typed)
            typed = b""


def test_yes_writes_what_was_shown(yard: Yard) -> None:
    code, screen = at_terminal(yard, *add(yard), typed=b"yes\n")

    assert code == 0, screen
    assert screen.index("acme.fast") < screen.index("Write this?") < screen.rindex("written")
    assert screen.count("applies to") == 1
    assert "acme.fast" in yard.gates


@pytest.mark.parametrize(
    ("typed", "expected"), [(b"\n", 1), (b"no\n", 1), (b"\x04", 1), (b"\x03", 130)]
)
def test_anything_else_writes_nothing(yard: Yard, typed: bytes, expected: int) -> None:
    """Return, no, the end of input, Ctrl-C."""
    words, before = add(yard), digest(yard.project)

    code, screen = at_terminal(yard, *words, typed=typed)

    assert code == expected, screen
    assert digest(yard.project) == before
    assert "Traceback" not in screen
