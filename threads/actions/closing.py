"""Closing an account for good, one's own or, by an admin, somebody else's.

The name goes in the transaction of the act: nobody signs in any more, and pages say "former
member". What is left is taken apart by the clock (`finish_closings`), topic by topic; each step is
safe late, twice and in parallel, and the row of the account goes last. The ledger keeps the id.
"""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actions.leaving import erase_person, hold_handle
from accounts.models import Closing, User
from accounts.policies import check_close
from accounts.viewer import Viewer
from ledger.models import Act
from threads.actions.counters import refresh_posts, refresh_topic
from threads.actions.held import void_held_of
from threads.actions.hosts import pass_on_hosting
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.actions.posts import take_away
from threads.actions.running.tending import tend_topic
from threads.actions.settling import make_moot
from threads.models import CoHost, Hand, Like, Panelist, Post, Seat, Topic, Turn

# So many likes are taken back in one transaction.
BATCH = 500


@transaction.atomic
def close_account(
    viewer: Viewer, person: User, reason: str = "", *, withdraws: bool = False
) -> Closing:
    """Close an account for good. `withdraws`: the posts are taken back as well, else they stand
    under "former member". Closing it twice is closing it once. Raises `Refusal`, also for the last
    admin: of two who go at once, one comes too late."""
    ids = User.objects.filter(Q(is_superuser=True) | Q(pk=person.pk))
    locked = {one.pk: one for one in ids.select_for_update(no_key=True).order_by("pk")}
    now = locked[person.pk]
    if standing := Closing.objects.filter(person=now).first():
        return standing
    others = [one for one in locked.values() if one.is_superuser and one.is_active and one != now]
    check_close(viewer, now, is_last=now.is_superuser and not others)
    hold_handle(now)
    erase_person(now)
    if viewer.id != now.pk:
        leave_line(viewer, Act.ANONYMISE, person_id=now.pk, reason=reason)
    return Closing.objects.create(person=now, withdraws=withdraws)


def finish_closings() -> None:
    """Take apart what people left behind who closed their accounts: a clock job."""
    for closing in Closing.objects.select_related("person").order_by("pk"):
        # Of several clocks one comes last, and finds nobody any more.
        with suppress(User.DoesNotExist):
            _finish(closing.person, withdraws=closing.withdraws)


def _finish(person: User, *, withdraws: bool) -> None:
    _leave_fishbowls(person)
    pass_on_hosting(person)
    _leave_panels(person)
    make_moot(person.pk)
    make_moot()
    void_held_of(person)
    _take_likes_back(person)
    theirs = Post.objects.filter(author=person).order_by("topic_id")
    for topic_id in list(theirs.values_list("topic_id", flat=True).distinct()):
        _leave_topic(person, topic_id, withdraws=withdraws)
    # What belongs to them goes with the row: addresses, passkeys, drafts, bookmarks, notices,
    # follows; words that others answered stand without an author.
    person.delete()


def _leave_fishbowls(person: User) -> None:
    """Seats, hands and turns end where somebody whose account is closed has them."""
    mine = {"person": person}
    topics = {
        *Seat.objects.filter(**mine).values_list("fishbowl__topic_id", flat=True),
        *Hand.objects.filter(**mine).values_list("fishbowl__topic_id", flat=True),
        *Turn.objects.filter(**mine).values_list("round__fishbowl__topic_id", flat=True),
    }
    for topic_id in sorted(topics):
        tend_topic(topic_id)


def _leave_panels(person: User) -> None:
    """Take the name off every panel. Where something is written of them, it stands without one."""
    mine = Panelist.objects.filter(person=person)
    for topic_id in list(mine.order_by("topic_id").values_list("topic_id", flat=True)):
        with transaction.atomic():
            topic = lock_topic(topic_id)
            here = mine.filter(topic=topic)
            here.filter(perspective__isnull=True).delete()
            here.update(name=_("Former member"), person=None)


@transaction.atomic
def _take_likes(person: User) -> int:
    """Take some likes back; answers how many. The posts are locked in the order of their ids."""
    likes = list(Like.objects.filter(person=person).values_list("pk", "post_id")[:BATCH])
    posts = sorted({post_id for _like, post_id in likes})
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=posts).order_by("pk").only("pk"))
    Like.objects.filter(pk__in=[like for like, _post in likes]).delete()
    refresh_posts(posts)
    return len(likes)


def _take_likes_back(person: User) -> None:
    while _take_likes(person):
        pass


@transaction.atomic
def _leave_topic(person: User, topic_id: int, *, withdraws: bool) -> None:
    """What somebody said in a topic stands without their name, or is taken back."""
    topic = lock_topic(topic_id)
    mine = Post.objects.filter(author=person, topic=topic)
    if withdraws:
        for post in mine.filter(withdrawn_at=None).order_by("pk"):
            take_away(post)
    mine.update(author=None)
    CoHost.objects.filter(person=person, topic=topic).delete()
    Topic.objects.filter(pk=topic.pk, author=person).update(author=None)
    refresh_topic(topic.pk)
