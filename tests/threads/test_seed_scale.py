"""`manage.py seed_scale`: a small run on the real database, looked at from every side."""

import json
import re
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Avg, F, Q
from django.db.models.functions import Length
from django.test import Client, override_settings

from accounts.models import Membership, User
from tests.conftest import scene_of
from tests.make import make_reply, make_topic
from threads.actions.counters import differences
from threads.models import (
    Answer,
    Category,
    Like,
    Mention,
    Panelist,
    Post,
    PostRevision,
    Prompt,
    Topic,
    TopicReader,
)
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.texts import prepare

pytestmark = pytest.mark.django_db
POSTS = 1_500
SCHEMA = """
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1, 2, 3
"""


class Terminal(StringIO):
    """Output that somebody watches."""

    def isatty(self):
        return True


@dataclass
class Filled:
    """What the command said and left behind."""

    schemas: list = field(default_factory=list)
    small: list = field(default_factory=list)
    said: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)


def schema():
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return cursor.fetchall()


def run(*, posts, seed=1, out=None):
    call_command("seed_scale", posts=posts, seed=seed, stdout=out or StringIO())


def rows_of(seed, out):
    """Everything that a small fill makes, which is taken back."""
    with transaction.atomic():
        run(posts=400, seed=seed, out=out)
        rows = [
            list(model.objects.order_by("pk").values_list(*columns))
            for model, columns in (
                (User, ("pk", "username", "date_joined")),
                (Topic, ("pk", "title", "last_post_at", "category_id", "post_count")),
                (Post, ("pk", "topic_id", "number", "author_id", "source", "html", "created_at")),
                (Like, ("person_id", "post_id", "created_at")),
                (Answer, ("post_id", "prompt_id")),
                (TopicReader, ("topic_id", "person_id", "read", "visited_at")),
            )
        ]
        transaction.set_rollback(True)
    return rows


def limit(time):
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = '{time}'")


def fill():
    lines, bar = StringIO(), Terminal()
    with TemporaryDirectory() as place, override_settings(DATA_DIR=Path(place)):
        made = Filled(schemas=[schema()], small=[rows_of(seed, lines) for seed in (7, 8)])
        # However the rows are parcelled.
        with patch("threads.actions.scaled.copying.FLUSH_AFTER", 3):
            made.small.append(rows_of(7, lines))
        limit("1ms")
        run(posts=POSTS, out=bar)
        file = Path(place) / "scale.json"
        made.marks = json.loads(file.read_text())
        file.unlink()
        with pytest.raises(CommandError, match="Somebody lives"):
            run(posts=POSTS)
        assert not file.exists()
    made.said = {"lines": lines.getvalue(), "bar": bar.getvalue()}
    made.schemas.append(schema())
    return made


filled = scene_of(fill)


def topic_at(path):
    return Topic.objects.get(pk=re.fullmatch(r"/t/[^/]+/(\d+)/", path)[1])


def test_the_same_seed_makes_the_same_and_another_seed_something_else(db, filled):
    first, other, second = filled.small
    assert first == second
    assert all(ours != theirs for ours, theirs in zip(first, other, strict=True))


def test_indexes_and_constraints_stand_as_before_and_new_rows_get_new_keys(db, filled):
    before, after = filled.schemas
    assert after == before
    ada = User.objects.get(username="ada")
    hall = Category.objects.filter(visibility="public").first()
    topic = make_topic(ada, hall, title="One more", prompts=["Really?"], tags=["new"])
    assert make_reply(ada, topic).number == 2


def test_every_counter_is_true(db, filled):
    assert list(differences()) == []
    assert Post.objects.count() == POSTS


def test_large_statements_may_take_longer_than_a_page_and_pages_may_not(db, filled):
    """The fill was made under a limit of a millisecond."""
    limit("1ms")
    call_command("recount", check=True)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("30s",)


