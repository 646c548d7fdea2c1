"""Witness files: a response that shows a change, kept to be replayed at the next release.

The shape is published as ``schemas/witness.v1.schema.json``. One file holds one witness, complete:
what is null in it is unknown, as in `Response`.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, replace

from toolkit.gates.evaluation.json_form import (
    JSONValue,
    exchange_form,
    response_form,
    value_form,
)
from toolkit.gates.evaluation.response import (
    Certificate,
    Exchange,
    NoCertificate,
    Redirect,
    Response,
)
from toolkit.gates.evaluation.values import Value
from toolkit.replay.fields import Field
from toolkit.replay.record import Place, Record, moment, path_of
from toolkit.replay.witness_values import read_value, written

SCHEMA_VERSION = "policy-pack-toolkit.witness.v1"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessSide:
    """The line of a gate in one version of a pack, where it stands, and its verdict.

    ``passes`` is whether the version lets the response pass; ``text`` and ``file`` are empty where
    the version has no such gate. ``line`` counts from 1, 0 where it is not known.
    """

    passes: bool
    text: str = ""
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """A response that two versions of a gate treat differently, with all that belongs to it.

    ``fingerprint`` is that of the finding; ``confirmation`` is what the real Hurl said.
    ``variables`` are pairs of name and value.
    """

    gate_id: str
    fingerprint: str
    exchange: Exchange
    response: Response
    old: WitnessSide
    new: WitnessSide
    variables: tuple[tuple[str, Value], ...] = ()
    confirmation: str = ""


def write(witnesses: Iterable[Witness]) -> dict[str, bytes]:
    """Return the files of witnesses by name; the same witnesses give the same names and bytes."""
    files: dict[str, bytes] = {}
    taken: set[str] = set()
    for witness in witnesses:
        stem = _stem(witness)
        name, number = f"{stem}.json", 1
        while name.lower() in taken:  # some file systems know no case
            number += 1
            name = f"{stem}.{number}.json"
        taken.add(name.lower())
        files[name] = written(_payload(witness))
    return files


def _stem(witness: Witness) -> str:
    direction = "stricter" if witness.old.passes else "looser"
    gate = _UNSAFE.sub("_", witness.gate_id)[:_LONGEST_NAME].lstrip(".") or "gate"
    return f"{gate}.{_UNSAFE.sub('_', witness.fingerprint)[:_LONGEST_NAME]}.{direction}"


def _payload(witness: Witness) -> dict[str, JSONValue]:
    return {
        "schema_version": SCHEMA_VERSION,
        "gate_id": witness.gate_id,
        "fingerprint": witness.fingerprint,
        "confirmation": witness.confirmation,
        "old": _side(witness.old),
        "new": _side(witness.new),
        "exchange": exchange_form(witness.exchange),
        "response": response_form(witness.response),
        "variables": {name: value_form(value) for name, value in witness.variables},
    }


def _side(side: WitnessSide) -> JSONValue:
    return {
        "verdict": "pass" if side.passes else "fail",
        "text": side.text or None,
        "file": side.file or None,
        "line": side.line or None,
    }


def is_witness(value: object) -> bool:
    """Whether a JSON value is a witness file of any version."""
    version = value.get("schema_version") if isinstance(value, dict) else None
    return isinstance(version, str) and version.startswith("policy-pack-toolkit.witness.")


def read(top: Field) -> Witness:
    """Return the witness that a file holds.

    Raises:
        ToolkitError: It is not of this version, or not whole; the place says where.
    """
    version = top.need("schema_version")
    if version.value != SCHEMA_VERSION:
        version.refuse(f"expected {SCHEMA_VERSION}; a newer policy-pack may read this one")
    exchange = top.need("exchange")
    response = top.need("response")
    variables = top.need("variables")
    if not isinstance(variables.value, dict):
        variables.refuse("expected an object")
    return Witness(
        gate_id=top.need("gate_id").text(),
        fingerprint=top.need("fingerprint").text(),
        confirmation=top.optional_text("confirmation") or "",
        old=_read_side(top.need("old")),
        new=_read_side(top.need("new")),
        exchange=_read_exchange(exchange),
        response=_read_response(response),
        variables=tuple(
            (name, read_value(variables.need(name))) for name in sorted(variables.value)
        ),
    )


def record(witness: Witness, source: str) -> Record:
    """Return what a witness records, to be replayed."""
    exchange = witness.exchange
    return Record(
        place=Place(
            source=source,
            index=1,
            method=exchange.method,
            path=exchange.path,
            status=witness.response.status,
            label=witness.gate_id,
        ),
        exchange=exchange,
        response=witness.response,
        variables=dict(witness.variables),
        gate_id=witness.gate_id,
    )


def _read_side(side: Field) -> WitnessSide:
    verdict = side.need("verdict")
    if verdict.value not in ("pass", "fail"):
        verdict.refuse("expected pass or fail")
    line = side.get("line")
    return WitnessSide(
        passes=verdict.value == "pass",
        text=side.optional_text("text") or "",
        file=side.optional_text("file") or "",
        line=line.integer() if line else 0,
    )


def _read_exchange(exchange: Field) -> Exchange:
    meta = exchange.need("meta")
    if not isinstance(meta.value, dict):
        meta.refuse("expected an object")
    url = exchange.need("url").text()
    return Exchange(
        method=exchange.need("method").text(),
        path=exchange.optional_text("path") or path_of(url) or "/",
        url=url,
        tags=frozenset(tag.text() for tag in exchange.need("tags").items()),
        meta={name: meta.need(name).text() for name in meta.value},
    )


def _read_response(response: Field) -> Response:
    duration, redirects = response.get("duration_ms"), response.get("redirects")
    read_so_far = Response(
        status=response.need("status").integer(),
        headers=tuple(_read_header(header) for header in response.need("headers").items()),
        body=_read_body(response),
        version=response.optional_text("http_version"),
        url=response.optional_text("url"),
        duration_ms=duration.integer() if duration else None,
        ip=response.optional_text("ip"),
        certificate=_read_certificate(response.get("certificate")),
    )
    if redirects is None:
        return read_so_far
    followed = tuple(
        Redirect(one.need("status").integer(), one.need("location").text())
        for one in redirects.items()
    )
    return replace(read_so_far, redirects=followed)


def _read_header(header: Field) -> tuple[str, str]:
    pair = list(header.items())
    if len(pair) != 2:  # noqa: PLR2004 (a name and a value)
        header.refuse("expected a name and a value")
    return pair[0].text(), pair[1].text()


def _read_body(response: Field) -> bytes:
    plain = response.optional_text("body")
    if plain is not None:
        return plain.encode()
    packed = response.get("body_base64") or response.refuse("there is neither body nor body_base64")
    try:
        return b64decode(packed.text(), validate=True)
    except (binascii.Error, ValueError):
        packed.refuse("expected base64")


def _read_certificate(found: Field | None) -> Certificate | NoCertificate | None:
    if found is None:
        return None
    if found.value == NoCertificate.NONE.value:
        return NoCertificate.NONE
    start, expire = found.need("start_date"), found.need("expire_date")
    return Certificate(
        subject=found.need("subject").text(),
        issuer=found.need("issuer").text(),
        start_date=moment(start.text()) or start.refuse("expected a date"),
        expire_date=moment(expire.text()) or expire.refuse("expected a date"),
        serial_number=found.need("serial_number").text(),
    )
