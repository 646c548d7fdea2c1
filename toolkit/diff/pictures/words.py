"""What gates ask, in words: queries, filters, predicates and conditions."""

from __future__ import annotations

from toolkit.gates.condition import (
    Always,
    Condition,
    MetaIs,
    MethodIs,
    PathContains,
    PathStartsWith,
    TagsContain,
    UrlContains,
)
from toolkit.gates.nodes import (
    Assertion,
    Bytes,
    Filter,
    Placeholder,
    PlainPredicate,
    PlainQuery,
    Predicate,
    PredicateName,
    Query,
    QueryName,
    Regex,
    String,
    Value,
    ValuePredicate,
    ValuePredicateName,
)
from toolkit.gates.printer import print_assertion
from toolkit.texts import visible

LONGEST = 160
"""Characters of a gate that are shown in words; all of it stands in the old and new text."""

_STATUS = PlainQuery(QueryName.STATUS)
_EXISTS = PlainPredicate(PredicateName.EXISTS)
_COMPARED = {
    ValuePredicateName.EQUAL: ("is exactly", "is anything but"),
    ValuePredicateName.NOT_EQUAL: ("is anything but", "is exactly"),
    ValuePredicateName.GREATER: ("is greater than", "is not greater than"),
    ValuePredicateName.GREATER_OR_EQUAL: ("is at least", "is not at least"),
    ValuePredicateName.LESS: ("is less than", "is not less than"),
    ValuePredicateName.LESS_OR_EQUAL: ("is at most", "is not at most"),
    ValuePredicateName.STARTS_WITH: ("starts with", "does not start with"),
    ValuePredicateName.ENDS_WITH: ("ends with", "does not end with"),
    ValuePredicateName.CONTAINS: ("contains", "does not contain"),
    ValuePredicateName.INCLUDES: ("has among its items", "does not have among its items"),
    ValuePredicateName.MATCHES: ("matches", "does not match"),
}
_ALONE = {
    PredicateName.EXISTS: ("is there", "is missing"),
    PredicateName.IS_BOOLEAN: ("is true or false", "is not true or false"),
    PredicateName.IS_COLLECTION: ("is a collection", "is no collection"),
    PredicateName.IS_DATE: ("is a date", "is no date"),
    PredicateName.IS_EMPTY: ("is empty", "is not empty"),
    PredicateName.IS_FLOAT: ("is a number with decimals", "is no number with decimals"),
    PredicateName.IS_INTEGER: ("is a whole number", "is no whole number"),
    PredicateName.IS_IPV4: ("is an IPv4 address", "is no IPv4 address"),
    PredicateName.IS_IPV6: ("is an IPv6 address", "is no IPv6 address"),
    PredicateName.IS_ISO_DATE: ("is a date of ISO 8601", "is no date of ISO 8601"),
    PredicateName.IS_LIST: ("is a list", "is no list"),
    PredicateName.IS_NUMBER: ("is a number", "is no number"),
    PredicateName.IS_OBJECT: ("is an object", "is no object"),
    PredicateName.IS_STRING: ("is a text", "is no text"),
    PredicateName.IS_UUID: ("is a UUID", "is no UUID"),
}


def cut(text: str, most: int = LONGEST) -> str:
    """Return text that is safe to show, and not too long to read."""
    return visible(text) if len(text) <= most else f"{visible(text[:most])}…"


def predicate_words(predicate: Predicate, *, negated: bool) -> str:
    """Return what a predicate says, beginning with its verb."""
    if isinstance(predicate, PlainPredicate):
        return _ALONE[predicate.name][negated]
    verb = _COMPARED[predicate.name][negated]
    return cut(f"{verb} {_value(predicate)}")


def _value(predicate: ValuePredicate) -> str:
    value: Value = predicate.value
    shown = print_assertion(
        Assertion(query=_STATUS, filters=(), predicate=predicate, negated=False)
    ).partition(f" {predicate.name.value} ")[2]
    if predicate.name is ValuePredicateName.MATCHES:
        if isinstance(value, String):
            shown = f"/{value.template.literal}/" if value.template.literal else shown
        return f"{shown} (a Rust regex, anywhere in the text)"
    if isinstance(value, Regex):
        return f"{shown} (a regex, to which nothing is equal)"
    if isinstance(value, Bytes):
        return f"the bytes {shown}"
    if isinstance(value, Placeholder):
        return f"{shown}, which the consumer says"
    return shown


def subject_words(query: Query, filters: tuple[Filter, ...]) -> str:
    """Return what is looked at, as it is written in a gate."""
    whole = print_assertion(Assertion(query=query, filters=filters, predicate=_EXISTS))
    return cut(whole.removesuffix(" exists"), 80)


def assertion_words(assertion: Assertion, shared: int) -> str:
    """Return what is asked behind the first filters, which the picture's title names."""
    said = predicate_words(assertion.predicate, negated=assertion.negated)
    rest = assertion.filters[shared:]
    if not rest:
        return said
    written = print_assertion(Assertion(query=_STATUS, filters=rest, predicate=_EXISTS))
    return cut(f"{written.removeprefix('status ').removesuffix(' exists')}: {said}")


def condition_words(condition: Condition) -> str:
    """Return to which exchanges a condition applies."""
    match condition:
        case Always():
            return "every exchange"
        case TagsContain(tag):
            return cut(f'tests with the tag "{tag}"')
        case PathContains(part):
            return cut(f'exchanges whose path contains "{part}"')
        case UrlContains(part):
            return cut(f'exchanges whose url contains "{part}"')
        case PathStartsWith(prefix):
            return cut(f'exchanges whose path starts with "{prefix}"')
        case MethodIs(method):
            return cut(f"{method.upper()} requests")
        case MetaIs(key, value):
            return cut(f'tests whose {key} is "{value}"')
