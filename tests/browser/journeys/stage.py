"""What a journey finds when it begins."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from tests.browser.chromium import Guard
from tests.browser.hands import Hand, Way
from tests.conftest import Cast
from threads.models import Category


@dataclass(frozen=True)
class Stage:
    """The cast and a public place; `visit` opens a browser of somebody's own."""

    way: Way
    visit: Callable
    cast: Cast
    hall: Category
    guard: Guard
    tell: Callable

    @property
    def scripts(self) -> bool:
        """Whether the browser runs scripts."""
        return self.way.scripts

    def come(self, person: User | None = None, path: str = "") -> Hand:
        """Somebody comes (a guest when nobody is named), to a page when one is named."""
        hand = self.way.hand(self.visit(person, **self.way.options))
        if path:
            hand.go(path)
        return hand
