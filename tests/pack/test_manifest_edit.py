"""Another version in a manifest: every other byte survives, or nothing is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.make import make_files
from toolkit.errors import ToolkitError
from toolkit.pack.manifest_edit import with_version
from toolkit.pack.model import MANIFEST
from toolkit.versions import parse_version

NEXT = parse_version("1.10.0-rc.1")

KEPT = {
    "double quotes": 'id: a\nversion: "1.2.3"\nname: b\n',
    "single quotes": "id: a\nversion: '1.2.3'\nname: b\n",
    "plain": "id: a\nversion: 1.2.3\nname: b\n",
    "a comment behind it": 'version: "1.2.3"   # keep me: version: "1.2.3"\n',
    "comments everywhere": '# version: "1.2.3"\n\nversion: 1.2.3 # x\n# end',
    "no line feed at the end": "id: a\nversion: 1.2.3",
    "CRLF": 'id: a\r\nversion: "1.2.3"\r\nname: b\r\n',
    "CR alone": 'id: a\rversion: "1.2.3"\rname: b\r',
    "mixed line ends": 'id: a\r\nversion: "1.2.3"\nname: b\r\n',
    "byte order mark": '\ufeffversion: "1.2.3"\nname: b\n',
    "byte order mark and CRLF": '\ufeff# x\r\nversion: "1.2.3"\r\n',
    "quoted key": '"version": "1.2.3"\n',
    "blanks": "version  :   1.2.3   \nname: b   \n",
    "flow style": '{id: a, version: "1.2.3", name: b}\n',
    "JSON": '{"id":"a","version":"1.2.3","name":"b"}\n',
    "letters of many bytes before it": "name: 'Ünïcødé \U0001f600 pack'\nversion: '1.2.3'\n",
    "line separators before it": '# a\u2028# b\u0085name: b\nversion: "1.2.3"\n',
    "the same text elsewhere": 'name: 1.2.3\nsummary: "1.2.3"\nversion: "1.2.3"\nx: 1.2.3\n',
    "nested versions": "x:\n  version: 0.0.1\nversion: 1.2.3\ny: {version: 0.0.2}\n",
    "document markers": '---\nversion: "1.2.3"\n...\n',
    "anchors elsewhere": "x: &a [1, 2]\nversion: 1.2.3\ny: *a\n",
    "tabs in a comment": 'version: "1.2.3" #\ttabs\n',
    "indented mapping": "  id: a\n  version: 1.2.3\n",
}


@pytest.mark.parametrize("manifest", KEPT.values(), ids=KEPT)
def test_only_the_version_changes(manifest: str) -> None:
    """What stands around the value of this one key is the same, byte for byte."""
    before = manifest.encode()
    after = with_version(before, NEXT)

    spots = [
        before[:at] + b"1.10.0-rc.1" + before[at + 5 :]
        for at in range(len(before))
        if before[at : at + 5] == b"1.2.3"
    ]
    assert after in spots
    assert with_version(after, parse_version("1.2.3")) == before
    assert with_version(after, NEXT) == after


REFUSED = {
    "block text": "version: |\n  1.2.3\n",
    "folded text": "version: >-\n  1.2.3\nname: b\n",
    "an anchor": "version: &v 1.2.3\nname: *v\n",
    "an alias": "name: &v 1.2.3\nversion: *v\n",
    "a merged mapping": "base: &b\n  version: 1.2.3\n<<: *b\n",
    "a tag": "version: !!str 1.2.3\n",
    "an escape": 'version: "1.2\\x2e3"\n',
    "two lines in quotes": 'version: "1.2.\n  3"\n',
    "a comment between": "version: # why\n  1.2.3\n",
    "a line of its own": "version:\n  1.2.3\n",
    "an explicit key": "? version\n: 1.2.3\n",
    "no version": "id: a\n",
    "a number": "version: 1.2\n",
    "a list": "version: [1.2.3]\n",
    "no mapping": "- version\n",
    "nothing": "",
    "twice": "version: 1.2.3\nversion: 1.2.3\n",
    "broken": "version: [1.2.3\n",
    "padded in quotes": 'version: " 1.2.3\\t"\n',
}


@pytest.mark.parametrize("manifest", REFUSED.values(), ids=REFUSED)
def test_what_is_not_safe_is_refused(manifest: str) -> None:
    with pytest.raises(ToolkitError, match="cannot be written safely") as caught:
        with_version(manifest.encode(), NEXT)

    assert caught.value.where == MANIFEST
    assert "nothing was written" in caught.value.hint


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ToolkitError, match="cannot be read"):
        with_version(b"version: 1.2.3 # \xff\n", NEXT)


@given(st.text(alphabet="ab:#'\"{}[],&*!|>-?%@` \n\r\t\u2028é.0123version", max_size=60))
def test_any_text_is_either_edited_exactly_or_refused(noise: str) -> None:
    """Around whatever stands there, the result has the new version and nothing else is new."""
    before = f'{noise}\nversion: "1.2.3"\n'.encode()
    try:
        after = with_version(before, NEXT)
    except ToolkitError:
        return
    head, _, tail = before.rpartition(b"1.2.3")
    assert after == head + b"1.10.0-rc.1" + tail


def test_a_whole_manifest() -> None:
    before = make_files()[MANIFEST]

    assert with_version(before, NEXT) == before.replace(b'"1.0.0"', b'"1.10.0-rc.1"')
