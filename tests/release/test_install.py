"""The real pip, uv and PyPA build: what they leave is the pack, file for file, offline.

Installing runs where there is no network, where the system lets us take it away
(``unshare``); everywhere else, with every index switched off.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.release.workshop import FILES
from toolkit.cli import main
from toolkit.host.files import read_folder
from toolkit.pack.policy import load_policy
from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.gzip_member import inflate
from toolkit.release.package.writing import build_packages
from toolkit.release.ustar import read_tar

pytestmark = pytest.mark.slow

PACK = Tree.of_files(
    {path: text.encode() for path, text in FILES.items()} | {".gitignore": b"*.log\n"}
)
PACKAGES = build_packages(PACK)
WHEEL, SDIST = PACKAGES
HOME = "policy_packs/acme.api"
UV = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "UV_OFFLINE": "1",
    "UV_NO_CONFIG": "1",
}


@cache
def without_network() -> tuple[str, ...]:
    """Return how to start a program that has no network at all, ``()`` where nobody lets us."""
    words = ("unshare", "--map-root-user", "--net")
    if shutil.which(words[0]) is None:
        return ()
    done = subprocess.run([*words, "true"], check=False, capture_output=True)
    return () if done.returncode else words


def run(*words: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None) -> str:
    """Run a program offline; return its output."""
    done = subprocess.run(
        [*without_network(), *map(str, words)],
        env={**os.environ, **OFFLINE, **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Site:
    """A virtual environment, made once, and the packages as files."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "venv/bin/python"

    def file(self, name: str) -> Path:
        """Return where a package stands."""
        return self.folder / name


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One environment with pip for all tests here: making one costs seconds."""
    folder = tmp_path_factory.mktemp("site")
    run(sys.executable, "-m", "venv", folder / "venv")
    for name, data in PACKAGES.items():
        (folder / name).write_bytes(data)
    return Site(folder)


def pip(site: Site, *words: str | Path) -> None:
    """Run the pip of the environment."""
    run(site.python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def uv(site: Site, *words: str | Path) -> None:
    """Run uv for the environment, with a cache of its own."""
    if UV is None:
        pytest.skip("uv is not installed")
    cache_folder = {"UV_CACHE_DIR": str(site.folder / "cache")}
    run(UV, "pip", words[0], "--python", site.python, *words[1:], env=cache_folder)


def check_installed(folder: Path) -> None:
    """The folder is the pack: same content digest as tree and archive; nothing beside it runs."""
    installed = read_folder(folder / HOME)

    assert installed.content_digest == PACK.content_digest
    archive = read_archive(write_archive(PACK, stem="acme.api-1.0.0"))
    assert installed.content_digest == archive.content_sha256
    ours = [path for path in folder.rglob("*") if "policy_pack" in path.as_posix()]
    assert not [path for path in ours if path.suffix in {".py", ".pyc", ".pth"}]


@pytest.mark.parametrize("name", [WHEEL, SDIST])
@pytest.mark.parametrize("installer", [pip, uv])
def test_into_an_environment(site: Site, installer: object, name: str) -> None:
    """Found by name where it was installed; gone without a trace when it is removed."""
    assert callable(installer)
    installer(site, "install", "--no-deps", site.file(name))
    try:
        purelib = run(site.python, "-c", "import sysconfig as s; print(s.get_path('purelib'))")
        asked = (
            "import importlib.metadata as m; d = m.distribution('policy-pack-acme-api');"
            f"print(d.locate_file({HOME!r}), d.version, len(d.entry_points), sep='|')"
        )
        located, version, entry_points = run(site.python, "-c", asked).strip().split("|")

        check_installed(Path(purelib.strip()))
        assert Path(located) == Path(purelib.strip()) / HOME
        assert (version, entry_points) == ("1.0.0", "0")
        assert main(["self-test", "--pack", located]) == 0
    finally:
        yes = ["--yes"] if installer is pip else []
        installer(site, "uninstall", *yes, "policy-pack-acme-api")
    assert not Path(located).exists()


@pytest.mark.parametrize("name", [WHEEL, SDIST])
@pytest.mark.parametrize("installer", [pip, uv])
def test_into_a_folder_of_a_project(
    site: Site, installer: object, name: str, tmp_path: Path
) -> None:
    """As vendored: strict smoke passes there, and a document that imports it loads."""
    assert callable(installer)
    installer(site, "install", "--no-deps", "--target", tmp_path / "vendor", site.file(name))

    check_installed(tmp_path / "vendor")
    assert main(["smoke", "--strict", "--pack", str(tmp_path / "vendor" / HOME)]) == 0
    assert gates_of_a_consumer(tmp_path) == {"acme.api.no_5xx", "shop.fast"}


def gates_of_a_consumer(project: Path) -> set[str]:
    """Return the gates of a document that imports the installed pack."""
    text = FILES["examples/consumer-qanstitution.yaml"].replace(
        "./policy-packs/api/", f"./vendor/{HOME}/"
    )
    (project / "qanstitution.yaml").write_text(text)
    policy, faults = load_policy(read_folder(project), "qanstitution.yaml")
    assert policy is not None, faults
    return set(policy.gate_ids)


def test_nothing_runs_at_import(site: Site, tmp_path: Path) -> None:
    """The folders are no modules: Python finds nothing in them that it could execute."""
    pip(site, "install", "--no-deps", "--target", tmp_path, site.file(WHEEL))
    asked = (
        "import sys, json; before = set(sys.modules); import policy_packs;"
        "new = set(sys.modules) - before;"
        "print(json.dumps([sorted(new), getattr(policy_packs, '__file__', None)]))"
    )

    found = json.loads(run(site.python, "-c", asked, env={"PYTHONPATH": str(tmp_path)}))

    assert found == [["policy_packs"], None]


VARIATIONS = {
    "umask": ("umask 077", {}),
    "time zone": (":", {"TZ": "Pacific/Kiritimati"}),
    "locale": (":", {"LC_ALL": "C", "PYTHONUTF8": "0"}),
    "hash seed": (":", {"PYTHONHASHSEED": "7"}),
    "clock": (":", {"SOURCE_DATE_EPOCH": "1"}),
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution on disk, every file touched: times do not count."""
    folder = tmp_path_factory.mktemp("sdist")
    for path, data in read_tar(inflate(PACKAGES[SDIST])):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
        os.utime(folder / path, (4_000_000_000, 4_000_000_000))
    return folder / SDIST.removesuffix(".tar.gz")


