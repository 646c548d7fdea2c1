"""The rules: loaded from ``rules/``, one file each, and matched with changes.

Each change meets exactly one rule. One that meets none, or two, is a fault of
ours and stops the run: a change that nobody judged must never look compatible
(bump-analysers.md, "What decides the design", 4).
"""

from __future__ import annotations

import enum
import functools
import re
import string
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from toolkit import schemas
from toolkit.diff.examples import Example
from toolkit.diff.facts import FACTS, Change, Kind
from toolkit.diff.packaged import contents_of
from toolkit.pack.nodes import plain
from toolkit.pack.strict_yaml import read_yaml
from toolkit.versions import Bump

SCHEMA = "bump-rule.v1"
PLACEHOLDERS = frozenset({"gate_id", "previous_gate_id", "subject", "old", "new", "reason"})
"""What a message may name."""
_FORMATTER = string.Formatter()
_LINE_BREAKS = re.compile(r"\s*[\r\n]\s*")


class CatalogueError(Exception):
    """The catalogue is wrong or has a hole: our own fault, whatever the input was."""


class Axis(enum.Enum):
    """What a consumer notices a change by."""

    ACCEPTANCE = "acceptance"
    IDENTITY = "identity"
    ENGINE = "engine"
    METADATA = "metadata"


class Impact(enum.Enum):
    """Whether a pipeline that passed can fail."""

    COMPATIBLE = "compatible"
    UNDECIDED = "undecided"
    BREAKING = "breaking"


class Protection(enum.Enum):
    """What becomes of what the pack protects from."""

    SAME = "same"
    RAISED = "raised"
    REDUCED = "reduced"
    MIXED = "mixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message: words of the rule, or a value of the change."""

    text: str
    is_value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; the fields are those of ``schemas/bump-rule.v1.schema.json``."""

    id: str
    title: str
    axis: Axis
    required_bump: Bump
    impact: Impact
    protection: Protection
    mirror: tuple[str, ...]
    kinds: frozenset[Kind]
    facts: Mapping[str, frozenset[str]]
    message: str
    advice: str
    why: str
    source: str
    example: Example
    since: str

    def matches(self, change: Change) -> bool:
        """Return whether the rule speaks of this change."""
        return change.kind in self.kinds and all(
            change.facts.get(name) in values for name, values in self.facts.items()
        )

    def tell(self, change: Change) -> tuple[Part, ...]:
        """Return the message about one change, its values apart from its words."""
        values = {
            "gate_id": change.gate_id,
            "previous_gate_id": change.previous_gate_id,
            "subject": change.subject,
            "old": change.old.text if change.old else "",
            "new": change.new.text if change.new else "",
            "reason": change.reason,
        }
        parts: list[Part] = []
        for words, name, _, _ in _FORMATTER.parse(self.message):
            if words:
                parts.append(Part(words, is_value=False))
            if name is not None:
                value = _LINE_BREAKS.sub(" ", values[name]).strip()
                parts.append(Part(value, is_value=name != "reason"))
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All rules, sorted by id.

    ``lenient`` are the rules about what is not decided that ask for no more than
    ``undecided`` where no witness shows a break: only where a maintainer says so.
    """

    rules: tuple[Rule, ...]
    undecided: Bump = Bump.MAJOR
    lenient: frozenset[str] = frozenset()

    def judge(self, change: Change) -> Rule:
        """Return the one rule that speaks of a change.

        Raises:
            CatalogueError: There is none, or more than one.
        """
        found = [rule for rule in self.rules if rule.matches(change)]
        if len(found) != 1:
            names = ", ".join(rule.id for rule in found) or "no rule"
            facts = ", ".join(f"{name} {value}" for name, value in sorted(change.facts.items()))
            raise CatalogueError(f"{change.kind.value} ({facts}) meets {names}, not exactly one")
        rule = found[0]
        if rule.id in self.lenient and change.witness is None:
            return replace(rule, required_bump=min(rule.required_bump, self.undecided))
        return rule

    def with_levels(self, levels: Mapping[str, Bump]) -> Catalogue:
        """Return the same rules, some of which ask for another level."""
        rules = tuple(
            replace(rule, required_bump=levels.get(rule.id, rule.required_bump))
            for rule in self.rules
        )
        return replace(self, rules=rules)

    def with_undecided(self, level: Bump, *, but: Collection[str] = ()) -> Catalogue:
        """Return the same rules, where what is not decided asks for ``level`` at most.

        ``but`` are rules that keep their own level.
        """
        lenient = {rule.id for rule in self.rules if rule.impact is Impact.UNDECIDED}
        return replace(self, undecided=level, lenient=frozenset(lenient.difference(but)))

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule of that id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


