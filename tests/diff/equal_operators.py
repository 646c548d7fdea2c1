"""Edits that mean the same, by construction: no more than a patch may be asked for.

Each says in its name why nothing changes; the numbers of what Hurl compares
(status, duration, counts) are whole.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import yaml

from tests.diff.brute_force import NUMBER
from tests.diff.drafts import Draft, Style, plain
from tests.diff.operators import EQUAL, Label, any_gate, operator
from toolkit.pack.model import MANIFEST
from toolkit.versions import Bump


def same_assertion(name: str) -> Callable[[Callable[[str, random.Random], str]], object]:
    """Enter a rewrite of an assertion."""

    def entered(rewrite: Callable[[str, random.Random], str]) -> object:
        @operator(f"{EQUAL}{name}")
        def one(draft: Draft, chance: random.Random) -> Label | None:
            for gate in chance.sample(draft.gates(), len(draft.gates())):
                after = rewrite(gate["gate"], chance)
                if gate["gate"] != after:
                    gate["gate"] = after
                    return Label(Bump.PATCH, gate["id"])
            return None

        return rewrite

    return entered


# --- assertions -----------------------------------------------------------------------------------


@same_assertion("blanks")
def _blanks(text: str, chance: random.Random) -> str:
    return re.sub(r"^(\w+) ", rf"\1{' ' * chance.randint(2, 4)}", text)


@same_assertion("a bound on whole numbers")
def _bound(text: str, _: random.Random) -> str:
    match = NUMBER.match(text)
    if match is None or "." in match["number"]:
        return text
    steps = {"<": ("<=", -1), "<=": ("<", 1), ">": (">=", 1), ">=": (">", -1)}
    if match["sign"] not in steps:
        return text
    sign, step = steps[match["sign"]]
    return f"{match['query']} {match['not'] or ''}{sign} {int(match['number']) + step}"


@same_assertion("a bound between two whole numbers")
def _between(text: str, chance: random.Random) -> str:
    match = NUMBER.match(text)
    steps = {"<": -1, "<=": 0, ">": 0, ">=": -1}
    if match is None or "." in match["number"] or match["sign"] not in steps:
        return text
    number = int(match["number"]) + steps[match["sign"]]
    sign = chance.choice(("<", "<=") if "<" in match["sign"] else (">", ">="))
    return f"{match['query']} {match['not'] or ''}{sign} {number}.5" if number >= 0 else text


@same_assertion("the other comparison, negated")
def _negated(text: str, _: random.Random) -> str:
    match = NUMBER.match(text)
    others = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
    if match is None:
        return text
    negation = "" if match["not"] else "not "
    return f"{match['query']} {negation}{others[match['sign']]} {match['number']}"


@same_assertion("a number as a float")
def _float(text: str, _: random.Random) -> str:
    match = NUMBER.match(text)
    return f"{text}.0" if match and "." not in match["number"] else text


@same_assertion("the name of a header in another case")
def _header_case(text: str, chance: random.Random) -> str:
    case = chance.choice((str.lower, str.upper))
    return re.sub(r'^header "([^"\\]+)"', lambda match: f'header "{case(match[1])}"', text)


@same_assertion("a character by its number")
def _character(text: str, _: random.Random) -> str:
    return re.sub(r'^(\w+ )"([A-Za-z])', lambda match: f'{match[1]}"\\u{{{ord(match[2]):x}}}', text)


@same_assertion("a key in brackets")
def _key(text: str, _: random.Random) -> str:
    return re.sub(r'^jsonpath "\$\.(\w+)"', r"""jsonpath "$['\1']" """.strip(), text)


def same_regex(name: str) -> Callable[[Callable[[str, random.Random], str]], object]:
    """Enter a rewrite of the regex of an assertion."""

    def entered(rewrite: Callable[[str, random.Random], str]) -> object:
        @same_assertion(f"regex: {name}")
        def one(text: str, chance: random.Random) -> str:
            match = re.search(r"matches /((?:[^/\\]|\\.)+)/$", text)
            if match is None:
                return text
            return f"{text[: match.start(1)]}{rewrite(match[1], chance)}/"

        return one

    return entered


@same_regex("in a group")
def _grouped(regex: str, chance: random.Random) -> str:
    opening = chance.choice(("(", "(?:"))
    flag = "(?i)" if regex.startswith("(?i)") else ""
    return f"{flag}{opening}{regex.removeprefix('(?i)')})"


@same_regex("once and any number of times instead of +")
def _once_and_more(regex: str, _: random.Random) -> str:
    return re.sub(r"(\[[^\]]+\]|\\[sSdw])\+", r"\1\1*", regex, count=1)


@same_regex("? as a choice")
def _choice(regex: str, _: random.Random) -> str:
    return re.sub(r"(?<![*+?)\\(])([a-z])\?", r"(?:\1|)", regex, count=1)


@same_regex("alternatives in another order")
def _alternatives(regex: str, _: random.Random) -> str:
    return re.sub(r"\((\w+)\|(\w+)\)", r"(\2|\1)", regex, count=1)


@same_regex("a digit by its range")
def _range(regex: str, _: random.Random) -> str:
    return regex.replace("[0-9]", "[0-45-9]", 1)


@same_regex("none of nothing")
def _nothing(regex: str, _: random.Random) -> str:
    return f"{regex}(?:)"


@same_assertion("a regex as a string")
def _as_string(text: str, _: random.Random) -> str:
    match = re.search(r"matches /((?:[^/\\]|\\.)+)/$", text)
    if match is None:
        return text
    regex = match[1].replace("\\/", "/").replace("\\", "\\\\").replace('"', '\\"')
    return f'{text[: match.start()]}matches "{regex}"'


# --- conditions and defaults ----------------------------------------------------------------------


@operator(f"{EQUAL}a method in another case")
def _method(draft: Draft, chance: random.Random) -> Label | None:
    fitting = [gate for gate in draft.gates() if gate["condition"].startswith("method == ")]
    if not fitting:
        return None
    gate = chance.choice(fitting)
    gate["condition"] = f"method == {gate['condition'].rpartition(' ')[2].lower()}"
    return Label(Bump.PATCH, gate["id"])


@operator(f"{EQUAL}final that is false, said or not said")
def _said(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    if gate.get("final"):
        return None
    if "final" in gate:
        del gate["final"]
    else:
        gate["final"] = False
    return Label(Bump.PATCH, gate["id"])


@operator(f"{EQUAL}blanks around texts")
def _around(draft: Draft, chance: random.Random) -> Label:
    gate = any_gate(draft, chance)
    field = chance.choice(("gate", "condition"))
    gate[field] = f" {gate[field]} "
    return Label(Bump.PATCH, gate["id"])


# --- where things stand ---------------------------------------------------------------------------


@operator(f"{EQUAL}the order of gates")
def _order(draft: Draft, chance: random.Random) -> Label | None:
    lists = [(path, listed) for path, listed in draft.lists() if len(listed) > 1]
    if not lists:
        return None
    path, listed = chance.choice(lists)
    listed.reverse()
    return Label(Bump.PATCH, path)


@operator(f"{EQUAL}the order of imports")
def _imports(draft: Draft, _: random.Random) -> Label | None:
    path = draft.manifest["entrypoint"]
    imports = draft.documents.get(path, {}).get("imports", [])
    if len(imports) < 2:
        return None
    imports.reverse()
    return Label(Bump.PATCH, path)


@operator(f"{EQUAL}a gate in another file")
def _moved(draft: Draft, chance: random.Random) -> Label | None:
    gate = any_gate(draft, chance)
    before, listed = draft.home(gate["id"])
    others = [path for path in draft.rule_files() if path != before]
    if not others:
        return None
    target = chance.choice(others)
    listed.remove(gate)
    draft.documents[target].setdefault("gates", []).append(gate)
    draft.entry(gate["id"])["file"] = target
    return Label(Bump.PATCH, gate["id"])


@operator(f"{EQUAL}a rule file under another name")
def _file(draft: Draft, chance: random.Random) -> Label | None:
    entrypoint = draft.documents[draft.manifest["entrypoint"]]
    path = chance.choice(draft.rule_files())
    ref = f"./{path}"
    if ref not in entrypoint.get("imports", []):
        return None
    target = f"{path.removesuffix('.yaml')}-moved.yaml"
    entrypoint["imports"][entrypoint["imports"].index(ref)] = f"./{target}"
    draft.documents[target] = draft.documents.pop(path)
    for entry in draft.manifest["gates"]:
        if entry["file"] == path:
            entry["file"] = target
    return Label(Bump.PATCH, path)


@operator(f"{EQUAL}groups spelled out")
def _ungrouped(draft: Draft, chance: random.Random) -> Label | None:
    grouped = [path for path, document in draft.documents.items() if document.get("gate_groups")]
    if not grouped:
        return None
    path = chance.choice(grouped)
    gates = [gate for home, listed in draft.lists() if home == path for gate in listed]
    draft.documents[path]["gates"] = [gate for gate in gates if "id" in gate]
    del draft.documents[path]["gate_groups"]
    return Label(Bump.PATCH, path)


@operator(f"{EQUAL}a document moves")
def _document(draft: Draft, _: random.Random) -> Label | None:
    return _renamed_file(draft, "README.md", "docs/README.md")


def _renamed_file(draft: Draft, before: str, after: str) -> Label | None:
    if before not in draft.files or after in draft.files:
        return None
    draft.files[after] = draft.files.pop(before)
    return Label(Bump.PATCH, before)


# --- layout ---------------------------------------------------------------------------------------


def layout(name: str) -> Callable[[Style], Style]:
    """Enter another way of writing a document or the manifest."""

    def entered(style: Style) -> Style:
        @operator(f"{EQUAL}layout: {name}")
        def one(draft: Draft, chance: random.Random) -> Label | None:
            path = chance.choice([MANIFEST, *draft.documents])
            document = draft.manifest if path == MANIFEST else draft.documents[path]
            if path in draft.styles or style(document) == plain(document):
                return None
            draft.styles[path] = style
            return Label(Bump.PATCH, path)

        STYLES[name] = style
        return style

    return entered


STYLES: dict[str, Style] = {}


@layout("a comment above")
def _comment_above(document: dict[str, Any]) -> str:
    return f"# a word\n\n# another\n{plain(document)}"


@layout("comments and empty lines in between")
def _comments(document: dict[str, Any]) -> str:
    return re.sub(r"(?m)^(\s*)- ", r"\n\1# here\n\1- ", plain(document))


def _quoted(document: dict[str, Any], quote: str) -> str:
    class Quoting(yaml.SafeDumper):
        """Writes every text in the same quotes, and nothing else."""

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=quote)

    Quoting.add_representer(str, text)
    return yaml.dump(document, Dumper=Quoting, sort_keys=False, width=1000)


@layout("double quotes")
def _double(document: dict[str, Any]) -> str:
    return _quoted(document, '"')


@layout("single quotes")
def _single(document: dict[str, Any]) -> str:
    return _quoted(document, "'")


@layout("keys in another order")
def _keys(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=True, width=1000)


@layout("flow style")
def _flow(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, default_flow_style=True, width=1000)


@layout("short lines")
def _short(document: dict[str, Any]) -> str:
    return yaml.safe_dump(document, sort_keys=False, width=30, indent=4)


@layout("anchors and aliases")
def _anchors(document: dict[str, Any]) -> str:
    """Write `enforcement: block` once, and refer to it everywhere else."""
    first, rest = "enforcement: &level block", "enforcement: *level"
    head, found, tail = plain(document).partition("enforcement: block")
    return head + (first if found else "") + tail.replace("enforcement: block", rest)


@layout("line ends of another system")
def _line_ends(document: dict[str, Any]) -> str:
    return plain(document).replace("\n", "\r\n")
