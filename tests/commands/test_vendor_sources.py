"""Every source that a pack is vendored from, made by the real tools, and what each one refuses."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.yard import FAST, FASTER, Yard, sound_files
from tests.installers import python_with_pip
from tests.make import Repo, make_repository, write_files
from tests.release.signing import WHO, Key, make_key, needs_ssh_keygen
from toolkit.consumer.vendor_lock import Source, SourceKind
from toolkit.host.remotes import public_address
from toolkit.pack.tree import Tree
from toolkit.release.folder import build_release
from toolkit.release.package.writing import build_packages

TREE = Tree.of_files(sound_files())
WHEEL, SDIST = PACKAGES = build_packages(TREE)
HOME = "policy_packs/acme.api"
UV = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))


@pytest.fixture
def yard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Yard:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    return Yard.new(tmp_path, capsys)


def source_of(yard: Yard) -> Source:
    """Return what the lock says of the one vendored pack, whose files are those of the release."""
    ((name, known),) = yard.lock.packs.items()
    assert known.content_sha256 == TREE.content_digest
    assert not known.drift(Tree.of_files(files_in(yard.project / "policy-packs" / name)))
    assert str(yard.root) not in (yard.project / "policy-packs.lock.json").read_text()
    return known.source


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# Folders ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["vendor/acme", "node_modules/acme", ".venv/lib/share/acme"])
def test_a_folder_that_git_ignores_is_whole(yard: Yard, place: str) -> None:
    repo = make_repository(yard.project)
    write_files(yard.project, {".gitignore": ".venv/\nnode_modules\nvendor/\n"})
    repo.commit()
    write_files(yard.project / place, sound_files())

    yard.vendored("--pack", yard.project / place)

    assert source_of(yard) == Source(kind=SourceKind.FOLDER, place=place)


def test_a_folder_that_a_link_leads_to_is_taken_as_what_it_is(yard: Yard) -> None:
    """As installers of Node packages make them."""
    store = yard.pack("store/acme")
    (yard.root / "linked").symlink_to(store)

    yard.vendored("--pack", yard.root / "linked")

    assert source_of(yard).place == "acme"


def test_a_link_in_a_folder_is_refused(yard: Yard) -> None:
    pack = Path(yard.pack())
    (pack / "NOTICE").unlink()
    (pack / "NOTICE").symlink_to("LICENSE")

    assert "pack/NOTICE" in {place for _, place in yard.told("--pack", pack)}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme": b""}, "no pack"),
        ({"packs/a/entroping-policy-pack.yaml": b""}, "did you mean"),
        ({"dist/a/1.0.0/SHA256SUMS": b""}, "no pack"),
        ({"a/1.0.0/SHA256SUMS": b""}, "did you mean"),
    ],
)
def test_a_folder_that_is_no_pack_says_what_may_be_meant(
    yard: Yard, files: dict[str, bytes], said: str
) -> None:
    folder = write_files(yard.root / "folder", files)

    assert said in yard.refused("--pack", folder, code=3).err
    assert "no such file" in yard.refused("--pack", yard.root / "none", code=3).err


# git ----------------------------------------------------------------------------------------------


@pytest.fixture
def repo(yard: Yard) -> Repo:
    """A repository with the pack at a tag, then newer, then gone from the work tree."""
    repo = make_repository(yard.root / "acme-packs")
    repo.write("packs/api", sound_files())
    repo.commit("acme.api-v1.0.0")
    repo.write("packs/api", sound_files([FASTER], version="2.0.0"))
    repo.commit("acme.api-v2.0.0", "stable")
    shutil.rmtree(repo.root / "packs")
    return repo


@pytest.mark.parametrize("place", ["", "packs", "packs/api"])
@pytest.mark.parametrize("ref", ["acme.api-v1.0.0", "refs/tags/acme.api-v1.0.0"])
def test_a_tag_whose_folder_is_not_in_the_work_tree(
    yard: Yard, repo: Repo, place: str, ref: str
) -> None:
    repo.git("remote", "add", "origin", "https://user:secret@example.com/acme/packs.git?x=1")

    yard.vendored("--pack", repo.root / place, "--ref", ref)

    assert source_of(yard) == Source(
        kind=SourceKind.GIT,
        place="https://example.com/acme/packs.git",
        folder="packs/api",
        ref="acme.api-v1.0.0",
        commit=repo.git("rev-parse", "acme.api-v1.0.0^{commit}").strip(),
    )


def test_a_commit_short_or_whole_is_recorded_whole(yard: Yard, repo: Repo) -> None:
    commit = repo.git("rev-parse", "HEAD~1").strip()

    yard.vendored("--pack", repo.root, "--ref", commit[:9])

    assert source_of(yard) == Source(
        kind=SourceKind.GIT, place="acme-packs", folder="packs/api", commit=commit
    )
    assert "nothing to do" in yard.vendored("--pack", repo.root, "--ref", commit).out


def test_an_upgrade_from_tag_to_tag(yard: Yard, repo: Repo) -> None:
    yard.vendored("--pack", repo.root, "--ref", "acme.api-v1.0.0")

    answer = yard.vendored("--pack", repo.root, "--ref", "acme.api-v2.0.0", "--upgrade")

    assert "git acme-packs, packs/api, tag acme.api-v2.0.0, commit" in answer.words
    assert yard.gates == {"acme.fast": "duration < 500"}


@pytest.mark.parametrize("ref", ["main", "HEAD", "HEAD~0", "refs/heads/main", "beef"])
def test_a_ref_that_moves_is_refused_with_the_commit_to_pin(
    yard: Yard, repo: Repo, ref: str
) -> None:
    repo.git("branch", "beef")
    head = repo.git("rev-parse", "HEAD").strip()

    answer = yard.refused("--pack", repo.root, "--ref", ref)

    assert f"--ref {head}" in answer.err


def test_what_a_ref_can_get_wrong(yard: Yard, repo: Repo) -> None:
    assert "no such ref" in yard.refused("--pack", repo.root, "--ref", "none", code=3).err
    assert "names nothing" in yard.refused("--pack", repo.root, "--ref", "", code=2).err
    assert "names nothing" in yard.refused("--pack", repo.root, "--ref=--all", code=2).err
    outside = yard.refused("--pack", yard.project, "--ref", "v1", code=3)
    assert "in no git repository" in outside.err
    lost = yard.refused("--pack", repo.root / "docs", "--ref", "stable", code=3)
    assert "of: packs/api" in lost.err
    repo.git("tag", "acme.api-v3.0.0")
    told = yard.refused("--pack", repo.root, "--ref", "acme.api-v3.0.0")
    assert "is on version 2.0.0" in told.err


def test_several_packs_in_a_commit_are_listed(yard: Yard) -> None:
    repo = make_repository(yard.root / "mono")
    repo.write("packs/api", sound_files())
    repo.write("packs/web", sound_files([FAST], id="acme.web"))
    repo.commit("all")

    assert "packs/api, packs/web" in yard.refused("--pack", repo.root, "--ref", "all", code=3).err
    yard.vendored("--pack", repo.root / "packs/api", "--ref", "all")


ADDRESSES = {
    "https://example.com/a/b.git": "https://example.com/a/b.git",
    "https://token@example.com/a": "https://example.com/a",
    "https://user:p@ss@example.com/a?token=1#x": "https://example.com/a",
    "ssh://git@example.com:22/a": "ssh://git@example.com:22/a",
    "ssh://somebody@example.com/a": "ssh://example.com/a",
    "git@example.com:a/b.git": "git@example.com:a/b.git",
    "somebody@example.com:a/b.git": "example.com:a/b.git",
    "/srv/git/a.git": "",
    "../a.git": "",
    "file:///srv/git/a.git": "",
    "": "",
    "C:\\a": "",
}


@pytest.mark.parametrize("said", ADDRESSES)
def test_an_address_is_kept_without_secrets_and_paths(said: str) -> None:
    assert public_address(said) == ADDRESSES[said]


# Releases -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Key:
    return make_key(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def release(yard: Yard, key: Key) -> Path:
    """A signed release; the consumer's trust lies in the project."""
    files = build_release(TREE, pack_id="acme.api", version="1.0.0")
    folder = write_files(yard.root / "release", files)
    (folder / "SHA256SUMS.sig").write_bytes(key.sign(files["SHA256SUMS"]))
    write_files(yard.project, {"trust/allowed_signers": key.line()})
    return folder


