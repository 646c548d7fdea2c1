#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""Sessions for maintainers of policy packs, and for those who work on the toolkit.

Everything after -- goes to the command: nox -s smoke -- --pack packs/security --strict
The command line is the API; a session only prepares its environment.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["smoke"]

PROJECT = nox.project.load_toml("pyproject.toml")
NEEDED = {"package": ("package",)}
"""The dependency groups of commands that use more than the toolkit itself needs."""


def install(session: nox.Session, *groups: str) -> None:
    """Install the toolkit and dependency groups, unless that was done for these very files."""
    wanted = [*nox.project.dependency_groups(PROJECT, *groups)] if groups else []
    state = Path("pyproject.toml").read_bytes() + repr((wanted, session.python)).encode()
    stamp = Path(session.virtualenv.location) / "installed.sha256"
    digest = hashlib.sha256(state).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    session.install("--quiet", "--editable", ".", *wanted)
    stamp.write_text(digest)


def command(session: nox.Session, verb: str, *words: str) -> None:
    """Run one verb of the command line with words of ours and everything after ``--``."""
    install(session, *NEEDED.get(verb, ()))
    session.run("python", "-m", "toolkit", verb, *words, *session.posargs)


# Begin and publish a pack ------------------------------------------------------------------------


@nox.session(name="new-pack", tags=["pack"])
def new_pack(session: nox.Session) -> None:
    """Scaffold a pack that passes strict smoke at once: -- acme.strict-api."""
    if not session.posargs and "new-pack" not in sys.argv:
        session.skip("nothing to scaffold: nox -s new-pack -- ID")  # `nox -t pack`
    command(session, "new-pack")


@nox.session(tags=["release"])
def release(session: nox.Session) -> None:
    """The whole road, in order; prints what publishes it: -- PACK."""
    command(session, "release")


@nox.session(tags=["pack"])
def bump(session: nox.Session) -> None:
    """Suggest the next version, with a reason for every change."""
    command(session, "bump")


@nox.session(name="release-archive", tags=["pack"])
def release_archive(session: nox.Session) -> None:
    """Smoke, then a checksummed archive under dist/, and no more of the road."""
    command(session, "release-archive")


@nox.session(tags=["pack"])
def package(session: nox.Session) -> None:
    """Wheel, source distribution and OCI layout, data only: -- --format wheel,sdist,oci."""
    command(session, "package")


@nox.session(name="check-tag", tags=["pack"])
def check_tag(session: nox.Session) -> None:
    """Confirm that tags follow <pack-id>-v<version>."""
    command(session, "check-tag")


@nox.session(tags=["pack"])
def sign(session: nox.Session) -> None:
    """Sign by ssh-keygen or minisign what the tag gives: -- dist/ID/VERSION --key FILE."""
    if not session.posargs and "sign" not in sys.argv:
        session.skip("nothing to sign: nox -s sign -- dist/ID/VERSION --key FILE")
    command(session, "sign")


# Check a pack ------------------------------------------------------------------------------------


@nox.session(tags=["check"])
def smoke(session: nox.Session) -> None:
    """Prove that packs are sound and write the evidence: -- --strict."""
    command(session, "smoke")


@nox.session(name="self-test", tags=["check"])
def self_test(session: nox.Session) -> None:
    """Packs, pass or fail, as the runtime itself checks them: -- --pack DIR."""
    command(session, "self-test")


@nox.session(tags=["check"])
def evidence(session: nox.Session) -> None:
    """All that is known about packs in one folder to attach: -- bundle --pack DIR --out FOLDER."""
    if not session.posargs and "evidence" not in sys.argv:
        session.skip("no evidence: nox -s evidence -- bundle --pack DIR")  # `nox -t check`
    command(session, "evidence", *([] if session.posargs else ["bundle", "--checksums-only"]))


# Receive a pack ----------------------------------------------------------------------------------


@nox.session(tags=["consume"])
def verify(session: nox.Session) -> None:
    """A release: signature, checksums, safe reading, smoke: -- --allowed-signers FILE PATH."""
    if not session.posargs and not Path("dist").is_dir():
        session.skip("nothing to verify: nox -s verify -- PATH")  # `nox -t consume`
    # What lies under dist/ is one's own: whether it belongs together is the question then.
    command(session, "verify", *([] if session.posargs else ["--checksums-only"]))


@nox.session(tags=["consume"])
def vendor(session: nox.Session) -> None:
    """A verified pack into a project, shown first: -- --pack SOURCE --into PROJECT."""
    if not session.posargs and "vendor" not in sys.argv:
        session.skip("nothing to vendor: nox -s vendor -- --pack SOURCE")  # `nox -t consume`
    command(session, "vendor")


