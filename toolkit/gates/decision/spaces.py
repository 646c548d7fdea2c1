"""Which of several assertions pass together: every combination that may exist, with a response.

Assertions that read the same source are divided together; what different sources say goes together
in every way, but for a body after a status that never has one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from toolkit.gates.decision.chains import NOW, Bits, Chain, Classes, Seen
from toolkit.gates.decision.divider import Divider, limited_product
from toolkit.gates.decision.domains import Domain
from toolkit.gates.decision.images import image
from toolkit.gates.decision.preimages import preimages
from toolkit.gates.decision.responses import Made, Part, assembled
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.sources import COUPLED, cookie_situations, question
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.languages.effort import one_question
from toolkit.gates.nodes import Assertion, PlainQuery, QueryName

_INTERNAL = "internal: the values that were found make no response that shows it"
UNSEEN = "no response is known on which the two differ so, and none is ruled out"
_NO_DIGEST = "no body is known with such a digest, and none is ruled out"
_MOST_WAYS = 3
"""So many ways to put a value into a response are tried."""
_DIGESTS = (PlainQuery(QueryName.SHA256), PlainQuery(QueryName.MD5))
_DEPENDENT = "the queries depend on one another in a way that is not modelled"

DIVIDE = Divider(image, preimages)


@dataclass(slots=True)
class Space:
    """The combinations of verdicts, each with a response on which the evaluator confirms it."""

    made: dict[Bits, Made | None] = field(default_factory=dict)
    reasons: dict[Bits, str] = field(default_factory=dict)
    """Why there is no response."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The assertions that read one source: their numbers, and their classes."""

    source: Source
    numbers: tuple[int, ...]
    classes: Classes


def space_of(assertions: Sequence[Assertion]) -> Space:
    """Return which combinations of the assertions' verdicts may exist.

    Raises:
        NotModelledError: that cannot be told.
        UnsupportedError: the evaluator refuses one of them.
        TooHard: it needs too many states.
    """
    asked = asked_of(assertions)
    space = Space()
    with one_question() as effort:
        for domains in situations_of(asked):
            groups = [
                _Group(one.source, tuple(one.numbers), DIVIDE(domain, one.chains))
                for one, domain in zip(asked, domains, strict=True)
            ]
            _explore(space, assertions, groups)
    if effort.told:
        hard = f"the question is too hard: {effort.told}"
        space.reasons = {
            bits: hard if reason == UNSEEN else reason for bits, reason in space.reasons.items()
        }
    return space


def _explore(space: Space, assertions: Sequence[Assertion], groups: Sequence[_Group]) -> None:
    for combination in limited_product([group.classes for group in groups]):
        bits = _bits(groups, combination, len(assertions))
        if space.made.get(bits) is not None:
            continue
        chosen = [group.classes[part] for group, part in zip(groups, combination, strict=True)]
        sources = [group.source for group in groups]
        space.made[bits], space.reasons[bits] = confirmed(assertions, bits, sources, chosen)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one source."""

    source: Source
    numbers: list[int] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)


def asked_of(assertions: Sequence[Assertion]) -> list[Asked]:
    """Return what some assertions ask of each source that they read.

    Raises:
        NotModelledError: one of them depends on more than the response.
        UnsupportedError: the evaluator refuses one of them.
    """
    asked: dict[str, Asked] = {}
    for number, assertion in enumerate(assertions):
        source, chain = question(assertion)
        one = asked.setdefault(source.key, Asked(source))
        one.numbers.append(number)
        one.chains.append(chain)
    return list(asked.values())


def situations_of(asked: Sequence[Asked]) -> list[list[Domain]]:
    """Return the domains of the sources; several times, where they depend on one another."""
    keys = {one.source.key for one in asked}
    coupled = [situations for situations in COUPLED if keys >= situations[0].keys()]
    coupled += cookie_situations(sorted(keys))
    found = []
    for chosen in product(*coupled):
        domains = {key: domain for one in chosen for key, domain in one.items()}
        found.append([domains.get(one.source.key, one.source.domain) for one in asked])
    return found


def _bits(groups: Sequence[_Group], combination: Sequence[Bits], count: int) -> Bits:
    verdicts = [False] * count
    for group, bits in zip(groups, combination, strict=True):
        for number, bit in zip(group.numbers, bits, strict=True):
            verdicts[number] = bit
    return tuple(verdicts)


def confirmed(
    assertions: Sequence[Assertion],
    bits: Bits,
    sources: Sequence[Source],
    chosen: Sequence[Seen | None],
) -> tuple[Made | None, str]:
    """Make a response of the values and ask the evaluator, who has the last word."""
    if any(one is None for one in chosen):
        digests = any(one.query in _DIGESTS for one in assertions)
        return None, _NO_DIGEST if digests else UNSEEN
    reason = _INTERNAL if len(sources) == 1 else _DEPENDENT
    for made in _responses(sources, chosen):
        try:
            verdicts = tuple(
                evaluate(one, made.response, made.variables, now=NOW).passed for one in assertions
            )
        except UnsupportedError as error:
            reason = error.reason
            continue
        if verdicts == bits:
            return made, ""
        reason = _INTERNAL if len(sources) == 1 else _DEPENDENT
    return None, reason


def _responses(sources: Sequence[Source], chosen: Sequence[Seen | None]) -> Iterator[Made]:
    realised = (
        islice(source.realised(one.result), _MOST_WAYS)
        for source, one in zip(sources, chosen, strict=True)
        if one is not None
    )
    for parts in product(*realised):
        yield from _together(parts)


def _together(parts: Sequence[Part]) -> Iterator[Made]:
    found = [assembled(parts), assembled(parts, in_chunks=True)]
    if len(parts) > 1:  # what one query needs may be enough for the others
        found += [assembled([*parts[:left], *parts[left + 1 :]]) for left in range(len(parts))]
    yield from (made for made in found if made is not None)
