"""Many packs: the time of a build is that of verifying and judging them, and little more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from toolkit.commands._examined import examine_tree
from toolkit.commands._releases import read_release_folder
from toolkit.release.verify import verify_release

if TYPE_CHECKING:
    from tests.catalog.shop import Shop

PACKS = 10
VERSIONS = 5
MOST = 2.0
"""Times as long as verification and strict smoke of every release, which a build has to do."""


@pytest.mark.slow
def test_a_build_takes_little_more_than_what_it_has_to_judge(shop: Shop) -> None:
    for pack in range(PACKS):
        for version in range(VERSIONS):
            shop.release(f"acme.p{pack}", f"1.{version}.0")
    shop.run("catalog", "build", "--releases", "dist", "--out", "warm")

    began = time.perf_counter()
    for folder in shop.made:
        archive = verify_release(read_release_folder(folder)).archive
        assert archive is not None
        assert examine_tree(archive.tree).passed
    judged = time.perf_counter() - began
    began = time.perf_counter()
    answer = shop.build()
    built = time.perf_counter() - began

    assert answer.code == 0, answer.err
    assert len(shop.catalog["packs"]) == PACKS
    assert built < MOST * judged, (built, judged)
