"""Gate groups: named lists of gates inside one document, expanded where referenced.

Source: upstream-contract.md, "Group expansion": nested groups first, in listed
order, then own gates; names are compared stripped; cycles and unknown names
count only where they are referenced.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.faults import Fault
from toolkit.pack.imports import has_control
from toolkit.pack.limits import MAX_GATES_PER_FILE, MAX_GROUP_DEPTH
from toolkit.pack.model import Gate
from toolkit.pack.nodes import Mapping, Node, Sequence, text_of
from toolkit.spans import Location


@dataclass
class Groups:
    """The groups of one document; faults go to the list given."""

    faults: list[Fault]
    nested: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    own: dict[str, list[Gate]] = field(default_factory=dict)
    raw_names: dict[str, str] = field(default_factory=dict)
    expanded: dict[str, list[Gate]] = field(default_factory=dict)
    heights: dict[str, int] = field(default_factory=dict)
    """How many groups stand below each other in an expanded group, itself included."""

    def note(self, code: str, message: str, at: Location, hint: str = "") -> None:
        """Add a fault."""
        self.faults.append(Fault(code=code, message=message, where=at, hint=hint))

    def declare(self, raw: str, at: Location, prefix: str) -> str | None:
        """Register a group name; return it stripped, or None where it is no name."""
        name = _name(raw)
        if name is None:
            self.note("group-name", f"{prefix}{_name_problem(raw)}", at)
            return None
        if name in self.raw_names:
            twins = f"{self.raw_names[name]!r} and {raw!r}"
            message = f"{prefix}duplicate gate group name after normalization: {twins}"
            self.note("group-name-duplicate", message, at, "rename one of the two")
            return None
        self.raw_names[name] = raw
        self.own[name] = []
        return name

    def fill(self, name: str, nested: Node | None, gates: list[Gate]) -> None:
        """Give the declared group its content."""
        self.nested[name] = nested.items if isinstance(nested, Sequence) else ()
        self.own[name] = gates
        for node in self.nested[name]:
            text = text_of(node)
            if text is not None and _name(text) is None:
                self.note("group-name", _name_problem(text), node.at)

    def expand(self, reference: Node | None, prefix: str) -> list[Gate]:
        """Return the gates that a reference stands for; faults where it leads nowhere."""
        text = text_of(reference)
        if reference is None or text is None:
            return []
        name = _name(text)
        if name is None:
            self.note("group-name", f"{prefix}{_name_problem(text)}", reference.at)
            return []
        return self._expand(name, reference.at, prefix, ())

    def _expand(self, name: str, at: Location, prefix: str, stack: tuple[str, ...]) -> list[Gate]:
        if name not in self.own:
            known = ", ".join(sorted(self.own)) or "none"
            hint = f"groups of this file: {known}"
            self.note("group-unknown", f"{prefix}Unknown gate group {name!r}", at, hint)
            return []
        chain = " -> ".join((*stack, name))
        if name in stack:
            self.note("group-cycle", f"{prefix}Gate group cycle detected: {chain}", at)
            return []
        if len(stack) + self.heights.get(name, 1) > MAX_GROUP_DEPTH:
            message = f"{prefix}gate group expansion depth exceeds {MAX_GROUP_DEPTH}: {chain}"
            self.note("group-depth", message, at)
            return []
        if name not in self.expanded:
            gates: list[Gate] = []
            height = 0
            for node in self.nested.get(name, ()):
                inner = _name(text_of(node) or "")
                if inner is not None and len(gates) <= MAX_GATES_PER_FILE:
                    gates += self._expand(inner, node.at, prefix, (*stack, name))
                    height = max(height, self.heights.get(inner, 0))
            self.expanded[name] = [*gates, *self.own[name]][: MAX_GATES_PER_FILE + 1]
            self.heights[name] = height + 1
        return self.expanded[name]

    def refuse_flood(self, gates: list[Gate], prefix: str, root: Mapping) -> None:
        """Add a fault where expansion gave more gates than the runtime takes; cut the list."""
        if len(gates) > MAX_GATES_PER_FILE:
            del gates[MAX_GATES_PER_FILE:]
            limit = f"{MAX_GATES_PER_FILE} gate entries"
            at = root.keys.get("gates", root.at)
            self.note("group-flood", f"{prefix}gate group expansion exceeds {limit}", at)


def _name(raw: str) -> str | None:
    name = raw.strip()
    return None if not name or has_control(name) else name


def _name_problem(raw: str) -> str:
    problem = "not contain control characters" if raw.strip() else "not be empty"
    return f"gate group name must {problem}"
