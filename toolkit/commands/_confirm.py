"""Witnesses are played to the real Hurl, all of them in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from toolkit.diff import wire
from toolkit.diff.witnesses import Confirmation, Shown, Standing
from toolkit.errors import ExitCode, ToolkitError
from toolkit.host.hurl import Hurl, Play
from toolkit.host.kept import keep
from toolkit.host.playback import Recording
from toolkit.host.process import which
from toolkit.host.terminal import Terminal

_SWITCHED_OFF = Confirmation(Standing.NOT_TRIED, "not tried: --no-confirm")
_NO_HURL = Confirmation(Standing.NOT_TRIED, "not tried: no hurl on PATH")


@dataclass(frozen=True, slots=True)
class Refuted:
    """Witnesses that Hurl contradicted, which is our fault, and the folder that keeps them."""

    count: int
    folder: Path


class Witnessed(Protocol):
    """A report whose witnesses can be played."""

    @property
    def witnesses(self) -> tuple[Shown, ...]:
        """All of them, in order."""

    def with_witnesses(self: Report, told: Mapping[int, Confirmation]) -> Report:  # noqa: PYI019 (Self needs Python 3.11)
        """Return the report with what was found about `witnesses`, by their index."""


Report = TypeVar("Report", bound=Witnessed)


def confirmed(reports: list[Report], *, wanted: bool) -> tuple[list[Report], Refuted | None]:
    """Return the reports with what Hurl says of each witness, and what it refuted.

    A Hurl that cannot be started or does not end confirms nothing, and takes no report away.
    """
    witnesses = [shown for report in reports for shown in report.witnesses]
    if not witnesses:
        return reports, None
    told = _told(witnesses) if wanted else [_SWITCHED_OFF] * len(witnesses)
    numbered = iter(told)
    renewed = [
        report.with_witnesses({index: next(numbered) for index in range(len(report.witnesses))})
        for report in reports
    ]
    return renewed, _kept(zip(witnesses, told, strict=True))


def _told(witnesses: Sequence[Shown]) -> list[Confirmation]:
    try:
        hurl = Hurl.on_path()
        return asked(hurl, witnesses) if hurl else [_NO_HURL] * len(witnesses)
    except ToolkitError as error:
        # Where it stands on this machine is no part of a report.
        told = error.message.replace(which("hurl") or "hurl", "hurl")
        return [wire.not_confirmable(told)] * len(witnesses)


def own_up(refuted: Refuted, terminal: Terminal) -> ExitCode:
    """Say that Hurl contradicts a witness, which is our fault, and where everything is kept."""
    terminal.say(f"policy-pack: hurl contradicts {refuted.count} of our witnesses: our fault")
    terminal.say(f"  please report it with the files in {refuted.folder}")
    return ExitCode.BUG


def asked(hurl: Hurl, witnesses: Sequence[Shown]) -> list[Confirmation]:
    """Return what Hurl says of each witness, or why it cannot be asked.

    Raises:
        ToolkitError: Hurl cannot be started or does not end.
    """
    obstacles = {index: wire.obstacle(shown) for index, shown in enumerate(witnesses)}
    playable = [index for index, reason in obstacles.items() if not reason]
    verdicts = dict(
        zip(playable, hurl.judge([play_of(witnesses[index]) for index in playable]), strict=True)
    )
    return [
        wire.confirmation(
            shown,
            hurl.version,
            held=verdicts[index].held,
            duration_ms=verdicts[index].duration_ms,
            problem=verdicts[index].problem,
        )
        if index in verdicts
        else wire.not_confirmable(obstacles[index])
        for index, shown in enumerate(witnesses)
    ]


def play_of(shown: Shown) -> Play:
    """Return how a witness is played."""
    return Play(
        recording=Recording(
            wire.wire_bytes(shown.response),
            wire.delay_ms(shown),
            wire.before(shown.response),
            wire.address(shown),
        ),
        lines=tuple(claim.text for claim in shown.claims),
        method=shown.exchange.method,
        url=wire.url(shown),
        options=wire.options(shown),
    )


def _kept(told: Iterable[tuple[Shown, Confirmation]]) -> Refuted | None:
    """Keep every refuted witness: the response as it was sent, and the lines with our claims."""
    refuted = [shown for shown, one in told if one.standing is Standing.REFUTED]
    if not refuted:
        return None
    files = {
        f"{number}{name}": data
        for number, shown in enumerate(refuted, 1)
        for name, data in _case(shown).items()
    }
    return Refuted(len(refuted), keep(files, "policy-pack-refuted-"))


def _case(shown: Shown) -> Mapping[str, bytes]:
    """Return the files of a case: what the server sent, and what Hurl was asked."""
    claims = [
        line
        for claim in shown.claims
        for line in (f"# we say that this {'holds' if claim.holds else 'fails'}:", claim.text)
    ]
    held_back = f"# the answer is held back for {wire.delay_ms(shown)} ms"
    request = f"{shown.exchange.method} {wire.url(shown)}"
    head = [held_back, request, "[Options]", *wire.options(shown), "HTTP *", "[Asserts]"]
    sent = (*wire.before(shown.response), wire.wire_bytes(shown.response))
    return {
        ".http": b"".join(sent),
        ".hurl": ("\n".join((*head, *claims)) + "\n").encode(),
    }
