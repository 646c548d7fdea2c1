"""The command line as a shell meets it: real processes, real streams, real signals."""

from __future__ import annotations

import os
import pty
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.make import make_repository
from tests.release.workshop import FILES

ROOT = Path(__file__).parents[2]
FULL = "policy-pack: cannot write the report: No space left on device\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A repository with one pack that passes, released."""
    repo = make_repository(tmp_path / "repository")
    repo.write("", {".gitignore": b"dist/\n"})
    repo.write("packs/api", {path: text.encode() for path, text in FILES.items()})
    repo.commit("acme.api-v1.0.0")
    return repo.root


def shell(line: str, *, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which ``policy-pack`` is ours."""
    command = f'policy-pack() {{ {shlex.quote(sys.executable)} -m toolkit "$@"; }}; {line}'
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "words", ["smoke", "smoke --format json", "check-tag", "demo", "--help", "--version"]
)
@pytest.mark.parametrize("buffering", ["", "1"])
def test_a_full_disk_is_said_once(here: Path, words: str, buffering: str) -> None:
    done = shell(f"policy-pack {words} >/dev/full", cwd=here, PYTHONUNBUFFERED=buffering)

    assert (done.returncode, done.stderr) == (3, FULL)


def test_a_full_disk_behind_narration(here: Path) -> None:
    """The release is written; where it went cannot be said."""
    made = shell("policy-pack release-archive >/dev/full", cwd=here)
    judged = shell("policy-pack verify --checksums-only dist/acme.api/1.0.0 >/dev/full", cwd=here)

    assert (made.returncode, made.stderr.endswith(FULL)) == (3, True)
    assert (judged.returncode, judged.stderr) == (3, FULL)


@pytest.mark.parametrize("words", ["smoke", "--help", "smoke --help", "--version", "check-tag"])
def test_a_reader_that_went_away_is_no_error_to_talk_about(here: Path, words: str) -> None:
    done = shell(f"policy-pack {words} | exec <&-; echo ${{PIPESTATUS[0]}} >&2", cwd=here)

    assert done.stderr == "141\n"


def test_a_reader_of_release_folders_that_went_away(here: Path) -> None:
    done = shell("policy-pack release-archive | exec <&-; exit ${PIPESTATUS[0]}", cwd=here)

    assert done.returncode == 141
    assert "Broken pipe" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("words", ["smoke", "--help", "new-pack acme.zz --maintainer A"])
def test_a_closed_output_is_said(here: Path, words: str) -> None:
    done = shell(f"policy-pack {words} >&-", cwd=here)

    assert done.returncode == 3
    assert done.stderr == "policy-pack: cannot write the report: Bad file descriptor\n"


def test_a_closed_input_is_no_terminal(here: Path) -> None:
    done = shell("policy-pack new-pack acme.zz --maintainer A <&-", cwd=here)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_narration_that_nobody_can_read_changes_nothing(here: Path, redirection: str) -> None:
    done = shell(f"policy-pack smoke --strict --out evidence.txt {redirection}", cwd=here)

    assert (done.returncode, done.stdout) == (0, "")
    assert (here / "evidence.txt").is_file()
    assert shell(f"policy-pack smok {redirection}", cwd=here).returncode == 2


OLD_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0"}


def test_a_locale_that_is_not_utf8_changes_nothing(here: Path) -> None:
    """Paths, texts from the command line and evidence are those of every other machine."""
    new = "policy-pack new-pack acme.zz --name 'Ünï' --maintainer Zoë --dir 'é ü/zz'"
    assert shell(new, cwd=here, **OLD_LOCALE).returncode == 0
    line = "policy-pack smoke --strict --pack 'é ü/zz' packs/* --format json"
    old, usual = shell(line, cwd=here, **OLD_LOCALE), shell(line, cwd=here, LC_ALL="C.UTF-8")

    assert (usual.returncode, usual.stderr) == (0, "")
    assert (old.returncode, old.stdout, old.stderr) == (0, usual.stdout, "")
    manifest = here / "é ü/zz/entroping-policy-pack.yaml"
    assert '"Ünï"' in manifest.read_text(encoding="utf-8")


def test_the_console_script_and_the_module_begin_alike() -> None:
    assert 'policy-pack = "toolkit.__main__:run"' in (ROOT / "pyproject.toml").read_text()


INTERRUPTED = """
import os, signal, sys

class Typist:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.{name})

