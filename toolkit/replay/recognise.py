"""What a file is, told by its content: the output of Hurl, an archive of HTTP, a witness."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.errors import ToolkitError
from toolkit.replay import har, hurl_runs, witness
from toolkit.replay.fields import Field, NotJsonError, parse
from toolkit.replay.hurl_runs import BodyFile
from toolkit.replay.record import Record, Skipped

_EXPECTED = "give the output of hurl --json, a folder of hurl --report-json, a HAR or a witness"


def records(data: bytes, source: str, body_file: BodyFile) -> Iterator[Record | Skipped]:
    """Yield what a file recorded; ``body_file`` gives the bodies of a Hurl report.

    Raises:
        ToolkitError: The file is no recording, or something in it is not as it should be.
    """
    value = _value(data, source)
    top = Field(value, source)
    if har.is_har(value):
        yield from har.records(top)
    elif witness.is_witness(value):
        yield witness.record(witness.read(top), source)
    elif isinstance(value, list) and value and all(map(hurl_runs.is_run, value)):
        yield from hurl_runs.records(list(top.items()), body_file)
    else:
        raise ToolkitError("this is JSON, but no recording", where=source, hint=_EXPECTED)


def _value(data: bytes, source: str) -> object:
    """Return the JSON value of a file; lines that are runs of Hurl are a list of these."""
    try:
        value = parse(data)
        return [value] if hurl_runs.is_run(value) else value
    except NotJsonError as error:
        lines = [line for line in data.split(b"\n") if line.strip()]
        if len(lines) < 2 or not lines[0].startswith(b'{"'):  # noqa: PLR2004 (several runs)
            raise _refusal(f"no recording: {error}", source) from error
    return _lines(data, source)


def _lines(data: bytes, source: str) -> list[object]:
    runs = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            run = parse(line)
        except NotJsonError as error:
            raise _refusal(f"no recording: in line {number}: {error}", source) from error
        if not hurl_runs.is_run(run):
            raise _refusal(f"line {number} is JSON, but no run of Hurl", source)
        runs.append(run)
    return runs


def _refusal(message: str, source: str) -> ToolkitError:
    return ToolkitError(message, where=source, hint=_EXPECTED)
