"""A month of a community, and what a digest of it must tell: slow, obvious, out of all rows.

Nothing here uses a query of ours: rows are read whole and looked through in Python.
"""

from datetime import timedelta
from functools import cache
from random import Random

from django.utils import timezone

from accounts.models import Ignore, User
from notifications.models import MailStop, Notice
from tests.make import (
    as_viewer,
    make_ask,
    make_category,
    make_circle,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.counters import refresh_topic
from threads.actions.likes import like_post
from threads.actions.moving import move_posts
from threads.models import (
    Answer,
    Ask,
    CategoryCircle,
    CategoryReader,
    CoHost,
    Fishbowl,
    Follow,
    Post,
    Prompt,
    PromptPass,
    PromptSuggestion,
    Seat,
    Topic,
    TopicReader,
    TopicTag,
    ranges,
)

DAYS = 30
SHOWN = 5


# --- The month ------------------------------------------------------------------------------------


def seeded_month(seed: int):
    """People, and everything that they did by chance; answers the members to ask, and the end."""
    chance, now = Random(seed), timezone.now()
    old = now - timedelta(days=400)
    mo = make_person("mo", is_moderator=True, date_joined=old)
    people = [mo, *(make_person(f"p{n}", date_joined=old) for n in range(9))]
    circle = make_circle("Quiet", *people[1:5])
    places = [make_category("hall"), make_category("yard"), make_category("den", "circles", circle)]
    topics = [
        make_topic(
            chance.choice(people[1:5]), chance.choice(places), tags=[f"tag-{chance.randrange(3)}"],
            prompts=[f"Question {n}-{k}?" for k in range(chance.randrange(3))],
        )
        for n in range(14)
    ]  # fmt: skip
    for _n in range(60):
        _say(chance, people, chance.choice(topics))
    _set_times(chance, now)
    _act(chance, people, topics, mo)
    _choose(chance, people, topics, places, now)
    _galleries(chance, people, topics)
    for topic in Topic.objects.all():
        refresh_topic(topic.pk)
    return people, now


def _galleries(chance, people, topics) -> None:
    """Some topics are fishbowls in which some sit; a part of what was said there are notes."""
    for topic in chance.sample(topics, min(len(topics), 12)):
        bowl = Fishbowl.objects.create(topic=topic, phase="panel")
        for slot, person in enumerate(chance.sample(_readers_of(people, topic), 4)):
            Seat.objects.create(
                fishbowl=bowl, person=person, kind="panel",
                state=chance.choice(["seated", "seated", "invited", "left"]), slot=slot + 1,
            )  # fmt: skip
        for post in Post.objects.filter(topic=topic, number__gt=1).order_by("number"):
            if chance.random() < 0.5:
                Post.objects.filter(pk=post.pk).update(lane="gallery")


def _readers_of(people, topic):
    den = topic.category.slug == "den"
    return people[1:5] if den else people


def _say(chance, people, topic) -> None:
    topic = Topic.objects.select_related("category").get(pk=topic.pk)
    prompts = list(topic.prompts.all())
    more = {"prompt_ids": [chance.choice(prompts).pk]} if prompts and chance.random() < 0.3 else {}
    if chance.random() < 0.3:
        more["reply_to"] = chance.randint(1, topic.last_number)
    make_reply(chance.choice(_readers_of(people, topic)), topic, **more)


def _set_times(chance, now) -> None:
    """Everything in the order in which it was made, over the month."""
    for model, field in ((Post, "created_at"), (Prompt, "created_at")):
        rows = list(model.objects.order_by("pk"))
        times = sorted(now - timedelta(days=DAYS * chance.random() * 1.2) for _row in rows)
        for row, at in zip(rows, times, strict=True):
            model.objects.filter(pk=row.pk).update(**{field: at})


def _act(chance, people, topics, mo) -> None:
    for post in chance.sample(list(Post.objects.select_related("topic__category", "author")), 25):
        others = [one for one in _readers_of(people, post.topic) if one.pk != post.author_id]
        like_post(as_viewer(chance.choice(others)), post)
    replies = list(Post.objects.filter(number__gt=1))
    for post in chance.sample(replies, 5):
        Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now(), hidden_reason="Rude.")
    for post in chance.sample(replies, 4):
        Post.objects.filter(pk=post.pk).update(withdrawn_at=timezone.now())
    for prompt in Prompt.objects.select_related("topic__category").all():
        if chance.random() < 0.35:
            Prompt.objects.filter(pk=prompt.pk).update(sealed=True)
            who = chance.choice(_readers_of(people, prompt.topic))
            PromptPass.objects.create(prompt=prompt, person=who)
    movable = [
        post
        for post in Post.objects.filter(number__gt=1, hidden_at=None).select_related("topic")
        if not post.answers.exists()
    ]
    for post in chance.sample(movable, 4):
        targets = [
            t for t in topics if t.category_id == post.topic.category_id and t.pk != post.topic_id
        ]
        if targets:
            topic, target = (Topic.objects.get(pk=pk) for pk in (post.topic_id, targets[0].pk))
            move_posts(as_viewer(mo), topic, "Fits.", post_ids=[post.pk], target=target)
    for topic in chance.sample(topics, 3):
        kind = chance.choice([{"is_listed": False}, {"state": "closed"}, {"state": "archived"}])
        Topic.objects.filter(pk=topic.pk).update(**kind)


