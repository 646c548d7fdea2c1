"""One gate of a document → `Gate`: its id, condition and assertion, read and parsed.

Source: upstream-contract.md, "Rules of a QAnstitution document" (Gate,
Condition) and "Where we go further", 4: a line that is no Hurl assertion would
be injected into every test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from toolkit.faults import Fault
from toolkit.gates.condition import Condition, parse_condition
from toolkit.gates.errors import GateSyntaxError
from toolkit.gates.hurl import parse_assertion
from toolkit.gates.nodes import Assertion
from toolkit.pack.imports import has_control
from toolkit.pack.model import Enforcement, Gate
from toolkit.pack.nodes import Mapping, Scalar, text_of
from toolkit.spans import Location

Parsed = TypeVar("Parsed", Condition, Assertion)

_LINE_SEPARATORS = ("\u2028", "\u2029")
_TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "on"})


def read_gate(node: Mapping, prefix: str, *, group: str | None) -> tuple[Gate | None, list[Fault]]:
    """Read a gate whose shape the schema already accepted; None where a part is refused.

    ``prefix`` begins every message: the document and the dotted path.
    """
    faults: list[Fault] = []

    def refuse(field: str, problem: str, hint: str = "", *, code: str, at: Location) -> None:
        message = f"{prefix}.{field}: {problem}"
        faults.append(Fault(code=code, message=message, where=at, hint=hint))

    gate_id = _field(node, "id")
    if has_control(gate_id.value):
        problem = "gate id must not contain control characters"
        refuse("id", problem, code="gate-id", at=gate_id.scalar.at)
    elif not gate_id.value.strip():
        refuse("id", "gate id must not be blank", code="gate-id", at=gate_id.scalar.at)

    condition_field, gate_field = _field(node, "condition"), _field(node, "gate")
    condition = _parse(condition_field, parse_condition, faults, f"{prefix}.condition: ")
    problem = _unsafe_line(gate_field.value)
    if problem:
        refuse("gate", problem, code="gate-line", at=gate_field.scalar.at)
        return None, faults
    assertion = _parse(gate_field, parse_assertion, faults, f"{prefix}.gate: ")
    if faults or condition is None or assertion is None:
        return None, faults
    gate = Gate(
        id=gate_id.value.strip(),
        condition_text=condition_field.value.strip(),
        assertion_text=gate_field.value.strip(),
        condition=condition,
        assertion=assertion,
        enforcement=Enforcement[_field(node, "enforcement").value.upper()],
        description=text_of(node.get("description")),
        final=_flag(node),
        group=group,
        at=gate_id.scalar.at,
        condition_as_written=condition_field.value,
        where={name: value.at for name, value in node.entries.items()},
    )
    return gate, []


class _Field:
    """A text field with its node."""

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar
        self.value = str(scalar.value)

    def place(self, offset: int) -> Location:
        """Return where character ``offset`` of the value stands in the file.

        Exact for values written on one line without escapes, which is nearly
        all; the start of the value otherwise.
        """
        at, scalar = self.scalar.at, self.scalar
        width = scalar.end - scalar.start
        quotes = width - len(self.value)
        if quotes not in (0, 2) or "\n" in self.value:
            return at
        return Location(at.path, at.line, at.column + quotes // 2 + offset)


def _field(node: Mapping, name: str) -> _Field:
    scalar = node.get(name)
    assert isinstance(scalar, Scalar)  # noqa: S101 (the schema has accepted the shape)
    return _Field(scalar)


def _unsafe_line(value: str) -> str:
    if has_control(value) or any(char in value for char in _LINE_SEPARATORS):
        return "gate assertion must not contain control characters"
    if not value.strip():
        return "gate assertion must not be blank"
    if value.strip().startswith(("#", "[")):
        return "gate assertion must be executable Hurl"
    return ""


def _parse(
    field: _Field, parser: Callable[[str], Parsed], faults: list[Fault], prefix: str
) -> Parsed | None:
    """Parse the stripped value; a fault points into the file at the character."""
    leading = len(field.value) - len(field.value.lstrip())
    text = field.value.strip()
    is_condition = parser is parse_condition
    try:
        return parser(text)
    except GateSyntaxError as error:
        if is_condition:
            problem = f"Unsupported QAnstitution condition syntax: {text!r}: {error.message}"
        else:
            problem = f"gate is not a Hurl assertion: {text!r}: {error.message}"
        code = "gate-condition" if is_condition else "gate-not-hurl"
        at = field.place(leading + error.span.start)
        faults.append(Fault(code=code, message=f"{prefix}{problem}", where=at))
        return None


def _flag(node: Mapping) -> bool:
    """Return ``final`` as the runtime coerces it (contract, Gate)."""
    scalar = node.get("final")
    if not isinstance(scalar, Scalar):
        return False
    value = scalar.value
    return value.lower() in _TRUE_WORDS if isinstance(value, str) else bool(value)
