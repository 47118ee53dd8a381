"""Topics of a made-up community, with what stands on top of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from threads import scale
from threads.actions.indexing import Kind, Said
from threads.actions.scaled.copying import Rows
from threads.actions.scaled.found import Found
from threads.models import Fishbowl, Panelist, Prompt, Source, Topic, TopicTag
from threads.models.topics import topic_slug

_MODERATOR = scale.CAST.index("mo") + 1
_TOPICS = (
    "id",
    "category_id",
    "title",
    "slug",
    "author_id",
    "host_id",
    "kind",
    "state",
    "closed_at",
    "closed_by_id",
    "is_listed",
    "created_at",
    "last_post_at",
    "last_number",
)


class PromptKeys:
    """The keys of prompts: those of a topic follow each other."""

    def __init__(self, conversations: Sequence[scale.Conversation]) -> None:
        self._first: list[int] = []
        next_key = 1
        for topic in conversations:
            self._first.append(next_key)
            next_key += len(topic.prompts)

    def of(self, topic: int, position: int) -> int:
        """The key of the prompt at that position, both from 0."""
        return self._first[topic] + position


def store_topics(
    conversations: Sequence[scale.Conversation],
    community: scale.Community,
    began: datetime,
    found: Found,
) -> None:
    """All topics as their first post opened them, which is told by now. What they count is
    counted when everything is there."""
    topics = Rows(Topic, *_TOPICS)
    tags = Rows(TopicTag, "topic_id", "tag_id")
    for index, topic in enumerate(conversations):
        opened, author = began + timedelta(seconds=topic.opened), topic.authors[0] + 1
        is_closed = topic.state == Topic.State.CLOSED
        topics.add(
            index + 1,
            topic.place + 1,
            topic.title,
            topic_slug(topic.title),
            author,
            author,
            topic.kind,
            topic.state,
            opened + timedelta(days=1) if is_closed else None,
            _MODERATOR if is_closed else None,
            topic.is_listed,
            opened,
            opened,
            topic.size,
        )
        found.add(Said(Kind.TITLE, opened, topic.title, topic=index + 1))
        for tag in topic.tags:
            tags.add(index + 1, tag + 1)
    topics.flush()
    tags.flush()
    _store_tops(conversations, community, began, found)


def _store_tops(
    conversations: Sequence[scale.Conversation],
    community: scale.Community,
    began: datetime,
    found: Found,
) -> None:
    """Prompts, panels, sources and fishbowls."""
    keys = PromptKeys(conversations)
    prompts = Rows(Prompt, "id", "topic_id", "position", "text", "sealed", "created_at")
    panels = Rows(Panelist, "topic_id", "position", "person_id", "name")
    sources = Rows(Source, "topic_id", "title")
    bowls = Rows(Fishbowl, "topic_id", "phase")
    for index, topic in enumerate(conversations):
        opened = began + timedelta(seconds=topic.opened)
        for position, text in enumerate(topic.prompts):
            is_sealed = topic.sealed and position == 0
            key = keys.of(index, position)
            prompts.add(key, index + 1, position + 1, text, is_sealed, opened)
            found.add(Said(Kind.PROMPT, opened, text, topic=index + 1, prompt=key, text=text))
        for position, person in enumerate(topic.panel):
            panels.add(index + 1, position + 1, person + 1, community.people[person])
        if topic.kind == Topic.Kind.RECAP:
            sources.add(index + 1, topic.title)
        if topic.kind == Topic.Kind.FISHBOWL:
            bowls.add(index + 1, Fishbowl.Phase.OPEN_FLOOR)
    for rows in (prompts, panels, sources, bowls):
        rows.flush()
