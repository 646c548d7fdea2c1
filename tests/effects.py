"""Which effects of a run are tried: a third of them, or each (``POLICY_PACK_EVERY_EFFECT=1``)."""

from __future__ import annotations

import os
from collections.abc import Iterator

STRIDE = 1 if os.environ.get("POLICY_PACK_EVERY_EFFECT") else 3
_ENDS = 3
"""So many effects at either end are tried in any case: there, folders get their names."""


def tried(effects: int) -> Iterator[int]:
    """Yield the numbers of the effects at which a run is to end, of as many as it has."""
    for number in range(1, effects + 1):
        if number % STRIDE == 0 or number <= _ENDS or number > effects - _ENDS:
            yield number
