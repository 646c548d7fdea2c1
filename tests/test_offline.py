"""The controls of `tests/offline.py`: what is said to be without a network really is."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.offline import namespace, needs_namespace, offline, ours
from toolkit.host.isolation import NetworkRefusedError, local_only, no_connections


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a server on this machine that takes every connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepting = threading.Thread(target=_accept, args=(server,), daemon=True)
        accepting.start()
        yield server.getsockname()[1]


def _accept(server: socket.socket) -> None:
    try:
        while True:
            server.accept()[0].close()
    except OSError:
        return


def _attempt(port: int) -> list[str]:
    """Return a program that tries to connect, and ends with 0 if it can."""
    code = f"import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)"
    return [sys.executable, "-c", code]


def test_the_attempt_succeeds_where_nothing_forbids_it(port: int) -> None:
    assert subprocess.run(_attempt(port), check=False).returncode == 0


def test_the_hook_alone_refuses_the_attempt(port: int, tmp_path: Path) -> None:
    answer = offline(_attempt(port), tmp_path, by=())

    assert answer.code != 0
    assert "NetworkRefusedError" in answer.err


def test_the_hook_is_in_the_children_too(port: int, tmp_path: Path) -> None:
    child = f"import subprocess, sys; sys.exit(subprocess.run({_attempt(port)!r}).returncode)"

    answer = offline([sys.executable, "-c", child], tmp_path, by=())

    assert answer.code != 0
    assert "NetworkRefusedError" in answer.err


@needs_namespace
def test_in_a_namespace_the_kernel_refuses_what_no_hook_sees(port: int, tmp_path: Path) -> None:
    plain = ["bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"]
    assert subprocess.run(plain, check=False).returncode == 0, "the control of the control"

    answer = offline(plain, tmp_path)

    assert answer.code != 0
    assert "Network is unreachable" in answer.err


@needs_namespace
def test_a_namespace_has_no_interface_but_the_loopback(tmp_path: Path) -> None:
    code = "import socket; print([name for _, name in socket.if_nameindex()])"

    assert offline([sys.executable, "-c", code], tmp_path).out.strip() == "['lo']"


def test_our_command_line_runs_without_a_network(tmp_path: Path) -> None:
    assert offline(ours("--version"), tmp_path).code == 0
    assert isinstance(namespace(), tuple)


@pytest.mark.parametrize("stretch", [local_only, no_connections])
def test_in_a_closed_stretch_no_connection_opens(
    stretch: Callable[[], AbstractContextManager[None]], port: int
) -> None:
    with stretch(), pytest.raises(NetworkRefusedError):
        socket.create_connection(("127.0.0.1", port))

    socket.create_connection(("127.0.0.1", port)).close()


def test_programs_start_only_where_they_may() -> None:
    with no_connections():
        assert subprocess.run(["true"], check=False).returncode == 0
        with local_only(), pytest.raises(NetworkRefusedError):
            subprocess.run(["true"], check=False)
        with pytest.raises(NetworkRefusedError):
            socket.getaddrinfo("localhost", 80)


def test_a_named_program_may_start_and_no_other() -> None:
    with local_only(programs={"true"}):
        assert subprocess.run(["true"], check=False).returncode == 0
        with pytest.raises(NetworkRefusedError):
            subprocess.run(["false"], check=False)
        with local_only(), pytest.raises(NetworkRefusedError):
            subprocess.run(["true"], check=False)


def test_an_inner_stretch_opens_nothing() -> None:
    with local_only():
        with local_only(programs={"true"}), pytest.raises(NetworkRefusedError):
            subprocess.run(["true"], check=False)
        with no_connections(), pytest.raises(NetworkRefusedError):
            subprocess.run(["true"], check=False)


@needs_namespace
def test_we_know_whether_there_is_an_interface(tmp_path: Path) -> None:
    code = "from toolkit.host.isolation import has_interface; print(has_interface())"

    assert offline([sys.executable, "-c", code], tmp_path).out.strip() == "False"
