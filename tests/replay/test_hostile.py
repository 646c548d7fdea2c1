"""Any bytes as a recording end in a message that says where; no report leads out of its folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.replay.archives import CHROME, with_field
from toolkit.commands import _recordings
from toolkit.commands._recordings import recorded
from toolkit.errors import ToolkitError
from toolkit.replay.hurl_runs import NO_FILE
from toolkit.replay.record import Record

CALL: dict[str, Any] = {
    "request": {"method": "GET", "url": "http://example.org/", "headers": []},
    "response": {
        "http_version": "HTTP/1.1",
        "status": 200,
        "headers": [{"name": "A", "value": "1"}],
    },
    "timings": {
        "begin_call": "2026-11-22T20:33:20.205119Z",
        "end_call": "2026-11-22T20:33:20.207120Z",
    },
}
ENTRY: dict[str, Any] = {"index": 1, "line": 3, "calls": [CALL]}


def line(**changes: Any) -> bytes:
    """One line of hurl --json, with some fields of its only entry changed; ... leaves one out."""
    entry = {name: one for name, one in {**ENTRY, **changes}.items() if one is not ...}
    return json.dumps({"filename": "a.hurl", "success": True, "entries": [entry]}).encode()


def call(part: str, **changes: Any) -> bytes:
    """One line of hurl --json with changes in a part of its only call."""
    return line(calls=[{**CALL, part: {**CALL[part], **changes}}])


def archive(way: str, value: object) -> bytes:
    return json.dumps(with_field(CHROME, way, value)).encode()


FILES: dict[str, tuple[bytes, str, str]] = {
    "nothing": (b"", "a.rec", "no recording: expecting value"),
    "blank": (b" \n\n", "a.rec", "no recording"),
    "text": (b"hello", "a.rec", "no recording: expecting value (line 1 column 1)"),
    "no-utf-8": (b"\xff\xfe{\0}\0", "a.rec", "byte 0 is no UTF-8"),
    "a-picture": (b"\x89PNG\r\n\x1a\n", "a.rec", "byte 0 is no UTF-8"),
    "cut-off": (line()[:-5], "a.rec", "no recording: "),
    "two-values": (line() + b"{}", "a.rec", "no recording: extra data"),
    "a-second-line-that-is-cut": (line() + b"\n" + line()[:99], "a.rec", "in line 2"),
    "a-second-line-of-another-kind": (line() + b"\n{}", "a.rec", "line 2 is JSON, but no run"),
    "deep": (b'{"log":' + b"[" * 100_000, "a.rec", "nested too deeply"),
    "deep-objects": (b'{"a":' * 100_000, "a.rec", "nested too deeply"),
    "nan": (b'{"log": {"entries": NaN}}', "a.rec", "NaN is no number"),
    "infinite": (b'{"log": {"entries": 1e999}}', "a.rec", "1e999 is no number"),
    "digits": (b'{"log": %s}' % (b"9" * 5000), "a.rec", "a number of 5000 digits"),
    "twice": (b'{"log": {}, "log": {}}', "a.rec", 'the key "log" stands twice'),
    "other-json": (b'{"openapi": "3.1.0"}', "a.rec", "this is JSON, but no recording"),
    "empty-list": (b"[]", "a.rec", "this is JSON, but no recording"),
    "number": (b"5", "a.rec", "this is JSON, but no recording"),
    "mixed-list": (b"[%s, {}]" % line(), "a.rec", "this is JSON, but no recording"),
    "har-without-entries": (b'{"log": {}}', "a.rec: log", "there is no entries"),
    "har-entries-no-list": (b'{"log":{"entries":{}}}', "a.rec: log.entries", "expected an array"),
    "har-entry-no-object": (
        b'{"log":{"entries":[5]}}',
        "a.rec: log.entries[0]",
        "expected an object",
    ),
    "har-status-text": (
        archive("response.status", "200"),
        "a.rec: log.entries[0].response.status",
        "expected a whole number",
    ),
    "har-status-true": (
        archive("response.status", value=True),
        "a.rec: log.entries[0].response.status",
        "expected a whole number",
    ),
    "har-no-url": (
        archive("request.url", ...),
        "a.rec: log.entries[0].request",
        "there is no url",
    ),
    "har-base64": (
        archive("response.content", {"text": "?", "encoding": "base64"}),
        "a.rec: log.entries[0].response.content.text",
        "expected base64",
    ),
    "har-surrogate": (
        archive("response.headers", [{"name": "a", "value": "\ud800"}]),
        "a.rec: log.entries[0].response.headers[0].value",
        "half of a surrogate pair",
    ),
    "har-time-text": (archive("time", "5"), "a.rec: log.entries[0].time", "expected a number"),
    "hurl-no-calls": (line(calls=5), "a.rec: [0].entries[0].calls", "expected an array"),
    "hurl-no-line": (line(line=...), "a.rec: [0].entries[0]", "there is no line"),
    "hurl-no-status": (
        call("response", status=None),
        "a.rec: [0].entries[0].calls[0].response",
        "there is no status",
    ),
    "hurl-url": (
        call("request", url="ftp://example.org/"),
        "a.rec: [0].entries[0].calls[0].request.url",
        "expected an address of HTTP",
    ),
    "hurl-header": (
        call("response", headers=[{"name": "a"}]),
        "a.rec: [0].entries[0].calls[0].response.headers[0]",
        "there is no value",
    ),
    "witness-without-all": (
        b'{"schema_version": "policy-pack-toolkit.witness.v1"}',
        "a.rec",
        "there is no ",
    ),
}


@pytest.mark.parametrize("flaw", FILES)
def test_what_is_no_recording_says_where_and_why(
    flaw: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, where, message = FILES[flaw]
    monkeypatch.chdir(tmp_path)
    Path("a.rec").write_bytes(data)

    with pytest.raises(ToolkitError) as caught:
        list(recorded([Path("a.rec")]))

    assert caught.value.where == where
    assert message in caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 200


def test_every_cut_of_every_kind_ends_in_a_message(tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    for whole in (line(), json.dumps(CHROME).encode()):
        for end in range(0, len(whole) - 1, 37):
            path.write_bytes(whole[:end])
            with pytest.raises(ToolkitError):
                list(recorded([path]))


def test_odd_times_are_unknown_not_wrong(tmp_path: Path) -> None:
    path = tmp_path / "a.rec"
    for begin, end in [("x", "y"), ("2026-13-01T00:00:00Z", "2026-01-01T00:00:00Z"), ("", "")]:
        path.write_bytes(call("timings", begin_call=begin, end_call=end))
        (record,) = recorded([path])
        assert isinstance(record, Record)
        assert record.response.duration_ms is None
    path.write_bytes(call("timings"))
    (record,) = recorded([path])
    assert isinstance(record, Record)
    assert record.response.duration_ms == 2


def report(folder: Path, body: str) -> Path:
    """Return a report folder whose only response says that its body is in ``body``."""
    made = folder / "report"
    (made / "store").mkdir(parents=True)
    (folder / "outside").write_bytes(b"secret")
    (made / "report.json").write_bytes(b"[%s]" % call("response", body=body))
    return made


@pytest.mark.parametrize(
    "name",
    [
        *("../outside", "store/../../outside", "/etc/hostname", "store/../report.json", ".."),
        *("store\\x", "store//x", "store/./x", "", "store", "store/x/y", "./x", "store/\0", "a/\n"),
    ],
)
def test_a_body_is_in_the_folder_of_its_report(name: str, tmp_path: Path) -> None:
    with pytest.raises(ToolkitError, match="not in the folder of the report"):
        list(recorded([report(tmp_path, name)]))


def _link_file(made: Path) -> None:
    (made / "store" / "x").symlink_to(made.parent / "outside")


def _link_folder(made: Path) -> None:
    (made / "store").rmdir()
    (made / "store").symlink_to(made.parent)
    (made.parent / "x").write_bytes(b"secret")


def _folder(made: Path) -> None:
    (made / "store" / "x").mkdir()


@pytest.mark.parametrize("prepare", [_link_file, _link_folder, _folder])
def test_links_are_not_followed(prepare: Callable[[Path], None], tmp_path: Path) -> None:
    made = report(tmp_path, "store/x")
    prepare(made)

    with pytest.raises(ToolkitError) as caught:
        list(recorded([made]))

    assert "report.json" in caught.value.where


def test_a_body_that_is_gone_is_unknown(tmp_path: Path) -> None:
    (record,) = recorded([report(tmp_path, "store/x")])

    assert isinstance(record, Record)
    assert record.no_body == NO_FILE


def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_recordings, "MAX_FILE_BYTES", 1000)
    made = report(tmp_path, "store/x")
    (made / "store" / "x").write_bytes(b"x" * 1001)
    (tmp_path / "a.rec").write_bytes(b"[" + b" " * 1000)

    for path in (tmp_path / "a.rec", made):
        with pytest.raises(ToolkitError, match="larger than 1,000 bytes"):
            list(recorded([path]))


def test_paths_that_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("link").symlink_to("nowhere")
    Path("empty/.hidden").mkdir(parents=True)
    Path("/".join(["deep"] * 20)).mkdir(parents=True)
    messages = {
        "missing": "there is no such file or folder",
        "link": "not a regular file but a symbolic link",
        "empty": "holds no recording",
        "deep": "nested too deeply",
        "/dev/null": "not a regular file but a character device",
        "x" * 300: "cannot be read: File name too long",
    }
    for name, message in messages.items():
        with pytest.raises(ToolkitError, match=message):
            list(recorded([Path(name)]))


def test_a_folder_of_recordings_is_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(line())
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").write_bytes(json.dumps(CHROME).encode())
    (tmp_path / ".git").mkdir()
    found = [one for one in recorded([tmp_path]) if isinstance(one, Record)]

    assert [one.place.source for one in found] == ["x", "b.json"]
    (tmp_path / "README.md").write_bytes(b"# Recorded\n")
    with pytest.raises(ToolkitError, match="no recording"):
        list(recorded([tmp_path]))
