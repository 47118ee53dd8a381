"""Putting a question to a person or to the panel, and reminding them once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.viewer import Viewer
from notifications.actions import announce
from threads import policies
from threads.actions.locks import lock_topic
from threads.actions.posts import form_key
from threads.actions.running.tending import bowl_of
from threads.models import Ask, Post, Topic
from threads.models.asks import MOST_WAITING

REMIND_AFTER = timedelta(days=7)
# So many are reminded in one run of the clock; the rest in the next.
BATCH = 500


class TooManyAsks(Exception):
    """So many questions of the asker wait there already; the words are a sentence for them."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks: of a `person`, or of the panel where that is None."""

    person: User | None
    text: str
    link: str = ""
    post: Post | None = None


def put_ask(viewer: Viewer, topic: Topic, question: Question, token: UUID | None = None) -> Ask:
    """Put a question, and have whoever is asked told. The form saw that they have an account and
    may read the topic and the post. The same form sent twice (`token`) is one question.

    Raises `Refusal`, `TooManyAsks`.
    """
    policies.check_ask(viewer, topic)
    person_id = question.person.pk if question.person else None
    post_id = question.post.pk if question.post else None
    key = form_key(token, topic.pk, person_id, post_id, question.link, question.text)
    with transaction.atomic():
        now = lock_topic(topic.pk)
        policies.check_ask(viewer, now)
        if bowl := bowl_of(now):
            policies.check_ask_gallery(now, bowl.row.gallery)
        mine = Ask.objects.filter(author_id=viewer.id)
        if key and (earlier := mine.filter(form_token=key).first()):
            return earlier
        there = mine.filter(topic=now, to_person=person_id, to_panel=question.person is None)
        if there.filter(state=Ask.State.WAITING).count() >= MOST_WAITING:
            raise TooManyAsks(
                _("Five questions of yours wait there already. Let one be answered first.")
            )
        made = Ask.objects.create(
            topic=now,
            author_id=viewer.id,
            to_person_id=person_id,
            to_panel=question.person is None,
            text=question.text,
            link=question.link,
            post=question.post,
            form_token=key,
        )
        announce("ask", made.pk)
        return made


def remind_asks() -> None:
    """Remind of each ask once when it has waited for a week. Safe late, twice and in parallel: of
    several clocks one sets the mark, and tells in the same transaction."""
    unreminded = Ask.objects.waiting().filter(reminded_at=None)
    due = unreminded.filter(created_at__lte=timezone.now() - REMIND_AFTER).order_by("created_at")
    for ask_id in list(due.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            row = Ask.objects.filter(pk=ask_id, state=Ask.State.WAITING, reminded_at=None)
            if row.update(reminded_at=timezone.now()):
                announce("reminder", ask_id)
