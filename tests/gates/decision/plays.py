"""Responses judged by the real Hurl on the product's own path: `wire` and `Hurl.judge`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.commands._confirm import play_of
from toolkit.diff import wire
from toolkit.diff.witnesses import Claim, Shown
from toolkit.gates.evaluation.response import Exchange, Response
from toolkit.gates.evaluation.values import Value
from toolkit.gates.nodes import Assertion
from toolkit.host.hurl import Hurl, Verdict

BATCH = 1500
"""So many responses are played to one run of Hurl."""
_PLAYED_ALL_THE_SAME = ("", "it depends on the day", "the time of redirects is not played")
"""What keeps a witness from being confirmed, but no claim from being contradicted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Lines to be judged on a response, as they are written and as they are read."""

    lines: tuple[tuple[str, Assertion], ...]
    response: Response
    holds: tuple[bool, ...] = ()
    """What the lines are said to do; nothing where they are only asked about."""
    exchange: Exchange = field(default_factory=Exchange)
    variables: Mapping[str, Value] = field(default_factory=dict)

    def shown(self) -> Shown:
        """Return it as `bump` has it."""
        claims = zip(self.lines, self.holds or (True,) * len(self.lines), strict=True)
        return Shown(
            exchange=self.exchange,
            response=self.response,
            claims=tuple(Claim(text, one, holds) for (text, one), holds in claims),
            old=None,
            new=None,
            variables=self.variables,
        )


def judged(hurl: Hurl, asked: Sequence[Asked]) -> list[Verdict]:
    """Return what Hurl says of each."""
    shown = [one.shown() for one in asked]
    obstacles = [wire.obstacle(one) for one in shown]
    numbers = [n for n, obstacle in enumerate(obstacles) if obstacle in _PLAYED_ALL_THE_SAME]
    verdicts = [Verdict(problem=obstacle) for obstacle in obstacles]
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        told = hurl.judge([play_of(shown[number]) for number in batch])
        for number, verdict in zip(batch, told, strict=True):
            verdicts[number] = verdict
    return verdicts
