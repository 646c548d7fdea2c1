"""What may be known of a server's certificate: nothing at all, or each of five fields."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.gates.decision.chains import NOTHING, NOW, Record, Result
from toolkit.gates.decision.domains import Domain
from toolkit.gates.decision.images import ABSENT
from toolkit.gates.decision.records import Records
from toolkit.gates.decision.responses import Part
from toolkit.gates.decision.scalars import DATES
from toolkit.gates.decision.source import Source
from toolkit.gates.decision.texts import Texts
from toolkit.gates.evaluation.moments import DAY, Moment
from toolkit.gates.evaluation.response import Certificate, NoCertificate
from toolkit.gates.evaluation.values import Date, String
from toolkit.gates.languages import language as words
from toolkit.gates.nodes import CertificateField

_LINES = words.Deferred(r"^[^\x00-\x1f\x7f]*$")
_TEXT: Domain = (Texts(words.EVERYTHING, (words.Deferred("^[ -~]*$"), _LINES)),)
_FIELDS: dict[str, Domain] = {
    CertificateField.SUBJECT.value: _TEXT,
    CertificateField.ISSUER.value: _TEXT,
    CertificateField.START_DATE.value: (DATES,),
    CertificateField.EXPIRE_DATE.value: (DATES,),
    CertificateField.SERIAL_NUMBER.value: _TEXT,
}


def _realised(result: Result) -> Iterator[Part]:
    if result is NOTHING:
        yield Part(certificate=NoCertificate.NONE)
    elif isinstance(result, Record):
        found = dict(result.parts)

        def text(field: CertificateField, default: str) -> str:
            value = found.get(field.value)
            return value.text if isinstance(value, String) else default

        def date(field: CertificateField, days: int) -> Moment:
            value = found.get(field.value)
            return value.moment if isinstance(value, Date) else Moment(NOW.seconds + days * DAY)

        yield Part(
            certificate=Certificate(
                subject=text(CertificateField.SUBJECT, "CN=example.com"),
                issuer=text(CertificateField.ISSUER, "CN=Example CA"),
                start_date=date(CertificateField.START_DATE, -30),
                expire_date=date(CertificateField.EXPIRE_DATE, 60),
                serial_number=text(CertificateField.SERIAL_NUMBER, "01:02:03"),
            )
        )


CERTIFICATE = Source("certificate", (Records(_FIELDS), ABSENT), _realised)
"""Hurl tells nothing where the connection is not secured (runner/query.rs)."""