sys.meta_path.insert(0, Typist())
sys.argv = ["policy-pack", "smoke"]
from toolkit.__main__ import run
run()
"""
"""The console script, with a signal that arrives while a module is loaded."""


@pytest.mark.parametrize("module", ["toolkit.cli", "argparse", "toolkit.commands.smoke"])
def test_ctrl_c_while_it_starts_is_one_line(here: Path, module: str) -> None:
    program = INTERRUPTED.format(module=module, name="SIGINT")
    done = shell(f"exec {shlex.quote(sys.executable)} -c {shlex.quote(program)}", cwd=here)

    assert done.returncode == 130
    assert done.stderr.startswith("interrupted")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_that_ends_us_is_one_line(here: Path, name: str, code: int) -> None:
    program = INTERRUPTED.format(module="toolkit.commands.smoke", name=name)
    done = shell(f"exec {shlex.quote(sys.executable)} -c {shlex.quote(program)}", cwd=here)

    assert (done.returncode, done.stderr) == (code, "interrupted; nothing was left half-written\n")


def test_nohup_means_it(here: Path) -> None:
    program = INTERRUPTED.format(module="toolkit.commands.smoke", name="SIGHUP")
    line = f"trap '' HUP; exec {shlex.quote(sys.executable)} -c {shlex.quote(program)}"

    assert shell(line, cwd=here).returncode == 0


def test_closing_the_terminal_leaves_no_scratch_folder(tmp_path: Path) -> None:
    """The shell's terminal goes away in the middle of the demo."""
    controller, terminal = pty.openpty()
    with subprocess.Popen(
        ["setsid", "--ctty", sys.executable, "-m", "toolkit", "demo"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    ) as process:
        os.close(terminal)
        for _ in range(200):
            if list(tmp_path.glob("policy-pack-demo-*")):
                break
            time.sleep(0.05)
        os.close(controller)
        code = process.wait(timeout=60)

    assert code in (129, 3)  # whichever it meets first: the signal, or the output that is gone
    assert not list(tmp_path.iterdir())


def test_a_mistyped_option_meets_the_usage_of_its_command(here: Path) -> None:
    done = shell("policy-pack smoke --srict", cwd=here)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: policy-pack smoke ")
    assert done.stderr.endswith("unrecognized arguments: --srict; did you mean --strict?\n")


def test_two_dashes_are_the_value_of_no_option(here: Path) -> None:
    """A trust option that got no value must not be one that nobody gave."""
    for words in ("vendor --revoked=--", "smoke --out=--", "doctor --soon=--"):
        done = shell(f"policy-pack {words}", cwd=here)
        assert done.returncode == 2
        assert done.stderr.endswith(": -- is no value\n")


def test_what_is_unknown_is_shown_and_not_obeyed(here: Path) -> None:
    done = shell("policy-pack smoke $'\\e[31m'", cwd=here)

    assert done.stderr.endswith("unrecognized arguments: \\x1b[31m\n")


def test_bytes_that_are_typed_and_no_text_are_refused(here: Path) -> None:
    """Standard input that is not UTF-8 is an answer like any other bad one."""
    code = (
        "import io, sys; from toolkit.host.terminal import Terminal; "
        "print(ascii(Terminal.standard().ask('?')))"
    )
    line = f"printf 'a\\xffb\\n' | {shlex.quote(sys.executable)} -c {shlex.quote(code)}"

    assert shell(line, cwd=here, LC_ALL="C.UTF-8", PYTHONUTF8="0").stdout == "'a\\udcffb'\n"


def test_a_folder_of_packs_is_no_pack(here: Path) -> None:
    for verb in ("smoke", "self-test", "bump", "release-archive"):
        done = shell(f"policy-pack {verb} --pack packs", cwd=here)
        assert (done.returncode, done.stdout) == (3, "")
        assert "packs is no pack, but holds some" in done.stderr
        assert "did you mean --pack packs/api?" in done.stderr


@pytest.mark.parametrize(
    ("folder", "hint"),
    [
        ("packs", "the packs are in ../packs: go to .."),
        ("packs/api/rules", "this is inside the pack ..: go there, or add --pack .."),
        ("docs/deep", "the packs are in ../../packs: go to ../.."),
    ],
)
def test_who_stands_too_deep_is_told_where_the_packs_are(
    here: Path, folder: str, hint: str
) -> None:
    (here / folder).mkdir(parents=True, exist_ok=True)
    done = shell("policy-pack smoke", cwd=here / folder)

    assert done.returncode == 3
    assert hint in done.stderr


@pytest.mark.parametrize("name", ["", "nowhere/x.json", "packs"])
def test_a_report_goes_only_where_it_can(here: Path, name: str) -> None:
    """An empty name is wrong usage; a folder is neither made nor replaced."""
    done = shell(f"policy-pack smoke --format json --out '{name}'", cwd=here)

    reason = {
        "": (2, "argument --out: the name is empty"),
        "packs": (3, "cannot write packs: it is a folder"),
    }.get(name, (3, "cannot write nowhere/x.json: there is no folder nowhere"))
    assert done.returncode == reason[0]
    assert reason[1] in done.stderr
    assert not (here / "nowhere").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["smoke", "--root", "loop"],
        ["release-archive", "--out", "loop"],
        ["package", "--out", "loop"],
        ["smoke", "--out", "loop"],
    ],
    ids=" ".join,
)
def test_a_link_that_leads_to_itself_is_no_fault_of_ours(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")

    done = shell(f"policy-pack {' '.join(words)}", cwd=tmp_path)

    assert done.returncode == 2
    assert "loop is a link that leads to itself" in done.stderr
