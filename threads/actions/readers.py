"""What somebody has read, and what they want to have read."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, Subquery, When
from django.utils import timezone

from accounts.models import User
from accounts.policies import check_member
from accounts.viewer import Viewer
from threads.actions.posts import CLOCK
from threads.models import Category, CategoryReader, Post, Topic, TopicReader, ranges
from threads.models.readers import OPENED

# Two pages of one person at one instant are rare; more than so many are a fault.
TRIES = 4
# Made where there is none, changed where it still says what was looked at; else nothing happens.
# What was marked as unread by hand is over when all of it was read to the end.
STORE = """
INSERT INTO threads_topicreader AS reader (topic_id, person_id, read, visited_at)
VALUES (%(topic)s, %(person)s, %(wanted)s, %(now)s)
ON CONFLICT (topic_id, person_id) DO UPDATE
SET read = EXCLUDED.read, visited_at = EXCLUDED.visited_at,
    unread_from = CASE WHEN reader.unread_from < %(read_from)s THEN reader.unread_from END
WHERE reader.read = %(seen)s AND reader.unread_from IS NOT DISTINCT FROM %(marked)s
"""


def mark_read(
    viewer: Viewer, topic: Topic, numbers: Iterable[int], *, known: int | None = None
) -> None:
    """Add these numbers to what the viewer has read of the topic, which came by `topic_for`, and
    note that they were here; one statement. Numbers that the topic has not given are left out.

    Two pages that are read at one instant are both read: the row is changed only as it was when
    it was looked at. `known` is the number from which the topic was marked as unread when the page
    was made that tells this; where it was marked since, that page has nothing to say about the
    posts from there on: what somebody marked by hand is not undone by a page that was open.
    """
    seen: str | None = topic.read  # type: ignore[attr-defined]
    marked: int | None = topic.unread_from  # type: ignore[attr-defined]
    new = [number for number in numbers if 1 <= number <= topic.last_number]
    check_member(viewer)
    for _attempt in range(TRIES):
        if marked and marked != known:
            new = [number for number in new if number < marked]
        wanted = ranges.with_numbers(ranges.parse(seen or ""), new)
        facts = {
            "topic": topic.pk, "person": viewer.id, "seen": seen, "marked": marked,
            "wanted": ranges.write(wanted), "read_from": _read_from(wanted, topic.last_number),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(STORE, facts | {"now": timezone.now()})
            if cursor.rowcount:
                return
        mine = TopicReader.objects.filter(topic=topic, person_id=viewer.id)
        seen, marked = mine.values_list("read", "unread_from").first() or (None, None)


def _read_from(read: ranges.Ranges, last: int) -> int:
    """The number from which on everything was read, up to the last."""
    return read[-1][0] if read and read[-1][1] >= last else last + 1


def mark_topic_read(viewer: Viewer, topic: Topic) -> None:
    """All of the topic, which came by `topic_for`, is read, but for answers that are sealed to the
    viewer: they are unread when they open. Raises `Refusal`."""
    person_id = check_member(viewer)
    sealed = Post.objects.sealed_to(viewer).filter(topic=topic).values_list("number", flat=True)
    shut = set(sealed) if topic.has_seals else set()  # type: ignore[attr-defined]
    marked: int | None = topic.unread_from  # type: ignore[attr-defined]
    numbers = (number for number in range(1, topic.last_number + 1) if number not in shut)
    mark_read(viewer, topic, numbers, known=marked)
    if marked:
        _forget_marks(person_id, topic=topic)


@transaction.atomic
def mark_unread(viewer: Viewer, post: Post) -> None:
    """From this post on, its topic is unread to the viewer, however old it is. Raises `Refusal`."""
    person_id = check_member(viewer)
    row = TopicReader(topic_id=post.topic_id, person_id=person_id)
    TopicReader.objects.bulk_create([row], ignore_conflicts=True)
    rows = TopicReader.objects.select_for_update()
    mine = rows.get(topic_id=post.topic_id, person_id=person_id)
    mine.read = ranges.write(ranges.below(ranges.parse(mine.read), post.number))
    mine.unread_from = post.number
    mine.save(update_fields=["read", "unread_from"])


@transaction.atomic
def start_afresh(viewer: Viewer) -> None:
    """Everything until now counts as read. What was read of each topic stays as it is, and so does
    how closely it is followed; what was marked as unread by hand is over. Raises `Refusal`."""
    person_id = check_member(viewer)
    User.objects.filter(pk=person_id).update(read_until=CLOCK)
    _forget_marks(person_id)


@transaction.atomic
def mark_category_read(viewer: Viewer, category: Category) -> None:
    """The same for a category that the viewer may read: one row, whatever is in it."""
    person_id = check_member(viewer)
    row = CategoryReader(category=category, person_id=person_id)
    CategoryReader.objects.bulk_create([row], ignore_conflicts=True)
    mine = CategoryReader.objects.filter(category=category, person=person_id)
    mine.update(read_until=CLOCK)
    _forget_marks(person_id, topic__category=category)


def _forget_marks(person_id: int, **where: object) -> None:
    """What was marked as unread by hand is so no more. That somebody opened a topic of which they
    have read nothing is still said: from its next post on, which was never marked."""
    marked = TopicReader.objects.filter(person=person_id, unread_from__isnull=False, **where)
    after = Topic.objects.filter(pk=OuterRef("topic")).values(number=F("last_number") + 1)
    marked.update(unread_from=Case(When(read="", then=Subquery(after)), default=None))


def carry_read(source: Topic, target: Topic, numbers: Sequence[int], first: int) -> None:
    """Posts that leave a topic are read, and marked as unread, where they come to as they were
    where they left: those of these ascending numbers, which have the numbers from `first` on there.
    Inside the transaction that moves them; work for each reader, but only when posts move."""
    read, marked = {}, {}
    readers = TopicReader.objects.filter(topic=source).filter(OPENED)
    for person_id, said, since in readers.values_list("person_id", "read", "unread_from"):
        if carried := ranges.renumbered(ranges.parse(said), numbers, first):
            read[person_id] = carried
        if since and since <= numbers[-1]:
            marked[person_id] = first + bisect_left(numbers, since)
    people = read.keys() | marked.keys()
    TopicReader.objects.bulk_create(
        [TopicReader(topic=target, person_id=person_id) for person_id in sorted(people)],
        ignore_conflicts=True,
    )
    there = TopicReader.objects.select_for_update().filter(topic=target, person__in=people)
    rows = list(there.order_by("pk"))
    for row in rows:
        parts = ranges.parse(row.read), read.get(row.person_id, ())
        row.read = ranges.write(ranges.joined(*parts))
        row.unread_from = row.unread_from or marked.get(row.person_id)
    TopicReader.objects.bulk_update(rows, ["read", "unread_from"], batch_size=500)
