"""The replay report as people and programs see it: golden pages, valid payloads, no secrets."""

from __future__ import annotations

import copy
import json as stdlib_json
from collections.abc import Callable

import pytest

from tests.make import NO_5XX, REQUEST_ID, G, make_pack
from tests.replay.archives import CHROME, FIREFOX, with_field
from toolkit import schemas
from toolkit.render import json, markdown, text
from toolkit.render.views.replay import replay_page
from toolkit.replay import har
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.fields import Field
from toolkit.replay.payload import payload
from toolkit.replay.record import Record
from toolkit.replay.report import Replay, Side

NAME = G(id="acme.name", gate='jsonpath "$.name" exists', enforcement="warn")
OLD = (NO_5XX, REQUEST_ID, NAME, G(id="acme.slow", gate="duration < 100", enforcement="warn"))
NEW = (
    NO_5XX.but(gate="status < 300", condition="path startswith '/'"),
    REQUEST_ID,
    NAME,
    G(id="acme.smoke", gate="duration < 10", condition="tags contains 'smoke'"),
    G(id="acme.type", gate='header "Content-Type" exists', enforcement="audit_only"),
    G(id="acme.cookie", gate='cookie "session[Secure]" exists'),
)


def replay(*archives: object, old: tuple[G, ...] = OLD, new: tuple[G, ...] = NEW) -> Replay:
    made = Replay(
        old=Side(make_pack(old), "acme.api-v1.0.0"),
        new=Side(make_pack(new, version="2.0.0"), "packs/api"),
        assumptions=Assumptions(),
    )
    for number, archive in enumerate(archives, 1):
        for one in har.records(Field(archive, f"recorded/{number}.har")):
            if isinstance(one, Record):
                made.add(one)
            else:
                made.skip(one.reason)
    return made


def rich() -> Replay:
    """Some of everything: newly failing, better, not known, left out, not applied."""
    slow = with_field(CHROME, "request.url", "https://shop.example/slow|`x`?token=s3cret")
    return replay(CHROME, FIREFOX, with_field(slow, "time", 5000))


REPORTS: dict[str, Callable[[], Replay]] = {
    "replay-rich": rich,
    "replay-same": lambda: replay(FIREFOX, old=(NO_5XX,), new=(NO_5XX,)),
    "replay-one": lambda: replay(
        with_field(CHROME, "response.status", 404),
        old=(NO_5XX,),
        new=(NO_5XX.but(gate="status < 404"),),
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_pages_are_as_the_golden_files(name: str, golden: Callable[[str, str], None]) -> None:
    page = replay_page(REPORTS[name](), limit=20)

    golden(f"{name}.md", markdown.render(page))
    golden(f"{name}.60.txt", text.render(page, width=60))
    golden(f"{name}.100.txt", text.render(page, width=100))


@pytest.mark.parametrize("name", REPORTS)
def test_payloads_are_valid_and_as_the_golden_files(
    name: str, golden: Callable[[str, str], None]
) -> None:
    made = payload(REPORTS[name]())

    schemas.validator("replay-report.v1").validate(made)
    golden(f"{name}.json", json.render(made))


@pytest.mark.parametrize(
    ("changed", "records", "words"),
    [
        (0, 1, "0 of 1 recorded response changes its verdict"),
        (1, 1, "1 of 1 recorded response changes its verdict"),
        (0, 3, "0 of 3 recorded responses change their verdict"),
        (1, 3, "1 of 3 recorded responses changes its verdict"),
        (2, 3, "2 of 3 recorded responses change their verdict"),
    ],
)
def test_the_headline_has_the_right_numbers(changed: int, records: int, words: str) -> None:
    statuses = [404] * changed + [200] * (records - changed)
    archives = [with_field(CHROME, "response.status", status) for status in statuses]
    page = replay_page(
        replay(*archives, old=(NO_5XX,), new=(NO_5XX.but(gate="status < 404"),)), limit=20
    )

    assert text.render(page).splitlines()[0] == f"acme.api: {words}"


def test_more_rows_than_the_limit_are_counted() -> None:
    archives = [with_field(CHROME, "response.status", 404)] * 5
    made = replay(*archives, old=(NO_5XX,), new=(NO_5XX.but(gate="status < 404"),))

    page = text.render(replay_page(made, limit=2))
    assert page.count("404") == 3, "two rows and the line of the gate"
    assert "and 3 more: --limit N shows more, --format json has all" in page
    assert len(payload(made)["changes"]) == 5  # type: ignore[arg-type]


def test_nothing_recorded_is_printed_but_method_path_and_status() -> None:
    """Tokens in queries, headers, cookies and bodies stay where they are."""
    archive = copy.deepcopy(CHROME)
    entry = archive["log"]["entries"][0]
    entry["request"]["url"] = "https://user:s3cret@shop.example/api?token=s3cret#s3cret"
    entry["request"]["headers"].append({"name": "Authorization", "value": "Bearer s3cret"})
    entry["response"]["headers"] += [
        {"name": "Set-Cookie", "value": "session=s3cret"},
        {"name": "Content-Type", "value": "text/plain; charset=s3cret"},
        {"name": "Location", "value": "https://xn--s3cret/"},
    ]
    entry["response"]["content"] = {"text": '{"token": "s3cret"}'}
    gates = [
        *('cookie "session" == "x"', 'header "Location" urlQueryParam "a" == "b"', 'body == "x"'),
        *('jsonpath "$.token" == "x"', 'url == "x"', 'bytes decode "utf-9" == "x"'),
    ]
    new = tuple(G(id=f"acme.g{number}", gate=line) for number, line in enumerate(gates))
    made = replay(archive, old=(NO_5XX,), new=new)

    for form in (text.render(replay_page(made, limit=20)), stdlib_json.dumps(payload(made))):
        assert "s3cret" not in form
        assert "/api" in form
