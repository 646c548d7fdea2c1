"""Random packs: never an exception, always an end, one verdict, and no false pass."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.smoke import laws
from tests.smoke.oracle import refusals
from tests.smoke.packs import EXAMPLE, NAME, Files, baseline, owasp
from toolkit.pack.tree import Tree
from toolkit.smoke.examine import examine

_SECONDS = 2.0
_BASE = baseline()
_PATHS = sorted(_BASE)
_YAMLS = [path for path in _PATHS if path.endswith(".yaml")]
_SETTINGS = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])

_WORDS = st.sampled_from(
    [
        *("", " ", "true", "no", "~", "4.1", "1:30", "2024-01-31", "..", "/", "0", "1", "-", "\n"),
        *("block", "final", "group", "id", "imports", "gates", "a:b", "http://x", "\u202e"),
        *("qanstitution.yaml", "rules/security.yaml", "./rules/security.yaml", "status < 500"),
        *("api-security.no_5xx", "\u00e9", "\x7f"),
    ]
)
_NAMES = st.text(min_size=1, max_size=20).filter(lambda name: not name.startswith("/"))
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 40_000)
    | st.floats()
    | st.dates()
    | _WORDS
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=5,
)


def _judge(files: Files, name: str = NAME) -> None:
    """Examine a pack, and ask whether all laws hold and the oracle is no stricter."""
    tree = Tree.of_files(files, name=name)
    start = time.process_time()
    examination = examine(tree)
    took = time.process_time() - start

    assert took < _SECONDS
    laws.hold(tree, examination)
    if examination.passed:
        assert refusals(files, name) == []


@_SETTINGS
@given(path=st.sampled_from([*_PATHS, "docs/x"]), data=st.binary(max_size=400))
def test_any_bytes_in_any_file(path: str, data: bytes) -> None:
    """A file of random bytes is judged like any other."""
    _judge({**_BASE, path: data})


@_SETTINGS
@given(path=st.sampled_from(_PATHS), data=st.data())
def test_bytes_changed_in_place(path: str, data: st.DataObject) -> None:
    """Some bytes of a sound file are replaced, removed or repeated."""
    raw = _BASE[path]
    start = data.draw(st.integers(0, len(raw)))
    end = min(len(raw), start + data.draw(st.integers(0, 12)))
    new = data.draw(
        st.binary(max_size=4)
        | st.sampled_from(list(b"-:\t\"'#&*!|>%@`{}[],? \n")).map(lambda n: bytes([n]))
    )
    times = data.draw(st.integers(1, 3))
    _judge({**_BASE, path: raw[:start] + new * times + raw[end:]})


@_SETTINGS
@given(path=st.sampled_from(_YAMLS), data=st.data())
def test_values_changed_in_place(path: str, data: st.DataObject) -> None:
    """A value somewhere in a sound document is replaced, removed or repeated."""
    value = yaml.safe_load(_BASE[path])
    _mutate(value, data)
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    _judge({**_BASE, path: text.encode("utf-8", "surrogatepass")})


def _mutate(value: Any, data: st.DataObject) -> None:
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = value[key]
        if isinstance(inner, (dict, list)) and inner and data.draw(st.booleans()):
            value = inner
            continue
        action = data.draw(st.sampled_from(["replace", "remove", "repeat", "rename"]))
        if action == "replace":
            value[key] = data.draw(_VALUES)
        elif action == "remove":
            del value[key]
        elif isinstance(value, list):
            value.append(inner)
        else:
            value[data.draw(_WORDS)] = inner
        return


@_SETTINGS
@given(value=_VALUES, path=st.sampled_from(_YAMLS))
def test_any_value_as_a_document(value: Any, path: str) -> None:
    """A document that is some other value is refused or read, and never crashes."""
    _judge({**_BASE, path: yaml.safe_dump(value).encode("utf-8", "surrogatepass")})


@_SETTINGS
@given(files=st.dictionaries(_NAMES, st.binary(max_size=50), max_size=4))
def test_any_files_beside(files: dict[str, bytes]) -> None:
    """Files of any name and content stand beside a sound pack."""
    _judge({**files, **_BASE})


@_SETTINGS
@given(st.text(alphabet="`#-|*_<>!~ \n\tapi-security.no_5xx", max_size=300))
def test_any_readme(text: str) -> None:
    """A README may hold any markup."""
    _judge({**_BASE, "README.md": text.encode()})


@pytest.mark.parametrize(("files", "name"), [(_BASE, NAME), (owasp(), "owasp-api-top-10")])
def test_the_real_packs_pass(files: Files, name: str) -> None:
    """The newest real packs pass, and the oracle agrees."""
    _judge(files, name)

    assert examine(Tree.of_files(files, name=name)).passed
    assert refusals(files, name) == []


@pytest.mark.parametrize(("files", "name"), [(_BASE, NAME), (owasp(), "owasp-api-top-10")])
def test_the_older_packs_fail(files: Files, name: str) -> None:
    """Their consumer example imported the pack from above, which both checkers refuse now."""
    old = files[EXAMPLE].replace(f"./policy-packs/{name}/".encode(), b"../")
    older = {**files, EXAMPLE: old}

    assert not examine(Tree.of_files(older, name=name)).passed
    assert refusals(older, name)
