"""Speed, as ratios: each figure compares two ways of doing the same, in one run.

Absolute times say more about the machine than about us, so they are shown only
to make the ratios readable, and nothing asserts them. Run it with
``nox -s bench``; ``nox -s bench -- --quick`` leaves out the largest cases.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.diff.drafts import five_changes, large_draft
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.changes import compare
from toolkit.diff.judge import judge
from toolkit.host.files import read_folder
from toolkit.pack.read import read_pack
from toolkit.pack.tree import Tree
from toolkit.release.archive import read_archive, write_archive
from toolkit.release.folder import build_release
from toolkit.release.verification import Outcome
from toolkit.release.verify import verify_release
from toolkit.smoke.examine import examine

Work = Callable[[], object]
PIPELINE = (
    "tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@315619200 "
    "-cf - . | gzip -n -9 | sha256sum"
)


@dataclass(frozen=True)
class Row:
    """One comparison: our way, the yardstick, and the goal where an issue states one."""

    what: str
    yardstick: str
    ours: Work
    theirs: Work
    goal: str = ""
    rounds: int = 5


def main() -> None:
    """Measure and print every row."""
    quick = "--quick" in sys.argv
    with tempfile.TemporaryDirectory(prefix="policy-pack-bench-") as scratch:
        print(f"{'what':<34}{'ours':>10}{'yardstick':>11}{'ratio':>8}  goal    yardstick is")
        for row in rows(Path(scratch), quick=quick):
            ours, theirs = interleaved(row)
            ratio = f"{ours / theirs:.2f}"
            shown = f"{row.what:<34}{ours * 1000:>8.1f}ms{theirs * 1000:>9.1f}ms{ratio:>8}"
            print(f"{shown}  {row.goal:<7} {row.yardstick}")


def interleaved(row: Row) -> tuple[float, float]:
    """Return the medians of both ways, measured in turn so that a busy machine hits both."""
    ours, theirs = [], []
    for _ in range(row.rounds):
        ours.append(seconds(row.ours))
        theirs.append(seconds(row.theirs))
    return statistics.median(ours), statistics.median(theirs)


def seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rows(scratch: Path, *, quick: bool) -> Iterator[Row]:
    yield from start_up()
    yield from smoke(scratch)
    yield from bump()
    for count in (20, 1_000) if quick else (20, 1_000, 10_000):
        yield from archive(scratch, count)


def start_up() -> Iterator[Row]:
    def run(*words: str) -> Work:
        return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)

    python = run("-c", "pass")
    yield Row(
        "start: policy-pack --version", "python -c pass", run("-m", "toolkit", "--version"), python
    )


def smoke(scratch: Path) -> Iterator[Row]:
    for count in (6, 200):
        folder = scratch / f"gates-{count}"
        write_pack(folder, count)
        files = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))]
        yield Row(
            f"smoke: pack of {count} gates",
            "yaml.safe_load of its files",
            lambda folder=folder: examine(read_folder(folder)),  # type: ignore[misc]
            lambda files=files: [yaml.safe_load(text) for text in files],  # type: ignore[misc]
        )


def bump() -> Iterator[Row]:
    """Every round compares with another pack, because an answer is remembered."""
    draft = large_draft(200)
    old = draft.pack()
    changed = [five_changes(draft, turn) for turn in range(Row.rounds + 1)]
    fresh = iter(changed)

    def compared() -> object:
        return judge(compare(old, next(fresh)), load_catalogue())

    compared()  # loads the decision and the rules
    yield Row(
        "bump: 200 gates, 5 changes",
        "reading both packs",
        compared,
        lambda: [read_pack(pack.tree).pack() for pack in (old, changed[0])],
        "<= 1",
    )


def archive(scratch: Path, count: int) -> Iterator[Row]:
    folder = scratch / f"files-{count}"
    for number in range(count):
        path = folder / f"rules/{number // 100:03}/{number:05}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(gate(number) * 3, encoding="utf-8")
    data = write_archive(read_folder(folder), stem="acme.bench-1.0.0")
    goal = {20: "<= 0.5", 10_000: "<= 0.8"}.get(count, "")
    if shutil.which("tar") and shutil.which("sha256sum"):
        yield Row(
            f"archive: {count:,} files",
            "GNU tar | gzip -n -9 | sha256sum",
            lambda: hashlib.sha256(
                write_archive(read_folder(folder), stem="acme.bench-1.0.0")
            ).hexdigest(),
            lambda: subprocess.run(
                ["sh", "-c", PIPELINE], cwd=folder, check=True, capture_output=True
            ),
            goal,
        )
    yield Row(
        f"read and check: {count:,} files",
        "tarfile reading all members",
        lambda: read_archive(data),
        lambda: read_with_tarfile(data),
        "<= 0.5" if count == 10_000 else "",
    )
    released = release(folder)
    yield Row(
        f"verify a release: {count:,} files",
        "tarfile reading all members",
        lambda: check(released),
        lambda: read_with_tarfile(released["acme.bench-1.0.0.tar.gz"]),
        "<= 0.5" if count == 10_000 else "",
    )


def release(folder: Path) -> dict[str, bytes]:
    """Return the release of many files, which all but the manifest stand in no list of gates."""
    manifest = b'id: "acme.bench"\nversion: "1.0.0"\n'
    files = dict(read_folder(folder).files()) | {"entroping-policy-pack.yaml": manifest}
    return build_release(Tree.of_files(files), pack_id="acme.bench", version="1.0.0")


def check(files: dict[str, bytes]) -> None:
    """Verify a release folder in every step but the signature, which costs 10 ms whatever it is."""
    assert verify_release(files).outcome is Outcome.CHECKSUMS_ONLY


def read_with_tarfile(data: bytes) -> int:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        members = (tar.extractfile(member) for member in tar)
        return sum(len(file.read()) for file in members if file)


def gate(number: int) -> str:
    return (
        f'  - id: "bench.gate_{number}"\n    condition: "path startswith \'/v{number}\'"\n'
        f'    gate: "duration < {number + 1}"\n    enforcement: "block"\n'
    )


def write_pack(folder: Path, gates: int) -> None:
    """Write a sound pack with one rule file."""
    listed = "".join(
        f'  - {{id: "bench.gate_{n}", file: "rules/all.yaml", final: false}}\n'
        for n in range(gates)
    )
    files = {
        "entroping-policy-pack.yaml": (
            'id: "acme.bench"\nname: "Bench"\nversion: "1.0.0"\nlicense: "MIT"\n'
            'source: "packs/bench"\nentrypoint: "qanstitution.yaml"\n'
            'runtime_contract: "qanstitution-import"\nentroping: ">=0.1"\n'
            'evidence_command: "entroping config test-policy-pack --pack packs/bench"\n'
            f'gate_prefixes: ["bench"]\nfinal_gates: []\nmaintainers: ["A"]\ngates:\n{listed}'
        ),
        "qanstitution.yaml": (
            'project: "b"\nversion: "4.1"\nimports: ["./rules/all.yaml"]\ngates: []\n'
        ),
        "rules/all.yaml": 'project: "r"\nversion: "4.1"\ngates:\n'
        + "".join(map(gate, range(gates))),
        "README.md": "# Bench\n",
        "examples/consumer-qanstitution.yaml": (
            'project: "c"\nversion: "4.1"\nimports: ["./policy-packs/bench/qanstitution.yaml"]\n'
            "gates:\n"
            '  - {id: "c.x", condition: "true", gate: "status < 500", enforcement: "warn"}\n'
        ),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    assert examine(Tree.of_files({name: text.encode() for name, text in files.items()})).passed


if __name__ == "__main__":
    main()
