"""Regexes, recognisers and header values beside the real Hurl."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.gates.languages.differential import batch, disagreements, sources
from tests.gates.languages.hurl_strings import quoted, table
from tests.hurl import Exchange, Response, UndecidedError, outcomes, require_hurl
from toolkit.gates.languages import classes
from toolkit.gates.languages.contexts import header_value
from toolkit.gates.languages.language import Language
from toolkit.gates.languages.recognisers import ipv4, ipv6, iso_date, uuid
from toolkit.gates.languages.unicode_classes import perl_class

pytestmark = pytest.mark.oracle

_UUID = "936da01f-9abd-4d9d-80c7-02af85c822a8"
RECOGNISED = {
    "isUuid": (
        uuid(),
        "0123456789abcdefABCDEF-{}urn:zU",
        (_UUID, _UUID.upper(), _UUID.replace("-", ""), f"{{{_UUID}}}", f"urn:uuid:{_UUID}"),
    ),
    "isIpv4": (
        ipv4(),
        "0123456789.a ",
        (
            "0.0.0.0",  # noqa: S104  no address to bind to
            "255.255.255.255",
            "1.2.3.256",
            "01.2.3.4",
            "1.2.3",
            "1.2.3.4.5",
            "10.99.100.249",
        ),
    ),
    "isIpv6": (
        ipv6(),
        "019afF:.%g",
        (
            *("::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8"),
            *("1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "::ffff:255.255.255.255", "1:2:3:4:5::1.2.3.4"),
            *("1:2:3:4:5:6::1.2.3.4", "1.2.3.4::", "1::2::3", "12345::", "fe80::1%eth0", "1:2:3"),
            *("1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7:8:9", ":1", "1:", ":::", "[::1]", "::1.2.3"),
        ),
    ),
    "isIsoDate": (
        iso_date(),
        "0123456789-:.TtZz+ \u2212",
        (
            *("2024-02-29T12:00:00Z", "2023-02-29T12:00:00Z", "1900-02-29t00:00:00z"),
            *("2000-02-29 23:59:60.123456789012+23:59", "0000-02-29T00:00:00\u221200:00"),
            *("2024-04-31T00:00:00Z", "2024-12-31T24:00:00Z", "2024-12-31T00:00:61Z"),
            *("2024-12-31T00:00:00+24:00", "2024-12-31T00:00:00.Z", "2024-12-31T00:00Z"),
            *("2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-01-00T00:00:00-00:60"),
        ),
    ),
}


@pytest.fixture(autouse=True)
def _hurl() -> None:
    require_hurl()


def test_random_regexes_match_what_hurl_matches(tmp_path: Path) -> None:
    dice = Random(1)  # noqa: S311  dice, not secrets
    patterns, texts = batch(dice, sources(dice), size=20)

    assert disagreements(patterns, texts, tmp_path) == []


@pytest.mark.parametrize("predicate", RECOGNISED)
def test_recognisers_accept_what_hurl_accepts(predicate: str, tmp_path: Path) -> None:
    language, chars, seeds = RECOGNISED[predicate]
    texts = sorted({*seeds, *neighbours(language, chars, seeds)})

    theirs = [held for (held,) in table(texts, [predicate], tmp_path)]

    assert [
        text for text, held in zip(texts, theirs, strict=True) if (text in language) != held
    ] == []
    assert {True, False} == set(theirs)


def neighbours(language: Language, chars: str, seeds: tuple[str, ...]) -> list[str]:
    """Return strings one or two edits from the seeds, and the witnesses of a language."""
    dice = Random(5)  # noqa: S311  dice, not secrets
    found = list(classes([language]).values())
    for _ in range(80):
        text = dice.choice(seeds)
        for _ in range(dice.choice((1, 1, 2))):
            place = dice.randrange(len(text) + 1)
            text = text[:place] + dice.choice(["", *chars]) + text[place + dice.choice((0, 1, 1)) :]
        found.append(text)
    return found


def received(values: list[str], wanted: list[str], folder: Path) -> list[list[bool]]:
    """Send header values, given as bytes in Latin-1, and ask whether Hurl has these strings."""
    return outcomes(
        [
            Exchange(Response(headers=[("X", value)]), [f'header "X" == {quoted(text)}'])
            for value, text in zip(values, wanted, strict=True)
        ],
        folder,
    )


def test_every_byte_can_come_in_a_header(tmp_path: Path) -> None:
    """As itself where it is UTF-8, otherwise as windows-1252; its gaps are control characters."""
    codes = [code for code in range(1, 256) if chr(code) not in "\r\n"]
    gaps = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    texts = [
        f"a{chr(code) if code in gaps or code < 128 else bytes([code]).decode('cp1252')}b"
        for code in codes
    ]

    assert all(text in header_value() for text in texts)
    assert received([f"a{chr(code)}b" for code in codes], texts, tmp_path) == [[True]] * len(codes)


def test_white_space_is_trimmed_and_nothing_else(tmp_path: Path) -> None:
    spaces = perl_class("s", unicode=True)
    edges = [chr(code) for a, b in spaces.intervals() for code in range(a, b)]
    edges = [edge for edge in edges if edge not in "\r\n"]
    others = ["\x1c", "\x1f", "\x7f", "\u200b", "\ufeff", "\u180e", "\x01"]
    texts = ["a"] * len(edges) + [f"{edge}a{edge}" for edge in others]
    values = [f"{edge}a{edge}".encode().decode("latin-1") for edge in edges + others]

    assert received(values, texts, tmp_path) == [[True]] * len(values)
    assert all((f"{edge}a" in header_value()) == (edge in others) for edge in edges + others)
    assert all((f"a{edge}" in header_value()) == (edge in others) for edge in edges + others)


@pytest.mark.parametrize("char", ["\0", "\r", "\n"])
def test_these_characters_cannot_come(char: str, tmp_path: Path) -> None:
    assert f"a{char}b" not in header_value()
    with pytest.raises(UndecidedError):
        received([f"a{char}b"], ["ab"], tmp_path)
