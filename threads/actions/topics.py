"""Opening topics, with their prompts and tags."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.text import slugify

from accounts.viewer import Viewer
from notifications.actions import announce
from threads import policies
from threads.actions.amounts import check_amount
from threads.actions.follows import follow_by_post
from threads.actions.held import hold
from threads.actions.indexing import index_new, said_in_prompt, said_in_title
from threads.actions.posts import PLAIN, Manner, add_post, form_key, once
from threads.actions.setups import ORDINARY, Setup, set_up
from threads.models import Category, HeldPost, Post, Prompt, Tag, Topic, TopicTag
from threads.models.tags import TAG_LENGTH
from threads.models.topics import topic_slug
from threads.queries.held import has_to_wait
from threads.queries.texts import Text, prepare
from threads.queries.watched import check_words


def open_topic(
    viewer: Viewer,
    category: Category,
    title: str,
    source: str,
    *,
    prompts: Sequence[str] = (),
    sealed: Collection[int] = (),
    tags: Sequence[str] = (),
    setup: Setup = ORDINARY,
    manner: Manner = PLAIN,
    token: UUID | None = None,
) -> Topic | HeldPost:
    """Open a conversation with its opening post, its prompts in their order (those whose index is
    in `sealed` with sealed answers), its tags, and what it is set up as.

    The caller fetched the category as one the viewer may read. The same form sent twice (one
    `token`, the same text) makes one topic. Where texts wait for a moderator, it is held.
    Raises `Refusal`, `markup.MarkupRefused`.
    """
    policies.check_start(viewer, category)
    said = (title, source, *prompts)
    check_words(viewer, category.pk, *said)
    text = prepare(source)
    key = form_key(token, title, source)
    check_amount(viewer, text, key=key, is_new=True)
    if has_to_wait(viewer, category, *said, opens_topic=True):
        request = {"prompts": list(prompts), "sealed": sorted(sealed), "tags": list(tags)}
        request |= setup.as_json() | manner.as_json()
        return hold(viewer, text, category, None, title, request, key)

    def publish(key: UUID | None) -> Topic:
        return start_topic(
            viewer,
            category,
            title,
            text,
            prompts=prompts,
            sealed=sealed,
            tags=tags,
            setup=setup,
            manner=manner,
            key=key,
        ).topic

    def found(earlier: Post) -> Topic:
        return Topic.objects.select_related("category").get(pk=earlier.topic_id)

    return once(viewer, key, publish, found)


def start_topic(
    viewer: Viewer,
    category: Category,
    title: str,
    text: Text,
    *,
    prompts: Sequence[str],
    sealed: Collection[int] = (),
    tags: Sequence[str],
    setup: Setup,
    manner: Manner = PLAIN,
    key: UUID | None,
) -> Post:
    """Make a topic and answer its opening post; inside a transaction."""
    topic = Topic.objects.create(
        category=category,
        title=title,
        slug=topic_slug(title),
        author_id=viewer.id,
        host_id=viewer.id,
        kind=setup.kind,
        prompt_count=len(prompts),
    )
    asked = add_prompts(topic, prompts, sealed)
    index_new(said_in_title(topic), *map(said_in_prompt, asked))
    add_tags(topic, tags)
    set_up(topic, setup)
    post = add_post(viewer, topic, text, manner=manner, token=key, opens=True)
    follow_by_post(post, text.mentioned)
    announce("post", post.pk)
    return post


def add_prompts(topic: Topic, texts: Sequence[str], sealed: Collection[int] = ()) -> list[Prompt]:
    """Give a new topic its prompts, numbered from 1; `sealed` are indexes of these, from 0."""
    return Prompt.objects.bulk_create(
        [
            Prompt(topic=topic, position=n + 1, text=text, sealed=n in sealed)
            for n, text in enumerate(texts)
        ]
    )


def add_tags(topic: Topic, names: Sequence[str]) -> None:
    """Put tags on a topic; a tag that is new is made, spelt as it was first written.

    In a fixed order, so that two people who make the same tags never wait for each other.
    """
    by_slug = {tag_slug(name): name for name in names}
    Tag.objects.bulk_create(
        [Tag(slug=slug, name=name) for slug, name in sorted(by_slug.items())], ignore_conflicts=True
    )
    tags = Tag.objects.filter(slug__in=by_slug)
    TopicTag.objects.bulk_create(
        [TopicTag(topic=topic, tag=tag) for tag in tags], ignore_conflicts=True
    )


def tag_slug(name: str) -> str:
    """What makes two tags the same; empty for a name without letters or digits."""
    return slugify(name, allow_unicode=True)[:TAG_LENGTH].strip("-_")