def _choose(chance, people, topics, places, now) -> None:
    tags = [row.tag for row in TopicTag.objects.select_related("tag")]
    for person in people:
        for topic in Topic.objects.all():
            if chance.random() < 0.5:
                level = chance.choice(["", "", "watch", "track", "normal", "mute"])
                read = [n for n in range(1, topic.last_number + 1) if chance.random() < 0.5]
                TopicReader.objects.update_or_create(
                    topic=topic, person=person,
                    defaults={
                        "read": ranges.write(ranges.with_numbers((), read)) if chance.random() < 0.7 else "",
                        "level": level,
                        "why": chance.choice(["chosen", "opened", "replied"]) if level else "",
                        "unread_from": chance.choice([None, None, None, topic.last_number]),
                    },
                )  # fmt: skip
        Follow.objects.create(
            person=person,
            category=chance.choice(places),
            level=chance.choice(["watch", "mute", "track"]),
        )
        Follow.objects.create(
            person=person, tag=chance.choice(tags), level=chance.choice(["watch", "mute"])
        )
        if prompts := list(Prompt.objects.all()):
            Follow.objects.create(person=person, prompt=chance.choice(prompts), level="mute")
        other = chance.choice([one for one in people if one != person])
        Ignore.objects.create(person=person, ignored=other)
        MailStop.objects.create(person=person, topic_id=chance.choice(topics).pk)
        if chance.random() < 0.4:
            swept = now - timedelta(days=chance.randrange(20))
            CategoryReader.objects.create(
                person=person, category=chance.choice(places), read_until=swept
            )
        if chance.random() < 0.2:
            User.objects.filter(pk=person.pk).update(
                read_until=now - timedelta(days=chance.randrange(20))
            )
        _notices(chance, people, person, now)
    for topic in Topic.objects.filter(state="open").select_related("category"):
        readers = _readers_of(people, topic)
        asker, asked = chance.sample(readers, 2)
        at = now - timedelta(days=DAYS * chance.random())
        Ask.objects.filter(pk=make_ask(asker, topic, asked).pk).update(created_at=at)
        who = chance.choice(readers)
        PromptSuggestion.objects.create(topic=topic, author=who, text="May I?", created_at=at)
        CoHost.objects.get_or_create(topic=topic, person=chance.choice(readers))


def _notices(chance, people, person, now) -> None:
    for post in chance.sample(list(Post.objects.all()), 8):
        kind = chance.choice(["new_topic", "watched", "like"])
        if post.author_id == person.pk:
            continue
        actor = chance.choice(people) if kind == "like" else User.objects.get(pk=post.author_id)
        Notice.objects.create(
            recipient=person, kind=kind, subject_id=post.pk, actor=actor, topic_id=post.topic_id,
            by_mail=chance.choice(["digest", "digest", "at_once", ""]),
            read_at=now if chance.random() < 0.2 else None,
        )  # fmt: skip


# --- The reference --------------------------------------------------------------------------------


