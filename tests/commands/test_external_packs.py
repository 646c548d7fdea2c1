"""Every verb on packs outside this repository, wherever their maintainers keep them.

The life of a pack is lived in each home: begun, proven, changed, released, signed,
verified, replayed, and put into evidence, from a folder that has nothing to do
with it. Homes are real: repositories, work trees, submodules.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.command_line import Answer, asked
from tests.make import Repo, make_repository
from tests.offline import offline, ours
from tests.release.signing import Key, make_key, needs_ssh_keygen
from tests.replay.archives import CHROME
from toolkit import schemas

pytestmark = pytest.mark.slow
PACK_ID = "acme.strict-api"
UPSTREAM = Path(__file__).resolve().parents[3] / "shared/reference/upstream-packs"


@dataclass
class Home:
    """A pack to be, the repository that holds it, and a command line far from both."""

    folder: Path
    repo: Repo | None
    desk: Path
    capture: pytest.CaptureFixture[str]

    def run(self, *words: str, schema: str = "") -> Answer:
        """Run one command line of ours."""
        return asked(self.capture, *words, schema=schema)

    def good(self, *words: str, schema: str = "") -> Answer:
        """Run one that must end well."""
        answer = self.run(*words, schema=schema)
        assert answer.code == 0, (words, answer.code, answer.out, answer.err)
        return answer

    @property
    def pack(self) -> str:
        """The folder, as a command line names it."""
        return str(self.folder)

    @property
    def path(self) -> str:
        """What evidence calls the pack: its place in its repository, else its name."""
        root = self.repo.root if self.repo else self.folder.parent
        return self.folder.relative_to(root).as_posix()

    def begin(self) -> None:
        """Scaffold the pack; where its folder has a name that scaffolds refuse, move it there."""
        plain = self.folder if self.folder.name.isascii() else self.folder.with_name("begun")
        words = ("--maintainer", "Acme", "--dir", str(plain), "--yes")
        self.good("new-pack", PACK_ID, *words)
        plain.rename(self.folder)

    def commit(self) -> None:
        """Commit all there is, where there is a repository."""
        if self.repo is not None:
            self.repo.commit()

    def replace(self, name: str, old: str, new: str) -> None:
        """Edit a file of the pack."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")


Built = tuple[Path, "Repo | None"]


def single(place: Path) -> Built:
    """The pack is the repository."""
    repo = make_repository(place / "policy-pack-strict-api")
    return repo.root, repo


def mono(place: Path) -> Built:
    """Packs live elsewhere than in packs/, beside other things."""
    repo = make_repository(place / "platform")
    (repo.root / "README.md").write_text("# Platform\n", encoding="utf-8")
    return repo.root / "gates/strict-api", repo


def deep(place: Path) -> Built:
    """Far down in a repository."""
    repo = make_repository(place / "monorepo")
    return repo.root / "teams/platform/quality/2026/policies/http/strict/api", repo


def homeless(place: Path) -> Built:
    """In no repository at all."""
    return place / "just a folder/api", None


def unusual(place: Path) -> Built:
    """Blanks, quotes and letters of other alphabets in the names above."""
    repo = make_repository(place / "Müller's Pläne für 2026")
    return repo.root / "regeln, zwei/パック 'eins'/api", repo


def renamed(place: Path) -> Built:
    """A name that no scaffold would give: somebody moved the pack."""
    repo = make_repository(place / "repository")
    return repo.root / "パック 'eins'", repo


def worktree(place: Path) -> Built:
    """A linked work tree of a repository that stands elsewhere."""
    main = make_repository(place / "main")
    (main.root / "README.md").write_text("# Main\n", encoding="utf-8")
    main.commit()
    main.git("worktree", "add", "--quiet", "-b", "topic", str(place / "linked"))
    return place / "linked/policies/api", Repo(place / "linked")


def submodule(place: Path) -> Built:
    """A submodule of another repository, whose own history must not count."""
    origin = make_repository(place / "origin")
    (origin.root / ".gitignore").write_text("dist/\n", encoding="utf-8")
    origin.commit()
    above = make_repository(place / "consumer")
    above.commit(f"{PACK_ID}-v9.9.9")
    allowed = ("-c", "protocol.file.allow=always")
    above.git(*allowed, "submodule", "--quiet", "add", str(origin.root), "vendor/strict")
    above.commit()
    repo = Repo(above.root / "vendor/strict")
    repo.git("checkout", "--quiet", "-B", "main")
    return repo.root / "pack", repo


