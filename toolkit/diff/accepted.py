"""Accepted breaks: a file of findings that do not fail a run, with a reason, a name and an end.

An acceptance changes the exit code, never a level: what is major stays major,
and is listed with who accepted it until when (bump-analysers.md, 5.2). It is
for one release: an entry that stood in the baseline already has done its
service, and accepts nothing any more.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from semver import Version

from toolkit.diff.judge import Finding
from toolkit.errors import ToolkitError
from toolkit.faults import Fault
from toolkit.pack.nodes import Mapping, Node, Scalar, text_of
from toolkit.pack.nodes import Sequence as Items
from toolkit.pack.shape import check_shape
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location
from toolkit.versions import parse_version

NAME = "accepted-breaks.yaml"
SCHEMA = "accepted-breaks.v1"
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9_-]+)+")
"""What YAML takes for text without quotes, among the names we print."""


@dataclass(frozen=True, slots=True)
class Until:
    """When an acceptance ends: at a version, or after a day. One of them is None."""

    version: Version | None = None
    day: dt.date | None = None

    def is_over(self, declared: Version, today: dt.date | None) -> bool:
        """Return whether it has ended for a release of ``declared`` on ``today``.

        Raises:
            ValueError: A day ends it, and none was given.
        """
        if self.version is not None:
            return declared >= self.version
        if self.day is None or today is None:
            raise ValueError("an acceptance until a day needs a day")
        return today > self.day

    def __str__(self) -> str:
        return str(self.version or self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedBreak:
    """One entry of the file; equal entries stand for the same acceptance, wherever they stand."""

    fingerprint: str
    rule: str
    gate: str
    reason: str
    approved_by: str
    until: Until
    pack: str
    at: Location

    @property
    def claim(self) -> tuple[str, ...]:
        """All that was said, without its place."""
        what = (self.pack, self.fingerprint, self.rule, self.gate)
        return (*what, self.reason, self.approved_by, str(self.until))


class State(enum.Enum):
    """What is wrong with an entry."""

    UNUSED = "unused"
    EXPIRED = "expired"
    RELEASED = "released"
    OTHER = "other"
    """The fingerprint is that of another rule or gate than the entry says."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An entry that accepts nothing, why, and what to do; an error makes the run fail."""

    state: State
    entry: AcceptedBreak
    message: str
    hint: str

    @property
    def is_error(self) -> bool:
        """Whether somebody relies on the entry in vain."""
        return self.state is not State.UNUSED


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the entries come to: which findings are accepted, and which entries are in vain."""

    accepted: tuple[tuple[AcceptedBreak, Finding], ...] = ()
    troubles: tuple[Trouble, ...] = ()

    def remaining(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that nobody accepted."""
        accepted = {finding.fingerprint for _, finding in self.accepted}
        return tuple(one for one in findings if one.fingerprint not in accepted)

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """The troubles that make the run fail."""
        return tuple(trouble for trouble in self.troubles if trouble.is_error)


@dataclass(frozen=True, slots=True)
class AcceptedReading:
    """What a file came to: its entries, and what is wrong with it."""

    entries: tuple[AcceptedBreak, ...]
    faults: tuple[Fault, ...] = ()


