"""The same commit is the same pack, whatever line ends a checkout has."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.make import Repo, make_repository
from toolkit.cli import main
from toolkit.commands._packs import PackFolder
from toolkit.pack.model import MANIFEST

FOLDER = "packs/api"
CRLF = {
    "autocrlf": ("core.autocrlf", "true", ""),
    "eol": ("core.eol", "crlf", "* text=auto\n"),
    "attribute": ("core.autocrlf", "false", "*.yaml text eol=crlf\n*.md text eol=crlf\n"),
}


@pytest.fixture(params=sorted(CRLF))
def clones(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Repo, Repo]:
    """Two clones of one commit with a release: one with LF, one with CRLF in its work tree."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    name, value, attributes = CRLF[request.param]
    first = make_repository(tmp_path / "lf")
    monkeypatch.chdir(first.root)
    assert main(("new-pack", "acme.api", "--name", "A", "--maintainer", "M")) == 0
    version = PackFolder(first.root / FOLDER).tree.file(MANIFEST)
    assert version is not None
    first.commit(f"acme.api-v{_version(first)}")
    second = Repo(tmp_path / "crlf")
    first.git("clone", "--quiet", "--no-checkout", ".", str(second.root))
    second.git("config", name, value)
    (second.root / ".git/info/attributes").write_text(attributes, encoding="utf-8")
    second.git("checkout", "--quiet", "main")
    assert b"\r\n" in (second.root / FOLDER / MANIFEST).read_bytes()
    assert b"\r" not in (first.root / FOLDER / MANIFEST).read_bytes()
    return first, second


def _version(repo: Repo) -> str:
    words = (repo.root / FOLDER / MANIFEST).read_text(encoding="utf-8").split("version: ")[1]
    return words.splitlines()[0].strip("\"'")


def test_every_checkout_is_the_same_pack(
    clones: tuple[Repo, Repo],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Evidence and archive have the same bytes, and nothing changed since the release."""
    for repo in clones:
        monkeypatch.chdir(repo.root)
        name = repo.root.name
        assert main(("smoke", "--format", "json", "--out", str(tmp_path / f"{name}.json"))) == 0
        assert main(("release-archive", "--out", str(tmp_path / f"dist-{name}"))) == 0
        assert main(("bump", "--check")) == 0
    capsys.readouterr()

    one, other = (tmp_path / f"{repo.root.name}.json" for repo in clones)
    assert one.read_bytes() == other.read_bytes()
    one, other = (tmp_path / f"dist-{repo.root.name}" for repo in clones)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert files
    assert all((one / path).read_bytes() == (other / path).read_bytes() for path in files)


def test_an_edit_in_a_converted_file_is_that_edit_alone(
    clones: tuple[Repo, Repo], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written in CRLF, judged as it will be committed; ``--write`` keeps the line ends."""
    _, repo = clones
    monkeypatch.chdir(repo.root)
    readme, manifest = repo.root / FOLDER / "README.md", repo.root / FOLDER / MANIFEST
    readme.write_bytes(readme.read_bytes() + b"More.\r\n")
    before = manifest.read_bytes()
    capsys.readouterr()

    assert main(("bump", "--check", "--format", "json")) == 1
    found = json.loads(capsys.readouterr().out)
    found = found if isinstance(found, dict) else found[0]
    assert [each["rule"] for each in found["findings"]] == ["document-changed"]

    assert main(("bump", "--write", "--check", "--format", "json")) == 0
    found = json.loads(capsys.readouterr().out)
    found = found if isinstance(found, dict) else found[0]
    assert [each["rule"] for each in found["findings"]] == ["document-changed"]
    assert manifest.read_bytes().count(b"\r\n") == before.count(b"\r\n")
    assert b"\n" not in manifest.read_bytes().replace(b"\r\n", b"")
    digest = PackFolder(repo.root / FOLDER).tree.content_digest
    repo.commit()
    assert PackFolder(repo.root / FOLDER).tree.content_digest == digest


def test_line_ends_that_were_changed_by_hand_are_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where git converts nothing, other line ends are another content; git says so as well."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repo = make_repository(tmp_path / "repository")
    pack = repo.write(FOLDER, {MANIFEST: b"a: 1\n", "b.md": b"x\r\n"})
    repo.commit()
    digest = PackFolder(pack).tree.content_digest
    (pack / MANIFEST).write_bytes(b"a: 1\r\n")

    assert PackFolder(pack).tree.file(MANIFEST) == b"a: 1\r\n"
    assert PackFolder(pack).tree.file("b.md") == b"x\r\n"
    (pack / MANIFEST).write_bytes(b"a: 1\n")
    assert PackFolder(pack).tree.content_digest == digest


def test_a_filter_of_the_repository_is_not_run(tmp_path: Path) -> None:
    """Reading a pack starts no program that the repository names."""
    repo = make_repository(tmp_path / "repository")
    repo.git("config", "filter.evil.clean", f"touch {tmp_path}/ran; cat")
    pack = repo.write(FOLDER, {"a.md": b"x\n", ".gitattributes": b"*.md filter=evil\n"})
    repo.commit()
    (tmp_path / "ran").unlink()
    (pack / "a.md").write_bytes(b"y\n")

    assert PackFolder(pack).tree.file("a.md") == b"y\n"
    assert not (tmp_path / "ran").exists()
