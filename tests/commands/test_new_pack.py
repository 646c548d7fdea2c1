"""``new-pack`` as a person or a script meets it: through the command line, in real folders."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.host.files import read_folder
from toolkit.pack.model import Manifest
from toolkit.pack.read import read_pack
from toolkit.scaffold.plan import SCHEMA_FILES

ROOT = Path(__file__).parents[2]
MAINTAINER = ("--maintainer", "Acme Platform")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, outside any repository, where git knows nobody."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def git(*arguments: str, cwd: Path) -> None:
    subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True)


def files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    names = (path.relative_to(folder).as_posix() for path in found)
    return sorted(name for name in names if not name.startswith(".git/"))


def manifest(folder: Path) -> Manifest:
    return read_pack(read_folder(folder)).pack().manifest


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


class Run:
    """Runs the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> Said:
        self.capsys.readouterr()
        code = main(words)
        streams = self.capsys.readouterr()
        return Said(code, streams.out, streams.err)


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    assert here.is_dir()
    return Run(capsys)


def test_from_nothing_to_a_pack_that_passes(here: Path, run: Run) -> None:
    """One command, and strict smoke with advice being fatal is content."""
    said = run("new-pack", "acme.strict-api", *MAINTAINER)
    assert said.code == 0
    assert said.err == ""
    assert "smoke --strict: 4 gates, 1 final" in said.out
    assert "policy-pack smoke --pack packs/strict-api --strict" in said.out
    assert run("smoke", "--strict", "--advice-is-fatal").code == 0
    assert manifest(here / "packs/strict-api").source == "packs/strict-api"


def test_every_option_arrives(here: Path, run: Run) -> None:
    options = {
        "--name": "Strict: API",
        "--summary": "What 'we' want",
        "--publisher": "Acme Inc.",
        "--license": "mit",
        "--version": "1.0.0-alpha",
        "--dir": "policies/strict",
    }
    words = [word for pair in options.items() for word in pair]
    assert run("new-pack", "acme.api", *words, *MAINTAINER, "--maintainer", "Zoë 🎉").code == 0
    found = manifest(here / "policies/strict")
    assert (found.id, found.name, found.version) == ("acme.api", "Strict: API", "1.0.0-alpha")
    assert (found.summary, found.publisher, found.license) == ("What 'we' want", "Acme Inc.", "MIT")
    assert found.maintainers == ("Acme Platform", "Zoë 🎉")
    assert found.source == "policies/strict"


def test_a_licence_whose_text_must_be_added_is_said(here: Path, run: Run) -> None:
    """In the listing at once, and as advice of smoke until it is done."""
    said = run("new-pack", "acme.api", *MAINTAINER, "--license", "MIT OR Apache-2.0")
    assert said.code == 0
    assert "to do  LICENSE: put the whole text of the licence there" in said.out
    assert run("smoke", "--strict").code == 0
    assert run("smoke", "--strict", "--advice-is-fatal").code == 1
    (here / "packs/api/LICENSE").write_text("the text")
    assert run("smoke", "--strict", "--advice-is-fatal").code == 0


@pytest.mark.parametrize(
    ("pack_id", "reason", "hint"),
    [
        ("Acme.API", "upper-case", "did you mean acme.api?"),
        ("../../etc", "characters other than", "did you mean etc?"),
        ("con", "device on Windows", "did you mean con-pack?"),
        ("acme.api-v1.2.3", "ambiguous", "did you mean acme.api?"),
        ("", "is empty", "write it like acme.strict-api"),
    ],
)
def test_a_bad_id_is_refused_with_the_reason(
    here: Path, run: Run, pack_id: str, reason: str, hint: str
) -> None:
    said = run("new-pack", pack_id, *MAINTAINER)
    assert said.code == 2
    assert reason in said.err
    assert hint in said.err
    assert files(here) == []


def test_a_missing_id_is_wrong_usage(run: Run) -> None:
    said = run("new-pack")
    assert (said.code, said.out) == (2, "")
    assert "the id of the pack is missing" in said.err


def test_without_git_identity_it_says_which_option(here: Path, run: Run) -> None:
    said = run("new-pack", "acme.api")
    assert said.code == 2
    assert "--maintainer" in said.err
    assert files(here) == []


def test_everything_that_is_wrong_is_said_at_once(here: Path, run: Run) -> None:
    """Also that nobody maintains the pack, and that the folder is taken."""
    (here / "taken").write_text("mine")
    words = ["--version=1", "--license=?", "--name=", "--dir=taken"]
    said = run("new-pack", "acme.api", *words)
    assert said.code == 2
    for field in ("name:", "maintainer:", "license:", "version:", "folder: taken exists already"):
        assert field in said.err
    assert files(here) == ["taken"]


def test_the_git_identity_maintains_the_pack(here: Path, run: Run) -> None:
    git("init", "-q", ".", cwd=here)
    git("config", "user.name", "Grace Hopper", cwd=here)
    assert run("new-pack", "acme.api").code == 0
    assert manifest(here / "packs/api").maintainers == ("Grace Hopper",)


