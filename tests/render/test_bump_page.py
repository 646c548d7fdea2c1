"""The bump report as people see it: golden pages, to be read as well as compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.diff.pairs import PAIRS, Pair
from tests.make import NO_5XX, REQUEST_ID, G, make_pack
from toolkit import schemas
from toolkit.diff.catalogue import load_catalogue
from toolkit.diff.payload import payload
from toolkit.diff.report import Baseline, BumpReport, Note, bump_report, first_release
from toolkit.pack.model import Pack
from toolkit.render import json, markdown, text
from toolkit.render.document import Document
from toolkit.render.views.bump import bump_page
from toolkit.versions import History, parse_version

GOLDEN = Path(__file__).parent / "golden"
LATENCY = G(id="acme.latency", gate="duration < 2000")

FORMS: dict[str, Callable[[Document], str]] = {
    "md": markdown.render,
    "60.txt": lambda page: text.render(page, width=60),
    "100.txt": lambda page: text.render(page, width=100),
}


def report(old: Pack, new: Pack, *, highest: str = "") -> BumpReport:
    baseline, last = (parse_version(version or old.manifest.version) for version in ("", highest))
    history = History(baseline=baseline, highest=last, repeated=old is new)
    ref = f"acme.api-v{baseline}"
    base = Baseline(ref=ref, pack=old, history=history)
    return bump_report(new, "packs/api", base, load_catalogue())


def rich_change() -> BumpReport:
    """Some of everything: what a pull request may well hold."""
    old = make_pack([NO_5XX, REQUEST_ID, LATENCY], version="1.4.2")
    new = make_pack(
        [
            NO_5XX.but(gate="status < 400"),
            REQUEST_ID.but(id="acme.correlation_id", renamed_from="acme.request_id"),
            LATENCY.but(enforcement="warn", gate="duration   < 2000"),
            G(id="acme.json", gate='header "Content-Type" contains "json"'),
            G(id="acme.claims", gate="bytes count < 9", renamed_from="acme.nobody"),
        ],
        version="1.5.0",
        entroping=">=0.2,<1.0",
        files={"docs/gates.md": "# Gates\n", "README.md": "# Acme\n"},
    )
    return report(old, new)


REPORTS: dict[str, Callable[[], BumpReport]] = {
    "rich": rich_change,
    "unchanged": lambda: report(make_pack(), make_pack()),
    "first": lambda: first_release(
        make_pack(version="0.1.0-alpha"), "packs/api", (Note("there is no tag", "git fetch"),)
    ),
    "zero-major": lambda: report(
        make_pack(version="0.4.2"), make_pack([REQUEST_ID], version="0.4.3")
    ),
    "decreased": lambda: report(make_pack(version="1.4.2"), make_pack(version="1.4.1")),
    "enough": lambda: report(
        make_pack(version="0.1.0-alpha"),
        make_pack([NO_5XX, REQUEST_ID, LATENCY], version="0.1.0-beta"),
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_the_golden_one(
    name: str, form: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"bump-{name}.{form}", FORMS[form](bump_page(REPORTS[name]())))


def test_the_payload_is_the_golden_one(golden: Callable[[str, str], None]) -> None:
    golden("bump-rich.json", json.render(payload(rich_change())))


def test_no_golden_page_is_left_over() -> None:
    expected = {f"bump-{name}.{form}" for name in REPORTS for form in FORMS} | {"bump-rich.json"}

    assert {path.name for path in GOLDEN.glob("bump-*")} == expected


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: str(pair.name))
def test_every_pair_fits_the_schema_and_every_width(pair: Pair) -> None:
    """The published schema accepts each payload; no running text is wider than the terminal."""
    found = report(pair.old, pair.new)

    schemas.validator("bump-report.v1").validate(payload(found))
    for line in text.render(bump_page(found), width=60).splitlines():
        assert len(line) <= 60 or line.startswith("    ")


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_fits_the_schema(name: str) -> None:
    schemas.validator("bump-report.v1").validate(payload(REPORTS[name]()))
