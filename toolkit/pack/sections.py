"""The sections of a document that a pack should not have, read as strictly as the runtime does.

Agents, settings, exceptions: a consumer never sees them from a pack, but a
document that the runtime refuses is refused here too. Source:
upstream-contract.md, "Rules of a QAnstitution document".
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias
from urllib.parse import urlsplit

from toolkit.faults import Fault
from toolkit.pack.imports import has_control
from toolkit.pack.nodes import Mapping, Node, Scalar, Sequence, text_of
from toolkit.pack.secrets import looks_like_secret
from toolkit.spans import Location

Check: TypeAlias = Callable[[Node], str]
"""Says what is wrong with a value; ``""`` where nothing is."""

_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAX_TEMPERATURE = 2.0
_INTEGER_TEXT = re.compile(r"\s*[+-]?[0-9]+(?:_[0-9]+)*(?:\.0+)?\s*")


def check_sections(root: Mapping, prefix: str, misshapen: set[Location]) -> Iterator[Fault]:
    """Yield the faults that the schema cannot see, outside gates and groups.

    ``misshapen`` are places that the schema refused already.
    """
    for field, node, problem in _problems(root):
        if node.at not in misshapen:
            message = f"{prefix}{field}: {problem}"
            yield Fault(code="document-section", message=message, where=node.at)


def _problems(root: Mapping) -> Iterator[tuple[str, Node, str]]:
    for index, item in enumerate(_items(root.get("ignore_failures"))):
        yield from _field(item, "expires", f"ignore_failures.{index}", _date_problem)
    settings = root.get("settings")
    yield from _field(settings, "timeout", "settings", _positive_problem)
    yield from _field(settings, "parallel_workers", "settings", _positive_problem)
    yield from _field(settings, "retry", "settings", _count_problem)
    if isinstance(settings, Mapping):
        for index, item in enumerate(_items(settings.get("protected_environments"))):
            problem = _environment_problem(item)
            if problem:
                yield f"settings.protected_environments.{index}", item, problem
    agents = root.get("agents")
    if isinstance(agents, Mapping):
        for name, agent in agents.entries.items():
            for field, check in _AGENT_CHECKS.items():
                yield from _field(agent, field, f"agents.{name}", check)


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _field(
    parent: Node | None, name: str, path: str, check: Check
) -> Iterator[tuple[str, Node, str]]:
    node = parent.get(name) if isinstance(parent, Mapping) else None
    problem = check(node) if node is not None else ""
    if node is not None and problem:
        yield f"{path}.{name}", node, problem


def _date_problem(node: Node) -> str:
    try:
        dt.date.fromisoformat(text_of(node) or "")
    except ValueError:
        return "expires must use YYYY-MM-DD"
    return ""


def _environment_problem(node: Node) -> str:
    name = (text_of(node) or "").strip()
    if not name:
        return "protected environment names must not be empty"
    if has_control(name):
        return "protected environment names must not contain control characters"
    return ""


def _number(node: Node) -> float | None:
    """Return the number that the runtime coerces the value to, or None for null and no number."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, (bool, int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return math.nan


def _integer_problem(node: Node) -> str:
    value = node.value if isinstance(node, Scalar) else None
    if value is None:
        return ""
    if isinstance(value, str) and not _INTEGER_TEXT.fullmatch(value):
        return "Input should be a valid integer, unable to parse string as an integer"
    if isinstance(value, float) and not value.is_integer():
        return "Input should be a valid integer, got a number with a fractional part"
    return ""


def _positive_problem(node: Node) -> str:
    number = _number(node)
    if number is not None and number <= 0:
        return "Input should be greater than 0"
    return _integer_problem(node)


def _count_problem(node: Node) -> str:
    number = _number(node)
    if number is not None and number < 0:
        return "Input should be greater than or equal to 0"
    return _integer_problem(node)


def _cost_problem(node: Node) -> str:
    number = _number(node)
    if number is None:
        return ""
    if not math.isfinite(number):
        return "Input should be a finite number"
    return "Input should be greater than or equal to 0" if number < 0 else ""


def _temperature_problem(node: Node) -> str:
    number = _number(node)
    if number is None or math.isnan(number):
        return "Input should be a valid number"
    if not 0 <= number <= _MAX_TEMPERATURE:
        return "Input should be between 0 and 2"
    return ""


def _name_problem(node: Node, what: str) -> str:
    """Return what the three text fields of an agent have in common."""
    value = (text_of(node) or "").strip()
    if not value:
        return f"{what} must not be empty"
    if has_control(value):
        return f"{what} must not contain control characters"
    if looks_like_secret(value):
        return f"{what} must not look like a secret"
    return ""


def _model_problem(node: Node) -> str:
    return _name_problem(node, "model identifier")


def _environment_name_problem(node: Node) -> str:
    text = text_of(node)
    if text is None:
        return ""
    problem = _name_problem(node, "api_key_env")
    if not problem and not _ENV_NAME.fullmatch(text.strip()):
        return "api_key_env must be an environment variable name"
    return problem


def _address_problem(node: Node) -> str:
    text = text_of(node)
    if text is None:
        return ""
    problem = _name_problem(node, "api_base")
    if problem:
        return problem
    try:
        address = urlsplit(text.strip())
        host = address.hostname
    except ValueError:
        return "api_base must use http or https"
    if address.scheme not in ("http", "https") or not address.netloc:
        return "api_base must use http or https"
    if "@" in address.netloc:
        return "api_base must not contain userinfo"
    if address.query:
        return "api_base must not contain query parameters"
    if address.fragment:
        return "api_base must not contain fragments"
    return "" if _is_loopback(host) else "api_base must target a local loopback host"


def _is_loopback(host: str | None) -> bool:
    name = (host or "").lower()
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


_AGENT_CHECKS: dict[str, Check] = {
    "model": _model_problem,
    "api_base": _address_problem,
    "api_key_env": _environment_name_problem,
    "input_cost_per_1m_tokens_usd": _cost_problem,
    "output_cost_per_1m_tokens_usd": _cost_problem,
    "temperature": _temperature_problem,
    "max_tokens": _positive_problem,
}
