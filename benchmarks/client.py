"""Asks for pages over HTTP/1.1 with kept connections, in a process of its own that nobody measures.

`python -m benchmarks.client` reads a job as a line of JSON and answers with a line of JSON, until its
input ends. A job has `port`, `requests` (each `method`, `path`, `headers`, `body`), which are taken in
turn, `clients`, and `count` requests in all or `seconds` to go on for.
"""

import gzip
import json
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

TIMEOUT = 60


@dataclass
class Tally:
    """What one client met."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    body: bytes = b""


class Connection:
    """One kept connection to 127.0.0.1, opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of one answer."""
        for attempt in (1, 2):
            fresh = self._socket is None
            try:
                return self._exchange(request)
            except (ConnectionError, EOFError):
                # An idle connection may be closed by the server; nothing was answered then.
                self.close()
                if fresh or attempt == 2:
                    raise
        raise AssertionError

    def close(self) -> None:
        """Forget the connection."""
        if self._socket:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        status = int(lines[0].split(" ", 2)[1])
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        body = self._body(headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return status, body

    def _body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            chunks = []
            while size := int(self._until(b"\r\n").split(b";")[0], 16):
                chunks.append(self._exactly(size))
                self._until(b"\r\n")
            self._until(b"\r\n")
            return b"".join(chunks)
        return self._exactly(int(headers.get("content-length", "0")))

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._receive()
        found, _, self._rest = self._rest.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._receive()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _receive(self) -> None:
        assert self._socket is not None
        received = self._socket.recv(262_144)
        if not received:
            raise EOFError
        self._rest += received


def encode(request: dict[str, Any], port: int) -> bytes:
    """The bytes of a request."""
    body = request.get("body", "").encode()
    lines = [f"{request['method']} {request['path']} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in request.get("headers", {}).items()]
    if request["method"] == "POST":
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class Turns:
    """Hands out requests in turn until the job is done; safe for several clients."""

    def __init__(self, requests: list[bytes], count: int, seconds: float) -> None:
        self._requests = requests
        self._count = count
        self._until = time.monotonic() + seconds if seconds else None
        self._taken = 0
        self._lock = threading.Lock()

    def next(self) -> bytes | None:
        """The next request, or None when it is enough."""
        with self._lock:
            is_over = self._until is not None and time.monotonic() >= self._until
            if is_over or (self._count and self._taken >= self._count):
                return None
            request = self._requests[self._taken % len(self._requests)]
            self._taken += 1
            return request


def work(port: int, turns: Turns, tally: Tally) -> None:
    """What one client does."""
    connection = Connection(port)
    while (request := turns.next()) is not None:
        start = time.perf_counter()
        status, body = connection.ask(request)
        tally.latencies.append(time.perf_counter() - start)
        tally.statuses[status] += 1
        tally.body = body
    connection.close()


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Do a job and say what came of it, times in seconds."""
    requests = [encode(request, job["port"]) for request in job["requests"]]
    turns = Turns(requests, job.get("count", 0), job.get("seconds", 0.0))
    tallies = [Tally() for _ in range(job["clients"])]
    threads = [
        threading.Thread(target=work, args=(job["port"], turns, tally)) for tally in tallies[1:]
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    work(job["port"], turns, tallies[0])
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    body = next(tally.body for tally in tallies if tally.latencies)
    statuses: Counter[int] = sum((tally.statuses for tally in tallies), Counter())
    answer = {
        "seconds": took,
        "latencies": [latency for tally in tallies for latency in tally.latencies],
        "statuses": dict(statuses),
        "bytes": len(body),
        "gzipped": len(gzip.compress(body, 6)),
    }
    return answer | ({"body": body.decode(errors="replace")} if job.get("shows") else {})


def main() -> None:
    """Work until the input ends."""
    for line in sys.stdin:
        try:
            answer = run(json.loads(line))
        except (OSError, EOFError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
