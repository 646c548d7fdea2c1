"""Replay beside the real Hurl: on what Hurl recorded, each line gets the verdict of Hurl."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.hurl import require_hurl
from tests.make import G, make_pack
from tests.replay.recorder import CALLS, LINES, Run, run
from toolkit.commands._recordings import recorded
from toolkit.pack.model import Gate
from toolkit.replay.assumptions import Assumptions
from toolkit.replay.evaluation import Answer, Examiner
from toolkit.replay.record import NO_BODY, Record
from toolkit.replay.variables import variables

pytestmark = pytest.mark.oracle

_NO_BODY_FIRST_WORDS = {"body", "bytes", "jsonpath", "xpath", "regex", "sha256", "md5"}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    require_hurl()
    return run(tmp_path_factory.mktemp("recorded"))


def answers(path: Path, lines: Sequence[str] = LINES) -> list[dict[str, Answer]]:
    """Return what replay says of every line on every record at a path."""
    gates = gates_of(lines)
    assumed = Assumptions(variables=variables(["v=3"]))
    examiners = [Examiner(one, assumed) for one in recorded([path]) if isinstance(one, Record)]
    return [
        {line: examiner.ask(gate) for line, gate in zip(lines, gates, strict=True)}
        for examiner in examiners
    ]


def gates_of(lines: Sequence[str]) -> list[Gate]:
    made = [G(id=f"acme.g{number:03}", gate=line) for number, line in enumerate(lines)]
    by_id = make_pack(made).policy.by_id
    return [by_id[gate.id] for gate in made]


def disagreements(told: list[dict[str, Answer]], played: Run) -> list[str]:
    """Return every line that replay judges other than Hurl; what it does not know is no verdict."""
    return [
        f"{call.path}: {line}: hurl {held[line]}"
        for call, ours, held in zip(CALLS, told, played.held, strict=True)
        for line, answer in ours.items()
        if answer.passes is not None and answer.passes is not held[line]
    ]


def unknown(told: list[dict[str, Answer]]) -> set[tuple[str, str]]:
    return {
        (line.split()[0], answer.reason)
        for ours in told
        for line, answer in ours.items()
        if answer.passes is None
    }


def test_a_report_folder_knows_all_but_the_address(played: Run) -> None:
    told = answers(played.report)

    assert disagreements(told, played) == []
    assert unknown(told) == {("ip", "the recording has no ip")}
    assert sum(len(ours) for ours in told) > 600


def test_json_output_has_no_bodies_and_agrees_on_the_rest(played: Run, tmp_path: Path) -> None:
    (tmp_path / "output").write_bytes(played.stdout)
    told = answers(tmp_path / "output")

    assert disagreements(told, played) == []
    assert {reason for _, reason in unknown(told)} == {"the recording has no ip", NO_BODY}
    assert {word for word, reason in unknown(told) if reason == NO_BODY} == _NO_BODY_FIRST_WORDS


def test_an_archive_of_the_same_exchanges_agrees(played: Run, tmp_path: Path) -> None:
    """Bodies are decoded, headers as they were, and nothing of it is an approximation."""
    (tmp_path / "recorded.har").write_text(json.dumps(played.har), encoding="utf-8")
    told = answers(tmp_path / "recorded.har")
    final = [told[number - 1] for number in played.final]

    assert disagreements(final, played) == []
    assert unknown(final) == {("duration", "the recording has no duration")}


def test_several_files_are_several_lines_and_a_report_adds_up(tmp_path: Path) -> None:
    require_hurl()
    run(tmp_path, CALLS[:2], LINES[:3])
    first = (tmp_path / "report" / "report.json").read_bytes()
    again = run(tmp_path, CALLS[2:5], LINES[:3])
    (tmp_path / "both").write_bytes(again.stdout + again.stdout)

    assert len(first) < len((tmp_path / "report" / "report.json").read_bytes())
    assert len(list(recorded([tmp_path / "report"]))) == 5
    found = [one for one in recorded([tmp_path / "both"]) if isinstance(one, Record)]
    assert [one.place.index for one in found] == [1, 2, 3, 4, 5, 6]
    assert found[0].place.label == "calls.hurl:1"


def test_a_hidden_secret_is_not_taken_for_the_value(played: Run, tmp_path: Path) -> None:
    """`--secret` puts *** in its place, in headers and in addresses."""
    text = (
        played.stdout.decode().replace("page=2", "page=***").replace("session=abc", "session=***")
    )
    (tmp_path / "output").write_text(text, encoding="utf-8")
    told = answers(tmp_path / "output", ['url contains "page"', 'cookie "session" == "***"'])

    assert told[1]['url contains "page"'].reason == "the recording has no url"
    assert told[4]['cookie "session" == "***"'].passes is None
    assert disagreements(answers(tmp_path / "output"), played) == []


def test_certificates_and_dates(tmp_path: Path) -> None:
    require_hurl()
    if not shutil.which("openssl"):
        pytest.skip("openssl is not on PATH")
    lines = [
        'certificate "Subject" == "CN = localhost, O = Acme"',
        'certificate "Issuer" contains "Acme"',
        'certificate "Expire-Date" daysAfterNow > 10',
        'certificate "Expire-Date" daysAfterNow > 400',
        'certificate "Start-Date" daysBeforeNow < 2',
        'certificate "Serial-Number" matches /^[0-9a-f:]+$/',
        'version == "1.0"',
    ]
    held = _over_tls(tmp_path, lines)
    (told,) = answers(tmp_path / "report", lines)

    assert {line: answer.passes for line, answer in told.items()} == held
    assert list(held.values()) == [True, True, True, False, True, True, True]


def _over_tls(folder: Path, lines: Sequence[str]) -> dict[str, bool]:
    subject = ("-subj", "/CN=localhost/O=Acme", "-days", "30")
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            *subject,
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the output of the tests clean."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        head = [f"GET https://127.0.0.1:{server.server_port}/", "HTTP *", "[Asserts]"]
        (folder / "tls.hurl").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
        done = subprocess.run(
            [
                "hurl",
                "--json",
                "--report-json",
                "report",
                "--insecure",
                "--noproxy",
                "*",
                "tls.hurl",
            ],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        server.shutdown()
    told = json.loads(done.stdout)["entries"][0]["asserts"]
    by_line = {one["line"]: one["success"] for one in told}
    return {line: by_line[number] for number, line in enumerate(lines, 4)}
