"""Writes the Unicode tables in ``toolkit/gates/languages/unicode`` from those of ``regex-syntax``.

    python -m tests.gates.languages.make_tables FOLDER

FOLDER is ``src/unicode_tables`` of the crate ``regex-syntax`` 0.8.11, which the Hurl 7.1 of the
oracle was built with. `test_unicode_oracle` compares the result with the real Hurl.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

TARGET = Path(__file__).parents[3] / "toolkit/gates/languages/unicode"

_CHAR = r"'(?:\\u\{[0-9a-f]+\}|\\.|[^\\])'"
_PAIR = re.compile(rf"\(({_CHAR}), ({_CHAR})\)", re.DOTALL)
_TABLE = re.compile(r"pub const (\w+): &'static \[\(char, char\)\] =\s*&\[(.*?)\];", re.DOTALL)
_NAMED = re.compile(r'\("([^"]+)", (\w+)\)')
_ALIAS = re.compile(r'\("([^"]+)", "([^"]+)"\)')
_ESCAPED = {"n": 10, "r": 13, "t": 9, "0": 0, "'": 39, "\\": 92}

_UNIONS = {
    "Cased_Letter",
    "Letter",
    "Mark",
    "Number",
    "Other",
    "Punctuation",
    "Separator",
    "Symbol",
    "Unassigned",
}
"""Categories that are calculated from the others."""

Ranges = list[tuple[int, int]]


def main(folder: Path) -> None:
    """Write one module for each table of the crate."""
    words = {"word": _tables(folder / "perl_word.rs")["PERL_WORD"]}
    _write("perl_word", r"What ``\w`` stands for.", words)
    for stem, title in (
        ("general_category", "General_Category, without the categories made up of others."),
        ("property_bool", "Properties that a character has or has not."),
        ("script", "Script."),
        ("script_extension", "Script_Extensions."),
        ("age", "Age: the characters that each version of Unicode added."),
        ("grapheme_cluster_break", "Grapheme_Cluster_Break."),
        ("sentence_break", "Sentence_Break."),
        ("word_break", "Word_Break."),
    ):
        tables = _by_name(folder / f"{stem}.rs")
        if stem == "general_category":
            tables = {name: table for name, table in tables.items() if name not in _UNIONS}
        _write(stem, title, tables)
    _write_names(folder)
    _write_folding(folder / "case_folding_simple.rs")


def _code(literal: str) -> int:
    inner = literal[1:-1]
    if inner.startswith("\\u"):
        return int(inner[3:-1], 16)
    return _ESCAPED[inner[1]] if inner.startswith("\\") else ord(inner)


def _tables(path: Path) -> dict[str, Ranges]:
    return {
        name: [(_code(first), _code(last)) for first, last in _PAIR.findall(body)]
        for name, body in _TABLE.findall(path.read_text(encoding="utf-8"))
    }


def _by_name(path: Path) -> dict[str, Ranges]:
    tables = _tables(path)
    index = re.search(r"BY_NAME.*?&\[(.*?)\];", path.read_text(encoding="utf-8"), re.DOTALL)
    assert index
    return {name: tables[constant] for name, constant in _NAMED.findall(index[1])}


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not number:
            return digits


def _encoded(ranges: Ranges) -> str:
    """Return ranges as steps: what is left out, and how many more than one are in."""
    position = 0
    steps = []
    for first, last in ranges:
        step = _base36(first - position)
        steps.append(step if first == last else f"{step}-{_base36(last - first)}")
        position = last + 1
    return " ".join(steps)


_HEAD = '''"""{title}

Data of the Unicode Character Database 16.0, (c) Unicode, Inc., under the Unicode License v3
(https://www.unicode.org/license.txt), in the selection of the crate regex-syntax 0.8.11. Written
by tests/gates/languages/make_tables.py; `unicode_classes` says how to read it.
"""

from __future__ import annotations

'''


def _block(text: str) -> str:
    lines = textwrap.wrap(text, 98, break_long_words=False, break_on_hyphens=False)
    return '"""\n' + "".join(f"{line}\n" for line in lines) + '"""'


def _write(stem: str, title: str, tables: Mapping[str, Ranges]) -> None:
    entries = "".join(
        f'    "{name}": {_block(_encoded(table))},\n' for name, table in tables.items()
    )
    text = f"{_HEAD.format(title=title)}RANGES = {{\n{entries}}}\n"
    if r"\w" in title:
        text = text.replace('"""', 'r"""', 1)
    (TARGET / f"{stem}.py").write_text(text, encoding="utf-8")


def _write_names(folder: Path) -> None:
    properties = _ALIAS.findall((folder / "property_names.rs").read_text(encoding="utf-8"))
    text = (folder / "property_values.rs").read_text(encoding="utf-8")
    values = dict(re.findall(r'\(\s*"(\w+)",\s*&\[(.*?)\],\s*\)', text, re.DOTALL))
    out = [_HEAD.format(title="Names of properties and of their values, loose form to table name.")]
    kept = {*_by_name(folder / "property_bool.rs")}
    wanted = {
        "General_Category": "GENERAL_CATEGORY",
        "Script": "SCRIPT",
        "Age": "AGE",
        "Grapheme_Cluster_Break": "GRAPHEME_CLUSTER_BREAK",
        "Sentence_Break": "SENTENCE_BREAK",
        "Word_Break": "WORD_BREAK",
    }
    names = {alias: name for alias, name in properties if name in kept or name in wanted}
    names |= {alias: name for alias, name in properties if name == "Script_Extensions"}
    out.append(_mapping("PROPERTY", names))
    out += [
        _mapping(constant, dict(_ALIAS.findall(values[name]))) for name, constant in wanted.items()
    ]
    (TARGET / "names.py").write_text(out[0] + "\n".join(out[1:]), encoding="utf-8")


def _mapping(constant: str, names: Mapping[str, str]) -> str:
    pairs = " ".join(f"{alias}={name}" for alias, name in sorted(names.items()))
    return f"{constant} = {_block(pairs)}\n"


def _write_folding(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    orbits: set[tuple[int, ...]] = set()
    for key, others in re.findall(rf"\(({_CHAR}), &\[([^\]]*|'\]', [^\]]*)\]\)", text):
        members = [_code(key), *(_code(other) for other in re.findall(_CHAR, others))]
        orbits.add(tuple(sorted(members)))
    body = _block(" ".join(_runs(sorted(orbits))))
    title = "Simple case folding: characters that are the same but for their case."
    (TARGET / "case_folding.py").write_text(
        f"{_HEAD.format(title=title)}ORBITS = {body}\n", "utf-8"
    )


def _runs(orbits: Sequence[tuple[int, ...]]) -> list[str]:
    """Return orbits as ``first.second``, a run of one shape as ``first.second*count+step``."""
    runs: list[str] = []
    done: set[tuple[int, ...]] = set()
    known = set(orbits)
    for orbit in orbits:
        if orbit in done:
            continue
        best: list[tuple[int, ...]] = [orbit]
        best_step = 1
        for step in (1, 2):
            run = [orbit]
            while (after := tuple(code + step for code in run[-1])) in known - done:
                run.append(after)
            if len(run) > len(best):
                best, best_step = run, step
        done.update(best)
        text = ".".join(_base36(code) for code in orbit)
        runs.append(text if len(best) == 1 else f"{text}*{_base36(len(best))}+{best_step}")
    return runs


if __name__ == "__main__":
    main(Path(sys.argv[1]))
