"""Posts of a made-up community, with likes, mentions, answers and what was read of them."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from threads import markup, scale
from threads.actions.scaled.copying import Rows
from threads.actions.scaled.found import Found
from threads.actions.scaled.topics import PromptKeys
from threads.models import Answer, Like, Mention, Post, PostRevision, TopicReader, ranges

MODELS = (Post, PostRevision, Like, Mention, Answer, TopicReader)
EDITED_AFTER = timedelta(minutes=7)
# One post in ten holds the common word.
COMMON_SHARE = 0.1
RARE_POSTS = 6
_REASON = "Made up to be hidden."
_POSTS = (
    "id",
    "topic_id",
    "number",
    "author_id",
    "reply_to_id",
    "source",
    "html",
    "text",
    "excerpt",
    "facts",
    "html_version",
    "version",
    "like_count",
    "created_at",
    "edited_at",
    "withdrawn_at",
    "hidden_at",
    "hidden_reason",
)


@dataclass(frozen=True)
class Script:
    """Everything that is drawn before the first post is told."""

    chance: Random
    community: scale.Community
    conversations: Sequence[scale.Conversation]
    sizes: scale.Sizes
    crowd: scale.Crowd
    pool: scale.Pool
    began: datetime

    @property
    def ended(self) -> datetime:
        """The moment that is now for the community."""
        return self.began + timedelta(seconds=scale.YEARS)


class Telling:
    """Tells a script post by post, and stores what is told."""

    def __init__(self, script: Script, found: Found) -> None:
        self.script = script
        self._found = found
        self._keys = [array("I") for _ in script.conversations]
        self._prompts = PromptKeys(script.conversations)
        deep = script.sizes.topics[script.sizes.deep]
        self._rare = set(script.chance.sample(range(2, deep + 1), RARE_POSTS))
        self._posts = Rows(Post, *_POSTS)
        self._revisions = Rows(PostRevision, "post_id", "version", "source", "written_at")
        self._likes = Rows(Like, "post_id", "person_id", "created_at")
        self._mentions = Rows(Mention, "post_id", "person_id")
        self._answers = Rows(Answer, "post_id", "prompt_id")
        self._readers = Rows(TopicReader, "topic_id", "person_id", "read", "visited_at")

    def tell(self) -> Iterator[int]:
        """Store all posts in the order of time; yields how many there are by now."""
        script = self.script
        moments = scale.in_order_of_time(script.chance, script.conversations)
        for key, (moment, index, number) in enumerate(moments, start=1):
            saying = scale.draw_saying(script.chance, script.crowd, script.conversations[index])
            at = script.began + timedelta(seconds=moment)
            self._keys[index].append(key)
            said = self._said(saying, index, number)
            self._store(key, index, number, saying, said, at)
            self._store_reactions(key, index, saying, at)
            yield key
        for index, topic in enumerate(script.conversations):
            self._store_readers(index, topic)
        posts = (self._posts, self._revisions, self._likes, self._mentions, self._answers)
        for rows in (*posts, self._readers):
            rows.flush()

    def _said(self, saying: scale.Saying, index: int, number: int) -> scale.Said:
        """The text of a post, with the words that are looked for in some."""
        more = [scale.COMMON] if self.script.chance.random() < COMMON_SHARE else []
        if index == self.script.sizes.deep and number in self._rare:
            more.append(scale.RARE)
        if saying.mention is None:
            return self.script.pool.say(*more)
        handle = self.script.community.people[saying.mention]
        return self.script.pool.say(*more, mention=(handle, saying.mention + 1))

    def _store(
        self,
        key: int,
        index: int,
        number: int,
        saying: scale.Saying,
        said: scale.Said,
        at: datetime,
    ) -> None:
        later = min(at + EDITED_AFTER, self.script.ended)
        self._posts.add(
            key,
            index + 1,
            number,
            saying.author + 1,
            self._keys[index][saying.reply_to - 1] if saying.reply_to else None,
            said.source,
            said.html,
            said.text,
            said.excerpt,
            said.facts,
            markup.VERSION,
            2 if saying.is_edited else 1,
            len(saying.likes),
            at,
            later if saying.is_edited else None,
            later if saying.is_withdrawn else None,
            later if saying.is_hidden else None,
            _REASON if saying.is_hidden else "",
        )
        self._found.add_post(key, at, said.spelt)
        if saying.is_edited:
            # What it was before somebody added a last line.
            self._revisions.add(key, 1, said.source.rpartition("\n\n")[0], at)

    def _store_reactions(self, key: int, index: int, saying: scale.Saying, at: datetime) -> None:
        ended = self.script.ended
        for minute, person in enumerate(saying.likes, start=1):
            self._likes.add(key, person + 1, min(at + timedelta(minutes=11 * minute), ended))
        if saying.mention is not None:
            self._mentions.add(key, saying.mention + 1)
        for position in saying.answers:
            self._answers.add(key, self._prompts.of(index, position))

    def _store_readers(self, index: int, topic: scale.Conversation) -> None:
        """Everybody came last after the topic was opened, some a moment ago."""
        script = self.script
        opened = script.began + timedelta(seconds=topic.opened)
        for person, read in scale.draw_readers(script.chance, script.crowd, topic):
            visited = opened + (script.ended - opened) * script.chance.random()
            self._readers.add(index + 1, person + 1, ranges.write(read), visited)
