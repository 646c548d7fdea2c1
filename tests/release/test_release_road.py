"""`release`: the whole road, in real repositories; interrupted, disputed, out of space."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.effects import tried
from toolkit.commands.release import STEPS
from toolkit.host.placing import claimed

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from tests.release.workshop import Workshop

PROJECT = Path(__file__).parents[2]
TAG = "acme.api-v1.0.0"
FOLDER = "dist/acme.api/1.0.0"
STEM = "acme.api-1.0.0"
NAMES = [
    "SHA256SUMS",
    *(
        f"{STEM}.{suffix}"
        for suffix in (
            "bump.json", "manifest.json", "notes.md", "provenance.json", "smoke.json", "smoke.md",
            "tar.gz",
        )
    ),
]  # fmt: skip


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """Return the repository, in which git knows who tags."""
    workshop.git("config", "user.name", "A Maintainer")
    workshop.git("config", "user.email", "a@example.com")
    return workshop


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def everything(root: Path) -> dict[str, bytes]:
    """Return every file below dist/, hidden ones, too, and empty folders."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else b"folder"
        for path in sorted((root / "dist").rglob("*"))
    }


def tags(shop: Workshop) -> str:
    return shop.git("tag", "--list")


def started(shop: Workshop, *words: str, **more: object) -> subprocess.Popen[str]:
    """Start our command line as a process of its own in the repository."""
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, *words],
        cwd=shop.root,
        text=True,
        **{
            "env": {**os.environ, "PYTHONPATH": str(PROJECT)},
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            **more,
        },
    )


def begin_again(shop: Workshop) -> None:
    """Take the release back: no folder, no tag."""
    subprocess.run(["rm", "-rf", "dist"], cwd=shop.root, check=True)
    if tags(shop):
        shop.git("tag", "--delete", TAG)


def test_the_whole_road(shop: Workshop) -> None:
    """Every step is told with what it proves; the output is the command that publishes."""
    answer = shop.run("release", "packs/api")

    assert answer.code == 0, answer.err
    assert answer.out == f"git push --atomic REMOTE main {TAG}\n"
    for number, step in enumerate(STEPS, 1):
        assert f"{number:>2}/11 {step.name}: {step.proves}\n" in answer.err
    assert sorted(bytes_of(shop.root / FOLDER)) == NAMES
    assert os.listdir(shop.root / "dist/acme.api") == ["1.0.0"]  # noqa: PTH208 (hidden ones, too)
    assert shop.git("cat-file", "-t", TAG) == "tag"
    assert shop.git("rev-parse", f"{TAG}^{{commit}}") == shop.git("rev-parse", "HEAD")
    assert shop.run("check-tag", TAG).code == 0
    subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"],
        cwd=shop.root / FOLDER,
        check=True,
    )


def test_the_evidence_is_about_this_commit_and_names_no_machine(shop: Workshop) -> None:
    shop.run("release", "api")

    files = bytes_of(shop.root / FOLDER)
    statement = json.loads(files[f"{STEM}.provenance.json"])
    dependencies = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert dependencies[0] == {
        "name": f"refs/tags/{TAG}",
        "digest": {"gitCommit": shop.git("rev-parse", "HEAD")},
    }
    assert json.loads(files[f"{STEM}.bump.json"])["baseline"] is None
    assert json.loads(files[f"{STEM}.smoke.json"])["status"] == "pass"
    notes = files[f"{STEM}.notes.md"].decode()
    assert dependencies[0]["digest"]["gitCommit"] in notes
    assert statement["subject"][0]["digest"]["sha256"] in notes
    assert not [name for name, data in files.items() if str(shop.root).encode() in data]


def test_a_second_run_finds_it_done(shop: Workshop) -> None:
    shop.run("release", "acme.api")
    before = everything(shop.root)
    tagged = shop.git("rev-parse", TAG)

    answer = shop.run("release", "acme.api")

    assert answer.code == 0
    assert f"already released, verified: {TAG}" in answer.err
    assert everything(shop.root) == before
    assert shop.git("rev-parse", TAG) == tagged