def test_what_the_file_says_is_there(db, filled):
    marks = filled.marks
    assert marks.keys() == {"deep", "topic", "list", "common", "rare"}
    for name, size in (("deep", POSTS // 4), ("topic", 40)):
        topic = topic_at(marks[name])
        assert topic.get_absolute_url() == marks[name]
        assert list(Topic.objects.filter(last_number=size)) == [topic]
        assert (topic.post_count, topic.category_id, topic.state) == (size, 1, "open")
    common = Post.objects.filter(text__contains=marks["common"]).count()
    assert 0.075 * POSTS < common < 0.125 * POSTS
    assert 1 <= Post.objects.filter(text__contains=marks["rare"]).count() <= 10
    assert f"The deep topic has {POSTS // 4} posts" in filled.said["bar"]


def test_a_bar_on_a_terminal_and_lines_elsewhere(filled):
    assert "\r" in filled.said["bar"]
    assert "█" in filled.said["bar"]
    assert "\r" not in filled.said["lines"]
    assert re.search(r"^ +[\d.]+ s  writing posts: 400 of 400$", filled.said["lines"], re.MULTILINE)


def test_texts_are_what_the_renderer_would_store(db, filled):
    """Also those with a mention, a list, a quote or code in them."""
    posts = list(Post.objects.filter(Q(pk__lte=40) | Q(html__contains="<!--m:", pk__lte=120)))
    for sign in ("<ul>", "<blockquote>", "<pre>"):
        posts += Post.objects.filter(html__contains=sign)[:3]
    assert len(posts) > 45
    for post in posts:
        text = prepare(post.source)
        assert (post.html, post.text, post.excerpt) == (text.html, text.text, text.excerpt)
        assert post.facts == json.loads(json.dumps(asdict(text.facts)))
        assert post.html_version == text.html_version
        named = Mention.objects.filter(post=post).values_list("person_id", flat=True)
        assert list(named) == list(text.mentioned)


def test_posts_have_132_words_and_twenty_of_them_32_kilobytes(db, filled):
    words = Post.objects.values_list("facts__words", flat=True)
    assert 0.93 * 132 < sum(words) / POSTS < 1.07 * 132
    length = Post.objects.aggregate(mean=Avg(Length("html")))["mean"]
    assert 0.9 * 32_000 < POSTS_PER_PAGE * length < 1.1 * 32_768


def test_there_is_some_of_everything_and_all_of_it_could_have_happened(db, filled):
    posts = Post.objects.all()
    for some in (
        posts.exclude(withdrawn_at=None),
        posts.exclude(hidden_at=None),
        posts.filter(edited_at__isnull=False, version=2),
        PostRevision.objects.all(),
        Answer.objects.all(),
        Panelist.objects.all(),
        Topic.objects.filter(kind="recap", source__isnull=False),
        Topic.objects.filter(kind="fishbowl", fishbowl__isnull=False),
        Topic.objects.filter(tags__isnull=False),
        *(Topic.objects.filter(category__visibility=kind) for kind in Category.Visibility),
    ):
        assert some.exists(), some.query
    assert not posts.exclude(reply_to=None).exclude(reply_to__topic=F("topic")).exists()
    assert not posts.filter(reply_to__number__gte=F("number")).exists()
    assert not Answer.objects.exclude(prompt__topic=F("post__topic")).exists()
    assert not Like.objects.filter(person=F("post__author")).exists()
    members = set(Membership.objects.values_list("person_id", "circle_id"))
    for author, place in posts.filter(topic__category__visibility="circles").values_list(
        "author_id", "topic__category_id"
    ):
        circles = Category.objects.get(pk=place).circles.values_list("pk", flat=True)
        assert any((author, circle) in members for circle in circles)


def test_pages_answer(db, filled, sign_in):
    deep, topic = topic_at(filled.marks["deep"]), topic_at(filled.marks["topic"])
    pages = [
        filled.marks["list"],
        topic.get_absolute_url(),
        deep.get_absolute_url(),
        f"{deep.get_absolute_url()}?page={POSTS // 4 // POSTS_PER_PAGE}",
        Category.objects.get(pk=1).get_absolute_url(),
        topic.tags.first().get_absolute_url() if topic.tags.exists() else "/people/",
        "/categories/",
        "/u/ben/",
    ]
    open_to_all = Topic.objects.filter(category__visibility="public", is_listed=True)
    for facts in ({"kind": "recap"}, {"kind": "fishbowl"}, {"posts__hidden_at__isnull": False}):
        found = open_to_all.filter(**facts).first()
        pages += [found.get_absolute_url()] if found else []
    prompt = Prompt.objects.select_related("topic").filter(topic__in=open_to_all).first()
    pages.append(prompt.get_absolute_url())
    for browser in (Client(), sign_in(User.objects.get(username="ben"))):
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code == 200, page
    body = Client().get(topic.get_absolute_url()).content.decode()
    assert body.count('class="post-body') == POSTS_PER_PAGE


def test_the_cast_can_sign_in_in_a_demo_and_nobody_else(db, filled):
    assert User.objects.filter(is_demo=True).count() == 4
    assert User.objects.get(username="root").is_superuser
    assert User.objects.get(username="mo").is_moderator
    assert User.objects.get(username="ben").check_password("fishbowl-demo")
    others = User.objects.filter(is_demo=False)
    assert not others.exclude(password="!").exists()


def test_too_few_posts_are_refused():
    with pytest.raises(CommandError, match="400 at least"):
        run(posts=399)
