"""What the documents say is what the code does."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
from pathlib import Path

import pytest

from toolkit import commands, schemas
from toolkit.errors import ExitCode
from toolkit.evidence.checking import Flaw
from toolkit.release.refusals import Reason

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
VERBS = [
    importlib.import_module(f"toolkit.commands.{info.name}").NAME
    for info in pkgutil.iter_modules(commands.__path__)
    if info.name[0] != "_"
]


def test_the_readme_begins_with_exactly_two_commands_for_a_fresh_machine() -> None:
    setup = "python3 -m venv .venv && .venv/bin/pip install --quiet 'nox[uv]' && .venv/bin/nox -s "

    assert [line for line in README.splitlines() if line.startswith("python3 -m venv")] == [
        f"{setup}demo",
        f"{setup}tests",
    ]


def test_ci_calls_the_test_command_of_the_readme() -> None:
    tests = next(line for line in README.splitlines() if line.endswith("nox -s tests"))

    assert tests in (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()


def test_the_readme_names_every_verb() -> None:
    for verb in VERBS:
        assert f"`{verb}`" in README, verb


def test_every_verb_is_a_session() -> None:
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")

    for verb in VERBS:
        assert f'command(session, "{verb}"' in noxfile, verb


def test_the_readme_has_the_table_of_exit_codes() -> None:
    rows = re.findall(r"^\| (\d+) \|", README, flags=re.MULTILINE)

    assert [int(row) for row in rows] == [int(code) for code in ExitCode]


def test_every_reason_code_is_documented() -> None:
    text = (ROOT / "docs/verification.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \|", text, flags=re.MULTILINE)

    assert rows == [reason.name for reason in Reason]


def test_every_flaw_of_evidence_is_documented() -> None:
    text = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    codes = schemas.load("evidence-check.v1")["properties"]["findings"]["items"]["properties"]
    rows = re.findall(r"^\| `([a-z-]+)` \|", text, flags=re.MULTILINE)

    assert rows == [flaw.value for flaw in Flaw] == codes["code"]["enum"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_nothing_names_a_machine() -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    machine = re.compile(
        r"/(?:root|work|home/\w+)/(?!feed)[\w.]+|\.pyenv/versions/\d|pypi\.org/simple"
    )
    for name in filter(None, listing.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".json", ""} and path.is_file():
            found = machine.search(path.read_text(encoding="utf-8", errors="replace"))
            allowed = name.startswith("tests/")  # hostile fixtures hold such paths on purpose
            assert found is None or allowed, f"{name}: {found}"