class Month:
    """All rows, and what one person may know of them."""

    def __init__(self, person: User, period):
        self.me, self.period = User.objects.get(pk=person.pk), period
        self.posts = list(Post.objects.select_related("topic__category", "author").order_by("pk"))
        self.topics = {t.pk: t for t in Topic.objects.select_related("category", "author").all()}
        self.prompts = list(Prompt.objects.select_related("topic__category").order_by("pk"))
        self.answers = list(Answer.objects.select_related("post", "prompt").all())
        self.readers = {r.topic_id: r for r in TopicReader.objects.filter(person=person)}
        self.follows = list(Follow.objects.filter(person=person))
        self.tags = {}
        for row in TopicTag.objects.all():
            self.tags.setdefault(row.topic_id, set()).add(row.tag_id)
        self.ignored = {row.ignored_id for row in Ignore.objects.filter(person=person)}
        self.stops = {row.topic_id for row in MailStop.objects.filter(person=person)}
        self.swept = {
            r.category_id: r.read_until for r in CategoryReader.objects.filter(person=person)
        }
        self.circles = set(person.memberships.values_list("circle_id", flat=True))
        self.cohosted = set(CoHost.objects.filter(person=person).values_list("topic_id", flat=True))

        seats = Seat.objects.filter(person=person, state="seated")
        self.seated = set(seats.values_list("fishbowl__topic_id", flat=True))
        self.passed = set(
            PromptPass.objects.filter(person=person).values_list("prompt_id", flat=True)
        )
        self.places = {}
        for row in CategoryCircle.objects.all():
            self.places.setdefault(row.category_id, set()).add(row.circle_id)
        self.reads = cache(self.reads)
        self.sealed_under = cache(self.sealed_under)

    def enters(self, category) -> bool:
        if category.visibility != "circles":
            return True
        return bool(self.circles & self.places[category.pk])

    def sealed_under(self, post):
        """The sealed questions that it answers."""
        return [
            a.prompt for a in self.answers
            if a.post_id == post.pk and a.state == "filed" and a.prompt.sealed
            and a.prompt.topic_id == post.topic_id
        ]  # fmt: skip

    def opened(self, prompt) -> bool:
        answered = any(
            a.prompt_id == prompt.pk and a.state == "filed" and a.post.author_id == self.me.pk
            and a.post.withdrawn_at is None
            for a in self.answers
        )  # fmt: skip
        return answered or prompt.pk in self.passed

    def reads(self, post) -> bool:
        """Its text stands, and I may read it."""
        if post.hidden_at or post.withdrawn_at or not self.enters(post.topic.category):
            return False
        if post.number == 1 or post.author_id == self.me.pk:
            return True
        return all(self.opened(prompt) for prompt in self.sealed_under(post))

    def counts(self, post) -> bool:
        return post.number == 1 or not self.sealed_under(post)

    def is_muted(self, topic) -> bool:
        mine = self.readers.get(topic.pk)
        if mine and mine.level == "mute":
            return True
        muted = any(
            f.level == "mute"
            and (f.category_id == topic.category_id or f.tag_id in self.tags.get(topic.pk, ()))
            for f in self.follows
            if f.category_id or f.tag_id
        )
        return muted and not (mine and mine.level and mine.why in ("chosen", "opened"))

    def is_told(self, topic) -> bool:
        if not self.enters(topic.category) or topic.merged_into_id or topic.pk in self.stops:
            return False
        listed = topic.is_listed or topic.author_id == self.me.pk or self.me.is_moderator
        return listed and not self.is_muted(topic)

    def is_near(self, topic) -> bool:
        mine = self.readers.get(topic.pk)
        if topic.author_id == self.me.pk or (mine and (mine.read or mine.unread_from is not None)):
            return True
        if mine and mine.level:
            return mine.level in ("watch", "track")
        return any(
            f.level in ("watch", "track")
            and (f.category_id == topic.category_id or f.tag_id in self.tags.get(topic.pk, ()))
            for f in self.follows
            if f.category_id or f.tag_id
        )

    def is_new(self, post) -> bool:
        """It is of the period, unread, and nothing keeps me from hearing of it."""
        topic, mine = post.topic, self.readers.get(post.topic_id)
        if not self.period.since < post.created_at <= self.period.until:
            return False
        if not self.reads(post) or not self.is_told(self.topics[topic.pk]):
            return False
        if post.author_id == self.me.pk or post.author_id in self.ignored:
            return False
        read = ranges.parse(mine.read) if mine and mine.read else ()
        if any(first <= post.number <= last for first, last in read):
            return False
        marked = mine and mine.unread_from is not None and post.number >= mine.unread_from
        cuts = [self.me.date_joined, timezone.now() - timedelta(days=90)]
        cuts += [at for at in (self.me.read_until, self.swept.get(topic.category_id)) if at]
        return bool(marked or post.created_at > max(cuts))

    def is_heard(self, post) -> bool:
        if post.like_count:
            return True
        return any(
            self.reads(other) and other.author_id != post.author_id
            and (other.reply_to_id == post.pk or (post.number == 1 and other.topic_id == post.topic_id))
            for other in self.posts
        )  # fmt: skip

    def hosts(self, topic) -> bool:
        return topic.host_id == self.me.pk or topic.pk in self.cohosted


