"""What was curated in the demo community, and what waits for a moderator.

Pure values; nothing here knows the database. What the demo's posts say about being hidden
(`threads.demo`) is told here as the act that it was.
"""

from collections.abc import Iterator

from moderation.demo.cases import REPORTS, TEXTS
from moderation.demo.lines import LINES
from moderation.demo.shapes import Event, Line, Report, Text
from threads import demo

__all__ = ["Event", "Line", "Report", "Text", "chronicle"]

HIDDEN_AFTER_HOURS = 1.0


def chronicle() -> tuple[Event, ...]:
    """Return everything that happened, oldest first: the same value on every call."""
    events: list[Event] = [*LINES, *REPORTS, *TEXTS, *_hidings()]
    return tuple(sorted(events, key=lambda event: -event.days_ago))


def _hidings() -> Iterator[Line]:
    for topic in demo.community().topics:
        for number, post in enumerate(topic.posts, start=2):
            if post.hidden:
                yield Line(
                    days_ago=topic.days_ago - (post.hours_after + HIDDEN_AFTER_HOURS) / 24,
                    act="hide",
                    actor="mo",
                    topic=topic.title,
                    number=number,
                    reason=post.hidden,
                )
