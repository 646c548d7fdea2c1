"""Gates as people write them: nearly all are decided, and no response of ours contradicts it."""

from __future__ import annotations

from itertools import islice

import pytest

from tests.gates.decision.attack import NEVER, compared
from tests.gates.decision.realistic import Realistic
from tests.gates.decision.responses import Responses
from tests.gates.decision.tally import MOST_UNDECIDED, Tally
from toolkit.gates.decision.chains import NOW
from toolkit.gates.decision.verdicts import Relation
from toolkit.gates.evaluation.errors import UnsupportedError
from toolkit.gates.evaluation.evaluate import evaluate
from toolkit.gates.evaluation.response import Response
from toolkit.gates.nodes import Assertion

pytestmark = pytest.mark.slow

_PAIRS, _RESPONSES = 400, 8


@pytest.mark.parametrize("seed", [1, 2])
def test_nearly_all_are_decided_and_none_is_contradicted(seed: int) -> None:
    tally = Tally()
    undecided = []
    for number, one in enumerate(compared(Realistic(seed), _PAIRS, tally)):
        if one.claim.relation is Relation.UNDECIDED:
            undecided.append(str(one))
        both = one.before, one.after
        source = Responses(1000 * seed + number, both)
        for response in islice(iter(source.response, None), _RESPONSES):
            assert _verdicts(both, response) not in NEVER.get(one.claim.relation, ()), one

    assert len(undecided) <= 1 + 2 * MOST_UNDECIDED * _PAIRS, undecided
    assert tally.slips < _PAIRS


def _verdicts(both: tuple[Assertion, Assertion], response: Response) -> tuple[bool, ...] | None:
    try:
        return tuple(evaluate(one, response, {}, now=NOW).passed for one in both)
    except UnsupportedError:
        return None
