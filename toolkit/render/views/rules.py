"""The rules of `bump`: all of them as a table, and one of them explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.diff.catalogue import Axis, Rule
from toolkit.diff.explanation import Explanation, conditions
from toolkit.diff.judge import Finding
from toolkit.diff.witness_words import sentence
from toolkit.render.document import (
    Document,
    Inline,
    Text,
    bad,
    code,
    line,
    muted,
    strong,
    warning,
)
from toolkit.render.views.bump_words import IMPACTS, PROTECTIONS
from toolkit.versions import Bump

_AXES = {
    Axis.ACCEPTANCE: "what passes and what fails",
    Axis.IDENTITY: "what consumers refer to",
    Axis.ENGINE: "the versions of Entroping that the pack runs with",
    Axis.METADATA: "words and files that no run reads",
}
_LEVELS = {Bump.MAJOR: bad("major"), Bump.MINOR: warning("minor"), Bump.PATCH: Text("patch")}
_HEAD = ("rule", "level", "axis", "pipelines", "protection", "when")


def rules_page(rules: Iterable[Rule]) -> Document:
    """Return the table of rules, those that ask for the most first."""
    ordered = sorted(rules, key=lambda rule: (-rule.required_bump, rule.id))
    document = Document()
    document.heading(1, f"{len(ordered)} rules say which version a change asks for")
    document.table(_HEAD, (_row(rule) for rule in ordered))
    document.paragraph("One of them at length, with its example run: bump --explain RULE")
    return document


def _row(rule: Rule) -> Iterator[str | Text]:
    yield code(rule.id)
    yield _LEVELS[rule.required_bump]
    yield from (rule.axis.value, rule.impact.value, rule.protection.value)
    yield rule.title


def rule_page(explained: Explanation) -> Document:
    """Return one rule: what it judges, why, what to do instead, and its example as it runs now."""
    rule = explained.rule
    document = Document()
    document.heading(1, code(rule.id), f": {rule.title}")
    document.bullets(_facts(rule))
    document.heading(2, "Why")
    document.paragraph(rule.why)
    document.heading(2, "What to do")
    document.paragraph(rule.advice)
    document.heading(2, "For example")
    document.listing(explained.difference, "diff")
    for finding in explained.findings:
        document.bullets(_found(finding, str(explained.report.pack.manifest.version)))
    document.paragraph(muted(f"source: {rule.source}"))
    return document


def _facts(rule: Rule) -> Iterator[Inline]:
    yield line("level: ", _LEVELS[rule.required_bump])
    yield line("judges: ", ", ".join(conditions(rule)))
    yield line("noticed by: ", _AXES[rule.axis], muted(f" ({rule.axis.value})"))
    yield line("pipelines: ", IMPACTS[rule.impact])
    yield line("protection: ", PROTECTIONS[rule.protection])
    if rule.mirror:
        yield line("going back: ", *_listed(rule.mirror))
    yield line("since: ", rule.since)


def _listed(ids: Iterable[str]) -> Iterator[str | Text]:
    for number, rule_id in enumerate(ids):
        yield from (" or " if number else "", code(rule_id))


def _found(finding: Finding, version: str) -> Iterator[Inline]:
    """Yield what is found in the example: the sentence, what shows it, what Hurl says of that."""
    parts = [code(part.text) if part.is_value else part.text for part in finding.message_parts]
    yield line(_LEVELS[finding.required_bump], " ", code(finding.rule.id), ": ", *parts)
    for shown in finding.change.shown:
        yield line(strong(sentence(shown, version)), f" ({shown.confirmation.text})")
    yield line("fingerprint: ", code(finding.fingerprint))
