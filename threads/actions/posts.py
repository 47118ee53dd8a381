"""Publishing, changing and taking back what somebody says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, Func
from django.utils import timezone

from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import policies
from threads.actions.amounts import check_amount
from threads.actions.cases import keeper
from threads.actions.citations import empty_citations
from threads.actions.counters import refresh_topic
from threads.actions.filing import file_under, refile
from threads.actions.follows import follow_by_post
from threads.actions.held import hold
from threads.actions.indexing import index_again, index_new, said_in_post
from threads.actions.lanes import Spoken, check_lane_now, choose_lane, take_effect
from threads.actions.lines import leave_line
from threads.actions.links import quote_links, store_links
from threads.actions.locks import check_place, lock_topic, lock_topic_of
from threads.actions.mentions import store_mentions
from threads.actions.settling import answer_by_post
from threads.actions.unsent import empty_unsent
from threads.models import Category, HeldPost, Post, PostRevision, Topic
from threads.models.posts import Lane
from threads.queries.held import has_to_wait
from threads.queries.notices import MOST_QUOTES_TOLD
from threads.queries.texts import Text, prepare
from threads.queries.watched import check_words

# The time when the row is written, which is after the wait for its lock.
CLOCK = Func(function="clock_timestamp", output_field=DateTimeField())


class StaleEdit(Exception):
    """The post changed while somebody edited it: a lost race, answered with 409."""

    def __init__(self, current: Post) -> None:
        super().__init__("the post was changed meanwhile")
        self.current = current


@dataclass(frozen=True, slots=True)
class Manner:
    """How a post is said, beside its words: the context that it speaks from, whether it is the
    voice of the process, the id of the ask that it answers; and in a fishbowl in which lane (empty
    for the one that is the writer's now), or whether a moderator without a seat writes it into the
    bowl."""

    speaking_from: str = ""
    as_host: bool = False
    ask: int | None = None
    lane: str = ""
    as_moderator: bool = False

    def as_json(self) -> dict[str, Any]:
        """The same as values that a waiting text keeps."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        """What `as_json` made; texts that wait since before there were such words have none."""
        facts = (kept.get("speaking_from", ""), kept.get("as_host", False), kept.get("ask"))
        return cls(*facts, kept.get("lane", ""), kept.get("as_moderator", False))


PLAIN = Manner()


@dataclass(frozen=True, slots=True)
class Published:
    """A reply that stands, and how many of its ticked prompts no longer took answers, or whether
    the ask that it answers did not (`refused_ask`); or one that waits for a moderator (`held`)."""

    post: Post | None
    refused_prompts: int = 0
    held: HeldPost | None = None
    refused_ask: bool = False


def publish_post(
    viewer: Viewer,
    topic: Topic,
    source: str,
    *,
    reply_to: int | None = None,
    came_from: int | None = None,
    prompt_ids: Iterable[int] = (),
    manner: Manner = PLAIN,
    token: UUID | None = None,
) -> Published:
    """Reply to a topic. `reply_to` is a post number in it, or in the topic `came_from` whose page
    the form stood on, where that one is part of it by now. `token` is the form's guard against
    double submit: the same text sent twice with one token is one post. Where texts wait for a
    moderator, it is held.

    Raises `Refusal`, or `markup.MarkupRefused` with a sentence about the text.
    """
    policies.check_reply(viewer, topic)
    if manner.as_host:
        policies.check_as_host(viewer, topic)
    check_words(viewer, topic.category_id, source)
    text = prepare(source)
    wanted = set(prompt_ids)
    key = form_key(token, topic.pk, source)
    check_amount(viewer, text, key=key, is_new=True)
    if has_to_wait(viewer, topic.category, source):
        # The number is one of this topic, also when it is part of another by the time.
        request = {"topic": came_from or topic.pk, "reply_to": reply_to, "prompts": sorted(wanted)}
        request |= manner.as_json()
        check_lane_now(viewer, topic, manner.lane, as_moderator=manner.as_moderator)
        return Published(None, held=hold(viewer, text, topic.category, topic, "", request, key))

    def publish(key: UUID | None) -> Published:
        number = number_answered(topic, reply_to, came_from or topic.pk)
        post = add_post(viewer, topic, text, reply_to=number, manner=manner, token=key)
        filed = file_under(post, wanted)
        if post.lane != Lane.GALLERY:
            follow_by_post(post, text.mentioned)
        linked = not manner.ask or answer_by_post(viewer, topic, manner.ask, post)
        announce("post", post.pk)
        return Published(post, len(wanted) - filed, refused_ask=not linked)

    try:
        return once(viewer, key, publish, Published)
    except policies.LaneRefused:
        # The same press twice: the first had the turn.
        if key and (earlier := Post.objects.filter(author_id=viewer.id, form_token=key).first()):
            return Published(earlier)
        raise


def form_key(token: UUID | None, *said: object) -> UUID | None:
    """What makes two submits of one form the same act: its token and everything said in it.

    Another text sent from the same form (after "back") is another act, as guarded as the first.
    """
    return uuid5(token, "\n".join(map(str, said))) if token else None


def once[T](
    viewer: Viewer,
    key: UUID | None,
    publish: Callable[[UUID | None], T],
    found: Callable[[Post], T],
) -> T:
    """Publish in a transaction; the unique key lets one of several equal submits win.

    The others get what `found` makes of the winner's post.
    """
    try:
        with transaction.atomic():
            return publish(key)
    except IntegrityError:
        earlier = Post.objects.filter(author_id=viewer.id, form_token=key).first() if key else None
        if earlier is None:
            raise
        return found(earlier)


def add_post(
    viewer: Viewer,
    topic: Topic,
    text: Text,
    *,
    reply_to: int | None = None,
    manner: Manner = PLAIN,
    token: UUID | None = None,
    opens: bool = False,
) -> Post:
    """Give the next number and store the post with its mentions; inside a transaction.

    The update of the counter locks the topic's row, so numbers are dense and unique, and who has
    the higher number came later. What opens a topic (`opens`) is said in no fishbowl yet.
    """
    said_in = Spoken(Lane.FLOOR)
    if topic.kind == Topic.Kind.FISHBOWL and not opens:
        said_in = choose_lane(
            viewer, lock_topic(topic.pk), manner.lane, as_moderator=manner.as_moderator
        )
    current = _next_number(topic, viewer, moves=said_in.lane != Lane.GALLERY)
    check_place(topic, current)
    if opens:
        policies.check_start(viewer, current.category)
    else:
        policies.check_reply(viewer, current)
    post = Post.objects.create(
        topic=topic,
        number=current.last_number,
        author_id=viewer.id,
        reply_to=_parent(viewer, topic, reply_to),
        created_at=timezone.now() if said_in.lane == Lane.GALLERY else current.last_post_at,
        speaking_from=manner.speaking_from,
        as_host=manner.as_host,
        lane=said_in.lane,
        as_moderator=said_in.as_moderator,
        form_token=token,
        **text.of_post(),
    )
    store_mentions(post, text)
    store_links(post, text)
    index_new(said_in_post(post.pk, post.created_at, text.text, text.html))
    if prompt_id := take_effect(viewer, said_in, post):
        file_under(post, {prompt_id})
    return post


# One statement, for a reply has many: it counts, and answers the topic as it is now.
COUNT_ON = """
UPDATE threads_topic SET last_number = last_number + 1, post_count = post_count + 1 {moves}
WHERE id = %s
RETURNING *, (SELECT row_to_json(here) FROM threads_category AS here WHERE here.id = category_id)
    AS category_row
"""
MOVES = ", last_post_at = clock_timestamp(), last_author_id = %s"


def _next_number(topic: Topic, viewer: Viewer, *, moves: bool) -> Topic:
    """The topic after one post more, with its category; it moves up in lists where that is not said
    in the gallery.

    Raises `Topic.DoesNotExist` where it has gone."""
    statement = COUNT_ON.format(moves=MOVES if moves else "")
    found = list(Topic.objects.raw(statement, [*([viewer.id] if moves else []), topic.pk]))
    if not found:
        raise Topic.DoesNotExist
    now = found[0]
    now.category = Category(**now.category_row)  # type: ignore[attr-defined]
    return now


def _parent(viewer: Viewer, topic: Topic, number: int | None) -> Post | None:
    """The post of that number, while it stands in the topic; a reply to the topic has none."""
    if not number:
        return None
    return Post.objects.visible_to(viewer).shown().filter(topic=topic, number=number).first()


def number_answered(topic: Topic, number: int | None, came_from: int) -> int | None:
    """The number that a post has now which had this one in the topic `came_from`: another one
    where that was merged into this topic."""
    if not number or came_from == topic.pk:
        return number or None
    there = Post.objects.filter(
        topic=topic, former_places__topic=came_from, former_places__number=number
    )
    return there.values_list("number", flat=True).first()


def edit_post(
    viewer: Viewer,
    post: Post,
    source: str,
    *,
    version: int,
    prompt_ids: Iterable[int] | None = None,
    speaking_from: str | None = None,
) -> Post:
    """Change one's own text; the version before is kept.

    `version` is the one the editor started from. `prompt_ids` None leaves the links alone, and
    `speaking_from` None the context.
    Raises `Refusal`, `StaleEdit` when somebody was faster, `markup.MarkupRefused`.
    """
    policies.check_edit(viewer, post, post.topic)
    if post.version != version:
        return _already_said(post, source)
    check_words(viewer, post.topic.category_id, source, before=post.source)
    text = prepare(source) if source != post.source else None
    if text:
        check_amount(viewer, text, is_new=False)
    try:
        with transaction.atomic():
            if prompt_ids is not None:
                # It answers questions of the topic in which it stands, also if it is moved now.
                lock_topic_of(post)
            if text:
                _store_version(post, text)
            if speaking_from is not None:
                Post.objects.filter(pk=post.pk).update(speaking_from=speaking_from)
            if prompt_ids is not None:
                refile(post, set(prompt_ids))
            if text:
                follow_by_post(post, text.mentioned, is_new=False)
    except StaleEdit as stale:
        return _already_said(stale.current, source)
    return post


def _already_said(current: Post, source: str) -> Post:
    """The post, when it says just this already: the same press twice. Else the race is lost."""
    if current.source != source:
        raise StaleEdit(current)
    return current


def _store_version(post: Post, text: Text) -> None:
    """Put the new text in the place of exactly the version that was read, and keep that one."""
    PostRevision.objects.bulk_create(
        [
            PostRevision(
                post=post,
                version=post.version,
                source=post.source,
                written_at=post.edited_at or post.created_at,
            )
        ],
        ignore_conflicts=True,
    )
    before = Post.objects.values_list("facts", flat=True).get(pk=post.pk)
    now = timezone.now()
    stored = Post.objects.shown().filter(pk=post.pk, version=post.version)
    changed = stored.update(version=F("version") + 1, edited_at=now, **text.of_post())
    if not changed:
        raise StaleEdit(Post.objects.get(pk=post.pk))
    post.version, post.source, post.html, post.edited_at = (
        post.version + 1,
        text.source,
        text.html,
        now,
    )
    store_mentions(post, text)
    store_links(post, text)
    index_again(said_in_post(post.pk, post.created_at, text.text, text.html))
    announce("edit", post.pk)
    newly = [pk for pk in text.facts.quotes if pk not in before.get("quotes", ())]
    for link_id in quote_links(post, newly[:MOST_QUOTES_TOLD]):
        announce("quote", link_id)


def withdraw_post(viewer: Viewer, post: Post) -> None:
    """Take one's own post back: its number stays, its text is kept from readers.

    Withdrawing twice is withdrawing once.
    """
    policies.check_withdraw(viewer, post)
    with transaction.atomic():
        topic = lock_topic_of(post)
        if take_away(post):
            refresh_topic(topic.pk)


def take_away(post: Post) -> bool:
    """Keep the text of a post from readers, wherever it is cited; whether it stood. Its topic is
    locked, and is counted anew by who does this."""
    standing = Post.objects.filter(pk=post.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now()):
        return False
    empty_citations(post)
    empty_unsent(post)
    keeper().void_post(post)
    return True


def hide_post(viewer: Viewer, post: Post, reason: str) -> Entry | None:
    """Hide a post, with a reason that readers see. Hiding twice is one line in the ledger."""
    return _show(viewer, Act.HIDE, post, reason, hidden_at=timezone.now(), hidden_reason=reason)


def restore_post(
    viewer: Viewer, post: Post, reason: str = "", *, reverts: Entry | None = None
) -> Entry | None:
    """Show a hidden post again. Restoring twice is one line in the ledger."""
    shown = {"hidden_at": None, "hidden_reason": ""}
    return _show(viewer, Act.RESTORE, post, reason, reverts=reverts, **shown)


def _show(
    viewer: Viewer,
    act: Act,
    post: Post,
    reason: str,
    *,
    reverts: Entry | None = None,
    **changes: object,
) -> Entry | None:
    """Hide or restore; the topic is locked, so that a post that is on its way to another category
    is judged by the rule of the one where it stands."""
    with transaction.atomic():
        topic = lock_topic_of(post)
        policies.check_hide(viewer, post, topic)
        posts = Post.objects.filter(pk=post.pk, hidden_at__isnull=act == Act.HIDE)
        if not posts.update(**changes):
            return None
        refresh_topic(topic.pk)
        facts = {"post_id": post.pk, "person_id": post.author_id, "reason": reason}
        entry = leave_line(viewer, act, topic, reverts=reverts, **facts)
        if act == Act.HIDE:
            keeper().settle_post(viewer, post, Act.HIDE, entry)
        return entry
