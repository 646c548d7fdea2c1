"""Looking for secrets takes time linear in the text, whatever the text."""

from __future__ import annotations

import time

import pytest

from toolkit.smoke.prose import Prose
from toolkit.smoke.secrets import find_forbidden

_LENGTH = 300_000
_SECONDS = 1.5
_EVIL = (
    *("a.", "://a:", "token=", "token:a", "password=a", "eyJ", "eyJ-", "eyJaaaaaaaa.", "sk-"),
    *(
        "4 ",
        "4-",
        "41",
        "sk-a ",
        "4111 1111 ",
        "/home/a",
        "/home/",
        "(/home/a",
        "authorization: bearer ",
    ),
    *("-----BEGIN ", "AKIA", "ghp_", "glpat-", "xoxb-", "hf_", "C:\\Users", "\n", "key=", "a://:"),
    *("secret secret=", "github_pat_", "-", "_", "\u00e9", "pypi-AgE", "token=a1b2c3d4e5f6 "),
)


@pytest.mark.parametrize("piece", _EVIL)
def test_linear(piece: str) -> None:
    """One long line of pieces that nearly match ends soon."""
    text = (piece * (_LENGTH // len(piece) + 1))[:_LENGTH]
    start = time.process_time()

    for _ in find_forbidden(text):
        pass

    assert time.process_time() - start < _SECONDS


@pytest.mark.parametrize(
    "piece",
    ["```\n", "<!--", "<!-- -->", "api.a ", "- api.a\n", "# api.a\n", "a.", "|", "\n", "~~~a\n"],
)
def test_readme_is_linear(piece: str) -> None:
    """So does a README that nearly explains thousands of gates."""
    text = (piece * (_LENGTH // len(piece) + 1))[:_LENGTH]
    gates = {"api.a", *(f"api.g{number}" for number in range(5_000))}
    start = time.process_time()

    prose = Prose(text + "".join(f"\n- {gate}" for gate in gates), gates)

    assert not any(prose.explains(gate) for gate in prose.mentions)
    assert time.process_time() - start < _SECONDS