def moved_git_dir(place: Path) -> Built:
    """The repository's data stands apart from its work tree."""
    (place / "tree").mkdir()
    repo = Repo(place / "tree")
    repo.git("init", "--quiet", "--initial-branch=main", f"--separate-git-dir={place / 'data'}")
    return repo.root / "pack", repo


HOMES: tuple[Callable[[Path], Built], ...] = (
    single, mono, deep, homeless, unusual, renamed, worktree, submodule, moved_git_dir,
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for homes; a desk beside them is the current folder; git knows nobody's settings."""
    for name, value in {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
        "NO_COLOR": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    (tmp_path / "homes").mkdir()
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    return tmp_path / "homes"


@pytest.fixture(params=HOMES, ids=lambda build: build.__name__)
def home(request: pytest.FixtureRequest, place: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """Each home in turn, with a new pack in it."""
    folder, repo = request.param(place)
    home = Home(folder, repo, Path.cwd(), capsys)
    home.begin()
    home.commit()
    return home


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """A key of the maintainer, and a file that allows it."""
    made = make_key(tmp_path)
    (tmp_path / "signers").write_text(made.line(), encoding="utf-8")
    return made


# Proven ------------------------------------------------------------------------------------------


def test_what_is_proven_is_about_this_pack(home: Home) -> None:
    smoke = home.good("smoke", "--strict", "--pack", home.pack, "--format", "json")
    test = home.good("self-test", "--pack", home.pack, "--format", "json")
    bump = home.good("bump", "--check", "--pack", home.pack, "--format", "json")

    for answer, name in (
        (smoke, "policy-pack-smoke.v1"), (test, "policy-pack-self-test.v1"),
    ):  # fmt: skip
        answer.schema = name
        assert answer.payload["pack_path"] == home.path
        assert answer.payload["pack_id"] == PACK_ID
    bump.schema = "bump-report.v1"
    assert bump.payload["baseline"] is None, "no release of another repository counts"
    assert bump.payload["pack"]["path"] == home.path


def test_it_is_the_same_from_inside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standing in the pack gives the very evidence that naming it from afar does."""
    words = ("smoke", "--strict", "--format", "json")
    far = home.good(*words, "--pack", home.pack).out

    monkeypatch.chdir(home.folder)

    near = json.loads(home.good(*words).out)
    told = json.loads(far)
    if home.repo is None:  # then only the current folder says what to call it
        near = {**near, "pack_path": told["pack_path"], "imports": told["imports"]}
    assert near == told


# Changed and released ----------------------------------------------------------------------------


@needs_ssh_keygen()
def test_the_life_of_a_pack(home: Home, key: Key, tmp_path: Path) -> None:
    if home.repo is None:
        pytest.skip("a release is a commit")
    out = ("--out", str(home.desk / "out"))
    home.good("release", home.pack, "--no-sign", *out)
    first = home.desk / f"out/{PACK_ID}/0.1.0"
    assert home.repo.git("tag", "--list").split() == [f"{PACK_ID}-v0.1.0"]

    home.good("sign", str(first), "--key", str(key.path), "--repository", str(home.repo.root))
    signers = ("--allowed-signers", str(tmp_path / "signers"))
    home.good("verify", str(first), *signers)
    evidence = ("evidence", "bundle", "--pack", home.pack, "--release", str(first), *signers)
    home.good(*evidence, "--out", "evidence")
    home.good("evidence", "check", "evidence", "--pack", home.pack)

    home.replace("rules/baseline.yaml", "< 1000", "< 500")
    assert home.run("bump", "--check", "--pack", home.pack).code == 1
    assert home.run(*evidence, "--out", "changed").code == 1
    assert home.run("evidence", "check", "evidence", "--pack", home.pack).code == 1
    (home.desk / "recorded.har").write_text(json.dumps(CHROME), encoding="utf-8")
    replayed = home.run("replay", "recorded.har", "--pack", home.pack, "--format", "json")
    replayed.schema = "replay-report.v1"
    assert replayed.payload["baseline"]["ref"] == f"{PACK_ID}-v0.1.0"

    home.good("bump", "--write", "--pack", home.pack)
    home.commit()
    home.good("bump", "--check", "--pack", home.pack)
    home.good("release", home.pack, "--sign-key", str(key.path), "--packages", *out)
    (second,) = (path for path in first.parent.iterdir() if path.name != "0.1.0")
    home.good("verify", str(second), *signers, "--extract-to", str(home.desk / "extracted"))
    tags = home.good("check-tag", "--pack", home.pack, "--format", "json", schema="check-tag.v1")
    assert len(tags.payload["tags"]) == 2
    again = ("evidence", "bundle", "--pack", home.pack, "--release", str(second), *signers)
    home.good(*again, "--out", "evidence")
    for name in ("smoke", "self-test"):
        home.good(name, "--pack", str(home.desk / "extracted"))


def test_archives_and_packages(home: Home) -> None:
    out = ("--pack", home.pack, "--out", str(home.desk / "out"))
    home.good("release-archive", *out)
    home.good("package", *out, "--format", "wheel,sdist,oci", "--no-rebuild")

    made = sorted((home.desk / "out").iterdir())
    assert len(made) == 4, made
    for path in (*made, home.desk / f"out/{PACK_ID}/0.1.0"):
        if path.name != PACK_ID:
            home.good("verify", "--checksums-only", str(path))


def test_what_needs_a_repository_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, repo = homeless(place)
    home = Home(folder, repo, Path.cwd(), capsys)
    home.begin()

    for words in (("release", home.pack, "--no-sign"), ("check-tag", "--pack", home.pack)):
        answer = home.run(*words)
        assert answer.code in (2, 3), (words, answer)
        assert "repository" in answer.err, words
    bump = home.good("bump", "--check", "--pack", home.pack)
    assert "no git repository" in bump.words


# In evidence -------------------------------------------------------------------------------------


def test_evidence_from_afar(home: Home) -> None:
    home.good("evidence", "bundle", "--pack", home.pack, "--archive", "evidence.tar.gz")

    folder = home.desk / "dist/evidence"
    index = json.loads((folder / "bundle.json").read_bytes())
    schemas.validator("evidence-bundle.v1").validate(index)
    (pack,) = index["packs"]
    assert (pack["path"], pack["pack_id"], pack["uncommitted"]) == (home.path, PACK_ID, 0)
    head = home.repo.git("rev-parse", "HEAD").strip() if home.repo else None
    assert pack["commit"] == head
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, check=True)
    for bundle in ("dist/evidence", "evidence.tar.gz"):
        home.good("evidence", "check", bundle, "--pack", home.pack)
    for path in folder.iterdir():
        assert str(home.desk.parent) not in path.read_text(encoding="utf-8"), path.name


def test_evidence_without_a_network(home: Home) -> None:
    answer = offline(ours("evidence", "bundle", "--pack", home.pack), home.desk)

    assert answer.code == 0, answer.err


def test_a_shallow_clone_says_what_it_cannot_know(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, repo = single(place)
    origin = Home(folder, repo, Path.cwd(), capsys)
    origin.begin()
    assert repo is not None
    repo.commit(f"{PACK_ID}-v0.1.0")
    repo.commit()
    repo.git("clone", "--quiet", "--depth=1", f"file://{folder}", str(place / "shallow"))
    home = Home(place / "shallow", Repo(place / "shallow"), Path.cwd(), capsys)

    for words in (("smoke", "--strict"), ("self-test",), ("release-archive",), ("package",)):
        more = ("--no-rebuild",) if words == ("package",) else ()
        home.good(*words, *more, "--pack", home.pack)
    for verb, *rest in (("bump", "--pack", home.pack), ("release", home.pack, "--no-sign")):
        answer = home.run(verb, *rest)
        assert (answer.code, "shallow" in answer.err) == (3, True), verb
    evidence = ("evidence", "bundle", "--pack", home.pack, "--checksums-only")
    assert home.run(*evidence).code == 3
    assert "shallow" in (home.desk / "dist/evidence/index.md").read_text(encoding="utf-8")
    assert home.good(*evidence, "--baseline", origin.pack).code == 0


# Real ones ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not UPSTREAM.is_dir(), reason="the upstream packs are not beside us")
@pytest.mark.parametrize("name", ["api-baseline/version-3", "owasp-api-top-10/version-2"])
def test_the_packs_of_upstream(place: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """As they were published, in no repository, and in one of their own."""
    source = UPSTREAM / name
    shutil.copytree(source, place / "pack")
    home = Home(place / "pack", None, Path.cwd(), capsys)

    before = home.run("smoke", "--strict", "--pack", home.pack, "--format", "json")
    repo = make_repository(place / "pack")
    repo.commit()
    after = home.run("smoke", "--strict", "--pack", home.pack, "--format", "json")

    assert before.code == after.code
    passed = before.code == 0
    evidence = home.run("evidence", "bundle", "--pack", home.pack)
    assert evidence.code == before.code
    assert home.run("evidence", "check", "dist/evidence", "--pack", home.pack).code == before.code
    if passed:
        home.good("release-archive", "--pack", home.pack)
