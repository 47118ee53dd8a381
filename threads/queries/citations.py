"""What a harvest cites: as it prints for a reader, and what a writer may cite.

A text is stored with ids of posts (`[#p4711]`) and typed with their numbers (`[#12]`). Whatever
prints of a cited post comes through `Post.objects.visible_to`, at the time of printing.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.faces import Face, face
from accounts.viewer import GUEST, Viewer
from threads import markup
from threads.models import Citation, Harvest, Post, Topic, seals
from threads.models.harvests import EXCERPT_LENGTH, MOST_CITATIONS
from threads.models.topics import topic_path
from threads.queries.names import names_in

# Quotation marks of any kind read the same.
_QUOTES: Final = str.maketrans("“”„‟«»‘’‚‛", '""""""\'\'\'\'')  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A citation as the list below a harvest prints it.

    Of a post that does not stand for the reader there are no words; `author` is None, and `url`
    empty, where the reader may not know of it at all.
    """

    id: int
    number: int
    post_number: int
    url: str
    author: Face | None
    is_mine: bool
    excerpt: str
    is_open: bool
    is_withdrawn: bool
    is_hidden: bool
    # The post says something else by now.
    is_changed: bool
    is_disputed: bool
    objection: str

    @property
    def state(self) -> str:
        """What there is to say about it, if anything."""
        if self.is_withdrawn:
            return _("withdrawn by its author")
        if self.is_hidden:
            return _("hidden by moderators")
        if not self.is_open:
            return _("not open to everybody yet")
        if self.is_disputed:
            return _("disputed: “%(words)s”") % {"words": self.objection}
        return ""


def citation_rows(viewer: Viewer, version: Any) -> ArraySubquery:
    """The citations of a version (an id, or an `OuterRef` to it), for `rows_of`."""
    posts = Post.objects.visible_to(viewer).filter(pk=OuterRef("post"))
    is_known, is_open = Exists(posts), Exists(posts.shown())

    def known(field: str) -> Case:
        return Case(When(is_known, then=F(field)))

    rows = Citation.objects.filter(version=version).order_by("number")
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                id="pk",
                number="number",
                author_id="post__author_id",
                topic_id="post__topic_id",
                state="state",
                objection="objection",
                withdrawn_at="post__withdrawn_at",
                hidden_at="post__hidden_at",
                version="post_version",
                post_version="post__version",
                is_open=is_open,
                post_number=known("post__number"),
                slug=known("post__topic__slug"),
                handle=known("post__author__username"),
                name=known("post__author__display_name"),
                excerpt=Case(When(is_open, then=F("excerpt")), default=Value("")),
            )
        )
    )


def rows_of(viewer: Viewer, rows: Iterable[Mapping[str, Any]]) -> tuple[CitationRow, ...]:
    """What `citation_rows` found."""
    return tuple(_row(viewer, row) for row in rows)


def _row(viewer: Viewer, row: Mapping[str, Any]) -> CitationRow:
    number = row["post_number"]
    is_disputed = row["state"] == Citation.State.DISPUTED
    return CitationRow(
        id=row["id"],
        number=row["number"],
        post_number=number or 0,
        url=topic_path(row["slug"], row["topic_id"], number) if number else "",
        author=face(row["handle"], row["name"]) if number else None,
        is_mine=viewer.is_member and row["author_id"] == viewer.id,
        excerpt=row["excerpt"],
        is_open=row["is_open"],
        is_withdrawn=row["withdrawn_at"] is not None,
        is_hidden=row["hidden_at"] is not None,
        is_changed=row["is_open"] and row["version"] != row["post_version"],
        is_disputed=is_disputed,
        objection=row["objection"] if is_disputed else "",
    )


def places_of(rows: Iterable[CitationRow]) -> dict[int, str]:
    """Where the numbers in the text lead."""
    return {row.number: row.url for row in rows if row.url}


def citation_for(viewer: Viewer, citation_id: int) -> Citation:
    """A citation of a published version, with its harvest and post. Raises `Http404` where the
    harvest is not visible."""
    published = Citation.objects.filter(
        harvest__in=Harvest.objects.visible_to(viewer), version__isnull=False
    )
    return get_object_or_404(published.select_related("harvest__topic", "post"), pk=citation_id)


def cited_by(
    viewer: Viewer, topic: Topic, cited: Sequence[markup.Cited], known: Sequence[Citation]
) -> tuple[list[Citation], list[str]]:
    """The citations that a text makes, numbered from 1 and not stored yet; and a sentence for each
    that cannot be made. Two queries.

    A post stands in the topic and is read by everybody who reads it; the words stand in it. What
    the draft cites already (`known`, with their posts) stays citable whatever became of it: its
    words are gone while it does not stand.
    """
    if len(cited) > MOST_CITATIONS:
        return [], [_("%(most)d citations are the most.") % {"most": MOST_CITATIONS}]
    posts = _posts(viewer, topic, cited, known)
    names = names_in(topic.category_id, *(p.html for p in posts if _standing(p) == "OPEN"))
    by_key = {(False, post.number): post for post in posts if post.topic_id == topic.pk}
    by_key |= {(True, post.pk): post for post in posts}
    rows: list[Citation] = []
    problems: list[str] = []
    for number, one in enumerate(cited, start=1):
        post = by_key.get((one.is_id, one.number))
        earlier = [row for row in known if post and row.post_id == post.pk]
        problem = _problem(topic, one, post, earlier, names)
        if problem or post is None:
            problems.append(problem)
        else:
            rows.append(_citation(number, one, post, earlier))
    return rows, problems


