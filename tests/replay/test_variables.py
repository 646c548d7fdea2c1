"""Variables of the command line: as Hurl reads them, and unknown where nobody gave them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.hurl import require_hurl
from tests.make import G
from tests.replay.test_judge import judge, record
from toolkit.errors import UsageError
from toolkit.gates.evaluation.values import shown
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.judge import Verdict
from toolkit.replay.variables import variables

WORDS = (
    *("x", "1", "-0", "+5", "1.5", ".5", "1e5", "true", "null", "TRUE", "1_0", "0x1", " 5", "-00"),
    *(
        '"12"',
        'a"b',
        '""',
        "NaN",
        "99999999999999999999",
        "-99999999999999999999",
        "a=b",
        "h\u00e9",
    ),
)


@pytest.mark.oracle
def test_values_are_those_of_hurl(tmp_path: Path) -> None:
    require_hurl()
    for word in WORDS:
        value = variables([f"x={word}"])["x"]
        ours = shown(value)
        (tmp_path / "one.hurl").write_text(
            'GET http://127.0.0.1:9/\nHTTP 200\n[Asserts]\nvariable "x" == 1\n', encoding="utf-8"
        )
        done = subprocess.run(
            ["hurl", "--very-verbose", "--no-color", "--variable", f"x={word}", "one.hurl"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        said = done.stderr.decode().partition("Variables:")[2].partition("\n* \n")[0]
        assert f"x: {ours.partition(' <')[2][:-1]}" in said, (word, said)


@pytest.mark.parametrize("word", ["x", "=1", "x=", 'x="a', 'x="', ""])
def test_words_that_set_nothing(word: str) -> None:
    with pytest.raises(UsageError):
        variables([word])


def test_what_is_given_is_known_and_nothing_else() -> None:
    gate = G(id="acme.v", gate="status < {{limit}}")
    known = Assumptions(variables=variables(["limit=404", "limit=400"]))
    other = Assumptions(variables=variables(["other=1"]))

    assert judge([], [gate], record(403), known).newly_fails
    assert judge([], [gate], record(200), known).new is Verdict.PASS
    found = judge([], [gate], record(200), other)
    assert found.new is Verdict.UNKNOWN
    assert found.unknown[0].reason == "the value of {{limit}} is not known (--variable)"
    by_query = G(id="acme.q", gate='variable "limit" exists')
    assert judge([], [by_query], record(200), other).new is Verdict.UNKNOWN
    assert judge([], [by_query], record(200), known).new is Verdict.PASS