def test_without_git_it_works_as_well(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(here))
    assert run("new-pack", "acme.api", *MAINTAINER).code == 0
    assert manifest(here / "packs/api").source == "packs/api"


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--name", "a\x1b[31mb", "U+001B"),
        ("--name", "", "blank"),
        ("--summary", "one\ntwo", "U+000A"),
        ("--maintainer", "\udcff", "no UTF-8"),
        ("--publisher", "a\u202eb", "another order"),
        ("--license", "Apache 2.0", "did you mean Apache-2.0?"),
        ("--version", "v1", "no semantic version"),
        ("--version", "", "no semantic version"),
        ("--dir", "", "--dir is empty"),
        ("--dir", "a b", "import path"),
        ("--dir", "x" * 300, "File name too long"),
        ("--dir", ".git/x", "inside .git"),
        ("--dir", "con", "device on Windows"),
        ("--dir", "Nul.x", "device on Windows"),
        ("--dir", "../work/../-x", "import path"),
        ("--dir", "p:q/x", "local relative path"),
        ("--license", "(" * 999, "999 characters"),
        ("--version", "1" * 5000, "more than 35"),
        ("--dir", "$(x)/y", "evidence command"),
        ("--name", f"ghp_{'0123456789' * 3}abcdef", "GitHub token"),
        ("--summary", "see /home/kim/notes", "path of one machine"),
    ],
)
def test_a_refused_value_writes_nothing(
    here: Path, run: Run, option: str, value: str, reason: str
) -> None:
    """Also what only the smoke check can see is refused before anything is written."""
    said = run("new-pack", "acme.api", *MAINTAINER, option, value)
    assert said.code == 2
    assert reason in said.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    "value",
    ['"quoted": {yes}', "- [x] `code` | <b>", "no", "4.1", "!!null", "__id__", "日本語 👩‍🚀"],
)
def test_hostile_but_honest_values_come_through(here: Path, run: Run, value: str) -> None:
    words = [f"--{name}={value}" for name in ("name", "summary", "maintainer", "publisher")]
    assert run("new-pack", "acme.api", *words).code == 0
    found = manifest(here / "packs/api")
    assert [found.name, found.summary, *found.maintainers, found.publisher] == [value] * 4
    assert run("smoke", "--strict", "--advice-is-fatal").code == 0


def test_nothing_is_ever_overwritten(here: Path, run: Run) -> None:
    folder = here / "packs/api"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text("mine")
    said = run("new-pack", "acme.api", *MAINTAINER)
    assert said.code == 2
    assert "exists already and is not empty: README.md" in said.err
    assert files(here) == ["packs/api/README.md"]
    assert (folder / "README.md").read_text() == "mine"


@pytest.mark.parametrize("kind", ["file", "link", "dangling link"])
def test_what_is_no_folder_stays_as_it_is(here: Path, run: Run, kind: str) -> None:
    place = here / "api"
    (here / "elsewhere").mkdir()
    if kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to("elsewhere" if kind == "link" else "nowhere")
    assert run("new-pack", "acme.api", *MAINTAINER, "--dir", "api").code == 2
    assert files(here) == (["api"] if kind == "file" else [])
    assert list((here / "elsewhere").iterdir()) == []


def test_a_link_on_the_way_is_refused_before_anything_is_written(here: Path, run: Run) -> None:
    (here / "elsewhere").mkdir()
    (here / "link").symlink_to("elsewhere")
    said = run("new-pack", "acme.api", *MAINTAINER, "--dir", "link/api")
    assert said.code == 2
    assert "link is a symbolic link" in said.err
    assert files(here) == []


def test_what_cannot_be_created_is_said(here: Path, run: Run) -> None:
    (here / "file").write_text("mine")
    said = run("new-pack", "acme.api", *MAINTAINER, "--dir", "file/api")
    assert said.code == 3
    assert "cannot write to file" in said.err


@pytest.mark.parametrize("folder", ["it's/x", "a#b/x", "é/x", "sub dir/x", "%s/{0}/__name__/x"])
def test_odd_folders_on_the_way_are_fine(here: Path, run: Run, folder: str) -> None:
    assert run("new-pack", "acme.api", *MAINTAINER, "--dir", folder).code == 0
    assert run("smoke", "--strict", "--pack", folder).code == 0
    assert manifest(here / folder).source == folder


def test_an_empty_folder_may_be_filled(here: Path, run: Run) -> None:
    (here / "api").mkdir()
    assert run("new-pack", "acme.api", *MAINTAINER, "--dir", "api").code == 0
    assert "entroping-policy-pack.yaml" in files(here / "api")


def test_a_repository_of_its_own(here: Path, run: Run) -> None:
    """``--dir .`` after ``git init``: the pack is the root, and every verb finds it."""
    git("init", "-q", ".", cwd=here)
    assert run("new-pack", "acme.api", *MAINTAINER, "--dir", ".").code == 0
    assert manifest(here).source == "."
    assert run("smoke", "--strict", "--advice-is-fatal").code == 0
    assert run("new-pack", "acme.api", *MAINTAINER, "--dir", ".").code == 2
    git("init", "-q", "other", cwd=here)
    (here / "other/README.md").write_text("mine")
    said = run("new-pack", "acme.api", *MAINTAINER, "--dir", "other")
    assert said.code == 2
    assert "not empty: README.md" in said.err


