"""Settings: bytes of a TOML file → values that know their place, or faults that say what to do.

They stand in ``policy-pack-toolkit.toml``, or in the table
``[tool.policy-pack-toolkit]`` of a ``pyproject.toml``, with the same keys
(``schemas/settings.v1.schema.json``). Which file counts is decided where files
are read, in `toolkit.commands`.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from toolkit import schemas
from toolkit.diff.readings import Reading
from toolkit.diff.toml_places import Places
from toolkit.faults import Fault
from toolkit.spans import Location
from toolkit.versions import Bump, ZeroMajor

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

NAME = "policy-pack-toolkit.toml"
PYPROJECT = "pyproject.toml"
SCHEMA = "settings.v1"
MAX_BYTES = 1_000_000
"""Far beyond any file of settings; what is larger is not read."""

_TABLE = ("tool", "policy-pack-toolkit")
_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")
_KINDS = {"object": "a table", "array": "a list", "string": "text"}
_MOST_FAULTS = 100
_NEARLY = 0.9
"""How much alike a misspelt name is to the right one; other tools have names of their own."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value that somebody set, and where."""

    value: T
    where: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is set for one pack; None (or no rule) where nothing is said."""

    profile: Told[str] | None = None
    zero_major: Told[ZeroMajor] | None = None
    fail_on: Told[tuple[Reading, ...]] | None = None
    allow_undecided: Told[Bump] | None = None
    rules: Mapping[str, Told[Bump]] = field(default_factory=dict)
    accepted_breaks: Told[str] | None = None


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """One file of settings: what it says of every pack, and of single ones."""

    path: str
    table: Mapping[str, Any]
    places: Places
    prefix: tuple[str, ...] = ()

    def of(self, pack_id: str) -> Settings:
        """Return what is set for a pack: its own table wins, key by key and rule by rule."""
        told: dict[tuple[str, ...], Any] = {}
        for way in (("bump",), ("packs", pack_id, "bump")):
            table = self._at(way)
            for key, value in table.items():
                if key == "rules":
                    for rule in value:
                        told["rules", rule] = (*way, "rules", rule, "required")
                else:
                    told[key,] = (*way, key)
        return Settings(
            profile=self._told(told, "profile", str),
            zero_major=self._told(told, "zero-major", ZeroMajor),
            fail_on=self._told(told, "fail-on", _readings),
            allow_undecided=self._told(told, "allow-undecided", _level),
            rules={
                key[1]: Told(_level(self._value(way)), self._place(way))
                for key, way in sorted(told.items())
                if key[0] == "rules"
            },
            accepted_breaks=self._told(told, "accepted-breaks", str),
        )

    @property
    def packs(self) -> Mapping[str, Location]:
        """The packs that have a table of their own, and where."""
        return {name: self._place(("packs", name)) for name in self.table.get("packs", {})}

    def _told(self, told: Mapping[tuple[str, ...], Any], key: str, read: Any) -> Any:  # noqa: ANN401 (each key has its own type, which the schema has checked)
        way = told.get((key,))
        return None if way is None else Told(read(self._value(way)), self._place(way))

    def _at(self, way: Iterable[str]) -> Mapping[str, Any]:
        node: Any = self.table
        for step in way:
            node = node.get(step, {})
        found: Mapping[str, Any] = node
        return found

    def _value(self, way: tuple[str, ...]) -> Any:  # noqa: ANN401 (what TOML holds)
        return self._at(way[:-1])[way[-1]]

    def _place(self, way: tuple[str, ...]) -> Location:
        return self.places.of((*self.prefix, *way))


@dataclass(frozen=True, slots=True)
class SettingsReading:
    """What a file came to: settings, faults, or neither where it has nothing for us."""

    settings: SettingsFile | None
    faults: tuple[Fault, ...] = ()


def read_settings(data: bytes, path: str, *, rules: Collection[str]) -> SettingsReading:
    """Read a file of settings; any bytes give a reading, never an exception.

    ``rules`` are the ids that may be given another level. A ``pyproject.toml``
    without our table has nothing for us.
    """
    is_pyproject = path.rpartition("/")[2] == PYPROJECT
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        fault = Fault(
            code="settings-syntax",
            message="the file is not UTF-8",
            where=Location(path, line, column),
            hint="save it as UTF-8",
        )
        return SettingsReading(None, (fault,))
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if is_pyproject and _TABLE[-1] not in text:
            return SettingsReading(None)  # broken, but nothing to us
        return SettingsReading(None, (_syntax(error, text, path),))
    prefix = _TABLE if is_pyproject else ()
    table: Any = document
    for step in prefix:
        table = table.get(step) if isinstance(table, dict) else None
    places = Places(text, path, tomllib.loads)
    if table is None:
        return SettingsReading(None, tuple(_misspelt(document, places)))
    found = SettingsFile(path, table, places, prefix)
    faults = tuple(_faults(found, rules))
    return SettingsReading(None if faults else found, faults)


def _misspelt(document: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    """Yield a table of pyproject.toml that is nearly ours: what it sets would go unheard."""
    tools = document.get(_TABLE[0])
    for name in tools if isinstance(tools, dict) else ():
        if difflib.get_close_matches(name, _TABLE[1:], cutoff=_NEARLY):
            yield Fault(
                code="settings-value",
                message=f"unknown table 'tool.{name}'",
                where=places.of((_TABLE[0], name)),
                hint=f"did you mean {'.'.join(_TABLE)!r}?",
            )


def _syntax(error: Exception, text: str, path: str) -> Fault:
    """Return what the parser says, with the place that it tells in its own words."""
    message = str(error) if isinstance(error, ValueError) else "nested too deep"
    place = _SYNTAX_PLACE.search(message)
    where = Location(path)
    if place is not None:
        end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
        told = (int(place[1]), int(place[2])) if place[1] else end
        where = Location(path, *told)
    return Fault(
        code="settings-syntax",
        message=f"no TOML: {_SYNTAX_PLACE.sub('', message)}",
        where=where,
        hint="https://toml.io says how it is written",
    )


def _faults(settings: SettingsFile, rules: Collection[str]) -> Iterator[Fault]:
    """Yield what the schema refuses, and then rules that do not exist."""
    checker = schemas.validator(SCHEMA)
    try:
        errors = list(checker.iter_errors(settings.table))
        found = [_fault(settings, error) for error in errors[:_MOST_FAULTS]]
    except (ValueError, RecursionError):  # a number or a nesting that Python cannot print
        message = "a value is too large to be a setting"
        found = [Fault(code="settings-value", message=message, where=Location(settings.path))]
    yield from sorted(found, key=lambda fault: (fault.where, fault.message))
    if not found:
        yield from _unknown_rules(settings, rules)


def _unknown_rules(settings: SettingsFile, rules: Collection[str]) -> Iterator[Fault]:
    tables = [("bump",), *(("packs", name, "bump") for name in settings.table.get("packs", {}))]
    for way in tables:
        for name in settings._at((*way, "rules")):  # noqa: SLF001 (a part of the same module)
            if name not in rules:
                yield Fault(
                    code="settings-rule",
                    message=f"there is no rule {name!r}",
                    where=settings._place((*way, "rules", name)),  # noqa: SLF001 (same)
                    hint=_meant(name, rules) or "policy-pack bump --list has them all",
                )


def _fault(settings: SettingsFile, error: ValidationError) -> Fault:
    way = [str(step) for step in error.absolute_path if isinstance(step, str)]
    name = ".".join(way)
    match error.validator:
        case "additionalProperties":
            way.append(error.message)
            known = error.schema.get("properties", {})  # type: ignore[union-attr] # a table has an object
            if error.message == "protection" and "rules" in way:
                hint = "what a change does to protection is a fact, and cannot be overridden"
            else:
                hint = _meant(error.message, known) or f"known here: {', '.join(sorted(known))}"
            message = f"unknown key {'.'.join(way)!r}"
        case "required":
            message, hint = f"{name} lacks {error.message!r}", f'add {error.message} = "…"'
        case "enum":
            options = [str(option) for option in error.validator_value]  # type: ignore[union-attr] # a list
            message = f"{name} is {error.instance!r}"
            hint = _meant(str(error.instance), options) or f"it can be {', '.join(options)}"
        case "type":
            kind = _KINDS.get(str(error.validator_value), str(error.validator_value))
            message, hint = f"{name or settings.path} must be {kind}", ""
        case "uniqueItems":
            message, hint = f"{name} has an entry twice", "name each once"
        case _:
            message, hint = f"{name} is empty", "give a name, or leave the key out"
    where = settings._place(tuple(way))  # noqa: SLF001 (a part of the same module)
    return Fault(code="settings-value", message=message, where=where, hint=hint)


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def _level(word: str) -> Bump:
    return Bump[word.upper()]


def _readings(words: Iterable[str]) -> tuple[Reading, ...]:
    return tuple(Reading(word) for word in words)
