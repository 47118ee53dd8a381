"""Three sites to look at: one with nothing in it, the demo, and one with the most of everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.actions.profiles import update_profile
from accounts.models import Community, User
from ledger.models import Entry
from moderation.actions.cases import note_case
from moderation.actions.people import silence_person, unsilence_person, warn_person
from moderation.actions.reports import report_post
from moderation.actions.seeding import fill_demo
from moderation.models import Case
from moderation.queries.cases import case_for
from notifications.actions import pause_mail
from notifications.models import Bounce, MailStop
from tests.make import (
    as_viewer,
    make_category,
    make_circle,
    make_held,
    make_moderator,
    make_person,
    make_reply,
    make_topic,
)
from threads.actions.approval import refuse_held
from threads.actions.bookmarks import keep_post
from threads.actions.counters import mend
from threads.actions.curation import archive_topic, close_topic, pin_topic
from threads.actions.drafts import keep_draft
from threads.actions.posts import edit_post, hide_post, withdraw_post
from threads.actions.setups import Setup, SourceFacts
from threads.markup.examples import EXAMPLES
from threads.models import Category, Fishbowl, FormerPlace, HeldPost, Like, Post, Prompt, Topic

UNBROKEN = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
ARABIC = "ما الذي يساعدك على أن تضع المهمة جانبًا قبل أن تُرهقك؟ "
CHINESE = "我們怎樣才能在一起工作時不忘記休息，並且聽見彼此？"
SENTENCE = "What do we hear when everybody who has something to say has already gone home? "


def most(text: str, length: int) -> str:
    """The text again and again, as long as it may be."""
    return (text * (length // len(text) + 1))[:length].strip()


@dataclass(frozen=True)
class Site:
    """Who looks, and what there is to look at; what is not there is None."""

    member: User
    moderator: User
    category: str = ""
    person: str = ""
    tag: str = ""
    closed_place: str = ""
    topics: tuple[Topic, ...] = ()
    prompt: Prompt | None = None
    other: Post | None = None
    marked: tuple[Post, ...] = ()
    edited: Post | None = None
    hidden: Post | None = None
    held: HeldPost | None = None

    def viewer(self, role: str) -> User | None:
        """Who looks in this role."""
        return {"guest": None, "member": self.member, "moderator": self.moderator}[role]


# --- The sites ------------------------------------------------------------------------------------


def empty_sites() -> Iterator[Site]:
    """Nothing but people and a category; then a topic of one word with a question."""
    ben, mo = make_person("ben"), make_person("mo", is_moderator=True)
    make_category("hall")
    yield Site(ben, mo, category="hall", person="ben")
    topic = make_topic(make_person("ada"), source="So?", title="So", prompts=["So?"], tags=["so"])
    yield site_of(ben, mo, topics=(topic,), category=topic.category.slug, person="ada", tag="so")


def usual_sites() -> Iterator[Site]:
    """The demo: the recap of a fishbowl, the running ones, and the longest topic."""
    fill_demo()
    topics = Topic.objects.filter(category__visibility="public").select_related("category")
    parted = topics.filter(pk__in=FormerPlace.objects.values("topic"), merged_into=None)
    recap = topics.get(title="Rest and rhythm in shared work")
    yield site_of(
        User.objects.get(username="ada"),
        User.objects.get(username="mo"),
        topics=(
            recap,
            *topics.filter(kind="fishbowl"),
            topics.order_by("-post_count")[0],
            *parted[:1],
        ),
        category="commons",
        person="ada",
        tag="fishbowl",
        closed_place="quiet-room",
    )


def extreme_sites() -> Iterator[Site]:
    """As long, as wide and as many as anything may be, in scripts of every kind."""
    Community.objects.all().delete()
    Community(name=most(UNBROKEN, 60), tagline=most(SENTENCE, 140)).save()
    ben = make_person("b" * 40, display_name=most(UNBROKEN, 60))
    mo = make_person("m-" + "o" * 38, display_name=most(ARABIC, 60), is_moderator=True)
    wide = make_person("W" * 40, display_name="W" * 60)
    for person in (ben, mo, wide):
        update_profile(
            as_viewer(person), about=f"# {SENTENCE}\n\n{'W' * 300} {most(SENTENCE, 500)}"
        )
    place, room = _places(ben, mo)
    talk = _much_talk(ben, mo, wide, place)
    others = _other_topics(ben, mo, wide, place)
    _care(ben, mo, wide, talk)
    yield site_of(
        ben,
        mo,
        topics=(talk, *others),
        category=place.slug,
        person=wide.username,
        tag=talk.tags.all()[0].slug,
        closed_place=room.slug,
    )


def _places(ben: User, mo: User) -> tuple[Category, Category]:
    """Categories in every colour, with the longest names; the first, and one for a circle."""
    places = [make_category(f"p{n}-" + "w" * 50) for n in range(len(Category.Colour.values))]
    for place, colour, text in zip(
        places, Category.Colour.values, (UNBROKEN, ARABIC, CHINESE, SENTENCE) * 3, strict=False
    ):
        words = {"name": f"{colour} {text}"[:60].strip(), "description": most(text, 280)}
        Category.objects.filter(pk=place.pk).update(colour=colour, **words)
    make_moderator(mo, places[0])
    room = make_category("r" * 50, "circles", make_circle("C" * 60, ben, mo))
    return Category.objects.get(pk=places[0].pk), room


def _much_talk(ben: User, mo: User, wide: User, place: Category) -> Topic:
    """A fishbowl with the most of everything."""
    panel = (wide.username, mo.username, ben.username, *(f"{n} {UNBROKEN}" for n in range(9)))
    links = tuple(f"https://{'w' * 50}.example.org/{'long' * 40}/{n}" for n in range(5))
    source = SourceFacts(most(UNBROKEN, 200), "fishbowl", "2026-11", links)
    texts = (UNBROKEN, SENTENCE, ARABIC, CHINESE)
    talk = make_topic(
        wide,
        place,
        title=most(UNBROKEN, 200),
        source=everything(),
        prompts=[most(f"{n}{texts[n % 4]}", 280) for n in range(12)],
        tags=[most(f"{n}{text}", 30) for n, text in enumerate((UNBROKEN, ARABIC, CHINESE, "tag-"))],
        setup=Setup("fishbowl", panel, source),
    )
    Fishbowl.objects.filter(topic=talk).update(open_chairs=3, phase="panel")
    prompts = list(Prompt.objects.filter(topic=talk).values_list("pk", flat=True))
    make_reply(ben, talk, most(SENTENCE, 8_000), reply_to=1, prompt_ids=prompts)
    make_reply(mo, talk, f"@{ben.username} {UNBROKEN * 12}", reply_to=2, prompt_ids=prompts[:2])
    edited = make_reply(wide, talk, f"@{ben.username} @{mo.username} {ARABIC * 20}", reply_to=3)
    for n in range(1, 13):
        now = _again(edited)
        edit_post(as_viewer(wide), now, f"{n} {most(CHINESE, 600)}", version=now.version)
    hidden = make_reply(wide, talk, everything())
    hide_post(as_viewer(mo), _again(hidden), most(UNBROKEN, 500))
    withdrawn = make_reply(wide, talk, everything())
    withdraw_post(as_viewer(wide), _again(withdrawn))
    for n in range(1, 4):
        make_reply((ben, mo, wide)[n % 3], talk, f"{n} {SENTENCE}", reply_to=1)
    _likes(talk)
    return talk


def _again(post: Post) -> Post:
    """The post as it stands now, with its place."""
    return Post.objects.select_related("topic__category").get(pk=post.pk)


def _likes(talk: Topic) -> None:
    """A hundred people like the second post."""
    people = User.objects.bulk_create(
        User(username=f"Likes-{n}-{'w' * 30}", email=f"l{n}@example.org", display_name=name)
        for n in range(100)
        for name in [most(f"{n} {(UNBROKEN, ARABIC, CHINESE, '')[n % 4]} ", 60)]
    )
    post = Post.objects.get(topic=talk, number=2)
    Like.objects.bulk_create(Like(post=post, person=person) for person in people)
    mend()


def _other_topics(ben: User, mo: User, wide: User, place: Category) -> tuple[Topic, ...]:
    """Closed, archived and pinned, with long reasons; in Arabic and in Chinese."""
    doer, until = as_viewer(mo), timezone.now() + timedelta(days=900)
    closed = make_topic(ben, place, title=most(SENTENCE, 200), source=SENTENCE)
    close_topic(doer, closed, most(UNBROKEN, 500))
    archived = make_topic(wide, place, title=most(ARABIC, 200), source=ARABIC * 9)
    archive_topic(doer, archived, most(ARABIC, 500))
    pinned = make_topic(mo, place, title=most(CHINESE, 200), source=CHINESE * 9, prompts=[CHINESE])
    pin_topic(doer, pinned, most(SENTENCE, 500), pin=Topic.Pin.SITE, until=until)
    for n in range(4):
        make_topic(ben, place, title=f"{n}{'W' * 190}", source=SENTENCE)
    return tuple(
        Topic.objects.select_related("category").get(pk=topic.pk)
        for topic in (closed, archived, pinned)
    )


def _care(ben: User, mo: User, wide: User, talk: Topic) -> None:
    """Drafts, waiting texts, reports with notes, sanctions that were lifted."""
    doer, until = as_viewer(mo), timezone.now() + timedelta(days=3)
    for person in (ben, mo):
        keep_draft(as_viewer(person), f"topic:{talk.pk}", most(UNBROKEN, 4_000), 1)
        keep_draft(as_viewer(person), "new", everything(), 1, {"title": most(UNBROKEN, 200)})
        for n, post in enumerate(Post.objects.shown().filter(topic=talk).order_by("number")[:3]):
            note = most((UNBROKEN, ARABIC, SENTENCE)[n], 280)
            keep_post(as_viewer(person), post, note, timezone.localdate() if n else None)
        make_held(person, talk, everything())
        make_held(person, category=talk.category, title=most(UNBROKEN, 200), source=ARABIC * 9)
        held = make_held(person, talk, most(UNBROKEN, 900))
        refuse_held(as_viewer(make_person(is_moderator=True)), held, most(UNBROKEN, 500))
    reporters = (ben, mo, make_person("r" * 40, display_name="W" * 60))
    reported = Post.objects.select_related("topic__category").filter(topic=talk, number__in=(1, 2))
    for post in reported:
        for reporter in reporters:
            if reporter.pk != post.author_id:
                report_post(as_viewer(reporter), post, "other", most(UNBROKEN, 300))
    for case in Case.objects.filter(post__in=reported):
        note_case(doer, case_for(doer, case.pk), most(UNBROKEN, 400))
    for person in (ben, mo):
        Bounce.objects.create(address=person.email, why="bounce", words=most(UNBROKEN, 500))
        MailStop.objects.create(person=person, topic_id=talk.pk)
    pause_mail(doer, until)
    warn_person(doer, wide, most(UNBROKEN, 500))
    silence_person(doer, wide, most(ARABIC, 500), until=until)
    wide.refresh_from_db()
    unsilence_person(doer, wide, most(SENTENCE, 500))


def everything() -> str:
    """All that can be written, and the widest of it."""
    cells = " | ".join(["W" * 30] * 14)
    wide = f"| {cells} |\n|{'---|' * 14}\n| {cells} |\n| {cells} |"
    code = f"```\n{'long_line(' * 60}\n```\n\n`{'W' * 300}`"
    headings = "\n\n".join(f"{'#' * n} {UNBROKEN} {n}" for n in range(1, 7))
    nested = "\n".join(f"{'  ' * n}- {UNBROKEN}" for n in range(8))
    quotes = "> " * 6 + UNBROKEN
    words = (UNBROKEN * 5, ARABIC * 4, CHINESE * 4, f"https://example.org/{'long/' * 80}")
    return "\n\n".join(
        [
            *(e.typed for e in EXAMPLES),
            headings,
            wide,
            code,
            nested,
            quotes,
            *words,
            "***" + "W" * 99 + "***",
        ]
    )


# --- What stands in them, and its pages -----------------------------------------------------------


def site_of(member: User, moderator: User, topics: tuple[Topic, ...], **facts: str) -> Site:
    """A site with what is found in it for everybody."""
    posts = Post.objects.select_related("topic__category", "author").order_by("id")
    posts = posts.filter(topic__category__visibility="public")
    waiting = HeldPost.objects.filter(state="waiting", category__visibility="public")
    marks = ({"hidden_at__isnull": False}, {"withdrawn_at__isnull": False})
    return Site(
        member,
        moderator,
        topics=topics,
        prompt=Prompt.objects.select_related("topic").filter(topic=topics[0]).first(),
        other=posts.filter(topic=topics[0]).exclude(author__in=(member, moderator)).first(),
        marked=tuple(post for mark in marks if (post := posts.filter(**mark).first())),
        edited=posts.filter(edited_at__isnull=False, withdrawn_at=None).first(),
        hidden=posts.filter(hidden_at__isnull=False).first(),
        held=waiting.order_by("id").first(),
        **facts,
    )


def pages(site: Site, role: str) -> list[str]:
    """Every page of the site for somebody in this role. A site of one topic has the lists of the
    empty one before it, which are not looked at again."""
    viewer = site.viewer(role)
    found = talk(site)
    if len(site.topics) != 1:
        found += lists(site)
        found += own_pages(site, viewer) if viewer else []
    if viewer:
        found += writing(site, viewer)
    if role == "moderator":
        found += curating(site)
    return found


def still_pages(role: str) -> list[str]:
    """Pages that hold no word of anybody, so that they look the same in every site."""
    everybody = ["/help/writing/", "/outbox/"]
    if role == "guest":
        return [*everybody, "/account/login/", "/account/signup/", "/account/password/reset/"]
    account = ["/account/password/change/", "/account/2fa/", "/account/reauthenticate/"]
    return [*everybody, *account, "/account/logout/"]


def lists(site: Site) -> list[str]:
    """What everybody may look through."""
    whose = f"/u/{site.person}/"
    place = f"/c/{site.category}/"
    tagged = [f"/tag/{site.tag}/"] if site.tag else []
    homes = ["/", "/?state=closed", place, *tagged]
    people = ["/people/", "/people/?q=nobody-of-this-name", whose, f"{whose}?tab=topics"]
    return [*homes, "/top/?period=all", "/waiting/", "/categories/", *people]


def talk(site: Site) -> list[str]:
    """Topics, a question, posts that are marked, who likes what, and what stood there before."""
    found = [topic.get_absolute_url() for topic in site.topics]
    if site.prompt:
        found.append(site.prompt.get_absolute_url())
    found += [post.place() for post in site.marked]
    if site.edited:
        found.append(f"/p/{site.edited.pk}/history/")
    liked = Post.objects.filter(topic__in=site.topics).order_by("-like_count").first()
    return [*found, f"/p/{liked.pk}/likes/"] if liked else found


def own_pages(site: Site, viewer: User) -> list[str]:
    """What somebody has for themselves, and what members read."""
    kept = ["/bookmarks/", "/drafts/", "/held/", "/notifications/", "/reports/"]
    kept += ["/unread/", "/new/", "/unread/start-afresh/"]
    room = [f"/c/{site.closed_place}/"] if site.closed_place and viewer == site.member else []
    log = ["/moderation/log/", f"/moderation/log/?act=hide&person={site.moderator.username}"]
    topics = [f"/t/{topic.pk}/follow/" for topic in site.topics[:1]]
    follows = ["/settings/following/", "/settings/following/?of=places", *topics]
    if site.prompt:
        follows.append(f"/t/{site.prompt.topic_id}/prompts/{site.prompt.pk}/follow/")
    return [
        "/settings/profile/",
        "/settings/appearance/",
        "/settings/handle/",
        "/settings/sessions/",
        "/settings/data/",
        "/settings/ignored/",
        "/settings/notices/",
        "/settings/notices/digest/",
        "/account/email/",
        *follows,
        *kept,
        *room,
        *log,
    ]


def writing(site: Site, viewer: User) -> list[str]:
    """Forms in which members write, about their own texts and about others'."""
    found = [f"/topics/new/?category={site.category}"]
    if site.other:
        topic = site.other.topic
        found += [
            f"{topic.get_absolute_url()}?reply_to={site.other.number}",
            f"/p/{site.other.pk}/flag/",
            f"/p/{site.other.pk}/bookmark/",
        ]
        found += [f"{one.get_absolute_url()}catch-up/" for one in _shortest_and_longest(site)]
    own = Post.objects.filter(author=viewer, withdrawn_at=None, hidden_at=None, number__gt=1)
    if post := own.order_by("id").first():
        found += [f"/p/{post.pk}/edit/", f"/p/{post.pk}/delete/"]
    if held := HeldPost.objects.filter(author=viewer).order_by("id").first():
        found.append(f"/held/{held.pk}/")
    return found


