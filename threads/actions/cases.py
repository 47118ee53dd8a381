"""What `moderation`, which stands above and keeps the cases, is told by the acts of this app.

It registers itself at start; every call is part of the transaction of the act.
"""

from typing import Protocol

from accounts.viewer import Viewer
from ledger.models import Entry
from threads.models import HeldPost, Post


class CaseKeeper(Protocol):
    """Opens a case for what waits, and closes the open case of what was decided."""

    def open_held(self, held: HeldPost) -> None:
        """A text waits for a moderator."""

    def settle_held(self, viewer: Viewer, held: HeldPost, decision: str, entry: Entry) -> None:
        """A waiting text was approved or refused."""

    def settle_post(self, viewer: Viewer, post: Post, decision: str, entry: Entry) -> None:
        """A post was hidden; where it was reported, that is decided."""

    def void_held(self, held: HeldPost) -> None:
        """The writer took a waiting text back."""

    def void_post(self, post: Post) -> None:
        """The author withdrew a post; nothing is left to decide about it."""


_keepers: list[CaseKeeper] = []


def register_keeper(keeper: CaseKeeper) -> None:
    """Say who keeps the cases; there is one."""
    _keepers[:] = [keeper]


def keeper() -> CaseKeeper:
    """Who keeps the cases. Raises `IndexError` when no app registered itself."""
    return _keepers[0]
