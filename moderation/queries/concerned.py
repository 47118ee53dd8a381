"""Whom an act of curating concerns, and what a notice of it says to them.

Registered in `notifications` at start: the subject of such a notice is a line of the ledger.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.viewer import Viewer
from ledger.models import Act, Audience, Entry
from ledger.queries import withheld_from
from moderation.models import Case, Report
from notifications.models import Kind
from notifications.registry import Hearer, Subject
from threads.models import Category, FormerPlace, HeldPost, Post, Topic

# Between moderators; nobody else is told.
UNTOLD = {Act.TAKE, Act.RELEASE, Act.NOTE, Act.RECONSIDER, Act.APPEAL}
# What a place can be opened to.
WIDER: dict[str, tuple[str, ...]] = {
    Category.Visibility.CIRCLES: (Category.Visibility.MEMBERS, Category.Visibility.PUBLIC),
    Category.Visibility.MEMBERS: (Category.Visibility.PUBLIC,),
}
# Who asked is told of the answer itself, where it stands. What goes on in a fishbowl as it should
# is told by its own notices, or stands in it to be seen.
TOLD_OTHERWISE = {
    Act.ASK_ANSWERED, Act.PANEL_BEGIN, Act.SEAT_JOIN, Act.CHAIR_TAKE, Act.CHAIR_BACK,
    Act.CHAIR_GIFT, Act.CHAIR_TIME, Act.SEAT_GONE, Act.ROUND_START, Act.ROUND_END, Act.ROUND_DONE,
}  # fmt: skip


def audience_of_entry(entry_id: int) -> list[Hearer]:
    """The person concerned, the host of what was done to a topic as a whole, who reported the post,
    whose posts were moved, and all who posted in what more people read than before."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None or entry.act in UNTOLD | TOLD_OTHERWISE:
        return []
    people = {entry.person_id, *_reporters(entry), *_moved(entry), *_widened(entry)}
    if entry.person_id is None and entry.post_id is None and entry.topic_id:
        people |= set(Topic.objects.filter(pk=entry.topic_id).values_list("author_id", flat=True))
    return [
        Hearer(person_id, Kind.MODERATION, entry.pk, entry.actor_id)
        for person_id in sorted(person_id for person_id in people if person_id)
    ]


def _reporters(entry: Entry) -> Iterable[int]:
    reports = Report.objects.filter(case__entry_id=entry.pk, taken_back_at=None)
    return reports.values_list("reporter_id", flat=True)


def _moved(entry: Entry) -> Iterable[int | None]:
    posts = Post.objects.filter(former_places__entry_id=entry.pk)
    return posts.values_list("author_id", flat=True).distinct()


def _widened(entry: Entry) -> Iterable[int | None]:
    """All who posted in a topic, or in a place, that more people read than before."""
    if entry.act == Act.PLACE and _is_opened(entry):
        posts = Post.objects.filter(topic__category_id=entry.category_id or 0)
        return posts.values_list("author_id", flat=True).distinct()
    if entry.act != Act.MOVE:
        return []
    categories = Category.objects.in_bulk([entry.other_category_id, entry.category_id])
    before = categories.get(entry.other_category_id or 0)
    after = categories.get(entry.category_id or 0)
    if not before or not after or not before.opens(after):
        return []
    posts = Post.objects.filter(topic_id=entry.topic_id or 0)
    return posts.values_list("author_id", flat=True).distinct()


def _is_opened(entry: Entry) -> bool:
    """Whether a rule of a place lets more people read it: the rules as `threads.actions.places`
    writes them, `visibility: members`; another circle reads a place of circles."""
    rule, _colon, now = entry.after.partition(": ")
    if rule == "circle":
        places = Category.objects.filter(pk=entry.category_id or 0)
        return places.filter(visibility=Category.Visibility.CIRCLES).exists()
    before = entry.before.partition(": ")[2]
    return rule == "visibility" and now in WIDER.get(before, ())


def concerning(viewer: Viewer) -> Q:
    """The lines about the viewer, about what they reported, and about what they wrote and others
    moved; whatever the place, they read these."""
    reported = Case.objects.filter(
        reports__reporter_id=viewer.id, reports__taken_back_at=None, entry_id__isnull=False
    )
    # Looked up by the line: what somebody wrote can be much, what was moved seldom is.
    moved = FormerPlace.objects.filter(entry_id=OuterRef("pk"), post__author_id=viewer.id)
    theirs = Q(person_id=viewer.id) | Q(pk__in=reported.values("entry_id"))
    theirs |= Q(IsNull(Subquery(moved.values("pk")[:1]), False))
    return theirs & ~Q(act__in=UNTOLD)


def readable_entries(viewer: Viewer) -> QuerySet[Entry, Any]:
    """The ids of the lines that a notice may tell the viewer of: those that concern them, what was
    done in topics that they may read, and how places that they may read were changed."""
    topics = Topic.objects.known_to(viewer).filter(pk=OuterRef("topic_id"))
    places = Category.objects.visible_to(viewer).filter(pk=OuterRef("category_id"))
    told = Q(Exists(topics)) | Q(Exists(places), act=Act.PLACE)
    return Entry.objects.filter(concerning(viewer) | Q(told, audience=Audience.MEMBERS)).values(
        "pk"
    )