def reference(person: User, period) -> dict:
    """Section to its lines (title, address), the words for more, and for what waited before."""
    month = Month(person, period)
    parts, told, posts = {}, set(), set()

    def add(name, found, earlier=0):
        """`found`: title, address, topic, post of each, in order; several sources in a section."""
        if found or earlier:
            lines, count, before = parts.setdefault(name, ([], 0, 0))
            shown = found[:SHOWN]
            told.update(one[2] for one in shown if one[2])
            posts.update(one[3] for one in shown if one[3])
            lines += [one[:2] for one in shown]
            parts[name] = (lines, count + len(found), before + earlier)

    add("voices", _voices(month))
    mine, others = _questions(month)
    add("questions", others)
    news, own = _duties(month)
    for found, earlier in (*news, (mine, 0), own):
        add("waiting", found, earlier)
    add("notices", _told_notices(month, posts))
    new, rest = _topics(month, told)
    add("topics", new)
    add("followed", rest)
    add("gallery", _notes(month))
    return {
        name: (
            lines,
            f"and {count - len(lines)} more" if count > len(lines) else "",
            _earlier(before),
        )
        for name, (lines, count, before) in parts.items()
    }


def _earlier(count: int) -> str:
    has = "has" if count == 1 else "have"
    return f"{count} {has} been waiting since before." if count else ""


def _voices(month):
    heard = {
        p.author_id for p in month.posts
        if month.reads(p) and month.counts(p) and month.is_heard(p) and p.lane != "gallery"
        and month.period.since < p.created_at <= month.period.until
    }  # fmt: skip
    firsts = {}
    for post in month.posts:
        if month.reads(post):
            firsts.setdefault(post.author_id, post.pk)
    found = {}
    for post in month.posts:
        if not month.is_new(post) or not month.counts(post) or post.topic.state != "open":
            continue
        if post.lane == "gallery":
            continue
        begins = firsts[post.author_id] == post.pk
        if (begins or post.author_id not in heard) and post.author_id not in found:
            found[post.author_id] = (not begins, post.created_at, post.pk, post)
    return [
        (p.topic.title, f"/t/{p.topic.slug}/{p.topic_id}/{p.number}/", p.topic_id, p.pk)
        for *_order, p in sorted(found.values(), key=lambda one: one[:3])
    ]


def _questions(month):
    muted = {f.prompt_id for f in month.follows if f.prompt_id and f.level == "mute"}
    mine, others = [], []
    for prompt in sorted(month.prompts, key=lambda one: (one.created_at, one.pk)):
        topic = month.topics[prompt.topic_id]
        answered = any(
            a.prompt_id == prompt.pk and a.state == "filed" and not a.post.hidden_at
            and not a.post.withdrawn_at and month.counts(a.post)
            for a in month.answers
        )  # fmt: skip
        if (
            prompt.state == "open" and not prompt.sealed and not answered and topic.is_listed
            and topic.state == "open" and month.is_told(topic) and prompt.pk not in muted
            and month.period.since < prompt.created_at <= month.period.until
            and topic.author_id not in month.ignored
        ):  # fmt: skip
            url = f"/t/{topic.slug}/{topic.pk}/prompts/{prompt.pk}/"
            row = (prompt.text, url, topic.pk, 0)
            (mine if month.hosts(topic) else others).append(row)
    return mine, others


