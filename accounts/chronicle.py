"""What is done to circles stands in the open ledger and is told: the apps above say how."""

from collections.abc import Callable
from typing import Any

from accounts.viewer import Viewer

type Write = Callable[..., object]
type Tell = Callable[[str, int], None]

_writers: list[Write] = []
_heralds: list[Tell] = []


def register_writer(write: Write) -> None:
    """Set what writes a line: `write(viewer, act, **facts)`, in the transaction of the act."""
    _writers[:] = [write]


def leave_line(viewer: Viewer, act: str, **facts: Any) -> None:
    """Write down what was done, and have the person concerned told."""
    _writers[0](viewer, act, **facts)


def register_herald(tell: Tell) -> None:
    """Set what has those concerned told: `tell(occasion, subject_id)`, in the same transaction."""
    _heralds[:] = [tell]


def announce(occasion: str, subject_id: int) -> None:
    """Have those whom this concerns told."""
    _heralds[0](occasion, subject_id)
