"""Queries: what of an exchange is looked at (Hurl 7.1, parser/query.rs, cookiepath.rs)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from toolkit.gates.nodes import (
    CertificateField,
    CertificateQuery,
    CookieAttribute,
    CookieQuery,
    PlainQuery,
    QueryName,
    RegexQuery,
    Template,
    TextQuery,
    TextQueryName,
)
from toolkit.gates.parsing.cursor import Cursor, keywords
from toolkit.gates.parsing.suggestions import unknown_word
from toolkit.gates.parsing.templates import quoted_template, template_parts
from toolkit.gates.parsing.values import pattern

if TYPE_CHECKING:
    from toolkit.gates.nodes import Query

_PLAIN = {name.value: name for name in QueryName}
_TEXT = {name.value: name for name in TextQueryName}
_PLAIN_WORDS, _TEXT_WORDS = keywords(_PLAIN), keywords(_TEXT)
_WORDS = (*_PLAIN, *_TEXT, "cookie", "regex", "certificate")
_ARGUMENTS = {
    TextQueryName.HEADER: "the name of a header",
    TextQueryName.XPATH: "an XPath expression",
    TextQueryName.JSONPATH: "a JSONPath expression",
    TextQueryName.VARIABLE: "the name of a variable",
}

_FIELDS = {f'{field.value}"': field for field in CertificateField}
_FIELD_WORDS = keywords(_FIELDS)

_ATTRIBUTES = {attribute.value.lower(): attribute for attribute in CookieAttribute}
_ATTRIBUTE_WORD = re.compile(r"[A-Za-z-]*")
_COOKIE_NAME = re.compile(r"(?:\\.?|[^\\#\b\f\r\t])*", re.DOTALL)


def query(cursor: Cursor) -> Query:
    """Read a query.

    query = plain-query
          | ( "header" | "xpath" | "jsonpath" | "variable" ) blanks quoted-template
          | "cookie" blanks cookie-path
          | "regex" blanks pattern
          | "certificate" blanks certificate-field ;
    plain-query = "status" | "version" | "url" | "body" | "duration" | "bytes" | "sha256" | "md5"
                | "ip" | "redirects"
    """
    start = cursor.position
    if plain := cursor.keyword(_PLAIN_WORDS, _PLAIN):
        return PlainQuery(plain, span=cursor.span_from(start))
    if name := cursor.keyword(_TEXT_WORDS, _TEXT):
        cursor.require_blanks(f"after {name.value}")
        argument = quoted_template(cursor, _ARGUMENTS[name])
        return TextQuery(name, argument, span=cursor.span_from(start))
    if cursor.accept("cookie"):
        cursor.require_blanks("after cookie")
        path, attribute = _cookie_path(cursor)
        return CookieQuery(path, attribute, span=cursor.span_from(start))
    if cursor.accept("regex"):
        cursor.require_blanks("after regex")
        return RegexQuery(pattern(cursor), span=cursor.span_from(start))
    if cursor.accept("certificate"):
        cursor.require_blanks("after certificate")
        return CertificateQuery(_certificate_field(cursor), span=cursor.span_from(start))
    raise unknown_word(cursor, "a query such as status, header or jsonpath", _WORDS)


def _certificate_field(cursor: Cursor) -> CertificateField:
    r"""Read the field of a certificate.

    certificate-field = '"' ( "Subject" | "Issuer" | "Start-Date" | "Expire-Date"
                            | "Serial-Number" ) '"'
    """
    start = cursor.position
    if cursor.accept('"') and (field := cursor.keyword(_FIELD_WORDS, _FIELDS)):
        return field
    known = ", ".join(f'"{field.value}"' for field in CertificateField)
    raise cursor.error(f"expected one of the certificate fields {known}", start, start + 1)


def _cookie_path(cursor: Cursor) -> tuple[Template, CookieAttribute | None]:
    """Read the name of a cookie and which of its attributes is meant.

    cookie-path = '"' cookie-name [ "[" [ blanks ] attribute [ blanks ] "]" { any } ] '"'

    Nothing can escape the closing quote or the ``[``, and what stands behind
    the attribute is ignored (parser/cookiepath.rs).
    """
    start = cursor.position
    if not cursor.accept('"'):
        raise cursor.error("expected the name of a cookie in double quotes")
    closing = cursor.text.find('"', cursor.position, cursor.end)
    if closing < 0:
        raise cursor.error('expected " to end the name of the cookie', start)
    inner = Cursor(cursor.text, cursor.position, closing)
    cursor.position = closing + 1
    bracket = inner.text.find("[", inner.position, closing)
    name = _cookie_name(Cursor(inner.text, inner.position, closing if bracket < 0 else bracket))
    if bracket < 0:
        return name, None
    inner.position = bracket
    return name, _cookie_attribute(inner)


def _cookie_name(cursor: Cursor) -> Template:
    """Read the whole range of the cursor as a name.

    cookie-name = { text | escape | embedded }

    Hurl reads it like any unquoted string (parser/string.rs): blanks at its
    end do not count, nor does anything from ``#`` or a control character on.
    """
    start = cursor.position
    cursor.end = start + len(cursor.take(_COOKIE_NAME).rstrip(" "))
    cursor.position = start
    parts = template_parts(cursor, "#")
    return Template(parts, span=cursor.span_from(start))


def _cookie_attribute(cursor: Cursor) -> CookieAttribute:
    """Read an attribute, in any case, between brackets."""
    cursor.expect("[", "before the attribute of a cookie")
    cursor.blanks()
    start = cursor.position
    attribute = _ATTRIBUTES.get(cursor.take(_ATTRIBUTE_WORD).lower())
    if attribute is None:
        known = ", ".join(attribute.value for attribute in CookieAttribute)
        raise cursor.error(f"expected one of the cookie attributes {known}", start)
    cursor.blanks()
    cursor.expect("]", "after the attribute of a cookie")
    return attribute