def test_the_same_commit_gives_the_same_bytes_later(shop: Workshop) -> None:
    """Also where the tag is there by then, and later releases, and another branch."""
    shop.run("release", "api")
    before = bytes_of(shop.root / FOLDER)
    shop.write("packs/api/NOTES.md", "more\n")
    shop.set_version("1.1.0")
    assert shop.run("release", "api").code == 0
    bump = json.loads((shop.root / "dist/acme.api/1.1.0/acme.api-1.1.0.bump.json").read_bytes())
    assert bump["baseline"]["ref"] == TAG
    subprocess.run(["rm", "-rf", "dist"], cwd=shop.root, check=True)
    shop.git("checkout", "--quiet", TAG)

    answer = shop.run("release", "api")

    assert answer.code == 0, answer.err
    assert bytes_of(shop.root / FOLDER) == before
    assert answer.out == f"git push REMOTE {TAG}\n"


def test_the_push_command_names_the_remote(shop: Workshop) -> None:
    shop.git("remote", "add", "upstream", "https://example.com/x.git")

    assert shop.run("release").out == f"git push --atomic upstream main {TAG}\n"


def test_a_dry_run_changes_nothing(shop: Workshop) -> None:
    answer = shop.run("release", "--dry-run")

    assert answer.code == 0
    assert answer.out == ""
    assert "11/11 publish" in answer.err
    assert "nothing was changed" in answer.err
    assert not (shop.root / "dist").exists()
    assert not tags(shop)


def test_an_output_in_the_work_tree_is_ignored_by_git(shop: Workshop) -> None:
    """Or the next run would find the tree not clean."""
    unignored(shop)

    assert shop.run("release").code == 0
    assert shop.git("status", "--porcelain") == ""
    assert shop.run("release").code == 0


def dirty_change(shop: Workshop) -> None:
    shop.write("packs/api/README.md", "acme.api.no_5xx is final.\n")


def dirty_stray(shop: Workshop) -> None:
    shop.write("packs/api/rules/more.yaml", "gates: []\n")


def dirty_stage(shop: Workshop) -> None:
    shop.write("packs/api/LICENSE", "MIT\n")
    shop.git("add", "--all")


def dirty_elsewhere(shop: Workshop) -> None:
    """Settings stand outside of the pack."""
    shop.write("policy-pack-toolkit.toml", "")


@pytest.mark.parametrize("change", [dirty_change, dirty_stray, dirty_stage, dirty_elsewhere])
def test_what_is_not_committed_is_not_released(shop: Workshop, change: object) -> None:
    change(shop)  # type: ignore[operator]

    answer = shop.run("release", "api")

    assert answer.code == 1
    assert "not committed: " in answer.err
    assert "nothing was changed" in answer.err
    assert not (shop.root / "dist").exists()
    assert not tags(shop)


def test_what_git_was_told_not_to_look_at_is_found(shop: Workshop) -> None:
    """`git status` is clean: building from the commit tells."""
    shop.git("update-index", "--assume-unchanged", "packs/api/LICENSE")
    shop.write("packs/api/LICENSE", "another\n")
    assert shop.git("status", "--porcelain") == ""

    answer = shop.run("release", "api")

    assert answer.code == 1
    assert "the work tree is not what the commit holds: LICENSE" in answer.err


def test_an_output_folder_that_holds_the_pack_hides_nothing(shop: Workshop) -> None:
    """Else `--out .` would take every stray file for a part of a release."""
    dirty_elsewhere(shop)

    answer = shop.run("release", "api", "--out", ".")

    assert answer.code == 1
    assert "not committed: policy-pack-toolkit.toml" in answer.err
    assert not tags(shop)


LAX = "[bump.rules]\ngate-stricter = { required = 'patch' }\n"


@pytest.mark.parametrize("how", ["ignored", "overlooked"])
def test_settings_that_git_does_not_show_decide_nothing(shop: Workshop, how: str) -> None:
    """The evidence is a function of the commit, so that anybody can make it again."""
    if how == "overlooked":
        shop.write("policy-pack-toolkit.toml", "")
        shop.git("add", "policy-pack-toolkit.toml")
    too_small(shop)
    if how == "overlooked":
        shop.git("update-index", "--assume-unchanged", "policy-pack-toolkit.toml")
    shop.write(".git/info/exclude", "policy-pack-toolkit.toml\n")
    shop.write("policy-pack-toolkit.toml", LAX)
    assert shop.git("status", "--porcelain") == ""

    answer = shop.run("release", "api")

    assert answer.code == 1
    assert "policy-pack-toolkit.toml: it decides, and is not what the commit holds" in answer.err
    assert tags(shop) == TAG


