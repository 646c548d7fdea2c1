"""Any value in any place of a catalog, and any bytes for one: read as written, or refused."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from toolkit.catalog.reading import read_catalog
from toolkit.catalog.settings import read_settings
from toolkit.errors import RefusedError
from toolkit.release.strict_json import canonical

if TYPE_CHECKING:
    from tests.catalog.shop import Shop

OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    "",
    "x",
    "../x",
    [],
    {},
    [1],
    {"x": 1},
    ["x"],
)
SETTINGS = """\
title: "Acme"
expires: "2027-06-30"
serial: 3
tiers: {acme.api: premium}
yanked:
  - {pack: acme.api, version: "1.0.0", reason: "because"}
"""


@pytest.fixture
def catalog(shop: Shop) -> bytes:
    """A catalog in which everything occurs that may."""
    shop.release(before="0.9.0")
    shop.release("acme.other")
    answer = shop.build(
        settings='expires: "2027-06-30"\n'
        "yanked: [{pack: acme.other, version: 1.0.0, reason: why not}]\n"
    )
    assert answer.code == 0, answer.out
    return (shop.site / "catalog.json").read_bytes()


def places(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value of a document."""
    yield way
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        yield from places(inner, (*way, key))


def changed(value: Any, way: tuple[str | int, ...], to: Any) -> Any:
    """Return a document with another value in one place."""
    if not way:
        return to
    made = copy.deepcopy(value)
    inside = made
    for key in way[:-1]:
        inside = inside[key]
    inside[way[-1]] = to
    return made


def test_every_place_with_every_other_kind_of_value(catalog: bytes) -> None:
    value = json.loads(catalog)
    taken = 0
    for way in places(value):
        for other in OTHERS:
            data = canonical(changed(value, way, other))
            with contextlib.suppress(RefusedError):
                assert read_catalog(data).encode() == data
                taken += 1
    assert taken < 0.2 * len(OTHERS) * len(list(places(value)))


def test_every_key_left_out_or_added(catalog: bytes) -> None:
    value = json.loads(catalog)
    optional = {"expires", "bump", "yanked", "signer", "commit"}
    for way in places(value):
        if way and isinstance(way[-1], str):
            made = copy.deepcopy(value)
            inside = made
            for key in way[:-1]:
                inside = inside[key]
            del inside[way[-1]]
            if way[-1] in optional:
                read_catalog(canonical(made))
            else:
                with pytest.raises(RefusedError):
                    read_catalog(canonical(made))
            inside["surprise"] = 1
            with pytest.raises(RefusedError):
                read_catalog(canonical(made))


def test_random_bytes_of_a_catalog_and_of_settings(catalog: bytes) -> None:
    draw = random.Random(20)  # noqa: S311 (the same cases each time)
    for whole, read in (
        (catalog, read_catalog),
        (SETTINGS.encode(), lambda data: read_settings(data, "catalog.yaml")),
    ):
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(draw.randint(1, 4)):
                place = draw.randrange(len(data))
                data[place : place + draw.randint(0, 3)] = draw.randbytes(draw.randint(0, 3))
            with contextlib.suppress(RefusedError):
                read(bytes(data))


def test_the_settings_of_the_document_are_settings() -> None:
    settings, faults = read_settings(SETTINGS.encode(), "catalog.yaml")

    assert faults == ()
    assert (settings.title, settings.serial) == ("Acme", 3)
    assert settings.yanked("acme.api", "1.0.0") == "because"
    assert str(settings.tiers_at["acme.api"]) == "catalog.yaml:4:9"
