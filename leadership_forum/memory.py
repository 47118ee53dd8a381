"""What a process remembers of the community, and how it hears that this changed: so what an admin
sets in the browser holds in every process at once."""

from accounts.remembered import forget_community
from leadership_forum.events import Listener

# What the database calls it (accounts, migration 0010).
CHANNEL = "community"


class Memory:
    """Forgets what it hears of; while it hears nothing, what is remembered is 20 seconds old at
    most."""

    is_listening = False

    def hear(self, _words: str) -> None:
        """The database said that something changed."""
        forget_community()

    def everybody(self) -> None:
        """Something may have been missed."""
        forget_community()


def listen() -> Listener:
    """Begin to listen in this process; stop what it answers to end that."""
    listener = Listener(Memory(), CHANNEL)
    listener.start()
    return listener
