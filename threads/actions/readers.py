"""What somebody has read."""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from accounts.policies import check_member
from accounts.viewer import Viewer
from threads.models import Topic, TopicReader, ranges

# Two pages of one person at one instant are rare; more than so many are a fault.
TRIES = 4
# Made where there is none, changed where it still says what was looked at; else nothing happens.
STORE = """
INSERT INTO threads_topicreader AS reader (topic_id, person_id, read, visited_at)
VALUES (%(topic)s, %(person)s, %(wanted)s, %(now)s)
ON CONFLICT (topic_id, person_id) DO UPDATE
SET read = EXCLUDED.read, visited_at = EXCLUDED.visited_at
WHERE reader.read = %(seen)s
"""


def mark_read(viewer: Viewer, topic: Topic, numbers: Iterable[int]) -> None:
    """Add these numbers to what the viewer has read of the topic, which came by `topic_for`, and
    note that they were here; one statement. Numbers that the topic has not given are left out.

    Two pages that are read at one instant are both read: the row is changed only as it was when
    it was looked at.
    """
    seen: str | None = topic.read  # type: ignore[attr-defined]
    new = [number for number in numbers if 1 <= number <= topic.last_number]
    check_member(viewer)
    for _attempt in range(TRIES):
        wanted = ranges.write(ranges.with_numbers(ranges.parse(seen or ""), new))
        facts = {"topic": topic.pk, "person": viewer.id, "seen": seen, "wanted": wanted}
        with connection.cursor() as cursor:
            cursor.execute(STORE, facts | {"now": timezone.now()})
            if cursor.rowcount:
                return
        mine = TopicReader.objects.filter(topic=topic, person_id=viewer.id)
        seen = mine.values_list("read", flat=True).first()
