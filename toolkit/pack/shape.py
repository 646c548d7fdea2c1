"""The shape of a document: its JSON Schema, with faults that say where and what to do.

Types and required fields are facts of the schema file; its ``x-message``
annotations are the words of the existing checkers (upstream-contract.md, "Smoke
checks"). What a schema cannot say is checked where the document is read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as AnyMapping
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from toolkit import schemas
from toolkit.faults import Fault
from toolkit.pack.limits import MAX_FINDINGS
from toolkit.pack.nodes import Mapping, Node, Scalar, find, plain

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_READ_AS = {type(None): "nothing", bool: "true or false", int: "a number", float: "a number"}
_TO_CHILD = frozenset({"properties", "items", "additionalProperties", "propertyNames"})
_TYPE_MESSAGES = {
    "string": "Input should be a valid string",
    "array": "Input should be a valid list",
    "object": "Input should be a valid dictionary",
    "boolean": "Input should be a valid boolean",
}


def check_shape(
    root: Node,
    schema: str,
    *,
    prefix: str = "{message}",
    to_write: AnyMapping[str, Callable[[str], str]] = MappingProxyType({}),
) -> list[Fault]:
    """Return every place where ``root`` does not fit the schema, in file order.

    ``prefix`` may use ``{field}`` (dotted path) and ``{message}``. ``to_write``
    says for a field what to write where YAML reads its text as something else;
    for other fields that is the same text in quotes.
    """
    checker = schemas.validator(schema)
    errors = islice(checker.iter_errors(plain(root)), MAX_FINDINGS)  # type: ignore[arg-type]
    faults = {_fault(root, error, prefix, checker.schema, to_write): None for error in errors}  # type: ignore[arg-type]
    return sorted(faults, key=lambda fault: fault.where)


def _fault(
    root: Node,
    error: ValidationError,
    prefix: str,
    schema: AnyMapping[str, Any],
    to_write: AnyMapping[str, Callable[[str], str]],
) -> Fault:
    path = list(error.absolute_path)
    where = find(root, iter(path))
    at = where.at
    if error.validator in ("required", "additionalProperties"):
        path.append(error.message)
        if isinstance(where, Mapping):
            at = where.keys.get(error.message, at)
    message = _message(error, schema).replace("{index}", str(_last_index(path)))
    if "{value}" in message:
        message = message.replace("{value}", repr(error.instance))
    return Fault(
        code=_code(error),
        message=_filled(prefix, ".".join(map(str, path)), message),
        where=at,
        hint=_hint(error, where, to_write.get(".".join(map(str, path)), '"{}"'.format)),
    )


def _filled(prefix: str, field: str, message: str) -> str:
    """Put field and message in their places, whatever braces they hold themselves."""
    start, _, end = prefix.rpartition("{message}")
    return f"{start.replace('{field}', field)}{message}{end}"


def _last_index(path: list[str | int]) -> int:
    return next((step for step in reversed(path) if isinstance(step, int)), 0)


def _message(error: ValidationError, schema: AnyMapping[str, Any]) -> str:
    if error.validator == "required":
        missing = error.schema["properties"].get(error.message, {})  # type: ignore[index]
        return str(schema.get("x-missing") or missing["x-message"])
    if error.validator == "additionalProperties":
        return "Extra inputs are not permitted"
    return _annotated(schema, error) or _TYPE_MESSAGES.get(_kind(error), error.message)


def _kind(error: ValidationError) -> str:
    """Return the type that was expected; of several the first, which is what one would write."""
    kind = error.validator_value
    return str(kind[0] if isinstance(kind, list) else kind)


def _annotated(schema: AnyMapping[str, Any], error: ValidationError) -> str:
    """Return the innermost x-message on the way to the keyword that failed.

    jsonschema leaves ``$ref`` out of the path, so it is followed where met; a
    step to a child value forgets what was said of its parent.
    """
    here: Any = schema
    told = str(schema.get("x-message", ""))
    for step in error.absolute_schema_path:
        while isinstance(here, dict) and "$ref" in here and step not in here:
            here = schema["$defs"][here["$ref"].rpartition("/")[2]]
            told = here.get("x-message", told)
        if step in _TO_CHILD:
            told = ""
        here = here[step]
        if isinstance(here, dict):
            told = here.get("x-message", told)
    return told


def _code(error: ValidationError) -> str:
    names = {"required": "field-missing", "additionalProperties": "field-unknown"}
    return names.get(str(error.validator), "field-type")


def _hint(error: ValidationError, node: Node, to_write: Callable[[str], str]) -> str:
    if error.validator == "additionalProperties":
        return f"remove {error.message!r} or correct its spelling"
    if error.validator == "required":
        return f"add {error.message!r}"
    if not (isinstance(node, Scalar) and node.plain and _takes_text(error)):
        return ""
    if isinstance(node.value, str) or not node.text:
        return ""
    read_as = _READ_AS.get(type(node.value), "a date")
    return f"YAML reads {node.text} as {read_as}: write {to_write(node.text)}"


def _takes_text(error: ValidationError) -> bool:
    if error.validator == "type":
        expected = error.validator_value
        return "string" in ([expected] if isinstance(expected, str) else list(expected))  # type: ignore[arg-type]
    return error.validator in ("pattern", "enum", "const")
