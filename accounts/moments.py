"""Acts of another day. Actions know no time but now; who fills a database with what was done
before, lets them act on the day on which it was done."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Everything in this block asks for the time and hears this one. For commands that have the
    process for themselves: it is so for all threads. Not for what the database stamps itself, nor
    for defaults of fields: who uses it sets those right."""
    now = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = now
