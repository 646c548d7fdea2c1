"""A rule explained: what it judges, and its example, run like any other pair of packs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.diff.catalogue import Catalogue, Rule
from toolkit.diff.judge import Finding
from toolkit.diff.payload import payload
from toolkit.diff.report import Baseline, BumpReport, bump_report
from toolkit.gates.evaluation.json_form import JSONValue
from toolkit.pack.model import Pack
from toolkit.versions import History, parse_version

SCHEMA_VERSION = "policy-pack-toolkit.bump-rules.v1"
_MOST_NAMED = 3
_LIKE_ENOUGH = 0.5
_ABSENT = "(no such file)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A rule, what its example changes, and the report on that change."""

    rule: Rule
    difference: str
    report: BumpReport

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of the example: of a sound catalogue, the rule and nothing else."""
        return self.report.findings


def explain(rule: Rule, catalogue: Catalogue) -> Explanation:
    """Return what a rule means, with its example run now."""
    old, new = rule.example.packs()
    version = parse_version(old.manifest.version)
    baseline = Baseline(ref="the example", pack=old, history=History.since(version))
    report = bump_report(new, "the example", baseline, catalogue)
    return Explanation(rule=rule, difference=difference(old, new), report=report)


def difference(old: Pack, new: Pack) -> str:
    """Return what changed between the texts of two packs, file by file."""
    before, after = dict(old.tree.files()), dict(new.tree.files())
    return "\n".join(
        line
        for path in sorted(before.keys() | after.keys())
        for line in difflib.unified_diff(
            before.get(path, b"").decode().splitlines(),
            after.get(path, b"").decode().splitlines(),
            path if path in before else _ABSENT,
            path if path in after else _ABSENT,
            n=1,
            lineterm="",
        )
        if not line.startswith("@@")
    )


def nearest(word: str, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids that somebody may have meant, the likeliest first."""
    known = [rule.id for rule in catalogue.rules]
    wanted = word.lower().replace("_", "-")
    within = [rule_id for rule_id in known if wanted and wanted in rule_id]
    like = difflib.get_close_matches(wanted, known, n=_MOST_NAMED, cutoff=_LIKE_ENOUGH)
    return tuple(dict.fromkeys([*like, *within]))[:_MOST_NAMED]


def conditions(rule: Rule) -> Iterator[str]:
    """Yield what a change must be for the rule to judge it: its kind first, then its facts."""
    yield " or ".join(sorted(kind.value for kind in rule.kinds))
    for name, values in sorted(rule.facts.items()):
        yield f"{name}: {' or '.join(sorted(values))}"


def rules_payload(
    rules: Iterable[Rule], explained: Explanation | None = None
) -> dict[str, JSONValue]:
    """Return the rules as JSON (``schemas/bump-rules.v1.schema.json``).

    Where one is explained, its example comes along with what was found in it.
    """
    listed: list[JSONValue] = []
    for rule in rules:
        told = _rule(rule)
        if explained is not None and explained.rule.id == rule.id:
            told["example"] = {
                "edit": rule.example.edit,
                "difference": explained.difference,
                "findings": payload(explained.report)["findings"],
            }
        listed.append(told)
    return {"schema_version": SCHEMA_VERSION, "rules": listed}


def _rule(rule: Rule) -> dict[str, JSONValue]:
    facts: dict[str, JSONValue] = {name: [*sorted(values)] for name, values in rule.facts.items()}
    return {
        "id": rule.id,
        "title": rule.title,
        "axis": rule.axis.value,
        "required_bump": rule.required_bump.text,
        "impact": rule.impact.value,
        "protection": rule.protection.value,
        "mirror": [*rule.mirror],
        "when": {"change": [*sorted(kind.value for kind in rule.kinds)], **facts},
        "message": rule.message,
        "advice": rule.advice,
        "why": rule.why,
        "source": rule.source,
        "since": rule.since,
    }
