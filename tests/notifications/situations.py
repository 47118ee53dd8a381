"""The scene of the table of situations, and what people do in it.

Ada opened the topic in the hall, with a question, and a tag; all else is as it is for whoever never
chose anything, and everybody has been told of everything so far.
"""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import Ignore, User
from notifications.models import Bounce, Choice, Mail, MailChoice, MailStop, Notice
from notifications.tasks import deliver, queue_mail, send_mail
from tests.conftest import Cast
from tests.make import as_viewer, make_ask, make_category, make_reply, make_topic
from threads.actions.follows import (
    follow_category,
    follow_prompt,
    follow_tag,
    follow_topic,
    send_each_post,
)
from threads.actions.harvests import Facts, begin_harvest, publish_harvest
from threads.actions.likes import like_post
from threads.actions.posts import edit_post, hide_post
from threads.actions.settling import answer_ask
from threads.models import Category, Citation, Post, Prompt, Tag, Topic, TopicReader
from threads.models.follows import Level
from threads.queries.harvests import harvest_for


class Scene(Cast):
    """The cast, the place, the topic, and short words for what they do."""

    def begin(self, hall: Category, quiet_room: Category) -> "Scene":
        """Put up the topic, with everybody told of it."""
        self.hall, self.quiet_room = hall, quiet_room
        self.topic = make_topic(
            self.ada, hall, title="Who leads?", prompts=["What helps?"], tags=["roles"]
        )
        self.prompt = Prompt.objects.get(topic=self.topic)
        self.tag = Tag.objects.get(slug="roles")
        self.everything_told()
        return self

    def everything_told(self) -> None:
        """What was done so far is told and forgotten: it made the scene."""
        deliver.func()
        Notice.objects.all().delete()
        Mail.objects.all().delete()

    # --- What is done -----------------------------------------------------------------------------

    def say(self, who: User, words: str = "", topic: Topic | None = None, **more) -> Post:
        """A reply to the topic, or to another one."""
        post = make_reply(who, topic or self.topic, words, **more)
        return Post.objects.select_related("topic__category").get(pk=post.pk)

    def earlier(self, who: User, words: str = "", **more) -> Post:
        """A reply of before, after which its author follows nothing."""
        post = self.say(who, words, **more)
        TopicReader.objects.filter(topic=post.topic, person=who).delete()
        self.everything_told()
        return post

    def edit(self, who: User, post: Post, words: str) -> None:
        """Somebody changes their post."""
        edit_post(as_viewer(who), post, words, version=post.version)

    def like(self, who: User, post: Post, *, on: bool = True) -> None:
        """Somebody likes it, or no longer does."""
        like_post(as_viewer(who), post, on=on)

    def open(self, who: User, category: Category | None = None, **more) -> Topic:
        """Another topic."""
        return make_topic(who, category or self.hall, **more)

    def secret(self) -> Topic:
        """Ada's topic in the place of her circle."""
        topic = make_topic(self.ada, self.quiet_room)
        self.everything_told()
        return Topic.objects.select_related("category").get(pk=topic.pk)

    def sealed(self) -> Prompt:
        """A question of the topic whose answers are sealed."""
        topic = make_topic(self.ada, self.hall, prompts=["Shut?"], sealed=[0])
        TopicReader.objects.filter(topic=topic).delete()
        self.everything_told()
        return Prompt.objects.select_related("topic__category").get(topic=topic)

    def harvest(self, who: User, post: Post) -> Citation:
        """Somebody publishes a harvest that cites a post."""
        viewer, facts = as_viewer(who), Facts("harvest", "What we keep", "Us")
        made = begin_harvest(viewer, self.topic, facts, f"So [#{post.number}].")
        publish_harvest(viewer, harvest_for(viewer, made.pk), edits=1)
        return Citation.objects.select_related("harvest__topic").get(
            harvest=made, version__isnull=False
        )

    def ask(self, who: User, whom: User):
        """Somebody asks somebody a question."""
        return make_ask(who, self.topic, whom)

    def answered(self) -> None:
        """Ola's question to Ben is answered in a post of his."""
        ask = make_ask(self.ola, self.topic, self.ben)
        post = self.earlier(self.ben)
        answer_ask(as_viewer(self.ben), ask, post)

    def quote(self, who: User, whom: User) -> None:
        """Somebody quotes a post of somebody."""
        post = self.earlier(whom, "Slow bread is best.")
        self.say(who, f"> [{whom.username}](/p/{post.pk}/) wrote:\n> Slow bread\n\nYes.")

    def said(self, who: User) -> None:
        """A reply, kept as the `post` that something happens to meanwhile."""
        self.post = self.say(who)

    def read(self, who: User) -> None:
        """Somebody opens the topic."""
        client = Client()
        client.force_login(who)
        assert client.get(self.topic.get_absolute_url()).status_code == 200

    def tomorrow(self) -> datetime:
        """A day from now."""
        return timezone.now() + timedelta(days=1)

    def hide(self, post: Post) -> None:
        """A moderator hides a post, and its author is told otherwise than of a post."""
        hide_post(as_viewer(self.mo), post, "Rude")

    def other_place(self) -> Category:
        """Another place that all read."""
        return make_category("yard")

    # --- How they want it ---------------------------------------------------------------------------

    def watch(self, who: User, thing=None) -> None:
        """Somebody watches something, the topic where nothing else is said."""
        self._follow(who, thing, Level.WATCH)

    def mute(self, who: User, thing=None) -> None:
        """Somebody mutes something."""
        self._follow(who, thing, Level.MUTE)

    def _follow(self, who: User, thing, level: Level) -> None:
        thing = thing or self.topic
        acts = {
            Topic: follow_topic, Category: follow_category, Tag: follow_tag, Prompt: follow_prompt,
        }  # fmt: skip
        acts[type(thing)](as_viewer(who), thing, level)
        if isinstance(thing, Prompt):  # and not its topic
            TopicReader.objects.filter(person=who, topic=thing.topic_id).delete()

    def ignore(self, who: User, whom: User) -> None:
        """Somebody wants to hear nothing of somebody."""
        Ignore.objects.create(person=who, ignored=whom)

    def choose(self, who: User, sort: str, *, on_site: bool, by_mail: str = "") -> None:
        """In which way somebody wants to be told of a sort."""
        Choice.objects.create(person=who, sort=sort, on_site=on_site, by_mail=by_mail)

    def mail(self, who: User, **facts) -> None:
        """When mail may come to somebody."""
        MailChoice.objects.create(person=who, **facts)

    def no_mail_of_topic(self, who: User) -> None:
        """Somebody pressed "no more of this topic" in a mail."""
        MailStop.objects.create(person=who, topic_id=self.topic.pk)

    def bounced(self, who: User) -> None:
        """Their address took no mail."""
        Bounce.objects.create(address=who.email, why="bounce")

    def each_post(self, who: User) -> None:
        """Somebody gets the hall by mail."""
        send_each_post(as_viewer(who), self.hall, on=True)

    def all_day(self) -> dict:
        """Quiet hours around this moment."""
        now = timezone.now()
        ends = (now - timedelta(hours=2), now + timedelta(hours=2))
        begin, end = (time(one.hour, one.minute) for one in ends)
        return {"quiet_from": begin, "quiet_until": end}

    # --- What came of it ------------------------------------------------------------------------------

    def tell(self) -> list[str]:
        """Have everybody told; answers the notices in words, `ben: reply site+at_once`."""
        deliver.func()
        notices = Notice.objects.order_by("recipient__username", "id")
        rows = notices.values_list("recipient__username", "kind", "on_site", "by_mail")
        return [
            f"{who}: {kind} {'+'.join(filter(None, ['site' * on_site, by_mail]))}"
            for who, kind, on_site, by_mail in rows
        ]

    def queue(self) -> None:
        """Decide what becomes of it by mail; the hold begins."""
        queue_mail.func()

    def send(self) -> list[str]:
        """Let the hold pass, and send; answers the mails in words, `ben: sent`."""
        Mail.objects.filter(state="waiting").update(
            not_before=F("not_before") - timedelta(minutes=6)
        )
        send_mail()
        mails = Mail.objects.order_by("recipient__username", "id")
        return [
            f"{who}: {state}" for who, state in mails.values_list("recipient__username", "state")
        ]