@needs_ssh_keygen()
def test_a_signed_release_is_recorded_with_signer_and_digest(yard: Yard, release: Path) -> None:
    trust = ("--allowed-signers", yard.project / "trust/allowed_signers")
    seen = ("--lock", yard.project / "trust/seen.lock", "--update-lock")

    answer = yard.vendored("--pack", release, *trust, *seen)

    assert f"signed by {WHO}" in answer.words
    assert "remembers acme.api 1.0.0" in answer.err
    archive = Tree.of_files(files_in(release)).digests["acme.api-1.0.0.tar.gz"]
    assert source_of(yard) == Source(
        kind=SourceKind.RELEASE, place="release", archive_sha256=archive, signer=WHO
    )


def test_a_release_that_nobody_vouches_for_is_unverified(yard: Yard, release: Path) -> None:
    for place in (release, release / "acme.api-1.0.0.tar.gz"):
        assert "unverified" in yard.refused("--pack", place, code=3).err

    yard.vendored("--pack", release / "acme.api-1.0.0.tar.gz", "--checksums-only")

    assert source_of(yard).kind is SourceKind.ARCHIVE


@needs_ssh_keygen()
def test_a_release_that_was_tampered_with_is_refused(yard: Yard, release: Path) -> None:
    archive = release / "acme.api-1.0.0.tar.gz"
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)

    trust = ("--allowed-signers", yard.project / "trust/allowed_signers")
    assert "SUMS_MISMATCH" in yard.refused("--pack", release, *trust).err
    yard.refused("--pack", archive, "--checksums-only")


