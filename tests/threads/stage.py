"""Conversations with everything on their pages, and people who only read there, for the tests of
pages that are kept.

A page is *true* when it is what its view says with nothing kept.
"""

import re
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from django.test import Client
from django.utils import timezone

from accounts.actions.community import found_community
from notifications.models import Notice
from notifications.tasks import deliver
from tests.conftest import make_cast
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_circle,
    make_moderator,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.bookmarks import keep_post
from threads.actions.drafts import keep_draft
from threads.actions.follows import follow_topic
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.likes import like_post
from threads.actions.phases import move_phase
from threads.actions.posts import hide_post, withdraw_post
from threads.actions.readers import mark_topic_read
from threads.actions.seats import answer_invitation
from threads.actions.setups import Setup, SourceFacts
from threads.models import (
    Post,
    Prompt,
    TopicReader,
)
from threads.models.follows import Level
from threads.queries.harvests import harvest_for
from threads.queries.topics import topic_for
from threads.views import list_sheets, remembered, sheets
from threads.views.remembered import PASSING


def make_stage() -> SimpleNamespace:
    """Conversations with everything on their pages, and two members who only read there: what is
    theirs alone holds "zwqann" and "zwqbob"."""
    w = make_cast()
    w.hall, w.yard = make_moderator(w.kit, make_category("hall")), make_category("yard")
    make_moderator(w.tove, w.yard)
    look = {"theme": "dark", "language": "de", "time_zone": "Asia/Tokyo"}
    w.ann = make_person("zwqann", display_name="Zwqann A", more_contrast=True, **look)
    look = {"theme": "light", "language": "es", "time_zone": "America/Lima"}
    w.bob = make_person("zwqbob", display_name="Zwqbob B", has_keys=False, **look)
    w.circle = make_circle("Quiet", w.ada, w.ann)
    w.quiet = make_category("quiet-room", "circles", w.circle)
    w.topic = make_topic(w.ada, w.hall, title="Who leads?", prompts=["Ay?", "Bee?"], tags=["roles"])
    w.prompt = Prompt.objects.select_related("topic__category").filter(topic=w.topic)[0]
    w.post = make_reply(w.ola, w.topic, "Said by Ola.", prompt_ids=[w.prompt.pk])
    w.answer = make_reply(w.mira, w.topic, "Said by Mira.", reply_to=2)
    w.hidden, w.gone = make_reply(w.ola, w.topic, "Rude"), make_reply(w.ola, w.topic, "Sorry")
    hide_post(as_viewer(w.mo), w.hidden, "Rude")
    withdraw_post(as_viewer(w.ola), w.gone)
    w.other = make_topic(w.ben, w.hall, title="Elsewhere", source="To be linked.")
    secret = make_topic(w.ada, w.quiet, title="Zwqcircle")
    make_reply(w.ada, secret, f"[There](/t/{w.topic.pk}/)")
    w.secret = secret
    Post.objects.filter(topic=w.topic, number=1).update(as_host=True)
    w.linking = make_reply(w.mira, w.other, f"[There](/t/{w.topic.pk}/)")
    make_reply(w.mira, w.topic, f"[And there](/t/{w.other.pk}/), @ola")
    panel = Setup("fishbowl", ("mira.oday", "Guest of honour"), SourceFacts("A meeting", "meeting"))
    w.bowl = make_topic(w.ada, w.yard, title="A bowl", prompts=["Cee?"], setup=panel)
    answer_invitation(as_viewer(w.mira), w.bowl, accept=True)
    move_phase(as_viewer(w.ada), w.bowl, "panel")
    w.bowled = make_reply(w.mira, w.bowl, "From the bowl.")
    w.ask = make_ask(w.ada, w.topic, w.mira, "How, Mira?", post=w.post)
    w.harvest = begin_harvest(
        as_viewer(w.ada), w.topic, Facts("harvest", "Kept", "Us"), "Words [#2]"
    )
    publish_harvest(as_viewer(w.ada), harvest_for(as_viewer(w.ada), w.harvest.pk), edits=1)
    _read_in_their_way(w)
    found_community("Commons", tagline="Of us")
    return w


def _read_in_their_way(w) -> None:
    """What Ann and Bob have of their own where they read."""
    ann, bob = as_viewer(w.ann), as_viewer(w.bob)
    make_reply(w.ada, make_topic(w.ada, w.quiet), "Good morning, @zwqann!")
    deliver.func()
    assert Notice.objects.filter(recipient=w.ann).exists()
    # For whom a notice waits has pages of their own.
    Notice.objects.update(read_at=timezone.now())
    like_post(ann, w.post)
    keep_post(ann, w.answer, "zwqann keeps")
    follow_topic(ann, w.topic, Level.WATCH)
    mark_topic_read(ann, topic_for(ann, w.topic.pk))
    keep_draft(bob, f"topic:{w.other.pk}", "zwqbob begins", 1)
    like_post(bob, w.answer)
    follow_topic(bob, w.topic, Level.TRACK)
    TopicReader.objects.filter(person=w.bob, topic=w.topic).update(read="1-2")


def browser(person=None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if person:
        client.force_login(person)
    return client


@contextmanager
def nothing_kept():
    """Pages made by their views alone; what is kept stays as it is."""
    with (
        patch.object(remembered, "_is_guest", return_value=False),
        patch.object(sheets, "topic_sheet", return_value=None),
        patch.object(list_sheets, "_page", return_value=None),
    ):
        yield


def comparable(answer) -> tuple[int, str, bytes]:
    """What there is to compare: how long ago things were may differ, the hour of a day may not."""
    body = b"" if answer.streaming else answer.content
    hours = b"".join(re.findall(rb'<time [^>]*title="([^"]*)"', body))
    return answer.status_code, answer.headers.get("Location", ""), PASSING.sub(b"", body) + hours


def kept_urls(w) -> list[tuple[str, str]]:
    """The pages that may be kept, for guests or in sheets."""
    topic, bowl = w.topic.get_absolute_url(), w.bowl.get_absolute_url()
    prompt, number = f"{topic}prompts/{w.prompt.pk}/", w.topic.pk
    lists = ("/", "/?page=2", "/?state=open", "/?waiting=1", "/categories/", "/waiting/")
    places = ("/c/hall/", "/tag/roles/", bowl, w.other.get_absolute_url(), prompt)
    pages = ("", "?page=1", "?page=99999", "2/", "4/", "?zwq=1")
    urls = [*lists, *places, *(f"{topic}{page}" for page in pages)]
    urls += [f"/t/{number}/", f"/t/wrong/{number}/"]
    return [("", url) for url in urls]
