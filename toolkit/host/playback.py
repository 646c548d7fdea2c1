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
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

CHOOSER = "X-Policy-Pack-Play"
"""The request header that says which response is meant, by its index."""
_MAX_REQUEST_BYTES = 64 * 1024
_PATIENCE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Recording:
    """A response as bytes, and how long the server waits before it sends them."""

    data: bytes
    delay_ms: int = 0


@contextmanager
def playing(recordings: Sequence[Recording]) -> Iterator[int]:
    """Serve the recordings on a free port of the loopback interface, and give the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            index = _asked_for(self.request)
            if index is None or index >= len(recordings):
                return
            recording = recordings[index]
            time.sleep(recording.delay_ms / 1000)
            self.request.sendall(recording.data)

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128  # the default of 5 makes connections wait for a second


def _asked_for(connection: socket.socket) -> int | None:
    """Read the head of a request and return the index in its chooser header."""
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
