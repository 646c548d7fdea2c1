"""The published JSON Schemas: where they are, and validation with them.

They stand in the top-level folder ``schemas/`` of the repository, so that
editors and other tools find them, and travel inside the installed package.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_HERE = Path(__file__).resolve().parent


def folder() -> Path:
    """Return the folder of schemas: inside the package, or beside it in a checkout."""
    packaged = _HERE / "schemas"
    return packaged if packaged.is_dir() else _HERE.parent / "schemas"


def load(name: str) -> dict[str, Any]:
    """Return the schema ``<name>.schema.json``."""
    schema: dict[str, Any] = json.loads(text(name))
    return schema


def text(name: str) -> str:
    """Return the text of the schema ``<name>.schema.json``."""
    return (folder() / f"{name}.schema.json").read_text(encoding="utf-8")


@functools.cache
def validator(name: str) -> Validator:
    """Return the draft 2020-12 validator of the schema ``name``."""
    from jsonschema import Draft202012Validator, validators  # noqa: PLC0415 (130 ms to import)

    # One error for each missing or surplus key, and its message is the key itself.
    one_per_key = {"required": _missing_keys, "additionalProperties": _surplus_keys}
    strict: type[Validator] = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, one_per_key
    )
    return strict(load(name))


def _missing_keys(
    _validator: Validator, required: list[str], instance: object, _schema: object
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 (already loaded)

    if isinstance(instance, Mapping):
        for key in required:
            if key not in instance:
                yield ValidationError(key)


def _surplus_keys(
    checker: Any,  # noqa: ANN401 (the protocol lacks descend)
    allowed: object,
    instance: object,
    schema: Mapping[str, Mapping[str, object]],
) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 (already loaded)

    if not isinstance(instance, Mapping):
        return
    for key in instance:
        if key in schema.get("properties", {}):
            continue
        if allowed is False:
            yield ValidationError(key)
        else:
            yield from checker.descend(instance[key], allowed, path=key)
