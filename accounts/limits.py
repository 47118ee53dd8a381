"""How often what may be done: the numbers, in one place. Which address is of which kind says
`leadership_forum.limits`; docs/operations.md tells those who run a site."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400

# People of one house share an address.
PEOPLE_AT_AN_ADDRESS: Final = 5
# What new members do so often a day, together (the settings of the community).
OF_NEW_MEMBERS: Final = ("topic", "reply")
# What is done before one is anybody is counted for the address as for one person.
OF_STRANGERS: Final = ("account", "sign_up")
# Who has been a member for so long may do twice as much, and who curates five times.
LONG_STANDING: Final = timedelta(days=30)
FOR_LONG_STANDING: Final = 2
FOR_CURATORS: Final = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: int

    def scaled(self, factor: float) -> "Rate":
        """So much more often, and never not at all."""
        return Rate(max(1, round(self.times * factor)), self.seconds)

    @property
    def window(self) -> timedelta:
        """As a time."""
        return timedelta(seconds=self.seconds)

    @property
    def step(self) -> timedelta:
        """The share of one act; rounded down, so that the last of them fits."""
        return timedelta(microseconds=self.seconds * 1_000_000 // self.times)


# By kind, for one person. An address has `PEOPLE_AT_AN_ADDRESS` times as much.
LIMITS: Final[dict[str, tuple[Rate, ...]]] = {
    "topic": (Rate(6, 10 * MINUTE), Rate(40, DAY)),
    "reply": (Rate(12, MINUTE), Rate(400, DAY)),
    "edit": (Rate(40, 10 * MINUTE),),
    # Questions, suggestions, harvests, views, reasons, profiles: sentences that others read.
    "text": (Rate(30, 10 * MINUTE), Rate(300, DAY)),
    "flag": (Rate(12, 10 * MINUTE), Rate(60, DAY)),
    "preview": (Rate(60, MINUTE),),
    "draft": (Rate(120, MINUTE),),
    "search": (Rate(60, MINUTE),),
    # Names and titles that are offered while one types.
    "offer": (Rate(240, MINUTE),),
    # A press of a button: likes, follows, read marks, chairs.
    "press": (Rate(120, MINUTE),),
    "care": (Rate(120, MINUTE),),
    # Signing in and up, and what else concerns an account.
    "account": (Rate(20, MINUTE), Rate(200, HOUR)),
    "sign_up": (Rate(10, 10 * MINUTE), Rate(40, DAY)),
}
