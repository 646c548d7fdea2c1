"""One combination of verdicts of many assertions: whether it may be, and a response that shows it.

The combinations of many assertions are too many to look at. So only some are asked about: a value
that shows what is wanted of these is held against the rest, and one that contradicts it is asked
about as well. What a few rule out is ruled out with all the others, and a value with which all
agree is what was sought; the few that rule it out are known then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from toolkit.gates.decision.blends import blends
from toolkit.gates.decision.chains import Bits, Chain, Result, Seen
from toolkit.gates.decision.domains import Domain
from toolkit.gates.decision.errors import NotModelledError
from toolkit.gates.decision.responses import Made
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.sources import question
from toolkit.gates.decision.spaces import (
    DIVIDE,
    UNSEEN,
    Asked,
    asked_of,
    confirmed,
    situations_of,
)
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.languages.effort import one_question
from toolkit.gates.languages.errors import TooHard
from toolkit.gates.nodes import Assertion

_MOST_ROUNDS = 24
"""So often an assertion is asked about besides."""
_MOST_CLASSES = 64
"""Where the assertions asked about have more classes, none is added to them."""
_FEW = 5
"""So many are taken one by one; then all at once, if their classes grow no faster than they."""
_MOST_BLENDED = 256
_MOST_STEPS = 24


@dataclass(frozen=True, slots=True)
class Corner:
    """Whether one combination of verdicts may exist.

    ``made`` shows it. Where it is impossible, ``core`` has the numbers of assertions that alone
    rule it out; where nothing shows it, ``reason`` says why.
    """

    possible: bool
    made: Made | None = None
    core: frozenset[int] = frozenset()
    reason: str = ""


def corner_of(assertions: Sequence[Assertion], bits: Bits) -> Corner:
    """Return whether one combination of verdicts may exist; the first assertion matters most.

    Raises:
        NotModelledError: what the first one asks is outside the model.
        UnsupportedError: the evaluator refuses the first one.
    """
    asked, numbers = _askable(assertions)
    core: set[int] = set()
    shown = Corner(possible=False)
    for domains in situations_of(asked):
        found = _Situation(asked, numbers, domains, bits).corner(assertions)
        if found.made is not None:
            return found
        core |= found.core
        if found.possible:
            shown = found
    return shown if shown.possible else Corner(possible=False, core=frozenset(core))


def _askable(assertions: Sequence[Assertion]) -> tuple[list[Asked], list[int]]:
    """Return what is asked of each source, and the numbers of the assertions that ask it.

    One that is outside the model is left out: without it more is possible, never less.
    """
    numbers: list[int] = []
    for number, assertion in enumerate(assertions):
        try:
            question(assertion)
        except (NotModelledError, UnsupportedError):
            if number == 0:
                raise
            continue
        numbers.append(number)
    return asked_of([assertions[number] for number in numbers]), numbers


@dataclass(frozen=True, slots=True)
class _Situation:
    """The sources with one choice of domains, where these depend on one another."""

    asked: Sequence[Asked]
    numbers: Sequence[int]
    domains: Sequence[Domain]
    bits: Bits

    def corner(self, assertions: Sequence[Assertion]) -> Corner:
        """Return whether the combination may exist in this situation."""
        chosen: list[Seen | None] = []
        sources: list[Source] = []
        reason = ""
        for one, domain in zip(self.asked, self.domains, strict=True):
            mine = [self.numbers[number] for number in one.numbers]
            found = _sought(domain, tuple(one.chains), tuple(self.bits[number] for number in mine))
            if found.core:
                return Corner(possible=False, core=frozenset(mine[number] for number in found.core))
            chosen.append(found.value)
            sources.append(one.source)
            reason = reason or found.reason
        if reason:
            return Corner(possible=True, reason=reason)
        made, reason = confirmed(assertions, self.bits, sources, chosen)
        return Corner(possible=True, made=made, reason=reason)


@dataclass(frozen=True, slots=True)
class _Found:
    """A value with the verdicts wanted, or the chains that rule it out, or why neither is known."""

    value: Seen | None = None
    core: tuple[int, ...] = ()
    reason: str = ""


@lru_cache(maxsize=4096)
def _sought(domain: Domain, chains: tuple[Chain, ...], wanted: Bits) -> _Found:
    with one_question() as effort:
        found = _Search(domain, chains, wanted).run()
    hard = f"the question is too hard: {effort.told}"
    return replace(found, reason=hard) if effort.told and found.reason == UNSEEN else found


class _Search:
    """The search for a value of which each chain says what is wanted."""

    def __init__(self, domain: Domain, chains: Sequence[Chain], wanted: Bits) -> None:
        self.domain = domain
        self.chains = chains
        self.wanted = wanted
        self.contradictions = [0] * len(chains)
        """How many of the values seen so far each chain contradicts."""

    def run(self) -> _Found:
        """Return what is known in the end; the same on every machine."""
        core = [number for number, bit in enumerate(self.wanted) if not bit] or [0]
        last: Result = None
        reason = "the question is too hard: too many gates read the same"
        for _ in range(_MOST_ROUNDS):
            try:
                classes = DIVIDE(self.domain, [self.chains[number] for number in core])
            except (NotModelledError, UnsupportedError, TooHard) as error:
                reason = _told(error)
                break
            part = tuple(self.wanted[number] for number in core)
            if part not in classes:
                return _Found(core=tuple(core))
            if (one := classes[part]) is None:
                more = self._others(core)
                reason = UNSEEN
            else:
                more, last = self._missed(one.result), one.result
                if not more:
                    return _Found(value=one)
                hasty = all(self.wanted) or len(more) >= _FEW
                if len(core) == 1 and hasty and (bold := self._boldly(last, more)):
                    return _Found(value=bold)
            if not more or len(classes) > _MOST_CLASSES:
                break
            is_line = len(core) >= _FEW and len(classes) <= 2 * len(core)
            core += self._others(core) if is_line else more[:1]
        blended = None if last is None else self._blended(last)
        return _Found(reason=reason) if blended is None else _Found(value=Seen(blended))

    def _others(self, core: Sequence[int]) -> list[int]:
        return [number for number in range(len(self.chains)) if number not in core]

    def _missed(self, result: Result) -> list[int]:
        """Return the chains that contradict a value, first those that contradicted most so far."""
        everything = range(len(self.chains))
        missed = [number for number in everything if not self._agrees(number, result)]
        for number in missed:
            self.contradictions[number] += 1
        return sorted(missed, key=lambda number: -self.contradictions[number])

    def _agrees(self, number: int, result: Result) -> bool:
        """Whether a chain says what is wanted; where nobody knows the evaluator decides later."""
        try:
            return self.chains[number].passes(result) == self.wanted[number]
        except UnsupportedError:
            return True

    def _blended(self, result: Result) -> Result:
        """Return a value with which all agree, made of one for each that did not; None if not."""
        missed = [number for number in range(len(self.chains)) if not self._agrees(number, result)]
        if (bold := self._boldly(result, missed)) is not None:
            return bold.result
        parts = [self._single(number) for number in missed[:_MOST_STEPS]]
        blended = self._step_by_step(result, parts, missed[:_MOST_STEPS])
        return blended if any(sort.admits(blended) for sort in self.domain) else None

    def _boldly(self, result: Result, missed: Sequence[int]) -> Seen | None:
        """Return the blend of a value with one for each that contradicts it, if all agree."""
        if len(missed) > _MOST_BLENDED:
            return None
        for number in missed:
            part = self._single(number)
            if part is None:
                return None
            result = next(iter(blends(result, part.result)), None)
        fits = self._all_agree(range(len(self.chains)), result)
        return Seen(result) if fits and any(one.admits(result) for one in self.domain) else None

    def _single(self, number: int) -> Seen | None:
        return _single(self.domain, self.chains[number], self.wanted[number])

    def _step_by_step(
        self, result: Result, parts: Sequence[Seen | None], missed: Sequence[int]
    ) -> Result:
        """Return a blend of everything of which each step left nobody behind."""
        kept = [number for number in range(len(self.chains)) if self._agrees(number, result)]
        for number, part in zip(missed, parts, strict=False):
            if part is None or self._agrees(number, result):
                continue
            kept.append(number)
            options = (part.result, *blends(result, part.result))
            result = next((one for one in options if self._all_agree(kept, one)), None)
        return result if self._all_agree(range(len(self.chains)), result) else None

    def _all_agree(self, numbers: Sequence[int], result: Result) -> bool:
        return all(self._agrees(number, result) for number in reversed(numbers))


@lru_cache(maxsize=1024)
def _single(domain: Domain, chain: Chain, wanted: bool) -> Seen | None:  # noqa: FBT001  a verdict
    """Return a value of which one chain says what is wanted."""
    try:
        with one_question():
            return DIVIDE(domain, [chain]).get((wanted,))
    except (NotModelledError, UnsupportedError, TooHard):
        return None


def _told(error: Exception) -> str:
    match error:
        case UnsupportedError():
            return error.reason
        case TooHard():
            return f"the question is too hard: {error}"
    return str(error)
