"""No word of the language is left out of the tables."""

from __future__ import annotations

from toolkit.gates import nodes
from toolkit.gates.evaluation import cookies, filters, predicates, queries


def test_queries() -> None:
    assert queries._PLAIN.keys() == set(nodes.QueryName)
    assert queries._TEXT.keys() == set(nodes.TextQueryName)
    assert queries._CERTIFICATE.keys() == set(nodes.CertificateField)
    assert cookies._ATTRIBUTES.keys() == set(nodes.CookieAttribute)


def test_filters() -> None:
    assert filters._PLAIN.keys() == set(nodes.FilterName)
    assert filters._WITH_TEXT.keys() == set(nodes.TextFilterName)


def test_predicates() -> None:
    assert predicates._PLAIN.keys() == set(nodes.PredicateName)
    assert predicates._COMPARED.keys() == set(nodes.ValuePredicateName)
