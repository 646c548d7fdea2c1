"""What ``policy-diff --fail-on`` can ask of a difference; yes is exit code 1."""

from __future__ import annotations

import enum

from toolkit.consumer.policy.diff import PolicyDiff, Verdict
from toolkit.diff.catalogue import Impact, Protection
from toolkit.diff.relations import Relation

_FINE = (Protection.SAME, Protection.RAISED)


class Question(enum.Enum):
    """A question; the names are those of ``bump --fail-on`` where it is the same one."""

    CHANGE = "change"
    """Did anything change at all?"""
    BREAKING = "breaking"
    """Can a pipeline that passed fail, or does nobody know?"""
    REDUCED = "reduced"
    """Is protection lost, or does nobody know?"""
    UNDECIDED = "undecided"
    """Is there a change of which nothing is proven?"""


def answered_yes(question: Question, diff: PolicyDiff) -> str:
    """Return why the answer is yes, in words; ``""`` where it is no."""
    match question:
        case Question.CHANGE:
            return f"change: {told_counts(diff)}" if diff.is_changed else ""
        case Question.BREAKING if diff.impact is Impact.UNDECIDED:
            return "breaking: whether a pipeline that passed can fail is not decided"
        case Question.BREAKING:
            broken = diff.impact is Impact.BREAKING
            return "breaking: a pipeline that passed can fail" if broken else ""
        case Question.REDUCED if diff.protection is Protection.UNKNOWN:
            return "reduced: whether protection is lost is not decided"
        case Question.REDUCED:
            return "" if diff.protection in _FINE else "reduced: protection is lost"
        case Question.UNDECIDED:
            gates = [one.gate_id for one in diff.gates if one.relation is Relation.UNDECIDED]
            asked = diff.undecided
            named = f" ({', '.join(gates[:3])})" if gates else ""
            return f"undecided: nothing is proven of {asked} of the changes{named}" if asked else ""


def told_counts(diff: PolicyDiff) -> str:
    """Return in words how much changed."""
    counts = diff.counts
    told = [f"{counts[one.value]} {one.value}" for one in Verdict if counts[one.value]]
    imports = len(diff.imports_added) + len(diff.imports_removed)
    exceptions = len(diff.lost) + len(diff.come)
    told += [f"{imports} import{'' if imports == 1 else 's'}"] if imports else []
    told += [f"{exceptions} exception{'' if exceptions == 1 else 's'}"] if exceptions else []
    return ", ".join(told) or "nothing"