def _duties(month):
    """Asks to me; what waits for me as a host; what I asked."""
    me, to_me, own, hosting = month.me.pk, [], [], []
    for ask in Ask.objects.filter(state="waiting").order_by("pk"):
        topic, mine = month.topics[ask.topic_id], month.readers.get(ask.topic_id)
        if topic.state != "open" or not month.enters(topic.category) or topic.pk in month.stops:
            continue
        row = (ask.text, f"/t/{topic.pk}/asks/#ask-{ask.pk}", topic.pk, 0)
        is_muted = mine and mine.level == "mute"
        if ask.to_person_id == me and ask.author_id not in month.ignored and not is_muted:
            to_me.append((ask.created_at, row))
        if ask.author_id == me and not is_muted:
            own.append((ask.created_at, row))
    for one in PromptSuggestion.objects.filter(state="waiting").order_by("pk"):
        topic = month.topics[one.topic_id]
        if (
            month.hosts(topic) and month.enters(topic.category) and topic.state != "archived"
            and topic.pk not in month.stops and one.author_id not in month.ignored
        ):  # fmt: skip
            row = (one.text, f"/t/{topic.pk}/prompts/#suggestions", topic.pk, 0)
            hosting.append((one.created_at, row))
    # What is asked of me, and what I host, is news; what I wait for myself comes after it.
    cut = [
        _of_period(month, rows) for rows in (to_me, sorted(hosting, key=lambda one: one[0]), own)
    ]
    return cut[:2], cut[2]


def _of_period(month, rows):
    since, until = month.period.since, month.period.until
    return [row for at, row in rows if since < at <= until], sum(at <= since for at, _row in rows)


def _told_notices(month, above):
    heaps, posts = {}, {post.pk: post for post in month.posts}
    rows = Notice.objects.filter(recipient=month.me).order_by("pk")
    for row in rows:
        post, mine = posts[row.subject_id], month.readers.get(posts[row.subject_id].topic_id)
        if (
            row.by_mail != "digest" or row.read_at or row.mail_id or row.at > month.period.until
            or not month.reads(post) or row.actor_id in month.ignored
            or row.topic_id in month.stops or (mine and mine.level == "mute")
            or (row.kind != "like" and post.pk in above)
        ):  # fmt: skip
            continue
        url = f"/t/{post.topic.slug}/{post.topic_id}/{post.number}/"
        heaps.setdefault(row.topic_id, (post.topic.title, url, row.topic_id, 0))
    return list(heaps.values())


def _notes(month):
    """Notes from the galleries of what I watch, or sit in."""
    heaps = {}
    for post in month.posts:
        mine = month.readers.get(post.topic_id)
        beside = post.topic_id in month.seated or (mine and mine.level == "watch")
        if post.lane == "gallery" and beside and month.is_new(post):
            heaps.setdefault(post.topic_id, []).append(post)
    order = sorted(heaps.items(), key=lambda h: (min(p.created_at for p in h[1]), h[0]))
    return [
        (month.topics[pk].title, f"/t/{month.topics[pk].slug}/{pk}/{min(p.number for p in posts)}/",
         pk, 0)
        for pk, posts in order
    ]  # fmt: skip


def _topics(month, told):
    heaps = {}
    for post in month.posts:
        near = post.number == 1 or month.is_near(month.topics[post.topic_id])
        if month.is_new(post) and near and post.topic_id not in told and post.lane != "gallery":
            heaps.setdefault(post.topic_id, []).append(post)
    new, rest = [], []
    for pk, posts in sorted(heaps.items(), key=lambda h: (min(p.created_at for p in h[1]), h[0])):
        topic, first = month.topics[pk], min(post.number for post in posts)
        url = f"/t/{topic.slug}/{pk}/"
        if first == 1:
            new.append((topic.title, url, pk, 0))
        else:
            rest.append((topic.title, f"{url}{first}/", pk, 0))
    return new, rest
