"""A local server that plays responses byte for byte: nothing added, nothing mended.

HTTP libraries add headers and refuse odd ones; a witness must arrive exactly as
it was found. So the response is written by hand, and the end of the body is the
end of the connection, which every HTTP/1 client understands.
"""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial

CHOOSER = "X-Policy-Pack-Play"
"""The request header that says which response is meant, by its index."""
LOOPBACK = "127.0.0.1"
_MAX_REQUEST_BYTES = 64 * 1024
_PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Recording:
    """A response as bytes, and how long the server waits before it sends them.

    ``before`` are the answers to the requests that come before, such as redirects; ``address`` is
    where the server listens, which only the machine itself can reach.
    """

    data: bytes
    delay_ms: int = 0
    before: tuple[bytes, ...] = ()
    address: str = LOOPBACK


@contextmanager
def playing(recordings: Sequence[Recording]) -> Iterator[Mapping[str, int]]:
    """Serve the recordings, and give the free port that was taken on each address.

    An address that this machine does not have gets no port.
    """
    addresses = dict.fromkeys(one.address for one in recordings)
    handler = partial(_Handler, recordings, Counter())
    with ExitStack() as servers:
        ports = {}
        for address in addresses:
            with suppress(OSError):
                ports[address] = servers.enter_context(_serving(address, handler))
        yield ports


@contextmanager
def _serving(address: str, handler: partial[_Handler]) -> Iterator[int]:
    kind = _Server6 if ":" in address else _Server
    with kind((address, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class _Handler(socketserver.BaseRequestHandler):
    def __init__(
        self,
        recordings: Sequence[Recording],
        answered: Counter[int],
        *connection: object,
    ) -> None:
        self.recordings = recordings
        self.answered = answered
        super().__init__(*connection)  # type: ignore[arg-type]

    def handle(self) -> None:
        """Play what is asked for; the requests of one recording come one after the other."""
        index = _asked_for(self.request)
        if index is None or index >= len(self.recordings):
            return
        recording = self.recordings[index]
        step = self.answered[index]
        self.answered[index] += 1
        with suppress(OSError):  # who asked may be gone
            if step < len(recording.before):
                self.request.sendall(recording.before[step])
                return
            time.sleep(recording.delay_ms / 1000)
            self.request.sendall(recording.data)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128  # the default of 5 makes connections wait for a second


class _Server6(_Server):
    address_family = socket.AF_INET6


def _asked_for(connection: socket.socket) -> int | None:
    """Read a request and return the index in its chooser header."""
    connection.settimeout(_PATIENCE_SECONDS)
    head = b""
    try:
        while b"\r\n\r\n" not in head and len(head) < _MAX_REQUEST_BYTES:
            piece = connection.recv(4096)
            if not piece:
                return None
            head += piece
    except OSError:
        return None
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == CHOOSER.lower().encode():
            text = value.strip()
            return int(text) if text.isdigit() else None
    return None