def test_trust_options_about_a_folder_are_wrong_usage(yard: Yard, release: Path) -> None:
    trust = ("--allowed-signers", release.parent / "shop/trust/allowed_signers")

    assert "no signature" in yard.refused("--pack", yard.pack(), *trust, code=2).err


# Packages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [WHEEL, SDIST])
def test_a_package_file(yard: Yard, name: str) -> None:
    file = write_files(yard.root, PACKAGES) / name
    assert "unverified" in yard.refused("--pack", file, code=3).err

    yard.vendored("--pack", file, "--checksums-only")

    digest_of_file = Tree.of_files(PACKAGES).digests[name]
    expected = Source(kind=SourceKind.PACKAGE, place=name, archive_sha256=digest_of_file)
    assert source_of(yard) == expected


def run(*words: str | Path) -> None:
    """Run an installer with every index switched off."""
    offline = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "UV_OFFLINE": "1"}
    environment = {**os.environ, **offline, "UV_NO_CONFIG": "1"}
    done = subprocess.run(
        [*map(str, words)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def pip_target(yard: Yard) -> Path:
    wheel = write_files(yard.root, PACKAGES) / WHEEL
    words = ("-m", "pip", "--quiet", "install", "--no-deps", "--target", yard.root / "target")
    run(python_with_pip(), *words, wheel)
    return yard.root / "target"


def uv_environment(yard: Yard) -> Path:
    if UV is None:
        pytest.skip("uv is not installed")
    wheel = write_files(yard.root, PACKAGES) / WHEEL
    environment = yard.project / ".venv"
    cache = ("--cache-dir", yard.root / "cache")
    run(UV, "venv", "--quiet", "--python", sys.executable, environment, *cache)
    run(UV, "pip", "install", "--quiet", "--python", environment / "bin/python", wheel, *cache)
    return next(environment.glob("lib/python*/site-packages"))


@pytest.mark.slow
@pytest.mark.parametrize("install", [pip_target, uv_environment])
@pytest.mark.parametrize("inside", ["", HOME])
def test_what_an_installer_left(yard: Yard, install: Callable[[Yard], Path], inside: str) -> None:
    """Found by the folder of packages or by its own; whole, also where git ignores it."""
    make_repository(yard.project)
    write_files(yard.project, {".gitignore": ".venv/\n"})
    site = install(yard)

    answer = yard.vendored("--pack", site / inside)

    assert "as RECORD and METADATA of the package list them" in answer.words
    assert source_of(yard) == Source(kind=SourceKind.PACKAGE, place="policy-pack-acme-api 1.0.0")


def changed(home: Path) -> None:
    (home / "README.md").write_text("# Other\n")


def added(home: Path) -> None:
    (home / "more.md").write_text("# More\n")


def removed(home: Path) -> None:
    (home / "NOTICE").unlink()


def recorded_too(home: Path) -> None:
    """Whoever changes a file can change RECORD; METADATA has the digest of all of them."""
    (record,) = home.parent.parent.glob("policy_pack_acme_api-*.dist-info/RECORD")
    rows = record.read_text().splitlines(keepends=True)
    record.write_text("".join(row for row in rows if not row.startswith(f"{HOME}/NOTICE")))
    (home / "NOTICE").unlink()


def unrecorded(home: Path) -> None:
    (info,) = home.parent.parent.glob("policy_pack_acme_api-*.dist-info")
    shutil.rmtree(info)


SPOILED = {
    changed: "lists another digest",
    added: "it was not installed",
    removed: "it is missing",
    recorded_too: "METADATA states another content",
}


@pytest.mark.slow
def test_what_was_changed_after_the_installation_is_refused(yard: Yard) -> None:
    home = pip_target(yard) / HOME
    shutil.copytree(yard.root / "target", yard.root / "whole")
    for spoil, said in SPOILED.items():
        shutil.rmtree(yard.root / "target")
        shutil.copytree(yard.root / "whole", yard.root / "target")
        spoil(home)

        assert said in yard.refused("--pack", home).err


@pytest.mark.slow
def test_without_its_record_nothing_can_be_said(yard: Yard) -> None:
    home = pip_target(yard) / HOME
    write_files(yard.root / "target/other-1.0.dist-info", {"RECORD": b""})
    unrecorded(home)

    assert "cannot be judged" in yard.refused("--pack", home, code=3).err