def withheld_entries(viewer: Viewer) -> QuerySet[Entry, Any]:
    """The ids of the lines about what the viewer may not read yet: whom they concern, who is told
    of them, would say who wrote it."""
    return Entry.objects.filter(withheld_from(viewer)).values("pk")


def topics_of_entries(entry_ids: Iterable[int]) -> dict[int, int]:
    """The topics in which it was done, and where posts went, those."""
    where = Coalesce("other_topic_id", "topic_id")
    found = Entry.objects.filter(pk__in=list(entry_ids)).exclude(topic_id=None)
    return dict(found.values_list("pk", where))


def describe_entries(viewer: Viewer, entry_ids: Iterable[int]) -> dict[int, Subject]:
    """What was done, to what and why, as the viewer may read it, in a fixed number of queries."""
    entries = {entry.pk: entry for entry in Entry.objects.filter(pk__in=list(entry_ids))}
    if not entries:
        return {}
    readable = set(
        readable_entries(viewer).filter(pk__in=entries.keys()).values_list("pk", flat=True)
    )
    ids = {pk for e in entries.values() for pk in (e.topic_id, e.other_topic_id) if pk}
    topics = {topic.pk: topic for topic in Topic.objects.known_to(viewer).filter(pk__in=ids)}
    posts = dict(
        Post.objects.visible_to(viewer)
        .filter(pk__in=[e.post_id for e in entries.values() if e.post_id])
        .values_list("pk", "topic__title")
    )
    held = {
        text.pk: text
        for text in HeldPost.objects.visible_to(viewer).filter(
            pk__in=[e.held_id for e in entries.values() if e.held_id]
        )
    }
    return {
        pk: _subject(viewer, entry, topics, posts, held)
        for pk, entry in entries.items()
        if pk in readable
    }


def _subject(
    viewer: Viewer,
    entry: Entry,
    topics: dict[int, Topic],
    posts: dict[int, str],
    held: dict[int, HeldPost],
) -> Subject:
    topic = topics.get(entry.other_topic_id or 0) or topics.get(entry.topic_id or 0)
    text = held.get(entry.held_id or 0)
    title = topic.title if topic else text.title if text else ""
    title = title or posts.get(entry.post_id or 0) or _("The line in the log")
    url = f"/moderation/log/?line={entry.pk}"
    if entry.post_id in posts:
        url = f"/p/{entry.post_id}/"
    elif text:
        url = text.get_absolute_url()
    elif topic and not entry.post_id:
        url = topic.get_absolute_url()
    return Subject(title, url, _excerpt(entry), _verb(viewer, entry))


def _excerpt(entry: Entry) -> str:
    """Why, and before that until when, where it ends."""
    if entry.until is None:
        return entry.reason
    until = formats.date_format(timezone.localtime(entry.until), "DATETIME_FORMAT")
    return _("Until %(until)s: %(reason)s") % {"until": until, "reason": entry.reason}


def _verb(viewer: Viewer, entry: Entry) -> str:
    """What was done, said to the person concerned, to who reported it, or to others."""
    said = _to_the_person() if entry.person_id == viewer.id else _to_others()
    return said.get(Act(entry.act)) or str(Act(entry.act).label)


def _to_the_person() -> dict[Act, str]:
    return {
        Act.HIDE: _("hid your post"),
        Act.RESTORE: _("restored your post"),
        Act.KEEP: _("looked at your post, which was reported, and kept it"),
        Act.APPROVE: _("let your text appear"),
        Act.REFUSE: _("did not let your text appear"),
        Act.WARN: _("warned you"),
        Act.UNWARN: _("took a warning to you back"),
        Act.SILENCE: _("silenced you"),
        Act.UNSILENCE: _("lets you write again"),
        Act.SUSPEND: _("suspended you"),
        Act.UNSUSPEND: _("lets you sign in again"),
        Act.UPHOLD: _("looked at your appeal; the decision stands"),
        Act.OVERTURN: _("agreed with your appeal"),
        Act.APPOINT: _("gave you a right"),
        Act.DISMISS: _("took a right from you"),
        Act.ASK_SET_ASIDE: _("set your question aside"),
        Act.ASK_REOPEN: _("reopened a question to you"),
        Act.CHAIR_FREE: _("freed your chair"),
        Act.REST: _("asks you to rest from the chairs of this fishbowl"),
        Act.UNREST: _("lets you back to the chairs of this fishbowl"),
        Act.TURN_SKIP: _("went on without your turn; you may speak until the round ends"),
    }


def _to_others() -> dict[Act, str]:
    return {
        Act.HIDE: _("hid the post that you reported"),
        Act.KEEP: _("looked at the post that you reported, and kept it"),
    }