def test_the_source_is_the_path_in_the_repository(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q", ".", cwd=here)
    (here / "deep/packs").mkdir(parents=True)
    monkeypatch.chdir(here / "deep")
    assert run("new-pack", "acme.api", *MAINTAINER).code == 0
    assert manifest(here / "deep/packs/api").source == "deep/packs/api"
    monkeypatch.chdir(here / "deep/packs")
    assert run("new-pack", "acme.other", *MAINTAINER).code == 0
    assert manifest(here / "deep/packs/other").source == "deep/packs/other"


def test_a_repository_with_schemas_lends_them(here: Path, run: Run) -> None:
    """Where the repository publishes the schemas, the pack refers to them; else it has copies."""
    git("init", "-q", ".", cwd=here)
    assert run("new-pack", "acme.before", *MAINTAINER).code == 0
    (here / "schemas").mkdir()
    for name in SCHEMA_FILES:
        (here / "schemas" / name).write_bytes((ROOT / "schemas" / name).read_bytes())
    assert run("new-pack", "acme.after", *MAINTAINER).code == 0
    for pack, owns in (("before", True), ("after", False)):
        folder = here / "packs" / pack
        assert (folder / "schemas").is_dir() == owns
        for path in folder.rglob("*.yaml"):
            first = path.read_text().splitlines()[0]
            assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_what_git_ignores_does_not_count(here: Path, run: Run) -> None:
    """The proof reads what a release would read: an ignored file makes it fail, and is said."""
    git("init", "-q", ".", cwd=here)
    (here / ".gitignore").write_text("examples/\n")
    said = run("new-pack", "acme.api", *MAINTAINER)
    assert said.code == 1
    assert "perhaps git ignores a part of it" in said.err
    assert "consumer example missing" in said.out


LIMITED = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))
runpy.run_module("toolkit", run_name="__main__")
"""
"""Runs the toolkit where every file ends at 8,000 bytes: the licence is longer."""


@pytest.mark.parametrize("target", ["new", "existing", "several/new/folders"])
def test_a_write_that_fails_leaves_nothing(here: Path, target: str) -> None:
    """The disk is full half-way (here: a limit on file size): no file, no hidden rest."""
    if target == "existing":
        (here / "existing").mkdir()
    command = [sys.executable, "-c", LIMITED, "new-pack", "acme.api", *MAINTAINER]
    done = subprocess.run([*command, "--dir", target], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "cannot write" in done.stderr
    assert files(here) == []
    assert [path.name for path in here.iterdir()] == (["existing"] if target == "existing" else [])


def _type(words: Sequence[str], answers: str) -> Said:
    """Run the command at a real terminal and type ``answers``; result and dialogue come mixed."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "toolkit", "new-pack", *words]
    environment = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(
        command,
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=terminal,
        env=environment,
        start_new_session=True,
    ) as process:
        os.write(controller, answers.encode())
        assert process.stdout is not None
        out = process.stdout.read().decode()
        code = process.wait(timeout=30)
    os.close(terminal)
    said = b""
    try:
        while chunk := os.read(controller, 4096):
            said += chunk
    except OSError:  # Linux: nobody holds the other end any more
        pass
    os.close(controller)
    return Said(code, out, said.decode())


def test_a_person_is_asked_for_what_is_missing(here: Path) -> None:
    """Seven lines typed, one of them refused and asked again, the rest by default."""
    said = _type([], "Acme.API\nacme.api\n\nWhat we want\nKim Doe\nmit\n\n")
    assert said.code == 0, said.err
    assert "did you mean acme.api?" in said.err
    assert "Name for people [Acme Api]:" in said.err
    assert "Folder [packs/api]:" in said.err
    found = manifest(here / "packs/api")
    assert (found.name, found.summary, found.license) == ("Acme Api", "What we want", "MIT")
    assert found.maintainers == ("Kim Doe",)
    assert "created  acme.api 0.1.0  packs/api" in said.out


def test_options_are_not_asked_for(here: Path) -> None:
    words = ["acme.api", "--name=A", "--summary=B", "--license=MIT", "--dir=x", *MAINTAINER]
    said = _type(words, "")
    assert (said.code, said.err) == (0, "")
    assert manifest(here / "x").name == "A"


def test_yes_asks_nothing(here: Path) -> None:
    said = _type(["acme.api", "--yes", *MAINTAINER], "")
    assert (said.code, said.err) == (0, "")
    assert files(here)


def test_who_leaves_the_questions_leaves_nothing_behind(here: Path) -> None:
    """Ctrl-D in the middle: a message, exit 2, no file."""
    said = _type([], "acme.api\n\x04")
    assert said.code == 2
    assert "nothing was written" in said.err
    assert list(here.iterdir()) == []
