"""Submodules and subtrees with the real git: pinned, upgraded, drifted; and the page about them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import asked
from tests.consumer.shop import HEAD, IMPORT, digest
from tests.installers import python_with_pip
from tests.make import Repo, make_repository, write_files
from tests.release.workshop import FILES
from toolkit.consumer.checkup.answers import CHECKS
from toolkit.host.git import git as plain_git

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs/consuming.md").read_text(encoding="utf-8")
ADDRESS = "https://git.example.com/acme/api-pack.git"
FOLDER = "policy-packs/api"
NO_SUBTREE = plain_git(["subtree", "-h"], cwd=ROOT).code not in (0, 129)
pytestmark = pytest.mark.slow  # what git does is the same beside every Python
needs_subtree = pytest.mark.skipif(
    NO_SUBTREE and not os.environ.get("CI"), reason="this git comes without git subtree"
)


@dataclass
class Market:
    """A publisher's repository, and a consumer's that knows its address."""

    publisher: Repo
    shop: Repo
    capture: pytest.CaptureFixture[str]

    def type(self, lines: str) -> str:
        """Run lines of the shell in the consumer's repository, as they stand on the page."""
        done = subprocess.run(
            ["bash", "-euc", lines], cwd=self.shop.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{lines}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def answers(self, folder: Path | None = None, code: int | None = None) -> list[dict[str, Any]]:
        """Return what doctor says about a project, less what is about the machine."""
        root = folder or self.shop.root
        before = digest(root)
        words = ("--project", str(root), "--entroping", "0.5.0", "--format", "json")
        answer = asked(self.capture, "doctor", *words, schema="doctor.v1")
        assert digest(root) == before, "git refreshed its index, or worse"
        assert code is None or answer.code == code, answer.out
        return [each for each in answer.payload["answers"] if each["check"] != "tool"]

    def told(self, folder: Path | None = None) -> list[tuple[str, str, str, str]]:
        """Return check, status, path and message of all that is not fine."""
        return [
            (each["check"], each["status"], each["place"]["path"], each["message"])
            for each in self.answers(folder)
            if each["status"] != "ok"
        ]

    def pinned(self) -> str:
        """Return how the one pack is pinned."""
        (told,) = [each for each in self.answers(code=0) if each["check"] == "pack-pinned"]
        assert told["status"] == "ok"
        return str(told["message"])

    def submodule(self) -> None:
        """Begin with a submodule, as the page says."""
        self.type(_blocks("Git submodule")[0])

    def subtree(self) -> None:
        """Begin with a subtree, as the page says."""
        self.type(_blocks("Git subtree")[0])


def _blocks(section: str) -> list[str]:
    """Return the commands of one section of the page, block by block."""
    start = PAGE.index(f"\n## {section}\n")
    end = PAGE.find("\n## ", start + 4)
    return re.findall(r"```sh\n(.*?)```", PAGE[start:end], flags=re.DOTALL)


def _pack(version: str) -> dict[str, bytes]:
    manifest = FILES["entroping-policy-pack.yaml"].replace("1.0.0", version)
    files = {**FILES, "entroping-policy-pack.yaml": manifest, "CHANGELOG.md": f"# {version}\n"}
    return {path: text.encode() for path, text in files.items()}


@pytest.fixture
def market(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Market:
    """A publisher with two releases, and a consumer that has none of them yet."""
    publisher = make_repository(tmp_path / "api-pack")
    for version in ("1.0.0", "1.1.0"):
        publisher.write(".", _pack(version))
        publisher.commit(f"acme.api-v{version}")
    publisher.git("branch", "floating", "acme.api-v1.0.0")
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f'[url "{publisher.root}"]\n\tinsteadOf = {ADDRESS}\n[protocol "file"]\n\tallow = always\n'
        "[user]\n\tname = A Consumer\n\temail = c@example.com\n[init]\n\tdefaultBranch = main\n"
        "[advice]\n\tdetachedHead = false\n"
    )
    script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m toolkit "$@"\n'
    program = write_files(tmp_path / "bin", {"policy-pack": script}) / "policy-pack"
    program.chmod(0o755)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    shop = make_repository(tmp_path / "shop")
    write_files(shop.root, {"qanstitution.yaml": HEAD + IMPORT})
    shop.commit()
    return Market(publisher, shop, capsys)


def test_a_submodule_is_pinned_and_upgraded_as_the_page_says(market: Market) -> None:
    begin, fetch, upgrade, remove = _blocks("Git submodule")

    market.type(begin)
    assert market.pinned().startswith("acme.api 1.0.0: submodule at acme.api-v1.0.0 (")
    market.type(fetch)
    market.type(upgrade)
    assert market.pinned().startswith("acme.api 1.1.0: submodule at acme.api-v1.1.0 (")

    market.type(remove)
    told = market.told()
    assert [(check, path) for check, _, path, _ in told] == [("policy-loads", "qanstitution.yaml")]
    assert not (market.shop.root / FOLDER / "README.md").exists()


def test_a_folder_is_vendored_upgraded_and_removed_as_the_page_says(market: Market) -> None:
    market.type("echo 'project: shop' > qanstitution.yaml; git commit -qam plain")
    begin, line_ends = _blocks("Vendored folder")
    upgrade, remove = (
        re.search(rf"`(policy-pack vendor [^`]*{word}[^`]*)`", PAGE)
        for word in ("1.1.0", "--remove")
    )
    assert upgrade
    assert remove

    market.type(begin)
    assert market.pinned().startswith("acme.api 1.0.0: vendored, locked by the digest ")
    market.type(f"{upgrade[1]} --yes; {line_ends}")
    assert market.pinned().startswith("acme.api 1.1.0: vendored, locked by the digest ")
    market.type(f"{remove[1]} --yes")
    assert market.told() == []
    assert not (market.shop.root / FOLDER).exists()


def test_a_package_is_vendored_as_the_page_says(market: Market) -> None:
    market.type("echo 'project: shop' > qanstitution.yaml; git commit -qam plain")
    market.type("git -C ../api-pack checkout -q acme.api-v1.0.0")
    market.type("policy-pack package --pack ../api-pack --out downloaded")
    fetched, installed = _blocks("Package")

    market.type(fetched.partition("\n")[2].replace("--name api", "--name api --yes"))

    digest = "acme.api 1.0.0: vendored, locked by the digest "
    assert market.pinned().startswith(digest)
    market.type("policy-pack vendor --remove api --yes")
    pip = f"{shlex.quote(python_with_pip())} -m pip --isolated --disable-pip-version-check install"
    pip += " --quiet --no-index --find-links downloaded"
    market.type(installed.replace("pip install", pip).replace("--name api", "--name api --yes"))
    assert market.pinned().startswith(digest)


@needs_subtree
def test_a_subtree_is_pinned_and_upgraded_as_the_page_says(market: Market) -> None:
    begin, upgrade = _blocks("Git subtree")

    market.type(begin)
    assert market.pinned().startswith("acme.api 1.0.0: subtree at ")
    market.type(upgrade)
    assert market.pinned().startswith("acme.api 1.1.0: subtree at ")
    market.type(f"git fetch --quiet {ADDRESS} tag acme.api-v1.1.0")
    assert market.pinned().startswith("acme.api 1.1.0: subtree at acme.api-v1.1.0 (")


@needs_subtree
def test_a_subtree_with_its_history_is_pinned_and_upgraded(market: Market) -> None:
    """Without --squash git marks the first merge only; the later ones are found by their files."""
    pull = f"--prefix {FOLDER} {ADDRESS} acme.api-v"
    market.type(f"git subtree add {pull}1.0.0")
    assert market.pinned().startswith("acme.api 1.0.0: subtree at ")

    market.type(f"git subtree pull {pull}1.1.0 -m upgrade")
    market.type(f"git fetch --quiet {ADDRESS} tag acme.api-v1.1.0")
    assert market.pinned().startswith("acme.api 1.1.0: subtree at acme.api-v1.1.0 (")

    write_files(market.shop.root / FOLDER, {"README.md": "# Mine\n"})
    market.shop.commit()
    assert market.told() == [("pin-followed", "finding", f"{FOLDER}/README.md", "changed")]


def _write(path: str, text: str) -> Callable[[Market], None]:
    def build(market: Market) -> None:
        write_files(market.shop.root, {path: text})

    return build


def _type(lines: str) -> Callable[[Market], None]:
    def build(market: Market) -> None:
        market.type(lines)

    return build


DRIFTED = [
    ("another-commit", _type(f"git -C {FOLDER} checkout -q acme.api-v1.1.0"), "pin-followed"),
    ("file-changed", _write(f"{FOLDER}/README.md", "# Mine\n"), "pin-followed"),
    ("file-strange", _write(f"{FOLDER}/new.yaml", "x: 1\n"), "pin-followed"),
    ("file-missing", _type(f"rm {FOLDER}/LICENSE"), "pin-followed"),
    (
        "change-that-git-overlooks",
        _type(
            f"git -C {FOLDER} update-index --assume-unchanged README.md\n"
            f"echo mine > {FOLDER}/README.md"
        ),
        "pin-followed",
    ),
    ("branch", _type(f"git submodule set-branch --branch main {FOLDER}"), "pin-branch"),
    (
        "branch-of-the-project",
        _type(f"git config -f .gitmodules submodule.{FOLDER}.branch ."),
        "pin-branch",
    ),
    ("not-listed", _type("git rm -q --cached .gitmodules; rm .gitmodules"), "pack-pinned"),
    ("gitmodules-broken", _write(".gitmodules", "[submodule\n"), "gitmodules-readable"),
    ("gitmodules-a-link", _type("mv .gitmodules x; ln -s x .gitmodules"), "gitmodules-readable"),
    ("gitmodules-a-pipe", _type("rm .gitmodules; mkfifo .gitmodules"), "gitmodules-readable"),
]


@pytest.mark.parametrize(("name", "drift", "check"), DRIFTED, ids=[row[0] for row in DRIFTED])
def test_a_submodule_that_drifts_is_told(
    market: Market, name: str, drift: Callable[[Market], None], check: str
) -> None:
    market.submodule()
    assert market.told() == [], "the healthy one"

    drift(market)

    told = market.told()
    assert check in {row[0] for row in told if row[1] == "finding"}, name
    assert {row[0] for row in told} <= {check, "pack-pinned"}
    market.answers(code=1)


def test_a_list_of_submodules_leads_to_no_other_file(market: Market) -> None:
    """git itself follows no include there; a pipe would be waited for."""
    market.submodule()
    market.type("mkfifo pipe")
    with (market.shop.root / ".gitmodules").open("a", encoding="utf-8") as file:
        file.write(f"[include]\n\tpath = {market.shop.root}/pipe\n")

    assert market.told() == []


def test_a_branch_is_told_with_its_line(market: Market) -> None:
    market.submodule()
    market.type(f"git submodule set-branch --branch main {FOLDER}")

    (told,) = [each for each in market.answers() if each["status"] != "ok"]

    assert told["place"] == {"path": ".gitmodules", "line": 4}
    assert told["message"].startswith("branch = main: ")
    market.type(told["command"])
    assert market.told() == []


def test_what_the_command_of_a_moved_submodule_does_mends_it(market: Market) -> None:
    market.submodule()
    market.type(f"git -C {FOLDER} checkout -q acme.api-v1.1.0")
    (told,) = [each for each in market.answers() if each["status"] == "finding"]

    market.type(told["command"])

    assert market.told() == []


def test_a_staged_commit_is_advice_until_it_is_committed(market: Market) -> None:
    market.submodule()
    market.type(f"git -C {FOLDER} checkout -q acme.api-v1.1.0; git add {FOLDER}")

    ((check, status, _, message),) = market.told()
    assert (check, status) == ("pin-followed", "advice")
    assert "is staged and not committed" in message

    market.type("git commit -q -m pin")
    assert market.told() == []


def test_a_commit_that_no_tag_names_is_said_so(market: Market) -> None:
    market.submodule()
    market.type(
        f"git -C {FOLDER} commit -q --allow-empty -m own; git add {FOLDER}; git commit -qm own"
    )

    assert "which no release tag here names" in market.pinned()


def test_a_clone_without_its_submodules_is_told_once(market: Market, tmp_path: Path) -> None:
    market.submodule()
    market.type(f"git clone -q . {tmp_path}/clone")
    clone = tmp_path / "clone"

    told = market.told(clone)

    assert [(row[0], row[1], row[2]) for row in told] == [
        ("policy-loads", "finding", "qanstitution.yaml"),
        ("pin-followed", "finding", FOLDER),
    ]
    assert "not initialised" in told[1][3]
    market.type(f"cd {clone}; git submodule --quiet update --init {FOLDER}")
    assert market.told(clone) == []


def test_a_submodule_in_a_work_tree_of_its_own_is_the_same(market: Market, tmp_path: Path) -> None:
    market.submodule()
    market.type(
        f"git worktree add -q {tmp_path}/other; cd {tmp_path}/other; git submodule -q update --init"
    )

    assert market.told(tmp_path / "other") == []


def test_a_project_below_the_top_of_its_repository(market: Market, tmp_path: Path) -> None:
    market.type("git mv -k qanstitution.yaml x; mkdir sub; git mv x sub/qanstitution.yaml")
    market.type(f"git submodule --quiet add {ADDRESS} sub/{FOLDER}; git commit -q -m sub")
    market.type(f"git submodule set-branch --branch main sub/{FOLDER}")

    told = market.told(market.shop.root / "sub")

    assert [(row[0], row[2]) for row in told] == [("pin-branch", "../.gitmodules")]
    assert tmp_path.exists()


IN_THE_PROJECT = {
    "moved": f"git -C sub/{FOLDER} checkout -q acme.api-v1.1.0",
    "staged": f"git -C sub/{FOLDER} checkout -q acme.api-v1.1.0; git add sub",
    "changed": f"echo >> sub/{FOLDER}/README.md",
    "empty": f"git submodule --quiet deinit --force sub/{FOLDER}",
}


@pytest.mark.parametrize("drift", IN_THE_PROJECT.values(), ids=IN_THE_PROJECT)
@pytest.mark.parametrize("stands", [".", "sub"])
def test_the_command_works_where_somebody_stands(
    market: Market, drift: str, stands: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.type("git mv -k qanstitution.yaml x; mkdir sub; git mv x sub/qanstitution.yaml")
    market.type(f"git submodule --quiet add {ADDRESS} sub/{FOLDER}")
    market.type(f"git -C sub/{FOLDER} checkout -q acme.api-v1.0.0; git add sub; git commit -qm sub")
    market.type(drift)
    monkeypatch.chdir(market.shop.root / stands)
    named = Path("sub" if stands == "." else ".")

    words = ["doctor", "--strict", "--entroping", "0.5.0", "--project", str(named)]
    command = asked(market.capture, *words).sum.removeprefix("next: ")

    assert command.startswith("git ")
    market.type(f"cd {stands}; {command}")
    assert market.told(named) == []


def test_a_clone_in_the_folder_is_no_submodule(market: Market) -> None:
    market.type(f"git clone -q {ADDRESS} {FOLDER}")

    ((check, status, path, message),) = market.told()

    assert (check, status, path) == ("pack-pinned", "finding", FOLDER)
    assert "a clone that the project does not record" in message


def test_a_repository_of_several_packs_is_one_submodule(market: Market) -> None:
    for path in market.publisher.root.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    market.publisher.write("packs/api", _pack("1.2.0"))
    market.publisher.write("packs/broken", {"entroping-policy-pack.yaml": b"x: ["})
    market.publisher.commit("acme.api-v1.2.0")
    entrypoint = "policy-packs/acme/packs/api/qanstitution.yaml"
    write_files(market.shop.root, {"qanstitution.yaml": f"{HEAD}imports: [./{entrypoint}]\n"})
    market.type(
        f"git submodule --quiet add {ADDRESS} policy-packs/acme; git add .; git commit -qm a"
    )

    assert market.pinned().startswith("acme.api 1.2.0: submodule at acme.api-v1.2.0 (")


def test_what_git_ignores_counts_only_if_it_is_imported(market: Market) -> None:
    market.submodule()
    write_files(market.shop.root / ".git/modules" / FOLDER / "info", {"exclude": "*.tmp\nown\n"})
    write_files(market.shop.root / FOLDER, {"x.tmp": "1", "own/q.yaml": HEAD})
    assert market.told() == []

    config = HEAD + IMPORT + f"  - ./{FOLDER}/own/q.yaml\n"
    write_files(market.shop.root, {"qanstitution.yaml": config})

    told = {(row[0], row[2]) for row in market.told()}
    assert ("pin-followed", f"{FOLDER}/own/q.yaml") in told


SUBTREE_DRIFTS = [
    ("edited-by-hand", f"echo mine > {FOLDER}/README.md", "changed"),
    ("edited-and-committed", f"echo x > {FOLDER}/README.md; git commit -qam own", "changed"),
    ("file-added", f"echo x > {FOLDER}/x.md; git add .; git commit -qm own", "not a file of"),
    ("file-removed", f"git rm -q {FOLDER}/LICENSE; git commit -qm own", "missing"),
]


@needs_subtree
@pytest.mark.parametrize(
    ("lines", "said"), [row[1:] for row in SUBTREE_DRIFTS], ids=[row[0] for row in SUBTREE_DRIFTS]
)
def test_a_subtree_that_drifts_is_told(market: Market, lines: str, said: str) -> None:
    market.subtree()
    assert market.told() == [], "the healthy one"

    market.type(lines)

    ((check, status, path, message),) = market.told()
    assert (check, status) == ("pin-followed", "finding")
    assert path.startswith(f"{FOLDER}/")
    assert said in message


@needs_subtree
def test_the_command_of_an_edited_subtree_mends_it(market: Market) -> None:
    market.subtree()
    market.type(f"echo x > {FOLDER}/README.md; git commit -qam own")
    (told,) = [each for each in market.answers() if each["status"] == "finding"]

    market.type(told["command"])

    assert market.told() == []


@needs_subtree
def test_a_shallow_clone_does_not_know_its_subtrees(market: Market, tmp_path: Path) -> None:
    market.subtree()
    market.shop.write("docs", {"a.md": b"a"})
    market.shop.commit()
    market.type(f"git clone -q --depth 1 file://{market.shop.root} {tmp_path}/clone")

    ((check, status, _, message),) = market.told(tmp_path / "clone")

    assert (check, status) == ("pack-pinned", "not-known")
    assert "the clone is shallow" in message


@needs_subtree
def test_a_merge_that_was_squashed_away_pins_nothing(market: Market) -> None:
    market.subtree()
    market.type(
        "git checkout -q --orphan new; git commit -q -m all; git branch -q -D main;"
        " git branch -m main"
    )

    ((check, status, _, message),) = market.told()

    assert (check, status) == ("pack-pinned", "finding")
    assert "nothing pins it" in message


def test_copied_files_float(market: Market) -> None:
    write_files(market.shop.root / FOLDER, _pack("1.0.0"))
    market.shop.commit()

    ((check, status, _, _),) = market.told()

    assert (check, status) == ("pack-pinned", "finding")


@pytest.mark.parametrize("damage", ["bare", "broken", "gone"])
def test_a_repository_that_cannot_be_asked_leaves_the_pin_not_known(
    market: Market, damage: str
) -> None:
    market.submodule()
    repository = market.shop.root / ".git"
    if damage == "bare":
        market.type("git config core.bare true")
    elif damage == "broken":
        (repository / "HEAD").write_bytes(b"\xff\0")
    else:
        shutil.rmtree(repository)

    told = market.told()

    assert {row[0] for row in told} == {"pack-pinned"}
    assert told[0][1] == ("finding" if damage == "gone" else "not-known")


def test_the_page_has_every_check() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE, flags=re.MULTILINE)

    assert dict(rows) == CHECKS


@pytest.mark.parametrize("section", ["Vendored folder", "Release archive", "Package"])
def test_the_page_names_real_verbs_and_options(section: str) -> None:
    for line in "\n".join(_blocks(section)).replace("\\\n", "").splitlines():
        verb, *words = shlex.split(line)[1:] if line.startswith("policy-pack ") else ["", ""]
        if not verb:
            continue
        page = subprocess.run(
            [sys.executable, "-m", "toolkit", verb, "--help"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for word in words:
            assert not word.startswith("--") or f"{word} " in page or f"{word}\n" in page, line
