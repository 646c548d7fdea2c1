"""Edits of packs with the level that each asks for, known without asking what is tested.

Every operator edits a draft and says which level the edit asks for by the
"Versioning" section: by construction, or by brute force over responses and
exchanges (`tests.diff.brute_force`). `equal` ones mean the same by construction.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.diff.brute_force import NUMBER, conditions_differ, seen
from tests.diff.drafts import ASSERTIONS, CONDITIONS, Draft
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion
from toolkit.versions import Bump

LEVELS = ("audit_only", "warn", "block")
SIGNS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True)
class Label:
    """What an edit asks for, and what it was done to.

    ``exact`` says that no higher level can be right; else a response that
    shows a break raises the label. ``assertions`` are the old and the new one.
    """

    level: Bump
    target: str
    exact: bool = True
    assertions: tuple[str, str] | None = None


Operator: TypeAlias = "Callable[[Draft, random.Random], Label | None]"
OPERATORS: dict[str, Operator] = {}
"""By name; those that mean the same begin with ``equal: ``."""
EQUAL = "equal: "


def operator(name: str) -> Callable[[Operator], Operator]:
    """Enter an operator under its name."""

    def entered(one: Operator) -> Operator:
        OPERATORS[name] = one
        return one

    return entered


def any_gate(draft: Draft, chance: random.Random) -> dict[str, Any]:
    return chance.choice(draft.gates())


def changed(gate: dict[str, Any], after: str | None) -> Label | None:
    """Put an assertion in the place of another, labelled by brute force."""
    before = gate["gate"]
    if after is None or after == before or not _is_assertion(after):
        return None
    found = seen(before, after)
    level = Bump.MAJOR if found.breaks else Bump.MINOR if found.loosens else Bump.PATCH
    gate["gate"] = after
    return Label(level, gate["id"], found.breaks or found.exact, (before, after))


def _is_assertion(text: str) -> bool:
    try:
        parse_assertion(text)
    except GateSyntaxError:
        return False
    return True


# --- assertions -----------------------------------------------------------------------------------


@operator("threshold by one")
def _threshold(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = NUMBER.match(gate["gate"])
    if match is None or "." in match["number"]:
        return None
    number = int(match["number"]) + chance.choice((-1, 1))
    return changed(gate, _compared(match, match["sign"], number)) if number >= 0 else None


@operator("threshold anywhere")
def _anywhere(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = NUMBER.match(gate["gate"])
    if match is None:
        return None
    near = int(float(match["number"]))
    number = chance.choice((near // 2, near * 2, near + 100, 200, 404, 999.5, 0))
    return changed(gate, _compared(match, match["sign"], number))


@operator("operator")
def _sign(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = NUMBER.match(gate["gate"])
    return match and changed(gate, _compared(match, chance.choice(SIGNS), match["number"]))


@operator("< or <=")
def _strictness(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = NUMBER.match(gate["gate"])
    swap = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
    if match is None or match["sign"] not in swap:
        return None
    return changed(gate, _compared(match, swap[match["sign"]], match["number"]))


def _compared(match: re.Match[str], sign: str, number: object) -> str:
    return f"{match['query']} {match['not'] or ''}{sign} {number}"


@operator("not")
def _negation(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    text = gate["gate"]
    words = r"(exists|matches|contains|startsWith|endsWith|isUuid|==|<=|>=|<|>)"
    after = re.sub(rf" not {words}", r" \1", text, count=1)
    if after == text:
        after = re.sub(rf" {words}", r" not \1", text, count=1)
    return changed(gate, after)


@operator("another assertion")
def _another(draft: Draft, chance: random.Random) -> Label | None:
    return changed(any_gate(draft, chance), chance.choice(ASSERTIONS))


@operator("another predicate")
def _predicate(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = re.match(r'^((?:header|cookie|jsonpath) "[^"]+") ', gate["gate"])
    predicate = chance.choice(
        ("exists", "not exists", "isString", 'contains "a"', 'startsWith "a"', '== "a"', '!= "a"')
    )
    return match and changed(gate, f"{match[1]} {predicate}")


@operator("a literal of an assertion")
def _literal(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    match = re.search(r' (?:==|!=|contains|startsWith) "([^"\\]+)"$', gate["gate"])
    if match is None:
        return None
    text = match[1]
    literal = chance.choice((f"{text}x", text[:-1], text.upper(), f"x{text}", text[1:]))
    return changed(gate, f'{gate["gate"][: match.start(1)]}{literal}"')


@operator("another header")
def _header(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    name = chance.choice(("X-Other", "Server", "Vary"))
    return changed(gate, re.sub(r'^header "[^"]+"', f'header "{name}"', gate["gate"]))


def _regex_edit(name: str, edit: Callable[[str], str]) -> None:
    def one(draft: Draft, chance: random.Random) -> Label | None:
        for gate in chance.sample(draft.gates(), len(draft.gates())):
            match = re.search(r"matches /((?:[^/\\]|\\.)+)/$", gate["gate"])
            if match is not None and edit(match[1]) != match[1]:
                return changed(gate, f"{gate['gate'][: match.start(1)]}{edit(match[1])}/")
        return None

    operator(name)(one)


_regex_edit("regex: no beginning", lambda regex: regex.replace("^", "", 1))
_regex_edit("regex: no end", lambda regex: re.sub(r"(?<!\\)\$(?!.*\$)", "", regex))
_regex_edit("regex: one more alternative", lambda regex: f"{regex}|^zzz$")
_regex_edit("regex: without case", lambda regex: f"(?i){regex}" if "(?i)" not in regex else regex)
_regex_edit("regex: with case", lambda regex: regex.replace("(?i)", ""))
_regex_edit("regex: none or more", lambda regex: regex.replace("+", "*", 1))


# --- the other fields of a gate -------------------------------------------------------------------


@operator("condition")
def _condition(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    before, after = gate["condition"], chance.choice(CONDITIONS)
    return _conditioned(gate, before, after)


@operator("a literal of a condition")
def _condition_literal(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    before = gate["condition"]
    return _conditioned(gate, before, re.sub(r"'([^']+)'$", r"'\1x'", before))


@operator("contains or startswith")
def _condition_test(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    before = gate["condition"]
    after = before.replace("path startswith", "path contains")
    return _conditioned(gate, before, after)


def _conditioned(gate: dict[str, Any], before: str, after: str) -> Label | None:
    if not conditions_differ(before, after):
        return None
    gate["condition"] = after
    return Label(Bump.MAJOR, gate["id"])


@operator("enforcement")
def _enforcement(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    before, after = gate["enforcement"], chance.choice(LEVELS)
    if before == after:
        return None
    gate["enforcement"] = after
    raised = LEVELS.index(after) > LEVELS.index(before)
    return Label(Bump.MAJOR if raised else Bump.MINOR, gate["id"])


@operator("final")
def _final(draft: Draft, chance: random.Random) -> Label:
    gate = any_gate(draft, chance)
    gate["final"] = not gate.get("final", False)
    draft.finals()
    return Label(Bump.MAJOR, gate["id"])


@operator("description of a gate")
def _description(draft: Draft, chance: random.Random) -> Label:
    gate = any_gate(draft, chance)
    gate["description"] = f"{gate.get('description', '')} indeed"
    return Label(Bump.PATCH, gate["id"])


# --- gates that come, go, and get other names ---------------------------------------------------


@operator("a gate goes")
def _removed(draft: Draft, chance: random.Random) -> Label | None:
    if len(draft.gates()) < 2:
        return None
    gate_id = any_gate(draft, chance)["id"]
    draft.remove(gate_id)
    return Label(Bump.MAJOR, gate_id)


@operator("a gate comes")
def _added(draft: Draft, chance: random.Random) -> Label:
    gate = {
        "id": f"{draft.manifest['gate_prefixes'][0]}.brand_new_{chance.randrange(10**6)}",
        "condition": chance.choice(CONDITIONS),
        "gate": chance.choice((*ASSERTIONS, "status < 1000", "duration < {{limit}}")),
        "enforcement": chance.choice(LEVELS),
        "final": chance.random() < 0.3,
    }
    draft.add(gate, chance.choice(draft.rule_files()))
    return Label(Bump.MAJOR if gate["final"] else Bump.MINOR, str(gate["id"]))


@operator("another id")
def _renamed(draft: Draft, chance: random.Random) -> Label:
    gate = any_gate(draft, chance)
    before = gate["id"]
    entry = draft.entry(before)
    gate["id"] = entry["id"] = f"{before}_v2"
    if chance.random() < 0.5:
        entry["renamed_from"] = before
    draft.finals()
    return Label(Bump.MAJOR, before)


@operator("two ids change places")
def _swapped(draft: Draft, chance: random.Random) -> Label | None:
    if len(draft.gates()) < 2:
        return None
    one, other = chance.sample(draft.gates(), 2)
    if not seen(one["gate"], other["gate"]).breaks:
        return None
    one["id"], other["id"] = other["id"], one["id"]
    draft.finals()
    return Label(Bump.MAJOR, "*")


# --- the manifest and the files -------------------------------------------------------------------


def _field_edit(name: str, field: str, level: Bump, *values: str) -> None:
    def one(draft: Draft, chance: random.Random) -> Label | None:
        value = chance.choice(values)
        if draft.manifest.get(field) == value:
            return None
        draft.manifest[field] = value
        return Label(level, field)

    operator(name)(one)


_field_edit("the id of the pack", "id", Bump.MAJOR, "acme.other", "entroping.more")
_field_edit("metadata: name", "name", Bump.PATCH, "Another name", "A third one")
_field_edit("metadata: summary", "summary", Bump.PATCH, "What it is.", "What else it is.")
_field_edit("nothing but the version", "version", Bump.NONE, "9.9.9", "1.0.0-rc.1")


def _range_edit(name: str, level: Bump, *pairs: tuple[str, str]) -> None:
    """Enter an edit of the range; the old one is put there first, see `prepared`."""

    def one(draft: Draft, chance: random.Random) -> Label | None:
        fitting = [after for before, after in pairs if draft.manifest["entroping"] == before]
        if not fitting:
            return None
        draft.manifest["entroping"] = chance.choice(fitting)
        return Label(level, "entroping")

    operator(name)(one)


RANGES = (">=0.1,<1.0", ">=0.1.1-alpha,<1.0")
_WIDE, _ALPHA = RANGES
_range_edit(
    "a smaller range",
    Bump.MAJOR,
    *((_WIDE, after) for after in (">=0.2,<1.0", ">=0.1,<0.9", ">=0.1,<1.0,!=0.5.0", "==0.5.0")),
    *((_ALPHA, after) for after in (">=0.1.1,<1.0", ">=0.2,<1.0", ">=0.1.1-beta,<1.0")),
)
_range_edit(
    "a larger range",
    Bump.MINOR,
    *((_WIDE, after) for after in (">=0.1", ">=0.0,<1.0", ">=0.1,<2.0", ">=0.1.0-alpha,<1.0")),
    *((_ALPHA, after) for after in (">=0.1.0,<1.0", ">=0.1.1-alpha", ">=0.1.1-0,<1.0")),
)
_range_edit(
    "another range",
    Bump.MAJOR,
    *((_WIDE, after) for after in (">=0.2,<2.0", ">=1.0,<2.0")),
    *((_ALPHA, after) for after in (">=0.1.1,<2.0", ">=1.0")),
)
_range_edit(
    f"{EQUAL}the range in other words",
    Bump.PATCH,
    *((_WIDE, after) for after in ("<1.0,>=0.1", ">=0.1.0, <1.0.0", ">=0.1,<1")),
    *((_ALPHA, after) for after in ("<1.0,>=0.1.1-alpha", ">=0.1.1-alpha, <1.0.0")),
)


def _file_edit(name: str, level: Bump, *paths: str) -> None:
    def one(draft: Draft, chance: random.Random) -> Label | None:
        path = chance.choice(paths)
        before = draft.files.get(path)
        comes = name.endswith("comes")
        if (before is None) != comes:
            return None
        draft.files[path] = (before or b"") + f"one more line {chance.random()}\n".encode()
        return Label(level, path)

    operator(name)(one)


_file_edit("a document comes", Bump.MINOR, "docs/more.md", "GUIDE.md", "docs/deep/er.txt")
_file_edit("an example comes", Bump.MINOR, "examples/more.yaml", "examples/deep/er.json")
_file_edit("a file of another kind comes", Bump.PATCH, ".editorconfig", "tools/run.sh", "NOTICE")
_file_edit("a document says more", Bump.PATCH, "README.md")
_file_edit("the CHANGELOG says more", Bump.NONE, "CHANGELOG.md")
_file_edit("the licence changes", Bump.PATCH, "LICENSE")


@operator("a document goes")
def _document_gone(draft: Draft, _: random.Random) -> Label | None:
    return Label(Bump.PATCH, "README.md") if draft.files.pop("README.md", None) else None


@operator("the entrypoint moves")
def _entrypoint(draft: Draft, _: random.Random) -> Label | None:
    before = draft.manifest["entrypoint"]
    if before not in draft.documents:
        return None
    draft.manifest["entrypoint"] = "policy.yaml"
    draft.documents["policy.yaml"] = draft.documents.pop(before)
    return Label(Bump.MAJOR, "*")
