"""What the apps above tell this one at start (`AppConfig.ready`): who may read a subject, what
it is called, and whom an occasion concerns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about, as its reader may see it."""

    title: str
    url: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody to be told: of which kind, about which subject, done by whom."""

    recipient_id: int
    kind: str
    subject_id: int
    actor_id: int


@dataclass(frozen=True, slots=True)
class Gate:
    """The read permission of subjects.

    `readable(viewer)` is a query of the ids that the viewer may read; `describe(viewer, ids)`
    gives the readable ones their words, in a fixed number of queries.
    """

    readable: Callable[[Viewer], QuerySet[Any, Any]]
    describe: Callable[[Viewer, Iterable[int]], dict[int, Subject]]


class Registry:
    """One gate, and one audience for each occasion."""

    def __init__(self) -> None:
        self._gate: Gate | None = None
        self._audiences: dict[str, Callable[[int], list[Hearer]]] = {}

    def register_gate(self, gate: Gate) -> None:
        """Set the gate; there is one kind of subject, the post."""
        self._gate = gate

    def register_audience(self, occasion: str, audience: Callable[[int], list[Hearer]]) -> None:
        """Say whom an occasion concerns; `audience(subject_id)` is asked when it is told."""
        self._audiences[occasion] = audience

    @property
    def gate(self) -> Gate:
        """The gate. Raises `LookupError` when no app registered one."""
        if self._gate is None:
            raise LookupError("no app registered a read gate")
        return self._gate

    def audience(self, occasion: str, subject_id: int) -> list[Hearer]:
        """Whom it concerns, the doer included. Raises `KeyError` for an unknown occasion."""
        return self._audiences[occasion](subject_id)


registry = Registry()
