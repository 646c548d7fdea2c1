"""`release`, asked to end: by every signal that does so, at every effect and at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.release.workshop import MANIFEST

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

PROJECT = Path(__file__).parents[2]
TAG = "acme.api-v2.0.0"
POLITE = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
MOMENTS = 8


@dataclass
class Scene:
    """A second release, signed, with a break that Hurl is shown; and the temporary folder."""

    shop: Workshop
    words: list[str]
    environment: dict[str, str]
    temporary: Path

    def started(self, *words: str, **more: object) -> subprocess.Popen[str]:
        """Start Python in the repository, as the leader of a process group."""
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            [sys.executable, *words],
            cwd=self.shop.root,
            env=self.environment,
            start_new_session=True,
            text=True,
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
        )

    def undisturbed(self) -> int:
        """Run the release to its end; return its exit code."""
        process = self.started("-m", "toolkit", *self.words)
        process.communicate()
        return process.returncode

    def released(self) -> dict[str, bytes | None]:
        """Return every file and folder of dist/, and the tag."""
        top = self.shop.root / "dist"
        paths = [top, *sorted(top.rglob("*"))] if top.exists() else []
        there = {str(path): path.read_bytes() if path.is_file() else None for path in paths}
        return {**there, TAG: self.shop.git("tag", "--list", TAG).encode()}

    def rest(self) -> list[str]:
        """Return what lies in the temporary folder, the locks of git, and what still runs."""
        locks = [str(path) for path in (self.shop.root / ".git").rglob("*.lock")]
        return [*map(str, self.temporary.iterdir()), *locks, *self._running()]

    def _running(self) -> list[str]:
        told = [words_of(process, self.temporary) for process in Path("/proc").glob("[0-9]*")]
        return [words for words in told if words and "killer.py" not in words]

    def begin_again(self) -> None:
        """Take the release back."""
        shutil.rmtree(self.shop.root / "dist", ignore_errors=True)
        if self.shop.git("tag", "--list", TAG):
            self.shop.git("tag", "--delete", TAG)


def words_of(process: Path, temporary: Path) -> str:
    """Return the command line of a process that has the temporary folder; empty for others."""
    try:
        ours = f"TMPDIR={temporary}\0".encode() in (process / "environ").read_bytes()
        return (process / "cmdline").read_text(encoding="utf-8") if ours else ""
    except OSError:  # gone, or somebody else's
        return ""


@pytest.fixture
def scene(workshop: Workshop, tmp_path: Path) -> Scene:
    """Return the scene; git ignores nothing in it, so dist/ is hidden by the release."""
    for name, value in (("name", "A Maintainer"), ("email", "a@example.com")):
        workshop.git("config", f"user.{name}", value)
    workshop.git("rm", "--quiet", ".gitignore")
    workshop.tag("acme.api-v1.0.0")
    rules = workshop.pack / "rules/security.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("500", "400"), encoding="utf-8")
    workshop.write("packs/api/entroping-policy-pack.yaml", MANIFEST.replace('"1.0.0"', '"2.0.0"'))
    workshop.git("add", "--all")
    workshop.git("commit", "--quiet", "--message", "2.0.0")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    words = ["release", "--packages"]
    if shutil.which("ssh-keygen"):
        key = str(tmp_path / "key")
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "release@acme", "-f", key]
        subprocess.run(made, check=True)
        words += ["--sign-key", key]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(temporary)}
    return Scene(workshop, words, environment, temporary)


@pytest.mark.parametrize("stride", [16, pytest.param(3, marks=pytest.mark.slow)])
def test_stopped_at_an_effect_nothing_is_left(scene: Scene, tmp_path: Path, stride: int) -> None:
    """All is as before, or all is done; only the tag may be made, which is said."""
    said = tmp_path / "said"
    with said.open("w", encoding="utf-8") as file:
        killer = scene.started(
            str(PROJECT / "tests/release/killer.py"),
            *scene.words,
            stdin=subprocess.PIPE,
            stderr=file,
        )
    try:
        assert answered(killer, "0")[0] == 0
        done = scene.released()
        scene.begin_again()
        nothing = scene.released()
        effects = answered(killer, "0")[1]
        assert effects > len(done)
        for number in range(1, effects + 1, stride):
            scene.begin_again()
            polite = POLITE[number % len(POLITE)]

            code, _ = answered(killer, f"{number} {int(polite)}")

            there = scene.released()
            assert code in (0, 128 + polite), number
            assert there == done or (code and {**there, TAG: b""} == nothing), number
            assert scene.rest() == [], number
            if there != done:
                assert answered(killer, "0")[0] == 0
                assert scene.released() == done, number
    finally:
        killer.communicate()
    words = said.read_text(encoding="utf-8")
    assert "Traceback" not in words
    assert "Exception ignored" not in words
    assert "interrupted; nothing was left half-written\n" in words


def answered(killer: subprocess.Popen[str], line: str) -> tuple[int, int]:
    """Return how a run ended, and how many effects there were."""
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"{line}\n")
    killer.stdin.flush()
    lines = iter(killer.stdout.readline, "")
    code, effects = next(line for line in lines if not line.startswith("git push")).split()
    return int(code), int(effects)


@pytest.mark.slow
def test_stopped_at_any_moment_it_ends_soon(scene: Scene) -> None:
    """Alone or with its process group, once or twice."""
    chance = random.Random(7)  # noqa: S311 (moments of a test)
    begun = time.monotonic()
    assert scene.undisturbed() == 0
    span, done = time.monotonic() - begun, scene.released()
    scene.begin_again()
    nothing = scene.released()
    for moment in range(MOMENTS):
        process = scene.started("-m", "toolkit", *scene.words)
        time.sleep(span * (0.1 + 0.9 * (moment + chance.random()) / MOMENTS))
        numbers = chance.sample(POLITE, chance.choice([1, 2]))
        send = chance.choice([os.kill, os.killpg])
        for number in numbers:
            if process.poll() is None:
                send(process.pid, number)
        begun = time.monotonic()
        _, err = process.communicate(timeout=30)

        assert time.monotonic() - begun < 5, err
        # Of two at once either is the first; while Python itself begins, it heeds none of them.
        ends = {code for number in numbers for code in (128 + number, -number)}
        assert process.returncode in {0, *ends}, err
        assert "Exception ignored" not in err
        assert scene.rest() == [], err
        there = scene.released()
        assert there == done or (process.returncode and {**there, TAG: b""} == nothing), err
        assert scene.undisturbed() == 0
        assert scene.released() == done
        scene.begin_again()
