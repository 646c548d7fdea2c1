"""Accepted breaks: what is accepted, what is in vain, and what is refused to be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from semver import Version

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, REQUEST_ID, make_pack
from toolkit.diff.accepted import (
    NAME,
    AcceptedBreak,
    AcceptedReading,
    Occasion,
    Settlement,
    State,
    Until,
    entry_text,
    quoted,
    read_accepted,
    settle,
    until_text,
    with_entry,
)
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.changes import compare
from toolkit.diff.judge import judge
from toolkit.errors import ToolkitError
from toolkit.pack.nodes import plain
from toolkit.pack.strict_yaml import read_yaml
from toolkit.spans import Location

FINDINGS = judge(
    compare(make_pack(), make_pack([NO_5XX.but(gate="status < 400"), REQUEST_ID])),
    load_catalogue(),
)
(STRICTER,) = FINDINGS
BEFORE_2 = Until(version=Version(2, 0, 0))
ENTRY = f"""\
- fingerprint: "{STRICTER.fingerprint}"
  rule: gate-stricter
  gate: acme.no_5xx
  pack: acme.api
  reason: "all consumers were asked"
  approved_by: "A. Person"
  until: {{version: 2.0.0}}
"""


def entry(**changes: Any) -> AcceptedBreak:
    found = AcceptedBreak(
        fingerprint=STRICTER.fingerprint,
        rule="gate-stricter",
        gate="acme.no_5xx",
        reason="all consumers were asked",
        approved_by="A. Person",
        until=BEFORE_2,
        pack="acme.api",
        at=Location(NAME, 1, 3),
    )
    return replace(found, **changes)


def settled(*entries: AcceptedBreak, declared: str = "1.5.0", **occasion: Any) -> Settlement:
    now = Occasion(pack_id="acme.api", declared=Version.parse(declared), **occasion)
    return settle(entries, FINDINGS, now)


def states(found: Settlement) -> list[State]:
    return [trouble.state for trouble in found.troubles]


# --- reading --------------------------------------------------------------------------------------


def test_an_entry_is_read_as_it_is_meant() -> None:
    reading = read_accepted(ENTRY.encode(), NAME)

    assert reading.faults == ()
    assert reading.entries == (entry(),)


@pytest.mark.parametrize("date", ["2027-01-31", '"2027-01-31"'])
def test_a_date_needs_no_quotes(date: str) -> None:
    text = ENTRY.replace("version: 2.0.0", f"date: {date}")
    (found,) = read_accepted(text.encode(), NAME).entries

    assert found.until == Until(day=dt.date(2027, 1, 31))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_a_file_without_entries_accepts_nothing(text: str) -> None:
    assert read_accepted(text.encode(), NAME) == AcceptedReading(())


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ('  reason: "all consumers were asked"\n', "", "1:3", "the reason is missing"),
        ('"all consumers were asked"', '" "', "5:11", "the reason is missing"),
        ('  approved_by: "A. Person"\n', "", "1:3", "the approver is missing"),
        ('"A. Person"', '""', "6:16", "the approver is missing"),
        ("  until: {version: 2.0.0}\n", "", "1:3", "until needs a version or a date"),
        ("{version: 2.0.0}", "{}", "7:10", "until needs a version or a date"),
        (
            "{version: 2.0.0}",
            "{version: 2.0.0, date: 2027-01-01}",
            "7:10",
            "until needs a version or a date",
        ),
        ("2.0.0", "2.0", "7:20", "a version is written like 2.0.0"),
        ("2.0.0", "v2.0.0", "7:20", "'v2.0.0' is no semantic version"),
        ("version: 2.0.0", "date: 2027-02-30", "7:17", "is no possible timestamp"),
        ("version: 2.0.0", 'date: "2027-02-30"', "7:17", "day is out of range"),
        ("version: 2.0.0", "date: 2027-1-1", "7:17", "a date is written like 2027-01-31"),
        ("version: 2.0.0", "day: 2027-01-01", "7:11", "Extra inputs are not permitted"),
        (f'"{STRICTER.fingerprint}"', "1234567890123456", "1:16", "a fingerprint is 16 hex digits"),
        (f'"{STRICTER.fingerprint}"', '"xyz"', "1:16", "a fingerprint is 16 hex digits"),
        ("  pack:", "  packs:", "4:3", "Extra inputs are not permitted"),
        ("  rule: gate-stricter\n", "  rule: Gate Stricter\n", "2:9", "a rule is named by its id"),
        ("- fingerprint", "accepted:\n- fingerprint", "1:1", "accepted breaks are a list"),
        ("  pack:", "  rule:", "4:3", "duplicate key"),
    ],
)
def test_a_fault_is_located_and_nothing_is_accepted(
    old: str, new: str, place: str, message: str
) -> None:
    assert old in ENTRY
    reading = read_accepted(ENTRY.replace(old, new).encode(), NAME)

    assert reading.entries == ()
    fault = reading.faults[0]
    assert str(fault.where).startswith(f"{NAME}:{place}"), fault
    assert message in fault.message


def test_one_finding_is_accepted_once() -> None:
    for twin in (ENTRY, ENTRY.replace("  pack: acme.api\n", "")):
        reading = read_accepted((ENTRY + twin).encode(), NAME)
        assert reading.entries == ()
        assert "was accepted in line 1 already" in reading.faults[0].message
    other = read_accepted((ENTRY + ENTRY.replace("acme.api", "acme.other")).encode(), NAME)
    assert len(other.entries) == 2


@given(st.binary(max_size=120) | st.text("-:{}[]\n \"'&*ab1", max_size=80).map(str.encode))
def test_any_bytes_give_a_reading(data: bytes) -> None:
    read_accepted(data, NAME)
    read_accepted(ENTRY.encode() + data, NAME)


# --- settling -------------------------------------------------------------------------------------


def test_an_entry_accepts_its_finding_and_nothing_else() -> None:
    found = settled(entry())

    assert [one.fingerprint for one, _ in found.accepted] == [STRICTER.fingerprint]
    assert found.remaining(FINDINGS) == ()
    assert found.troubles == ()
    assert settled(entry(pack="")).accepted


def test_an_entry_for_another_pack_is_not_ours() -> None:
    assert settled(entry(pack="acme.other")) == Settlement()


@pytest.mark.parametrize(
    ("until", "declared", "today", "holds"),
    [
        (BEFORE_2, "1.9.9", None, True),
        (BEFORE_2, "2.0.0-rc.1", None, True),  # precedence: before 2.0.0
        (BEFORE_2, "2.0.0", None, False),
        (BEFORE_2, "2.0.0+b7", None, False),
        (Until(day=dt.date(2027, 1, 31)), "9.0.0", dt.date(2027, 1, 31), True),
        (Until(day=dt.date(2027, 1, 31)), "1.0.0", dt.date(2027, 2, 1), False),
    ],
)
def test_an_acceptance_ends(until: Until, declared: str, today: Any, *, holds: bool) -> None:
    found = settled(entry(until=until), declared=declared, today=today)

    assert bool(found.accepted) is holds
    assert states(found) == ([] if holds else [State.EXPIRED])
    assert bool(found.errors) is not holds
    assert found.remaining(FINDINGS) == (() if holds else FINDINGS)


def test_a_day_is_needed_only_where_an_entry_has_one() -> None:
    with pytest.raises(ValueError, match="needs a day"):
        settled(entry(until=Until(day=dt.date(2027, 1, 31))))


def test_what_nothing_needs_is_a_warning_even_after_its_end() -> None:
    for until in (BEFORE_2, Until(version=Version(1, 0, 0)), Until(day=dt.date(2000, 1, 1))):
        found = settled(entry(fingerprint="0" * 16, until=until))
        assert states(found) == [State.UNUSED]
        assert found.errors == ()


def test_an_entry_that_stood_in_the_baseline_accepts_nothing_any_more() -> None:
    """The same change, taken back and made again, is another break."""
    found = settled(entry(), released=(entry(at=Location("elsewhere", 9)),))

    assert found.accepted == ()
    assert states(found) == [State.RELEASED]
    assert settled(entry(reason="asked again"), released=(entry(),)).accepted


@pytest.mark.parametrize("other", [{"rule": "gate-removed"}, {"gate": "acme.other"}])
def test_an_entry_says_what_it_accepts(other: dict[str, str]) -> None:
    found = settled(entry(**other))

    assert found.accepted == ()
    assert states(found) == [State.OTHER]
    assert found.errors


# --- printing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_what_is_printed_accepts_once_it_is_completed(pair: Pair) -> None:
    findings = judge(compare(pair.old, pair.new), load_catalogue())
    for finding in findings:
        blank = entry_text(finding, pack_id="acme.api", until=until_text(BEFORE_2))
        assert "missing" in read_accepted(blank.encode(), NAME).faults[0].message

        text = blank.replace('reason: ""', "reason: because")
        text = text.replace('approved_by: ""', "approved_by: me")
        reading = read_accepted(text.encode(), NAME)
        assert reading.faults == ()
        now = Occasion(pack_id="acme.api", declared=Version(1, 0, 0))
        assert settle(reading.entries, findings, now).accepted == ((reading.entries[0], finding),)
        wanted = reading.entries[0]
        added = read_accepted(with_entry(b"", finding, wanted), NAME)
        assert [one.claim for one in added.entries] == [wanted.claim]


OTHER = ENTRY.replace(STRICTER.fingerprint, "0" * 16)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n",
        "# ours\n",
        OTHER,
        OTHER.rstrip("\n"),
        OTHER.replace("\n", "\r\n"),
        "\ufeff# ours\n" + OTHER + "# the end\n\n",
        "".join(f"  {line}\n" for line in OTHER.splitlines()),
        OTHER.replace("acme.no_5xx", '"acme.no_5xx" # a comment'),
        "[" + OTHER[2:].replace("\n  ", ", ").replace("fingerprint", "{fingerprint", 1)[:-1] + "}]",
        "[]",
        "---\n" + OTHER + "...\n",
    ],
)
def test_an_entry_is_added_and_no_other_byte_is_changed(before: str) -> None:
    data, wanted = before.encode(), entry(reason='say "so"\nagain', approved_by="É")
    if before[:1] == "[" or before.endswith("...\n"):
        with pytest.raises(ToolkitError, match="cannot be added safely"):
            with_entry(data, STRICTER, wanted)
        return
    after = with_entry(data, STRICTER, wanted)

    assert after.startswith(data)
    assert (b"\r\n" in after[len(data) :]) is ("\r\n" in before)
    found = read_accepted(after, NAME).entries
    assert len(found) == (2 if "fingerprint" in before else 1)
    assert found[-1].claim == wanted.claim


def test_what_is_accepted_already_or_cannot_be_read_is_not_added_to() -> None:
    for data in (ENTRY.encode(), b"- x\n", b"\xff"):
        with pytest.raises(ToolkitError):
            with_entry(data, STRICTER, entry())


@given(st.text(max_size=30))
def test_every_text_survives_its_quotes(text: str) -> None:
    reading = read_yaml(f"[{quoted(text)}]".encode(), "x")

    assert reading.root is not None
    assert reading.faults == ()
    assert plain(reading.root) == [text]