@nox.session(tags=["consume"])
def doctor(session: nox.Session) -> None:
    """A project that imports packs, and this machine: -- --project DIR --strict."""
    command(session, "doctor")


@nox.session(name="report-policy", tags=["consume"])
def report_policy(session: nox.Session) -> None:
    """The gates in force in a project, and where they come from: -- --project DIR."""
    if not session.posargs and not Path("qanstitution.yaml").is_file():
        session.skip("no project here: nox -s report-policy -- --project DIR")  # `nox -t consume`
    command(session, "report-policy")


@nox.session(name="policy-diff", tags=["consume"])
def policy_diff(session: nox.Session) -> None:
    """Two effective policies, gate by gate, with witnesses: -- OLD NEW."""
    if not session.posargs and "policy-diff" not in sys.argv:
        session.skip("nothing to compare: nox -s policy-diff -- OLD NEW")  # `nox -t consume`
    command(session, "policy-diff")


@nox.session(tags=["consume"])
def replay(session: nox.Session) -> None:
    """Old and new gates on recorded responses: -- --baseline OLD --pack NEW RECORD."""
    if not session.posargs and "replay" not in sys.argv:
        session.skip("nothing to replay: nox -s replay -- RECORD")  # `nox -t consume`
    command(session, "replay")


@nox.session(tags=["pack"])
def catalog(session: nox.Session) -> None:
    """A site of releases, or a pack out of one: -- build --releases dist --out site."""
    if not session.posargs and "catalog" not in sys.argv:
        session.skip("no catalog: nox -s catalog -- build --releases dist --out site")
    command(session, "catalog")


@nox.session(tags=["consume"])
def demo(session: nox.Session) -> None:
    """The whole life of a pack in a scratch repository, narrated, in seconds."""
    command(session, "demo")


# Work on the toolkit -----------------------------------------------------------------------------


@nox.session(tags=["dev"])
def tests(session: nox.Session) -> None:
    """The tests, on the Python that runs nox and on every core."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", *session.posargs)


@nox.session(tags=["dev"], default=False)
def pythons(session: nox.Session) -> None:
    """The tests on the oldest and newest CPython here: --oldest, --newest, --every choose."""
    found = list(interpreters().items())
    parts = {"--every": found, "--oldest": found[:1], "--newest": found[-1:]}
    chosen = [parts[word] for word in session.posargs if word in parts]
    wanted = chosen[0] if chosen else [*found[:1], *found[1:][-1:]]
    words = [word for word in session.posargs if word not in parts]
    for version, folder in wanted:
        path = os.pathsep.join([folder, os.environ["PATH"]])
        again = ("-m", "nox", "--session", "tests", "--force-python", version, "--")
        session.run(sys.executable, *again, *words, external=True, env={"PATH": path})


def interpreters() -> dict[str, str]:
    """Return the folder of a working CPython for each supported version."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    found = {}
    for version in nox.project.python_versions(PROJECT):
        on_path = shutil.which(f"python{version}")
        candidates = [Path(on_path).parent] if on_path else []
        candidates += sorted(pyenv.glob(f"versions/{version}.*/bin"))
        # A pyenv shim exists for versions that are not selected too, and fails when called.
        working = [folder for folder in candidates if starts(folder / f"python{version}")]
        if working:
            found[version] = str(working[0])
    return found


def starts(python: Path) -> bool:
    """Return whether an interpreter runs at all."""
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@nox.session(tags=["dev"])
def lint(session: nox.Session) -> None:
    """Ruff: every rule that has no stated reason against it, and the format."""
    install(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")


@nox.session(tags=["dev"])
def typecheck(session: nox.Session) -> None:
    """Mypy, strict."""
    install(session, "typecheck")
    session.run("mypy", *session.posargs)


@nox.session(tags=["dev"])
def coverage(session: nox.Session) -> None:
    """What the tests reach, by line and branch."""
    install(session, "coverage")
    session.run("coverage", "run", "-m", "pytest", "-q", *session.posargs)
    session.run("coverage", "report", "--skip-covered", "--show-missing")


@nox.session(tags=["dev"], default=False)
def oracle(session: nox.Session) -> None:
    """Our reading of gates beside the real Hurl, in figures: -- --short --seed 3."""
    install(session, "test")
    session.run("python", "-m", "tests.oracle", *session.posargs)


@nox.session(tags=["dev"])
def bench(session: nox.Session) -> None:
    """Speed, as ratios side by side in one run."""
    install(session, "test")
    session.run("python", "-m", "tests.bench", *session.posargs)


if __name__ == "__main__":
    nox.main()
