"""What Hurl said of witnesses goes back to where they came from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.diff.judge import Finding
from toolkit.diff.pipeline import Pipeline
from toolkit.diff.witnesses import Confirmation, Shown


def every_witness(findings: Sequence[Finding], pipeline: Pipeline | None) -> tuple[Shown, ...]:
    """Return every witness of every finding, in order, then those of all gates together."""
    whole = pipeline.shown if pipeline is not None else ()
    return (*(shown for finding in findings for shown in finding.change.shown), *whole)


def with_witnesses(
    findings: Sequence[Finding], pipeline: Pipeline | None, told: Mapping[int, Confirmation]
) -> tuple[tuple[Finding, ...], Pipeline | None]:
    """Return both with what was found about `every_witness`, by their index."""
    numbers = itertools.count()

    def renewed(shown: Shown | None) -> Shown | None:
        if shown is None:
            return None
        return replace(shown, confirmation=told.get(next(numbers), shown.confirmation))

    again = []
    for finding in findings:
        change = finding.change
        first, second = renewed(change.witness), renewed(change.reverse_witness)
        change = replace(change, witness=first, reverse_witness=second)
        again.append(replace(finding, change=change))
    if pipeline is not None:
        first, second = renewed(pipeline.witness), renewed(pipeline.reverse_witness)
        pipeline = replace(pipeline, witness=first, reverse_witness=second)
    return tuple(again), pipeline