@pytest.mark.parametrize("variation", VARIATIONS)
def test_pypa_build_gives_the_same_bytes(unpacked: Path, variation: str, tmp_path: Path) -> None:
    """Isolated, offline, both from the unpacked sdist, whatever the machine looks like."""
    first, env = VARIATIONS[variation]
    build = f"{first}; exec {sys.executable} -m build --outdir {tmp_path}/out {unpacked}"

    run("sh", "-c", build, env=env, cwd=tmp_path)

    assert (tmp_path / "out" / WHEEL).read_bytes() == PACKAGES[WHEEL]
    assert (tmp_path / "out" / SDIST).read_bytes() == PACKAGES[SDIST]


def test_other_front_ends_give_the_same_wheel(site: Site, tmp_path: Path) -> None:
    """`pip wheel` and `uv build`, from the packed source distribution."""
    pip(site, "wheel", "--no-deps", "--wheel-dir", tmp_path / "pip", site.file(SDIST))
    assert (tmp_path / "pip" / WHEEL).read_bytes() == PACKAGES[WHEEL]
    if UV is None:
        pytest.skip("uv is not installed")
    words = ("build", "--quiet", "--wheel", "--python", site.python, "--out-dir", tmp_path / "uv")
    run(UV, *words, site.file(SDIST), env={"UV_CACHE_DIR": str(site.folder / "cache")})
    assert (tmp_path / "uv" / WHEEL).read_bytes() == PACKAGES[WHEEL]


def test_every_python_here_gives_the_same_bytes(unpacked: Path, tmp_path: Path) -> None:
    """The hooks of the backend, called by each interpreter from 3.10 on that is found."""
    hooks = (
        "import sys; sys.path.insert(0, '_backend'); import policy_pack_backend as b;"
        "out = sys.argv[1]; b.build_wheel(out); b.build_sdist(out);"
        "b.prepare_metadata_for_build_wheel(out)"
    )
    pythons = [sys.executable, *interpreters()]
    for number, python in enumerate(pythons):
        out = tmp_path / str(number)
        out.mkdir()
        run(python, "-B", "-c", hooks, out, cwd=unpacked)
        assert (out / WHEEL).read_bytes() == PACKAGES[WHEEL], python
        assert (out / SDIST).read_bytes() == PACKAGES[SDIST], python
        assert (out / "policy_pack_acme_api-1.0.0.dist-info/METADATA").is_file()


def interpreters() -> list[str]:
    """Return one CPython of each supported version that works here."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    versions = ("3.10", "3.11", "3.12", "3.13")
    found = [sorted(pyenv.glob(f"versions/{each}.*/bin/python"))[:1] for each in versions]
    return [str(python) for each in found for python in each]


def test_a_changed_file_is_not_built(unpacked: Path, tmp_path: Path) -> None:
    """PKG-INFO holds the content digest: what was edited after the release is refused."""
    copy = tmp_path / "copy"
    shutil.copytree(unpacked, copy)
    (copy / HOME / "README.md").write_text("# Other\n")

    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", copy],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode != 0
    assert "PKG-INFO" in done.stdout + done.stderr