def read_accepted(data: bytes, path: str) -> AcceptedReading:
    """Read a file of accepted breaks; any bytes give a reading, never an exception.

    With one fault no entry counts: half a file would accept who knows what.
    """
    reading = read_yaml(data, path)
    if reading.faults or reading.root is None:
        return AcceptedReading((), reading.faults)
    root = _with_dates_as_text(reading.root)
    faults = check_shape(root, SCHEMA, prefix="{message}")
    if faults or not isinstance(root, Items):
        return AcceptedReading((), tuple(faults))
    entries: list[AcceptedBreak] = []
    for item in root.items:
        entry = _entry(item)
        if isinstance(entry, Fault):
            faults.append(entry)
        elif twin := next((one for one in entries if _same(one, entry)), None):
            faults.append(
                Fault(
                    code="accepted-twice",
                    message=f"{entry.fingerprint} was accepted in line {twin.at.line} already",
                    where=entry.at,
                    hint="keep one of the entries",
                )
            )
        else:
            entries.append(entry)
    return AcceptedReading(() if faults else tuple(entries), tuple(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The release that is judged: the pack, the version it is to have, the day.

    ``released`` are the entries that stood in the baseline. ``today`` is needed
    where an entry holds until a day, and may be None elsewhere.
    """

    pack_id: str
    declared: Version
    today: dt.date | None = None
    released: Collection[AcceptedBreak] = ()


def settle(
    entries: Iterable[AcceptedBreak], findings: Sequence[Finding], occasion: Occasion
) -> Settlement:
    """Return which findings the entries accept, and which entries accept nothing."""
    by_fingerprint = {finding.fingerprint: finding for finding in findings}
    done = {entry.claim for entry in occasion.released}
    accepted, troubles = [], []
    for entry in entries:
        if entry.pack and entry.pack != occasion.pack_id:
            continue
        finding = by_fingerprint.get(entry.fingerprint)
        trouble = _trouble(entry, finding, occasion.pack_id, is_done=entry.claim in done)
        if trouble is None and entry.until.is_over(occasion.declared, occasion.today):
            trouble = Trouble(
                State.EXPIRED,
                entry,
                f"the acceptance of {entry.gate} ({entry.rule}) has expired: {_over(entry.until)}",
                "take the change back, release it as what it is, or have it accepted anew",
            )
        if trouble is not None:
            troubles.append(trouble)
        elif finding is not None:
            accepted.append((entry, finding))
    return Settlement(tuple(accepted), tuple(troubles))


def _trouble(
    entry: AcceptedBreak, finding: Finding | None, pack_id: str, *, is_done: bool
) -> Trouble | None:
    """Return what is wrong with an entry, its end apart."""
    if finding is None:
        elsewhere = "" if entry.pack else ", or add pack: ID if it is for another pack"
        return Trouble(
            State.UNUSED,
            entry,
            f"nothing in {pack_id} needs the acceptance of {entry.gate} ({entry.rule})",
            f"delete the entry: the change is released or taken back{elsewhere}",
        )
    actual = (finding.rule.id, name_of(finding))
    if actual != (entry.rule, entry.gate):
        return Trouble(
            State.OTHER,
            entry,
            f"{entry.fingerprint} is {actual[0]} of {actual[1]}, not {entry.rule} of {entry.gate}",
            "take the entry over as it is printed in the report",
        )
    if is_done:
        return Trouble(
            State.RELEASED,
            entry,
            f"the acceptance of {entry.gate} ({entry.rule}) stood in the baseline already",
            "the same change again is another break: have it accepted anew",
        )
    return None


def name_of(finding: Finding) -> str:
    """Return what a finding is about: its gate, or the file or field."""
    return finding.change.gate_id or finding.change.subject


def entry_text(finding: Finding, *, pack_id: str, until: str) -> str:
    """Return the entry that would accept a finding, in one line, to be completed.

    Reason and approver are empty, which is refused when the file is read: nobody
    accepts without them.
    """
    values = _values(finding, pack_id) | {"reason": '""', "approved_by": '""', "until": until}
    return f"- {{{', '.join(f'{key}: {value}' for key, value in values.items())}}}"


def entry_lines(finding: Finding, entry: AcceptedBreak) -> tuple[str, ...]:
    """Return the lines of an entry that accepts a finding as ``entry`` says."""
    values = _values(finding, entry.pack) | {
        "reason": quoted(entry.reason),
        "approved_by": quoted(entry.approved_by),
        "until": until_text(entry.until),
    }
    first, *others = (f"{key}: {value}" for key, value in values.items())
    return (f"- {first}", *(f"  {other}" for other in others))


def _values(finding: Finding, pack_id: str) -> dict[str, str]:
    return {
        "fingerprint": f'"{finding.fingerprint}"',
        "rule": finding.rule.id,
        "gate": quoted(name_of(finding)),
        "pack": quoted(pack_id),
    }


_FIRST_DASH = re.compile(rb"^( *)- ", re.MULTILINE)
_HEAD = (
    "# Breaks that were accepted: they make no `policy-pack bump` fail, and change no level.",
    "# The report says which entries are needed no more.",
)


def with_entry(data: bytes, finding: Finding, entry: AcceptedBreak) -> bytes:
    """Return the file with one more entry at its end, and not one other byte changed.

    The result is read again: it says what it said, and the entry.

    Raises:
        ToolkitError: The file cannot be read, or is written so that nothing can be added.
    """
    before = read_accepted(data, entry.at.path)
    if before.faults:
        fault = before.faults[0]
        raise ToolkitError(fault.message, where=str(fault.where), hint=fault.hint)
    if twin := next((one for one in before.entries if _same(one, entry)), None):
        raise ToolkitError(
            f"{entry.gate} ({entry.rule}) stands there already, until {twin.until}",
            where=str(twin.at),
            hint="change that entry to accept it for other reasons or for longer",
        )
    dash = _FIRST_DASH.search(data)
    indent = dash[1].decode() if dash else ""
    lines = [f"{indent}{text}" for text in entry_lines(finding, entry)]
    if not data.strip():
        lines[:0] = _HEAD
    end = "\r\n" if b"\r\n" in data else "\n"
    gap = "" if not data or data.endswith(b"\n") else end
    result = data + (gap + "".join(f"{text}{end}" for text in lines)).encode()
    after = read_accepted(result, entry.at.path)
    claims = [*(one.claim for one in before.entries), entry.claim]
    if after.faults or [one.claim for one in after.entries] != claims:
        raise ToolkitError(
            "the entry cannot be added safely; nothing was written",
            where=entry.at.path,
            hint=f"add it by hand: {entry_text(finding, pack_id=entry.pack, until='…')}",
        )
    return result


def until_text(until: Until) -> str:
    """Return the end of an acceptance as it stands in the file."""
    return f"{{version: {until.version}}}" if until.version else f"{{date: {until.day}}}"


def quoted(text: str) -> str:
    """Return text as YAML, in quotes unless it is a plain name."""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + "".join(map(_in_quotes, text)) + '"'


def _in_quotes(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08X}"


def _over(until: Until) -> str:
    if until.version is not None:
        return f"it was for versions before {until.version}"
    return f"its last day was {until.day}"


def _same(one: AcceptedBreak, other: AcceptedBreak) -> bool:
    either = "" in (one.pack, other.pack) or one.pack == other.pack
    return either and one.fingerprint == other.fingerprint


def _entry(item: Node) -> AcceptedBreak | Fault:
    """Build an entry from what the schema has accepted."""
    assert isinstance(item, Mapping)  # noqa: S101 (the schema)
    until = item.entries["until"]
    assert isinstance(until, Mapping)  # noqa: S101 (the schema)
    try:
        end = _until(until)
    except (ValueError, ToolkitError) as error:
        (value,) = until.entries.values()
        return Fault(
            code="accepted-until", message=str(error), where=value.at, hint="write one that exists"
        )
    return AcceptedBreak(
        fingerprint=_text(item, "fingerprint"),
        rule=_text(item, "rule"),
        gate=_text(item, "gate"),
        reason=_text(item, "reason").strip(),
        approved_by=_text(item, "approved_by").strip(),
        until=end,
        pack=_text(item, "pack"),
        at=item.at,
    )


def _text(item: Mapping, key: str) -> str:
    return text_of(item.get(key)) or ""


def _until(until: Mapping) -> Until:
    if "version" in until.entries:
        return Until(version=parse_version(_text(until, "version")))
    return Until(day=dt.date.fromisoformat(_text(until, "date")))


def _with_dates_as_text(node: Node) -> Node:
    """Return the nodes with ``until: {date: 2027-01-31}`` as the text that stands there.

    YAML reads a date without quotes as a date, which is what everybody means here.
    """
    match node:
        case Items(items):
            return replace(node, items=tuple(map(_with_dates_as_text, items)))
        case Mapping(entries):
            return replace(node, entries=dict(_dates_as_text(entries)))
    return node


def _dates_as_text(entries: dict[str, Node]) -> Iterator[tuple[str, Node]]:
    for key, value in entries.items():
        if key == "date" and isinstance(value, Scalar) and isinstance(value.value, dt.date):
            yield key, replace(value, value=value.text)
        else:
            yield key, _with_dates_as_text(value) if key == "until" else value
