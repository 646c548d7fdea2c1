"""Two packs → everything that changed between them, as facts.

Facts only: no rule, no level, no wording. The result is sorted and depends on
nothing but the two packs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from toolkit.diff.facts import Change
from toolkit.diff.file_changes import file_changes
from toolkit.diff.gate_changes import gate_changes
from toolkit.diff.manifest_changes import manifest_changes
from toolkit.diff.pipeline import Neighbours
from toolkit.diff.relations import Judges
from toolkit.diff.renames import declared_renames
from toolkit.pack.model import Pack

_DEFAULT = Judges()


def compare(
    old: Pack, new: Pack, *, judges: Judges = _DEFAULT, neighbours: Neighbours | None = None
) -> tuple[Change, ...]:
    """Return every change from ``old`` to ``new``; nothing for a pack and itself.

    A change of a file that only echoes a change of its gates or fields is in
    the result as well: `judge` folds it under what it echoes. ``neighbours`` saves
    asking twice what a gate does beside the others.
    """
    beside = neighbours or Neighbours(old.policy, new.policy, judges)
    found = [
        *_gate_changes(old, new, judges, beside),
        *manifest_changes(old, new),
        *file_changes(old, new),
    ]
    return tuple(sorted(found, key=lambda change: change.order))


def differ(old: Pack, new: Pack) -> bool:
    """Return whether anything changed, without asking what it means.

    The files come first: what changes a gate changes a file, which is seen at once.
    """
    judges = Judges()
    found = chain(
        file_changes(old, new),
        manifest_changes(old, new),
        _gate_changes(old, new, judges, Neighbours(old.policy, new.policy, judges)),
    )
    return next(found, None) is not None


def _gate_changes(old: Pack, new: Pack, judges: Judges, neighbours: Neighbours) -> Iterator[Change]:
    renames = declared_renames(old.policy, new.policy, new.manifest.gates)
    return gate_changes(old.policy, new.policy, judges, neighbours, renames)
