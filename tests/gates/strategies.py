"""Hypothesis strategies for the nodes of assertions and conditions."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from toolkit.gates import condition, nodes

_characters = st.characters(exclude_categories=["Cs"])
_texts = st.text(_characters | st.sampled_from('{}"`\\#[]; /\n\r\t\b\f'), max_size=6)
_names = st.text(st.sampled_from(string.ascii_letters + string.digits + "_-é"), min_size=1).filter(
    lambda name: name not in {"newDate", "newUuid"}
)
placeholders = st.builds(nodes.Placeholder, _names | st.sampled_from(nodes.Function))


@st.composite
def templates(draw: st.DrawFn, *, min_size: int = 0) -> nodes.Template:
    """Draw a template; no two texts in it touch, and none is empty."""
    parts: list[nodes.Text | nodes.Placeholder] = []
    for part in draw(st.lists(_texts | placeholders, min_size=min_size, max_size=4)):
        if isinstance(part, nodes.Placeholder):
            parts.append(part)
        elif part and not (parts and isinstance(parts[-1], nodes.Text)):
            parts.append(nodes.Text(part))
    return nodes.Template(tuple(parts))


_regexes = st.builds(
    nodes.Regex,
    st.sampled_from(
        ["", "a/b", "^/v1/", r"\d+", r"a\/b", "#", '"', "[/]", r"\\\\d", "(?i)x", "\t"]
    ),
)
patterns = _regexes | templates()

queries: st.SearchStrategy[nodes.Query] = st.one_of(
    st.builds(nodes.PlainQuery, st.sampled_from(nodes.QueryName)),
    st.builds(nodes.TextQuery, st.sampled_from(nodes.TextQueryName), templates()),
    st.builds(nodes.CookieQuery, templates(), st.none() | st.sampled_from(nodes.CookieAttribute)),
    st.builds(nodes.RegexQuery, patterns),
    st.builds(nodes.CertificateQuery, st.sampled_from(nodes.CertificateField)),
)

_I64_MAX = 2**63 - 1
filters: st.SearchStrategy[nodes.Filter] = st.one_of(
    st.builds(nodes.PlainFilter, st.sampled_from(nodes.FilterName)),
    st.builds(nodes.TextFilter, st.sampled_from(nodes.TextFilterName), templates()),
    st.builds(nodes.NthFilter, st.integers(-_I64_MAX, _I64_MAX) | placeholders),
    st.builds(nodes.RegexFilter, patterns),
    st.builds(nodes.ReplaceFilter, templates(), templates()),
    st.builds(nodes.ReplaceRegexFilter, patterns, templates()),
)

_strings = st.builds(nodes.String, templates())
_bytes = st.builds(nodes.Bytes, st.binary(max_size=8))
_numbers = st.one_of(
    st.builds(nodes.Integer, st.integers(-_I64_MAX - 1, _I64_MAX)),
    st.builds(nodes.BigInteger, st.integers(_I64_MAX + 1, 10**40).map(str)),
    st.builds(nodes.Float, st.floats(allow_nan=False)),
)
values: st.SearchStrategy[nodes.Value] = st.one_of(
    st.builds(nodes.Null),
    st.builds(nodes.Boolean, st.booleans()),
    _numbers,
    _strings,
    _bytes,
    st.builds(nodes.File, templates(min_size=1).filter(lambda name: bool(name.parts))),
    _regexes,
    placeholders,
)

_Name = nodes.ValuePredicateName
_ANY = [_Name.EQUAL, _Name.NOT_EQUAL, _Name.CONTAINS, _Name.INCLUDES]
_ORDER = [_Name.GREATER, _Name.GREATER_OR_EQUAL, _Name.LESS, _Name.LESS_OR_EQUAL]
_EDGE = [_Name.STARTS_WITH, _Name.ENDS_WITH]
predicates: st.SearchStrategy[nodes.Predicate] = st.one_of(
    st.builds(nodes.PlainPredicate, st.sampled_from(nodes.PredicateName)),
    st.builds(nodes.ValuePredicate, st.sampled_from(_ANY), values),
    st.builds(nodes.ValuePredicate, st.sampled_from(_ORDER), _numbers | _strings | placeholders),
    st.builds(nodes.ValuePredicate, st.sampled_from(_EDGE), _strings | _bytes),
    st.builds(nodes.ValuePredicate, st.just(_Name.MATCHES), _strings | _regexes),
)

assertions = st.builds(
    nodes.Assertion, queries, st.lists(filters, max_size=3).map(tuple), predicates, st.booleans()
)

_operands = st.text(
    st.characters(exclude_categories=["Cc"], exclude_characters="'"), min_size=1, max_size=8
)
_keys = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
conditions: st.SearchStrategy[condition.Condition] = st.one_of(
    st.builds(condition.Always),
    st.builds(condition.TagsContain, _operands),
    st.builds(condition.PathContains, _operands),
    st.builds(condition.UrlContains, _operands),
    st.builds(condition.PathStartsWith, _operands),
    st.builds(condition.MethodIs, _operands),
    st.builds(condition.MetaIs, _keys, _operands),
)
