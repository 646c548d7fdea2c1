"""Everything that can be said about one pack: the one verdict behind both evidences."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from toolkit.faults import Fault, Severity
from toolkit.pack.limits import MAX_FINDINGS
from toolkit.pack.model import Policy
from toolkit.pack.read import Reading, read_pack
from toolkit.pack.tree import Tree
from toolkit.smoke.consumer_checks import ConsumerExample, check_consumer
from toolkit.smoke.content_checks import check_content
from toolkit.smoke.idle_gates import advise_on_idle_gates
from toolkit.smoke.implied_gates import Comparisons, advise_on_implied_gates
from toolkit.smoke.manifest_checks import check_manifest
from toolkit.smoke.policy_checks import check_agreement, check_entrypoint, check_files
from toolkit.smoke.promise_checks import advise, check_promises
from toolkit.spans import Location

_MAX_MESSAGE = 600
"""Characters of one message: values of a pack are quoted in it, and may be a megabyte."""


class Check(enum.Enum):
    """The checks of a self-test, in order; each fault belongs to one."""

    SOURCE = "source-boundary"
    MANIFEST = "manifest-entrypoint-gates"
    CONSUMER = "consumer-example"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and the check that it fails."""

    check: Check
    fault: Fault


@dataclass(frozen=True, slots=True)
class Examination:
    """A pack with everything found about it, failures first in the order of the checks."""

    reading: Reading
    consumer: ConsumerExample
    findings: tuple[Finding, ...]

    @property
    def failures(self) -> tuple[Finding, ...]:
        """What refuses the pack."""
        return tuple(f for f in self.findings if f.fault.severity is Severity.FAILURE)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What is merely worth saying."""
        return tuple(f for f in self.findings if f.fault.severity is Severity.ADVICE)

    @property
    def passed(self) -> bool:
        """Whether nothing refuses the pack."""
        return not self.failures


def examine(tree: Tree) -> Examination:
    """Read a pack and check all of it; any tree gives an examination, never an exception."""
    reading = read_pack(tree)
    consumer = check_consumer(reading)
    groups: dict[Check, list[Fault]] = {check: [] for check in Check}
    groups[Check.SOURCE] += check_content(tree)
    manifest = groups[Check.MANIFEST]
    manifest += reading.manifest_faults
    if reading.manifest is not None:
        manifest += check_manifest(reading.manifest)
    manifest += check_files(reading)
    manifest += check_entrypoint(reading)
    manifest += check_agreement(reading)
    manifest += check_promises(reading)
    manifest += advise(reading)
    if reading.policy is not None:
        manifest += _advise_on_gates(reading.policy)
    groups[Check.CONSUMER] += consumer.faults
    findings = (
        Finding(check, fault) for check, faults in groups.items() for fault in _readable(faults)
    )
    ordered = sorted(findings, key=lambda finding: finding.fault.severity is Severity.ADVICE)
    return Examination(reading, consumer, tuple(ordered))


def _advise_on_gates(policy: Policy) -> Iterator[Fault]:
    comparisons = Comparisons(policy)
    idle = [*advise_on_idle_gates(policy, also_ordinary=bool(comparisons.questions()))]
    yield from idle
    yield from advise_on_implied_gates(comparisons, [fault.where for fault in idle])


def _readable(faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield each fault once, its texts cut to size; of a flood the first ones and their number."""
    unique = list(dict.fromkeys(faults))
    for fault in unique[:MAX_FINDINGS]:
        yield replace(fault, message=_cut(fault.message), hint=_cut(fault.hint))
    rest = unique[MAX_FINDINGS:]
    if rest:
        severity = (
            Severity.FAILURE
            if any(fault.severity is Severity.FAILURE for fault in rest)
            else Severity.ADVICE
        )
        message = f"{len(rest):,} more findings of this check are not listed"
        yield Fault(
            code="too-many-findings",
            message=message,
            where=Location(rest[0].where.path),
            hint="mend the first ones and look again",
            severity=severity,
        )


def _cut(text: str) -> str:
    """Return ``text``, without its middle where it is too long to read."""
    if len(text) <= _MAX_MESSAGE:
        return text
    half = _MAX_MESSAGE // 2
    return f"{text[:half]} [{len(text) - 2 * half:,} characters] {text[-half:]}"
