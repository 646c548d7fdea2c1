"""What programs say about their version, asked of real ones and of little scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toolkit.host.tools import UNKNOWN, version_of


@pytest.mark.parametrize("program", ["git", "ssh-keygen"])
def test_real_programs_tell_a_version(program: str) -> None:
    assert re.match(r"[0-9]+\.[0-9]+", version_of(program) or "")


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("git version 2.39.5 (Apple Git-154)", "2.39.5"),
        ("hurl 7.1.0 (x86_64-pc-linux-gnu) libcurl/8.1.2", "7.1.0"),
        ("hurl 8.0.0-SNAPSHOT (aarch64)", "8.0.0-SNAPSHOT"),
        ("OpenSSH_9.2p1 Debian-2+deb12u7, OpenSSL 3.0.17 1 Jul 2025", "9.2p1"),
        ("minisign 0.11", "0.11"),
        ("entroping 0.1.1a2", "0.1.1a2"),
        ("no number at all", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_the_version_is_the_first_number(
    said: str, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "teller"
    script.write_text(f"#!/bin/sh\necho '{said}' >&2\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    assert version_of("teller") == version


def test_what_is_not_there_has_no_version() -> None:
    assert version_of("no-such-program-here") is None