def _posts(
    viewer: Viewer, topic: Topic, cited: Sequence[markup.Cited], known: Sequence[Citation]
) -> list[Post]:
    numbers = [one.number for one in cited if not one.is_id and one.number < 2**31]
    ids = [one.number for one in cited if one.is_id]
    if not numbers and not ids:
        return []
    standing = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("pk"))
    kept = [row.post_id for row in known]
    here = Q(topic=topic) & (Q(number__in=numbers) | Q(pk__in=ids))
    return list(
        Post.objects.filter(here | Q(pk__in=set(kept) & set(ids)))
        .only("topic_id", "number", "version", "html", "withdrawn_at", "hidden_at")
        .annotate(
            # What a guest may not open says nothing to all readers alike.
            is_sealed=ExpressionWrapper(~seals.open_to(GUEST), BooleanField()),
            is_open=Exists(standing),
        )
    )


def _standing(post: Post) -> str:
    """Whether the words of a post can be cited, or why not."""
    facts = vars(post)
    if post.withdrawn_at:
        return "WITHDRAWN"
    if post.hidden_at:
        return "HIDDEN"
    return "OPEN" if facts["is_open"] and not facts["is_sealed"] else "SEALED"


def _problem(
    topic: Topic,
    one: markup.Cited,
    post: Post | None,
    earlier: list[Citation],
    names: markup.Names,
) -> str:
    """Why this cannot be cited; an empty text where it can."""
    facts = {"mark": f"#{one.number}", "words": one.words}
    if post is None:
        return _("%(mark)s: this topic has no such post.") % facts
    facts["mark"] = f"#{post.number}"
    if post.topic_id != topic.pk:
        return _("A cited post was moved to another topic; take it out of the text.")
    standing = _standing(post)
    if standing == "SEALED":
        problem = _("%(mark)s answers a sealed question: it can be cited when everybody reads it.")
    elif standing != "OPEN":
        problem = _("%(mark)s does not stand any more, so it cannot be cited.")
        problem = "" if earlier else problem
    elif len(one.words) > EXCERPT_LENGTH:
        problem = _("Cite fewer words of %(mark)s.")
    elif any(row.excerpt == one.words for row in earlier) or says(post, one.words, names):
        problem = ""
    else:
        problem = _("%(mark)s does not say “%(words)s”.")
    return problem % facts if problem else ""


def _citation(number: int, one: markup.Cited, post: Post, earlier: list[Citation]) -> Citation:
    words = one.words if post.is_shown else ""
    if post.hidden_at and not post.withdrawn_at:
        # They come back when the post is restored; withdrawn ones never.
        words = earlier[0].excerpt
    same = next((row for row in earlier if row.excerpt == words), None)
    gone = Citation.State.SOURCE_WITHDRAWN if post.withdrawn_at else Citation.State.OK
    version = same.post_version if same else post.version
    return Citation(number=number, post=post, post_version=version, excerpt=words, state=gone)


def says(post: Post, words: str, names: markup.Names) -> bool:
    """Whether the text of a post, as it is printed, holds these words; spaces and the shape of
    quotation marks do not matter."""
    if not words:
        return True
    return _comparable(words) in _comparable(markup.plain_text(markup.fill(post.html, names)))


def _comparable(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return " ".join(plain.split())


def stored_source(source: str, rows: Iterable[Citation]) -> str:
    """The text as it is stored: ids instead of numbers, no words of what was withdrawn."""
    found = list(rows)
    by_number = {row.post.number: row for row in reversed(found)}
    by_id = {row.post_id: row for row in reversed(found)}

    def stored(one: markup.Cited) -> markup.Cited:
        row = (by_id if one.is_id else by_number).get(one.number)
        if row is None:
            return one
        words = one.words if row.post.is_shown else row.excerpt
        return markup.Cited(row.post_id, words, is_id=True)

    return markup.change_each(source, stored)


def typed_source(viewer: Viewer, topic: Topic, stored: str) -> str:
    """A stored text as the viewer types it: numbers of today, no words of what does not stand for
    them. One query, none where nothing is cited."""
    ids: set[int] = set()

    def gather(one: markup.Cited) -> markup.Cited:
        if one.is_id:
            ids.add(one.number)
        return one

    markup.change_each(stored, gather)
    if not ids:
        return stored
    standing = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("pk"))
    posts = Post.objects.filter(pk__in=ids).annotate(is_open=Exists(standing))
    places = {pk: rest for pk, *rest in posts.values_list("pk", "topic_id", "number", "is_open")}

    def typed(one: markup.Cited) -> markup.Cited:
        if not one.is_id or one.number not in places:
            return one
        topic_id, number, is_open = places[one.number]
        words = one.words if is_open else ""
        if topic_id == topic.pk:
            return markup.Cited(number, words)
        return markup.Cited(one.number, words, is_id=True)

    return markup.change_each(stored, typed)