def test_a_break_accepted_where_git_does_not_look_is_not_accepted(shop: Workshop) -> None:
    too_small(shop)
    shop.write(".git/info/exclude", "accepted-breaks.yaml\n")
    shop.write("accepted-breaks.yaml", "[]\n")

    answer = shop.run("release", "api")

    assert answer.code == 1
    assert "accepted-breaks.yaml: it decides, and is not what the commit holds" in answer.err


def no_readme(shop: Workshop) -> str:
    shop.git("rm", "--quiet", "packs/api/README.md")
    shop.git("commit", "--quiet", "--message", "x")
    return "strict smoke fails: 1 fault"


def too_small(shop: Workshop) -> str:
    shop.tag(TAG)
    shop.write("packs/api/rules/security.yaml", (shop.pack / "rules/security.yaml")
               .read_text(encoding="utf-8").replace("500", "400"))  # fmt: skip
    shop.set_version("1.0.1")
    return "1.0.1 is too small for a major change"


def no_words(shop: Workshop) -> str:
    shop.write("packs/api/CHANGELOG.md", "# Changelog\n\n## 0.9.0\n\nOlder.\n")
    shop.set_version("1.0.0")
    return "no section with words about 1.0.0"


def tagged_elsewhere(shop: Workshop) -> str:
    shop.tag(TAG)
    shop.set_version("1.0.0")
    return "1.0.0 is released already"


def twin(shop: Workshop) -> str:
    shop.tag("acme.api-1.0.0")
    return "means the same release"


def lightweight(shop: Workshop) -> str:
    shop.git("tag", TAG)
    return f"git tag -a -f {TAG}"


def no_commit(shop: Workshop) -> str:
    shop.git("tag", "--annotate", "--message", "x", TAG, "HEAD^{tree}")
    return f"git tag -d {TAG}"


def behind(shop: Workshop) -> str:
    shop.tag("acme.api-v1.2.0")
    shop.git("commit", "--quiet", "--allow-empty", "--message", "x")
    return "raise the version in the manifest above 1.2.0"


def file_in_the_way(shop: Workshop) -> str:
    shop.write("dist", "a file\n")
    return "cannot write to dist: Not a directory"


def link_to_nowhere(shop: Workshop) -> str:
    (shop.root / "dist").symlink_to("nowhere")
    shop.write(".git/info/exclude", "dist\n")
    return "cannot write to dist: Not a directory"


@pytest.mark.parametrize(
    "trouble",
    [
        tagged_elsewhere, twin, lightweight, no_commit, behind, file_in_the_way,
        link_to_nowhere,
    ],
)  # fmt: skip
def test_what_a_late_step_would_refuse_is_refused_at_the_first(
    shop: Workshop, trouble: object
) -> None:
    """With the command that mends it; nobody waits for hours of judging before."""
    mend = trouble(shop)  # type: ignore[operator]
    before = tags(shop)

    answer = shop.run("release", "api")

    assert answer.code in (1, 3), answer.err
    assert mend in answer.err
    assert " 1/11 " in answer.err
    assert " 2/11 " not in answer.err
    assert answer.out == ""
    assert not (shop.root / FOLDER).exists()
    assert tags(shop) == before


@pytest.mark.parametrize("trouble", [no_readme, too_small, no_words])
def test_what_is_wrong_stops_the_road(shop: Workshop, trouble: object) -> None:
    what = trouble(shop)  # type: ignore[operator]
    before = tags(shop)

    answer = shop.run("release", "api")

    assert answer.code == 1, answer.err
    assert what in answer.err
    assert "stopped here; nothing was changed" in answer.err
    assert answer.out == ""
    assert not (shop.root / FOLDER).exists()
    assert tags(shop) == before


def test_words_in_the_changelog_become_the_notes(shop: Workshop) -> None:
    shop.write("packs/api/CHANGELOG.md", "# Changelog\n\n## [1.0.0]\n\n* *Words* of ours.\n")
    shop.set_version("1.0.0")

    assert shop.run("release").code == 0
    notes = (shop.root / FOLDER / f"{STEM}.notes.md").read_text(encoding="utf-8")
    assert "\n\n* *Words* of ours.\n\n" in notes