def _shortest_and_longest(site: Site) -> list[Topic]:
    ranked = sorted(site.topics, key=lambda topic: topic.post_count)
    return [*ranked[:1], *ranked[1:][-1:]]


def curating(site: Site) -> list[str]:
    """The queue, the acts on topics, posts and people."""
    found = [*(f"/moderation/{query}" for query in ("", "?state=resolved", "?state=mine"))]
    found += ["/?select=1", f"/moderation/people/{site.person}/"]
    found += [f"/moderation/people/{site.person}/{act}/" for act in ("warn", "silence")]
    for about in ("post__topic", "held"):
        public = {"decision": "", f"{about}__category__visibility": "public"}
        if case := Case.objects.filter(**public).order_by("id").first():
            found.append(case.get_absolute_url())
    if site.held:
        found.append(f"/held/{site.held.pk}/")
    if site.other:
        found += [f"/moderation/posts/{site.other.pk}/hide/"]
        found += [f"/moderation/topics/{site.other.topic_id}/posts/?posts={site.other.pk}"]
        found += [
            f"/moderation/topics/{act}/?topics={site.other.topic_id}"
            for act in ("pin", "move", "rename", "tag", "merge")
        ]
        several = "&".join(f"topics={topic.pk}" for topic in site.topics[:3])
        found.append(f"/moderation/topics/close/?{several}")
    line = Entry.objects.filter(topic_id__isnull=False).order_by("-id").first()
    return [*found, f"/moderation/log/?line={line.pk}"] if line else found
