"""Recordings with random values in random places: read and judged, or refused with a place."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.make import G, make_pack
from tests.replay.archives import CHROME, FIREFOX
from tests.replay.recorder import LINES
from tests.replay.test_hostile import line
from tests.replay.test_witness import RICH
from toolkit.errors import ToolkitError
from toolkit.render import text
from toolkit.render.views.replay import replay_page
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.payload import payload
from toolkit.replay.recognise import records
from toolkit.replay.record import Record
from toolkit.replay.report import Replay, Side
from toolkit.replay.witness import write

pytestmark = pytest.mark.slow

SEEDS = (CHROME, FIREFOX, json.loads(line()), *map(json.loads, write([RICH]).values()))
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**17, -(10**17), 1.5, -1e300, 1e308, "", " ", "x", "\0", "\ud800"),
    *("\u202e", "http://[", "http://", "https://a:b@c/?d#e", "***", "../..", "\r\n", "=", ";"),
    *([], {}, [[]], [None], {"name": "a"}, [{"name": "", "value": "\x7f"}], "gzip", "text/html"),
    *("2026-02-30T00:00:00Z", "+99999-01-01T23:59:60Z", "9999-12-31T23:59:59.9999999999Z", "HEAD"),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a JSON value: what holds it, and the key there."""
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


@pytest.mark.parametrize("seed", range(4))
def test_odd_values_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (it keeps no secret)
    gates = [G(id=f"acme.g{number:03}", gate=one) for number, one in enumerate(LINES)]
    old, new = Side(make_pack([G(id="acme.any")]), "old"), Side(make_pack(gates), "new")
    read, refused = 0, []
    for _ in range(300):
        whole = copy.deepcopy(chance.choice(SEEDS))
        for _ in range(chance.randint(1, 3)):
            holder, key = chance.choice(list(places(whole)))
            holder[key] = copy.deepcopy(chance.choice(ODD))
        replay = Replay(old=old, new=new, assumptions=Assumptions())
        try:
            for one in records(json.dumps(whole).encode(), str(Path("a.rec")), lambda _: b"\x1f"):
                if isinstance(one, Record):
                    replay.add(one)
                    read += 1
        except ToolkitError as error:
            refused.append(error.where)
            continue
        json.dumps(payload(replay), allow_nan=False)
        shown = text.render(replay_page(replay, limit=20))
        assert not any("\ud800" <= char <= "\udfff" for char in shown)
    assert read > 100
    assert all(where.startswith("a.rec") for where in refused)