def test_a_shallow_clone_cannot_release(shop: Workshop, tmp_path: Path) -> None:
    shop.set_version("1.0.0")
    clone = tmp_path / "clone"
    shop.git("clone", "--quiet", "--depth", "1", shop.root.as_uri(), str(clone))
    os.chdir(clone)

    answer = shop.run("release", "api")

    assert answer.code == 3
    assert "git fetch --unshallow --tags" in answer.err


def test_a_pack_without_git_cannot_be_released(shop: Workshop, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", str(shop.pack), str(tmp_path / "plain")], check=True)
    os.chdir(tmp_path / "plain")

    answer = shop.run("release")

    assert answer.code == 3
    assert "release-archive" in answer.err


def test_several_packs_want_a_name(shop: Workshop) -> None:
    manifest = (shop.pack / "entroping-policy-pack.yaml").read_text(encoding="utf-8")
    shop.write("packs/b/entroping-policy-pack.yaml", manifest.replace("acme.api", "acme.b"))

    answer = shop.run("release")
    assert answer.code == 2
    assert "acme.api, acme.b" in answer.err
    assert shop.run("release", "acme.c").code == 3


def test_an_archive_alone_becomes_the_whole_release(shop: Workshop) -> None:
    """What `release-archive` made of the same content is completed, and then left alone."""
    shop.run("release-archive")

    assert shop.run("release").code == 0
    whole = everything(shop.root)
    assert sorted(bytes_of(shop.root / FOLDER)) == NAMES
    answer = shop.run("release-archive")
    assert answer.code == 0
    assert "unchanged: " in answer.err
    assert everything(shop.root) == whole


def test_another_release_of_the_version_stays(shop: Workshop) -> None:
    """Made from another commit and never tagged, or damaged: nobody replaces it unasked."""
    shop.run("release")
    shop.git("tag", "--delete", TAG)
    shop.git("commit", "--quiet", "--allow-empty", "--message", "later")
    before = everything(shop.root)

    answer = shop.run("release")

    assert answer.code == 1
    assert f"it differs in SHA256SUMS, {STEM}.notes.md, {STEM}.provenance.json" in answer.err
    assert "move it away" in answer.err
    assert everything(shop.root) == before
    assert not tags(shop)


def test_without_a_name_for_the_tag_it_stops_and_goes_on(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is known at the first step; afterwards the same command goes on."""
    shop.git("config", "--unset", "user.email")
    shop.git("config", "user.useConfigOnly", "true")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.delenv("EMAIL", raising=False)

    answer = shop.run("release")

    assert answer.code == 3, answer.err
    assert "git config user.email" in answer.err
    assert " 2/11 " not in answer.err
    assert everything(shop.root) == {}
    shop.git("config", "user.email", "a@example.com")
    assert shop.run("release").code == 0


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return a new Ed25519 key; skip where there is no ssh-keygen."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed")
    path = tmp_path / "key"
    words = ["-q", "-t", "ed25519", "-N", "", "-C", "release@acme", "-f", str(path)]
    subprocess.run(["ssh-keygen", *words], check=True)
    return path


def test_a_tag_that_git_does_not_make_is_told_in_the_words_of_git(shop: Workshop) -> None:
    """Who tags is known by then: what is wrong is something else."""
    lock = shop.root / f".git/refs/tags/{TAG}.lock"
    lock.write_text("", encoding="utf-8")

    answer = shop.run("release", "api")

    assert answer.code == 3
    assert f"{TAG}.lock" in answer.err
    assert "user.email" not in answer.err
    assert not (shop.root / FOLDER).exists()
    lock.unlink()
    assert shop.run("release", "api").code == 0


def test_a_signed_release_is_verified_by_who_trusts_the_key(shop: Workshop, key: Path) -> None:
    """The line that is told is the trust file; a second run asks the key for nothing new."""
    answer = shop.run("release", "--sign-key", str(key))

    assert answer.code == 0, answer.err
    assert sorted(bytes_of(shop.root / FOLDER)) == [NAMES[0], "SHA256SUMS.sig", *NAMES[1:]]
    line = next(line for line in answer.err.splitlines() if " ssh-ed25519 " in line).strip()
    signers = key.with_name("allowed_signers")
    signers.write_text(f"{line}\n", encoding="ascii")
    assert shop.run("verify", "--allowed-signers", str(signers), FOLDER).code == 0
    before = everything(shop.root)

    again = shop.run("release", "--sign-key", str(key))

    assert again.code == 0
    assert "already released, verified" in again.err
    assert everything(shop.root) == before


def public_alone(key: Path) -> Path:
    key.unlink()
    return key.with_name("key.pub")


def too_open(key: Path) -> Path:
    key.chmod(0o644)
    return key


def no_key(key: Path) -> Path:
    key.write_text("no key\n", encoding="ascii")
    key.with_name("key.pub").unlink()
    return key


def nothing(key: Path) -> Path:
    return key.with_name("nothing")


@pytest.mark.parametrize("spoiled", [public_alone, too_open, no_key, nothing])
def test_a_key_that_cannot_sign_is_refused_before_the_road(
    shop: Workshop, key: Path, spoiled: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    path = spoiled(key)  # type: ignore[operator]

    answer = shop.run("release", "--sign-key", str(path))

    assert answer.code == 3, answer.err
    assert f"{path}: ssh-keygen cannot " in answer.err
    assert " 1/11 " not in answer.err
    assert everything(shop.root) == {}


def test_a_key_with_a_passphrase_is_asked_for_it_late(
    shop: Workshop, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the person knows whether it can sign; here nobody can be asked."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    words = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "a secret", "-f", str(key)]
    subprocess.run(words, check=True)

    process = started(shop, "-m", "toolkit", "release", "--sign-key", str(key),
                      stdin=subprocess.DEVNULL, start_new_session=True)  # fmt: skip
    _, err = process.communicate(timeout=60)

    assert process.returncode == 3, err
    assert " 8/11 " in err
    assert "a passphrase is asked for on a terminal" in err
    assert everything(shop.root) == {}
    assert not tags(shop)


def test_a_key_that_an_agent_has_can_sign(
    shop: Workshop, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = str(tmp_path / "agent")
    monkeypatch.setenv("SSH_AUTH_SOCK", socket)
    with subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL) as agent:
        while not Path(socket).exists():
            time.sleep(0.02)
        subprocess.run(["ssh-add", "-q", str(key)], check=True)
        answer = shop.run("release", "--sign-key", str(public_alone(key)))
        agent.terminate()

    assert answer.code == 0, answer.err


def test_a_release_can_be_signed_later_and_stays_signed(shop: Workshop, key: Path) -> None:
    shop.run("release", "--no-sign")
    unsigned = bytes_of(shop.root / FOLDER)

    assert shop.run("release", "--sign-key", str(key)).code == 0
    signed = bytes_of(shop.root / FOLDER)
    assert {name: data for name, data in signed.items() if name != "SHA256SUMS.sig"} == unsigned
    assert os.listdir(shop.root / "dist/acme.api") == ["1.0.0"]  # noqa: PTH208
    assert "signed already" in shop.run("release").err
    assert bytes_of(shop.root / FOLDER) == signed


def test_another_signature_is_not_replaced(shop: Workshop, key: Path, tmp_path: Path) -> None:
    shop.run("release", "--sign-key", str(key))
    before = everything(shop.root)
    other = tmp_path / "other"
    words = ["-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", str(other)]
    subprocess.run(["ssh-keygen", *words], check=True)

    answer = shop.run("release", "--sign-key", str(other))

    assert answer.code == 1
    assert "sign --replace" in answer.err
    assert everything(shop.root) == before


def test_a_release_with_other_options_says_so(shop: Workshop) -> None:
    """The folder of a run without packages is not damaged, and that is told."""
    assert shop.run("release", "api").code == 0

    answer = shop.run("release", "api", "--packages")

    assert answer.code == 1
    assert "with or without --packages unlike now" in answer.err


def test_packages_stand_beside_the_archive(shop: Workshop) -> None:
    """They are listed, are subjects of the provenance, and verify."""
    assert shop.run("release", "--packages").code == 0

    files = bytes_of(shop.root / FOLDER)
    wheel, sdist = (
        "policy_pack_acme_api-1.0.0-py3-none-any.whl",
        "policy_pack_acme_api-1.0.0.tar.gz",
    )
    assert sorted(files) == sorted([*NAMES, wheel, sdist])
    subjects = json.loads(files[f"{STEM}.provenance.json"])["subject"]
    assert [one["name"] for one in subjects] == sorted([f"{STEM}.tar.gz", wheel, sdist])
    assert shop.run("verify", "--checksums-only", FOLDER).code == 0


# Interrupted, disputed, out of space -------------------------------------------------------------


@pytest.mark.parametrize("ignored", [True, False])
def test_killed_at_every_effect_it_goes_on(shop: Workshop, ignored: bool) -> None:
    """After `kill -9` anywhere nothing half-made has a final name, and a rerun ends the same."""
    if not ignored:
        unignored(shop)
    killer = started(
        shop, str(PROJECT / "tests/release/killer.py"), "release",
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert ended(killer, 0)[0] == 0
        wanted = everything(shop.root)
        begin_again(shop)
        code, effects = ended(killer, 0)
        assert (code, everything(shop.root)) == (0, wanted)
        assert effects > len(NAMES)
        for number in tried(effects):
            begin_again(shop)
            assert ended(killer, number)[0] == -signal.SIGKILL, number
            if (shop.root / FOLDER).exists():
                assert bytes_of(shop.root / FOLDER) == bytes_of_wanted(wanted), number

            assert ended(killer, 0)[0] == 0, number

            assert everything(shop.root) == wanted, number
            assert shop.git("rev-parse", f"{TAG}^{{commit}}") == shop.git("rev-parse", "HEAD")
    finally:
        killer.communicate()


def ended(killer: subprocess.Popen[str], fatal: int) -> tuple[int, int]:
    """Return how a run ended that was to die at an effect, and how many effects there were."""
    assert killer.stdin is not None
    assert killer.stdout is not None
    killer.stdin.write(f"{fatal}\n")
    killer.stdin.flush()
    # The command's own results stand there, too.
    lines = iter(killer.stdout.readline, "")
    code, effects = next(line for line in lines if not line.startswith("git push")).split()
    return int(code), int(effects)


def bytes_of_wanted(wanted: dict[str, bytes]) -> dict[str, bytes]:
    prefix = f"{FOLDER.removeprefix('dist/')}/"
    inside = (
        pair for pair in wanted.items() if f"{pair[0]}".removeprefix("dist/").startswith(prefix)
    )
    return {path.rpartition("/")[2]: data for path, data in inside}


@pytest.mark.parametrize("verb", ["release", "release-archive"])
def test_what_an_interrupted_run_left_is_swept(shop: Workshop, verb: str) -> None:
    """Also what older versions left; what is not ours stays."""
    for name in (".1.0.0.making", ".1.0.0.old", ".0.9.0-rc.1.making", ".1.0.0.a8_x2b1k"):
        shop.write(f"dist/acme.api/{name}/{STEM}.tar.gz", "half")
    shop.write("dist/acme.api/.hidden/file", "mine")
    shop.write("dist/acme.api/notes.making", "mine")

    assert shop.run(verb).code == 0
    assert sorted(os.listdir(shop.root / "dist/acme.api")) == [  # noqa: PTH208
        ".hidden", "1.0.0", "notes.making",
    ]  # fmt: skip


def with_git(shop: Workshop, case: str) -> dict[str, str]:
    """Return the environment in which git does something first where it is to make a tag."""
    real = shutil.which("git")
    folder = shop.root.parent / "git"
    folder.mkdir()
    script = f'#!/bin/sh\ncase "$*" in *--annotate*) {case};; esac\nexec {real} "$@"\n'
    (folder / "git").write_text(script, encoding="utf-8")
    (folder / "git").chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    return {**os.environ, "PYTHONPATH": str(PROJECT), "PATH": path}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ended_politely_nothing_is_left(shop: Workshop, number: int) -> None:
    """The tag waits for an editor that a signal finds waiting: everything is swept at once."""
    # A shell that exec'd our git is our child.
    environment = with_git(shop, f"kill -{number} $PPID; sleep 30")
    unignored(shop)
    process = started(shop, "-m", "toolkit", "release", env=environment)
    begun = time.monotonic()
    _, err = process.communicate(timeout=60)

    assert process.returncode == 128 + number, err
    assert time.monotonic() - begun < 15
    assert "Traceback" not in err
    assert "stopped here; nothing was changed" in err
    assert not (shop.root / "dist").exists()
    assert not tags(shop)


def test_ended_after_the_tag_it_says_that_it_stays(shop: Workshop) -> None:
    """git has made it when the signal comes; the rerun takes it."""
    real = shutil.which("git")
    environment = with_git(shop, f'{real} "$@"; kill -TERM $PPID; sleep 30')
    process = started(shop, "-m", "toolkit", "release", env=environment)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 143, err
    assert f"or take the tag back: git tag --delete {TAG}" in err
    assert not (shop.root / "dist").exists()
    assert shop.run("release").code == 0


def test_a_release_that_fails_late_leaves_nothing(shop: Workshop) -> None:
    """Also no output folder, where there was none."""
    unignored(shop)
    process = started(shop, "-m", "toolkit", "release", env=with_git(shop, "exit 1"))
    _, err = process.communicate(timeout=60)

    assert process.returncode == 3, err
    assert not (shop.root / "dist").exists()
    assert shop.git("status", "--porcelain") == ""


def unignored(shop: Workshop) -> None:
    """Let git ignore nothing: the output folder is hidden by the release itself."""
    shop.git("rm", "--quiet", ".gitignore")
    shop.git("commit", "--quiet", "--message", "no .gitignore")


def test_several_at_once(shop: Workshop) -> None:
    """One makes the release; the others find it made, or say that somebody is at it."""
    running = [started(shop, "-m", "toolkit", "release") for _ in range(4)]
    answers = [process.communicate() for process in running]
    codes = sorted(process.returncode for process in running)

    assert codes[0] == 0, answers
    assert set(codes) <= {0, 3}, answers
    for process, (_, err) in zip(running, answers, strict=True):
        if process.returncode:
            assert "another process is writing a release there" in err or "already exists" in err
    assert shop.run("release").code == 0
    assert sorted(bytes_of(shop.root / FOLDER)) == NAMES
    assert os.listdir(shop.root / "dist/acme.api") == ["1.0.0"]  # noqa: PTH208


def test_who_comes_second_is_told(shop: Workshop) -> None:
    with claimed(shop.root / "dist/acme.api"):
        answer = shop.run("release")

    assert answer.code == 3
    assert "another process is writing a release there right now" in answer.err
    assert not tags(shop)
    assert shop.run("release").code == 0


def test_a_disk_that_is_full(shop: Workshop) -> None:
    """No file may have more than 700 bytes: nothing is left, nothing is tagged."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))

    process = started(shop, "-m", "toolkit", "release", preexec_fn=small)
    _, err = process.communicate()

    assert process.returncode == 3, err
    assert "File too large" in err
    assert "nothing was changed" in err
    assert everything(shop.root) == {}
    assert not tags(shop)
    assert shop.run("release").code == 0


@pytest.fixture
def mounting() -> list[str]:
    """Give the words that run a shell line where mounts are private; skip where none may be."""
    words = ["unshare", "--mount", "sh", "-c"]
    try:
        probe = subprocess.run(
            [*words, "mount -t tmpfs none /mnt"], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("unshare is not installed")
    if probe.returncode:
        pytest.skip("mounting is not allowed here")
    return words


@pytest.mark.parametrize(
    ("options", "said"), [("size=8k", "No space left on device"), ("ro", "Read-only file system")]
)
def test_a_file_system_that_does_not_take_it(
    shop: Workshop, mounting: list[str], options: str, said: str
) -> None:
    """The output is a file system of its own: full after two pages, or read-only."""
    (shop.root / "dist").mkdir()
    line = f'mount -t tmpfs -o {options} none dist && "{sys.executable}" -m toolkit release; \
        code=$?; find dist -mindepth 1 >&2; exit $code'
    done = subprocess.run(
        [*mounting, line],
        cwd=shop.root,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 3, done.stderr
    assert said in done.stderr
    assert re.search(r"\npolicy-pack: .*(\n  .*)?\n\Z", done.stderr)
    assert not tags(shop)
