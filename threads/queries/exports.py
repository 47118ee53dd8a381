"""The part of conversations in the archive of somebody's own data: their own words as they wrote
them, and where they stand. Of others' words nothing, and no name of a place that they may not read
any more."""

from collections.abc import Iterator

from accounts.exports import File, as_json
from accounts.models import User
from accounts.viewer import viewer_of
from threads.models import (
    Ask,
    Bookmark,
    Category,
    Draft,
    Follow,
    Harvest,
    HeldPost,
    Like,
    Panelist,
    Perspective,
    Post,
    PostRevision,
    Prompt,
    TopicReader,
)

CHUNK = 500


def own_words(person: User) -> Iterator[File]:
    """Posts as Markdown, each in a file of its own, and the rest as JSON."""
    yield from _posts(person)
    mine = {"person": person}
    wrote = {"author": person}
    yield (
        "earlier_versions.json",
        as_json(
            PostRevision.objects.filter(post__author=person)
            .order_by("post_id", "version")
            .values("post_id", "version", "source", "written_at")
        ),
    )
    drafts = Draft.objects.filter(**mine).order_by("pk")
    yield "drafts.json", as_json(drafts.values("place", "body", "facts", "changed_at"))
    waiting = HeldPost.objects.filter(**wrote).order_by("pk")
    yield "waiting_texts.json", as_json(waiting.values("title", "source", "state", "created_at"))
    likes = Like.objects.filter(**mine).order_by("pk")
    yield "likes.json", as_json(likes.values("post_id", "created_at"))
    kept = Bookmark.objects.filter(**mine).order_by("pk")
    yield "bookmarks.json", as_json(kept.values("post_id", "note", "remind_on", "created_at"))
    asked = Ask.objects.filter(**wrote).order_by("pk")
    yield "questions.json", as_json(asked.values("topic_id", "text", "link", "state", "created_at"))
    yield from _follows(person)
    suggested = Prompt.objects.filter(suggested_by=person).order_by("pk")
    yield "suggested_prompts.json", as_json(suggested.values("topic_id", "text", "note"))
    views = Perspective.objects.filter(**wrote).order_by("pk")
    yield "views_written_down.json", as_json(views.values("panelist__topic_id", "source"))
    of_me = Panelist.objects.filter(person=person, perspective__isnull=False).order_by("pk")
    answers = of_me.values("topic_id", "perspective__source", "perspective__response_source")
    yield "views_of_me.json", as_json(answers)
    for pk, kind, title, source in Harvest.objects.filter(**wrote).values_list(
        "pk", "kind", "title", "source"
    ):
        yield f"harvests/{pk}.md", f"# {title}\n\n<!-- {kind} -->\n\n{source}\n"


def _posts(person: User) -> Iterator[File]:
    places = Category.objects.visible_to(viewer_of(person))
    readable = set(places.values_list("pk", flat=True))
    rows = Post.objects.filter(author=person).order_by("pk").values_list(
        "pk", "topic_id", "number", "created_at", "source", "topic__title", "topic__category_id"
    )  # fmt: skip
    for pk, topic_id, number, at, source, title, category_id in rows.iterator(chunk_size=CHUNK):
        known = title if category_id in readable else ""
        head = f"topic: {topic_id}\nnumber: {number}\nposted: {at.isoformat()}\ntitle: {known}\n"
        yield f"posts/{pk}.md", f"---\n{head}---\n\n{source}\n"


def _follows(person: User) -> Iterator[File]:
    follows = Follow.objects.filter(person=person).order_by("pk")
    fields = ("category_id", "tag_id", "prompt_id", "level", "at")
    yield "follows.json", as_json(follows.values(*fields))
    topics = TopicReader.objects.filter(person=person).exclude(level="").order_by("pk")
    yield "followed_topics.json", as_json(topics.values("topic_id", "level", "visited_at"))
