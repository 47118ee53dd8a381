"""Frames between the web process and its renderer: four bytes of length, then JSON."""

import json
from typing import Any, BinaryIO, Final

type Request = dict[str, Any]
type Reply = dict[str, Any]

HEADER: Final = 4
"""Bytes that say the length of what follows, big endian."""

MAX_FRAME: Final = 64 * 1024 * 1024


def encode(message: dict[str, Any]) -> bytes:
    """Return the message as one frame."""
    body = json.dumps(message).encode("ascii")
    return len(body).to_bytes(HEADER, "big") + body


def decode(body: bytes) -> dict[str, Any]:
    """Return the message in the body of a frame. Raises ValueError when it is none."""
    message = json.loads(body)
    if not isinstance(message, dict):
        raise ValueError("a frame holds an object")  # noqa: TRY004 (bad data, not a bad call)
    return message


def write_frame(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write one frame and flush."""
    stream.write(encode(message))
    stream.flush()


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the next message, or None when the stream has ended."""
    header = stream.read(HEADER)
    if len(header) < HEADER:
        return None
    return decode(stream.read(int.from_bytes(header, "big")))
