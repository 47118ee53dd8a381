"""What people of the demo keep."""

from datetime import timedelta

from django.utils import timezone

from accounts.viewer import zone_of
from threads import demo
from threads.actions.seeding import Filling
from threads.models import Bookmark, Post


def keep_all(filling: Filling) -> None:
    """Store the bookmarks; a reminder is on a day where its person is."""
    Bookmark.objects.bulk_create(_bookmark(filling, data) for data in demo.kept())


def _bookmark(filling: Filling, data: demo.Kept) -> Bookmark:
    person = filling.people[data.person]
    today = timezone.localdate(filling.now, zone_of(person.time_zone))
    return Bookmark(
        person=person,
        post=Post.objects.get(topic=filling.topics[data.topic], number=data.number),
        note=data.note,
        remind_on=None if data.remind_in is None else today + timedelta(days=data.remind_in),
        created_at=filling.at(data.days_ago),
    )