@functools.cache
def load_catalogue() -> Catalogue:
    """Return the rules that travel with the package, which the tests have checked."""
    return Catalogue(tuple(sorted(map(_rule, contents_of("rules")), key=lambda rule: rule.id)))


def read_strictly(data: bytes, name: str, schema: str) -> dict[str, Any]:
    """Return what a file called ``name`` says, which the strict reader and a schema accept.

    Raises:
        CatalogueError: One of them does not.
    """
    reading = read_yaml(data, name)
    if reading.faults or reading.root is None:
        raise CatalogueError(f"{name}: {'; '.join(map(str, reading.faults)) or 'empty'}")
    content = cast("dict[str, Any]", plain(reading.root))
    for error in schemas.validator(schema).iter_errors(content):
        raise CatalogueError(f"{name}: {error.json_path}: {error.message}")
    return content


def read_rule(data: bytes, name: str) -> Rule:
    """Return the rule in a file called ``name``.

    Raises:
        CatalogueError: The file is no rule, or asks for facts that no change has.
    """
    content = read_strictly(data, name, SCHEMA)
    rule = _rule(content)
    if name != f"{rule.id}.yaml":
        raise CatalogueError(f"{name}: the rule in it is called {rule.id}")
    _check_when(rule)
    used = {field for _, field, _, _ in _FORMATTER.parse(rule.message) if field is not None}
    if not used <= PLACEHOLDERS:
        raise CatalogueError(f"{name}: message names {', '.join(sorted(used - PLACEHOLDERS))}")
    return rule


def _rule(content: dict[str, Any]) -> Rule:
    """Build a rule from content that the schema has accepted."""
    when: dict[str, str | list[str]] = content["when"]
    choices = {
        name: frozenset([value] if isinstance(value, str) else value)
        for name, value in when.items()
    }
    return Rule(
        id=content["id"],
        title=content["title"],
        axis=Axis(content["axis"]),
        required_bump=Bump[content["required_bump"].upper()],
        impact=Impact(content["impact"]),
        protection=Protection(content["protection"]),
        mirror=tuple(content.get("mirror", ())),
        kinds=frozenset(_kind(value) for value in choices.pop("change")),
        facts=choices,
        message=content["message"],
        advice=content["advice"],
        why=content["why"],
        source=content["source"],
        example=_example(content["example"]),
        since=content["since"],
    )


def _example(content: dict[str, Any]) -> Example:
    return Example(edit=content["edit"], old=content.get("old"), new=content.get("new"))


def _kind(value: str) -> Kind:
    try:
        return Kind(value)
    except ValueError as error:
        raise CatalogueError(f"{value!r} is no kind of change") from error


def _check_when(rule: Rule) -> None:
    """Refuse a rule that could never match: it would be a hole that nobody sees."""
    for kind in rule.kinds:
        for name, values in rule.facts.items():
            impossible = values - set(FACTS[kind].get(name, ()))
            if impossible:
                shown = ", ".join(sorted(impossible))
                raise CatalogueError(f"{rule.id}: {kind.value} never has {name} {shown}")


def check_mirrors(rules: Iterable[Rule]) -> None:
    """Refuse a rule that mirrors another, but not the other way round.

    Raises:
        CatalogueError: There is one.
    """
    known = {rule.id: rule for rule in rules}
    for rule in known.values():
        for mirror in rule.mirror:
            if mirror not in known or rule.id not in known[mirror].mirror:
                raise CatalogueError(f"{rule.id} mirrors {mirror}, which does not mirror it")
