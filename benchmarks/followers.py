"""How long it takes to tell everybody who follows a topic of a new post in it.

    DATA_DIR=.data/scale python -m benchmarks.followers [followers]

Beside the site that runs there (`DATA_DIR=.data/scale TRIAL=1 make serve`), whose database it uses, best one of size
(`manage.py seed_scale`), and on this machine only: so many people (10,000 unless said otherwise; those that are
missing are made) watch its longest topic, half of them its category as well, and a reply is told as the worker tells
it. Everything is taken back in the end.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadership_forum.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.viewer import Viewer, viewer_of  # noqa: E402
from notifications.models import Announcement, Notice  # noqa: E402
from notifications.tasks import deliver  # noqa: E402
from notifications.tasks.writing import PART  # noqa: E402
from threads.actions.posts import publish_post  # noqa: E402
from threads.models import Follow, Topic, TopicReader  # noqa: E402
from threads.queries.topics import topic_for  # noqa: E402

FOLLOWERS = 10_000
REPLIES = 9


def timed(act: Callable[[], object]) -> tuple[float, int]:
    """How many milliseconds an act takes, and how many statements."""
    with CaptureQueriesContext(connection) as captured:
        before = time.perf_counter()
        act()
        took = (time.perf_counter() - before) * 1000
    return took, len(captured)


def replied(viewer: Viewer, topic: Topic) -> tuple[float, int]:
    """What a reply takes: the median of some, and the most statements."""
    tries = [timed(lambda: publish_post(viewer, topic, "So it is.")) for _ in range(REPLIES)]
    return statistics.median(took for took, _count in tries), max(count for _took, count in tries)


def crowd(but: int | None, wanted: int) -> list[int]:
    """So many people, without the one who replies."""
    others = User.objects.exclude(pk=but).filter(is_active=True).order_by("pk")
    missing = wanted - others.count()
    User.objects.bulk_create(
        (User(username=f"follower{n}") for n in range(missing)), batch_size=1000
    )
    return list(others.values_list("pk", flat=True)[:wanted])


def follow(topic: Topic, people: list[int]) -> None:
    """Have these people watch it, and every second its category."""
    TopicReader.objects.filter(topic=topic).update(level="", why="")
    rows = (TopicReader(topic=topic, person_id=pk, level="watch", why="chosen") for pk in people)
    TopicReader.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["topic", "person"],
        update_fields=["level", "why"],
    )
    Follow.objects.bulk_create(
        (Follow(category=topic.category, person_id=pk, level="watch") for pk in people[::2]),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_topicreader, threads_follow")


def main() -> None:
    """Print what a reply costs without followers and with them, and what telling them costs."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else FOLLOWERS
    ben = viewer_of(User.objects.with_rights().get(username="ben"))
    topic = topic_for(ben, Topic.objects.order_by("-post_count").values_list("pk", flat=True)[0])
    with transaction.atomic():
        people = crowd(ben.id, wanted)
        TopicReader.objects.filter(topic=topic).update(level="", why="")
        alone = replied(ben, topic)
        follow(topic, people)
        together = replied(ben, topic)
        post = Announcement.objects.filter(occasion="post").order_by("-pk")[0]
        Announcement.objects.exclude(pk=post.pk).delete()
        told = timed(deliver.func)
        notices = Notice.objects.filter(subject_id=post.subject_id)
        count, last = notices.count(), notices.values("recipient").distinct().count()
        transaction.set_rollback(True)
    print(f"a reply: {alone[0]:.1f} ms in {alone[1]} statements, nobody follows the topic")
    print(f"a reply: {together[0]:.1f} ms in {together[1]} statements, {len(people)} follow it")
    print(f"told {count} notices to {last} people in {told[0]:.0f} ms and {told[1]} statements")
    print(f"{told[0] / count:.4f} ms per notice, in parts of {PART}")


if __name__ == "__main__":
    main()
