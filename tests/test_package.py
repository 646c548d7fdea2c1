"""The distribution: what a wheel holds, and that it works far from its checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that PyPA build makes, without the network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ],
        check=True,
        capture_output=True,
    )
    return next(out.glob("policy_pack_toolkit-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own; a pure wheel is nothing but files."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def policy_pack(installed: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed toolkit, not the checkout's."""
    env = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-m", "toolkit", *words],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_code_and_its_data_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "toolkit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    schemas = {
        f"toolkit/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "schemas").iterdir()
    }

    assert {name for name in names if ".dist-info/" not in name} == code | schemas


def test_the_console_script_is_called_policy_pack(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        text = archive.read(entry).decode()

    assert "policy-pack = toolkit.__main__:run" in text


def test_an_installed_toolkit_scaffolds_and_proves_a_pack(installed: Path, tmp_path: Path) -> None:
    begun = policy_pack(
        installed, "new-pack", "acme.far", "--maintainer", "A", "--dir", "far", cwd=tmp_path
    )
    smoke = policy_pack(
        installed, "smoke", "--pack", "far", "--strict", "--format", "json", cwd=tmp_path
    )

    assert begun.returncode == 0, begun.stderr
    assert smoke.returncode == 0, smoke.stderr
    assert json.loads(smoke.stdout)["status"] == "pass"


def test_every_rule_travels_with_the_package(installed: Path) -> None:
    rules = {path.name for path in (ROOT / "toolkit/diff/rules").glob("*.yaml")}

    assert rules
    assert {path.name for path in (installed / "toolkit/diff/rules").glob("*.yaml")} == rules
