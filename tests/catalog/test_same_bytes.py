"""The same releases give the same site: elsewhere, in another order, interrupted."""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.catalog.shop import everything
from tests.effects import STRIDE
from toolkit.catalog.reading import read_catalog
from toolkit.host import sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.catalog.shop import Shop

PROJECT = Path(__file__).parents[2]
BUILD = ("catalog", "build", "--releases", "dist", "--out", "site")


def started(folder: Path, *words: str, umask: int = 0o022, **environment: str) -> int:
    """Run our command line as a process of its own; return its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", *words],
        cwd=folder, umask=umask, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.returncode


def fill(shop: Shop) -> None:
    for pack_id in ("acme.b", "acme.a", "acme.c"):
        shop.release(pack_id)
        shop.release(pack_id, "1.1.0", before="1.0.0")


@pytest.mark.slow
def test_the_same_releases_elsewhere_give_the_same_site(shop: Shop) -> None:
    """Another umask, zone, language, seed, depth, order of files, and times of them."""
    fill(shop)
    shop.build()
    expected = everything(shop.site)
    far = shop.root.parent / "far/away/from/it"
    far.mkdir(parents=True)
    names = [path for path in sorted(shop.dist.rglob("*")) if path.is_file()]
    random.Random(7).shuffle(names)  # noqa: S311 (an order, no secret)
    for path in names:
        target = far / "dist" / path.relative_to(shop.dist)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        os.utime(target, (1, 1))

    started(
        far, *BUILD, umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="tr_TR.ISO-8859-9",
        PYTHONHASHSEED="4711", SOURCE_DATE_EPOCH="0", COLUMNS="40", HOME=str(far),
    )  # fmt: skip

    assert everything(far / "site") == expected


def test_the_order_of_folders_does_not_count(shop: Shop) -> None:
    shop.release("acme.a")
    shop.release("acme.b", folder=shop.root / "more/acme.b/1.0.0")
    sites = []
    for order in (("dist", "more"), ("more", "dist")):
        answer = shop.run("catalog", "build", "--releases", *order, "--out", "site")
        assert answer.code == 0, answer.err
        sites.append(everything(shop.site))
        shutil.rmtree(shop.site)

    assert sites[0] == sites[1]


def test_no_file_names_the_machine_or_the_day(shop: Shop) -> None:
    fill(shop)
    shop.build()

    for path, data in everything(shop.site).items():
        if isinstance(data, bytes):
            assert str(shop.root).encode() not in data, path
            assert os.uname().nodename.encode() not in data or len(os.uname().nodename) < 4, path
            assert time.strftime("%Y-%m-%d").encode() not in data, path


def test_the_packs_of_this_repository(shop: Shop, golden: Callable[[str, str], None]) -> None:
    """Their archives have golden digests, too: whoever changes a pack sees it here."""
    packs = sorted(str(path) for path in (PROJECT / "packs").iterdir())
    release = [word for pack in packs for word in ("--pack", pack)]
    assert shop.run("release-archive", *release, "--out", "dist").code == 0
    assert shop.build().code == 0

    text = (shop.site / "catalog.json").read_text(encoding="ascii")

    assert read_catalog(text.encode()).encode() == text.encode()
    golden("catalog.json", text)


# --- interrupted ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_killed_at_any_effect_the_site_is_the_old_one_or_the_new_one(shop: Shop) -> None:
    """SIGKILL before each folder, file and name; the next build puts all right."""
    shop.release()
    shop.build()
    old = everything(shop.site)
    shop.release(version="1.1.0")
    shutil.copytree(shop.site, shop.root / "old")
    shop.build()
    new = everything(shop.site)

    def begin_again() -> None:
        shutil.rmtree(shop.site)
        shutil.copytree(shop.root / "old", shop.site)

    begin_again()
    for fatal, code in killed(shop, begin_again):
        seen = everything(shop.site)
        assert seen in (old, new), fatal
        assert code in (-signal.SIGKILL, 0)
        assert shop.build().code == 0
        assert everything(shop.site) == new
        assert sorted(path.name for path in shop.root.iterdir()) == ["dist", "old", "site"]


@pytest.mark.slow
def test_killed_at_any_effect_a_first_site_is_there_or_not(shop: Shop) -> None:
    shop.release()
    shop.build()
    new = everything(shop.site)

    def begin_again() -> None:
        shutil.rmtree(shop.site)

    begin_again()
    for fatal, _ in killed(shop, begin_again):
        assert not shop.site.exists() or everything(shop.site) == new, fatal
        assert shop.build().code == 0
        assert everything(shop.site) == new
        assert sorted(path.name for path in shop.root.iterdir()) == ["dist", "site"]


def killed(shop: Shop, begin_again: Callable[[], None]) -> Iterator[tuple[int, int]]:
    """Run the build again and again, to die one effect later each time; yield which, and how."""
    words = [sys.executable, "-m", "tests.release.killer", *BUILD]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        words, cwd=shop.root, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        for fatal in itertools.count(1, STRIDE):
            process.stdin.write(f"{fatal}\n")
            process.stdin.flush()
            while not (answer := re.fullmatch(r"(-?\d+) \d+\n", process.stdout.readline())):
                assert process.poll() is None
            yield fatal, int(answer[1])
            begin_again()
            if int(answer[1]) == 0:
                break
        process.stdin.close()
    assert fatal > 5


def test_without_a_call_to_exchange_folders(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.release()
    shop.build()
    shop.release(version="1.1.0")
    monkeypatch.setattr(sites, "_SWAP", {})

    assert shop.build().code == 0
    assert shop.catalog["serial"] == 2
    assert sorted(path.name for path in shop.root.iterdir()) == ["dist", "site"]


def test_an_old_site_that_stepped_aside_is_put_back(shop: Shop) -> None:
    """What is left where a writer was killed between two names, without a call to exchange them."""
    shop.release()
    shop.build()
    shop.site.rename(shop.root / ".site.old")
    (shop.root / ".site.making").mkdir()

    answer = shop.build()

    assert answer.payload["status"] == "unchanged"
    assert sorted(path.name for path in shop.root.iterdir()) == ["dist", "site"]


def test_two_builds_at_once(shop: Shop) -> None:
    """One waits for the other; both end well, with the same site."""
    fill(shop)
    words = [sys.executable, "-m", "toolkit", *BUILD]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    both = [
        subprocess.Popen(words, cwd=shop.root, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]

    assert [each.wait(timeout=60) for each in both] == [0, 0]
    assert shop.build("--check").payload["status"] == "current"
    assert sorted(path.name for path in shop.root.iterdir()) == ["dist", "site"]
