"""What the documents promise beyond the two checkers, and advice for a good pack.

Source: upstream-contract.md, "Where we go further", 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.faults import Fault, Severity
from toolkit.pack.model import CONSUMER_EXAMPLE, MANIFEST, README, Manifest, Policy
from toolkit.pack.read import Reading
from toolkit.pack.tree import Tree
from toolkit.smoke.prose import Prose
from toolkit.spans import Location

_LICENSE_NAMES = re.compile(r"(?i)^(?:licen[cs]e|copying|unlicense)(?:[.-].*)?$")
_USELESS_SECTIONS = ("agents", "sources", "dependencies", "ignore_failures", "settings")


def check_promises(reading: Reading) -> Iterator[Fault]:
    """Yield every final gate that the README does not name with its rationale.

    Whether a sentence is a good reason is for people to judge; that the README
    says nowhere that the gate is final is advice, because words differ by language.
    """
    prose = _readme(reading)
    if prose is None or reading.policy is None:
        return
    for gate_id in reading.policy.final_ids:
        if gate_id not in prose.mentions:
            message = f"README does not name the final gate {gate_id!r}"
        elif not prose.explains(gate_id):
            message = f"README names the final gate {gate_id!r} without its rationale"
        else:
            continue
        hint = "say in the README why consumers cannot override it"
        line = prose.line(gate_id)
        where = Location(README, line, 1 if line else 0)
        yield Fault(code="final-undocumented", message=message, where=where, hint=hint)


def _readme(reading: Reading) -> Prose | None:
    readme = reading.tree.file(README)
    if readme is None or reading.policy is None:
        return None
    return Prose(readme.decode("utf-8", "replace"), reading.policy.by_id)


def advise(reading: Reading) -> Iterator[Fault]:
    """Yield what a good pack would do differently; never a reason to refuse it."""
    for code, message, where, hint in _advice(reading):
        yield Fault(code=code, message=message, where=where, hint=hint, severity=Severity.ADVICE)


def _advice(reading: Reading) -> Iterator[tuple[str, str, Location, str]]:
    tree, manifest, policy = reading.tree, reading.manifest, reading.policy
    if "rules" not in tree.folders:
        hint = "keep rule files in rules/ and import them from the entrypoint"
        yield "no-rules-folder", "no rules/ folder", Location(reading.entrypoint), hint
    if manifest is not None:
        yield from _licence_advice(manifest, tree)
    if policy is not None:
        yield from _section_advice(policy)
        yield from _orphan_advice(policy, tree)
    prose = _readme(reading)
    for gate_id in policy.final_ids if policy and prose else ():
        if prose and prose.explains(gate_id) and not prose.says_final(gate_id):
            message = f"README does not say that {gate_id!r} is final"
            hint = "say it, and why consumers cannot override it"
            yield "final-unsaid", message, Location(README, prose.line(gate_id), 1), hint
    for path in tree.entries:
        if not path.isascii():
            hint = "release archives take ASCII names only"
            yield "file-name-ascii", "file name is not ASCII", Location(path), hint


def _licence_advice(manifest: Manifest, tree: Tree) -> Iterator[tuple[str, str, Location, str]]:
    licence, at = manifest.license.strip(), manifest.at("license")
    if not licence:
        return
    if not any("/" not in path and _LICENSE_NAMES.match(path) for path in tree.entries):
        message = f"the manifest names the licence {licence}, but there is no LICENSE file"
        yield "no-licence-file", message, at, "consumers should retain it: add LICENSE"
    if not _is_spdx(licence):
        message = f"licence {licence!r} is no SPDX expression"
        yield "licence-not-spdx", message, at, "such as Apache-2.0, MIT or LicenseRef-Acme"


def _is_spdx(expression: str) -> bool:
    from packaging.licenses import (  # noqa: PLC0415 (the SPDX list is long)
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        canonicalize_license_expression(expression)
    except InvalidLicenseExpression:
        return False
    return True


def _section_advice(policy: Policy) -> Iterator[tuple[str, str, Location, str]]:
    for document in policy.documents.values():
        for name in _USELESS_SECTIONS:
            if name in document.sections:
                message = f"{name} in a pack never reach a consumer"
                yield "section-unused", message, document.sections[name], "remove the section"


def _orphan_advice(policy: Policy, tree: Tree) -> Iterator[tuple[str, str, Location, str]]:
    for path in tree.entries:
        used = path in policy.documents or path in (MANIFEST, CONSUMER_EXAMPLE)
        if path.startswith("rules/") and path.endswith((".yaml", ".yml")) and not used:
            message = "no document imports this file: its gates do nothing"
            yield "rule-file-unused", message, Location(path), "import it, or remove it"
