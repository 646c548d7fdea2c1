"""By which rules a report judges: the catalogue, a profile, and what maintainers override.

Later ones win: the rules' own levels, the profile, the settings, the options of
the command line. Whatever differs from the default is an `Override`, and every
report lists them: a level that was changed must not look like one that was not.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.diff.catalogue import Catalogue, CatalogueError, load_catalogue, read_strictly
from toolkit.diff.packaged import contents_of, names_in
from toolkit.diff.readings import Reading
from toolkit.diff.settings import Settings, Told
from toolkit.versions import Bump, ZeroMajor

SCHEMA = "bump-profile.v1"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Profile:
    """Other levels for some rules, under one name."""

    id: str
    title: str
    levels: Mapping[str, Bump] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One thing that is judged otherwise than by default, and who says so.

    ``what`` is ``profile``, ``rule``, ``allow-undecided``, ``zero-major`` or
    ``graduate``; ``source`` is the place in a file, an option, or a profile.
    """

    what: str
    value: str
    default: str
    source: str
    rule: str = ""

    @property
    def message(self) -> str:
        """The override in words, without its source."""
        match self.what:
            case "profile":
                return f"the profile is {self.value} instead of {self.default}"
            case "rule":
                return f"{self.rule} asks for {self.value} instead of {self.default}"
            case "allow-undecided":
                return f"what is not decided asks for {self.value} instead of {self.default}"
            case "graduate":
                return f"the next release is to be {self.value}"
            case _:
                return f"numbers below 1.0.0 are read as {self.value} instead of {self.default}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the command line says; None where it says nothing, and the settings count."""

    profile: str | None = None
    zero_major: ZeroMajor | None = None
    graduate: bool = False
    fail_on: tuple[Reading, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All that a report is judged by."""

    catalogue: Catalogue = field(default_factory=load_catalogue, repr=False)
    profile: str = DEFAULT
    zero_major: ZeroMajor = ZeroMajor.CARGO
    graduate: bool = False
    fail_on: tuple[Reading, ...] = ()
    overrides: tuple[Override, ...] = ()


def profile_names() -> tuple[str, ...]:
    """Return the ids of the profiles that travel with the package, none of them read."""
    return names_in("profiles")


@functools.cache
def load_profiles() -> Mapping[str, Profile]:
    """Return the profiles that travel with the package, by id; the tests have checked them."""
    return {profile.id: profile for profile in map(_profile, contents_of("profiles"))}


def read_profile(data: bytes, name: str) -> Profile:
    """Return the profile in a file called ``name``.

    Raises:
        CatalogueError: The file is no profile, or names a rule that does not exist.
    """
    content = read_strictly(data, name, SCHEMA)
    if name != f"{content['id']}.yaml":
        raise CatalogueError(f"{name}: the profile in it is called {content['id']}")
    profile = _profile(content)
    for rule in profile.levels:
        if load_catalogue().rule(rule) is None:
            raise CatalogueError(f"{name}: there is no rule {rule}")
    return profile


def _profile(content: dict[str, Any]) -> Profile:
    levels = {rule: Bump[level.upper()] for rule, level in content["levels"].items()}
    return Profile(content["id"], content["title"], levels)


_NOTHING = Settings()


def policy_of(settings: Settings = _NOTHING, choices: Choices | None = None) -> Policy:
    """Return the policy that settings and command line come to together."""
    choices = choices or Choices()
    plain_rules = load_catalogue()
    profile, by_profile = _chosen(choices.profile, settings.profile, "--profile", DEFAULT)
    zero, by_zero = _chosen(
        choices.zero_major, settings.zero_major, "--zero-major", ZeroMajor.CARGO
    )
    levels = dict(load_profiles()[profile].levels)
    sources = dict.fromkeys(levels, f"profile {profile}")
    for rule, told in settings.rules.items():
        levels[rule], sources[rule] = told.value, str(told.where)
    catalogue = plain_rules.with_levels(levels)
    undecided = settings.allow_undecided
    if undecided is not None:
        catalogue = catalogue.with_undecided(undecided.value, but=settings.rules)
    overrides = [
        *_one("profile", profile, DEFAULT, by_profile),
        *_levels(plain_rules, levels, sources),
        *_undecided(undecided),
        *_one("zero-major", zero.value, ZeroMajor.CARGO.value, by_zero),
        *(_one("graduate", "1.0.0", "", "--graduate") if choices.graduate else ()),
    ]
    told_fail_on = settings.fail_on.value if settings.fail_on else ()
    return Policy(
        catalogue=catalogue,
        profile=profile,
        zero_major=zero,
        graduate=choices.graduate,
        fail_on=told_fail_on if choices.fail_on is None else choices.fail_on,
        overrides=tuple(overrides),
    )


def _chosen(option: Any, told: Told[Any] | None, name: str, default: Any) -> tuple[Any, str]:  # noqa: ANN401 (a profile or a reading of zero, each with its own type)
    """Return the value that wins, and who says so."""
    if option is not None:
        return option, name
    return (told.value, str(told.where)) if told is not None else (default, "")


def _one(what: str, value: str, default: str, source: str) -> Iterator[Override]:
    if value != default:
        yield Override(what=what, value=value, default=default, source=source)


def _undecided(told: Told[Bump] | None) -> Iterator[Override]:
    if told is not None:
        yield from _one("allow-undecided", told.value.text, Bump.MAJOR.text, str(told.where))


def _levels(
    before: Catalogue, levels: Mapping[str, Bump], sources: Mapping[str, str]
) -> Iterator[Override]:
    for rule in before.rules:
        level = levels.get(rule.id, rule.required_bump)
        if level is not rule.required_bump:
            yield Override(
                what="rule",
                rule=rule.id,
                value=level.text,
                default=rule.required_bump.text,
                source=sources[rule.id],
            )
