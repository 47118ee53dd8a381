"""Pages of a topic as all members read them who only read there, with holes for what is their own.

Most of a page is the same for everybody. It is made once for a reader of no name, and kept by the
version of the topic, the circles of the reader (who see titles of other topics), their language and
their zone. What differs is laid over it for each reader: their bar and the look they chose, what
they like, what they may do with their own posts, where they stopped reading, and the tokens of
forms. Who sees more than that has a page of their own made.
"""

import hashlib
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from secrets import token_hex
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.queries.community import community, community_said
from accounts.templatetags.people import look
from accounts.viewer import ForumRequest, Viewer
from threads.curation import offered
from threads.forms import ReplyForm
from threads.models import Topic
from threads.queries.catching_up import is_much
from threads.queries.held import has_to_wait
from threads.queries.posts import PostRow, rights_as_author
from threads.queries.spans import first_of, page_of
from threads.queries.standing import Standing, insiders_of, standing_of
from threads.queries.topic_pages import topic_page
from threads.queries.topics import topic_for
from threads.templatetags.sheets import Holes, Left
from threads.views.remembered import SECONDS, View, check_same

# The reader of no name: a member who has no row of any kind.
NOBODY: Final = 0
# What a post has that the address points at; the template says the same.
AIMED: Final = " is-target"
FOCUS: Final = ' tabindex="-1" autofocus'
# Stands for the token of the form in the frame.
FRAME_MARK: Final = f"csrf{token_hex(16)}"
# Stands for the first number that a reader has not read.
UNREAD: Final = 987_654_321


@dataclass(frozen=True, slots=True)
class Foot:
    """The end of a post, for who may like it, for who likes it, and for its author; in each a mark
    for the link by which it is `kept` already, or can be (`unkept`)."""

    number: int
    post_id: int
    author_id: int | None
    unliked: str
    liked: str
    own: str
    unkept: str
    kept: str

    def of(self, reader: Viewer, standing: Standing, mark: str) -> str:
        """What this reader can do with the post."""
        said = self.liked if self.post_id in standing.liked else self.unliked
        if self.author_id == reader.id:
            said = self.own
        return said.replace(mark, self.kept if self.post_id in standing.kept else self.unkept)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in parts, with the name of the hole between each two; without parts where everybody
    has a page of their own. In the parts, the marks stand for what every request has anew."""

    parts: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()
    foots: tuple[Foot, ...] = ()
    mark: str = ""
    unread_link: str = ""
    catch_up_link: str = ""
    csrf_mark: str = ""
    form_mark: str = ""
    handle_mark: str = ""

    def shows(self, number: int) -> bool:
        """Whether it is the page of that post; of any page, for 0."""
        return bool(self.parts) and (not number or number in {foot.number for foot in self.foots})


OWN_PAGES: Final = Sheet()


def sheet_for_members(view: View) -> View:
    """Answer the view of a topic's page by its sheet, where that is the page of the viewer."""

    @wraps(view)
    def answer(request: ForumRequest, slug: str, topic_id: int, number: int = 0) -> HttpResponse:
        sheet = topic_sheet(request, slug, topic_id, number)
        if sheet is None:
            return view(request, slug, topic_id, number)
        if settings.CHECK_REMEMBERED:
            made = view(request, slug, topic_id, number)
            check_same(request, sheet.content, made.content)
        return sheet

    return answer


def topic_sheet(
    request: ForumRequest, slug: str, topic_id: int, number: int
) -> HttpResponse | None:
    """The page of a topic for a member who only reads there; None where it has to be made."""
    viewer, page = request.viewer, _page_wanted(request, number)
    # Posts of whom they ignore are folded.
    if page is None or viewer.ignored_ids or not only_reads(request):
        return None
    standing = standing_of(viewer, topic_id, first_of(page), first_of(page + 1) - 1)
    if standing is None or not _is_plain(standing, slug, first_of(page)):
        return None
    if viewer.id in _insiders(topic_id, page, standing.version):
        return None
    sheet = _sheet_of(request, topic_id, page, standing)
    if not sheet.shows(number):
        return None
    return HttpResponse(_filled(request, sheet, standing, topic_id, number))


def _page_wanted(request: ForumRequest, number: int) -> int | None:
    """The number of the page that is asked for, where nothing else is asked."""
    if number:
        return page_of(number) if not request.GET else None
    said = request.GET.get("page", "1")
    if request.GET.keys() - {"page"} or not (said.isascii() and said.isdecimal() and len(said) < 6):
        return None
    return int(said) or None


def only_reads(request: ForumRequest) -> bool:
    """Whether the viewer may have nothing on a page that others have not: no power, no sanction, no
    message or notice that waits, no text that might wait for a moderator."""
    viewer, found = request.viewer, community()
    return (
        viewer.is_member
        and not viewer.moderates_somewhere
        and not viewer.is_silenced
        and not viewer.waiting_kinds
        and "messages" not in request.COOKIES
        and not viewer.first_waits
        and not (found and found.held_first_posts)
    )


def _is_plain(standing: Standing, slug: str, first: int) -> bool:
    """Whether the topic is at this address, reaches to the page that begins with `first`, and has
    nothing that is the viewer's alone."""
    return (
        standing.slug == slug
        # What somebody can do in a fishbowl is theirs alone.
        and not standing.is_fishbowl
        and first <= max(standing.last_number, 1)
        and not standing.has_texts
        # Its page says so to whoever tells what was read.
        and not standing.unread_from
        and not standing.holds_it
    )


def kept[T](said: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What was made before for this, or what is made now."""
    key = hashlib.sha256(repr(said).encode()).hexdigest()
    found: T | None = caches["pages"].get(key)
    if found is None:
        found = make()
        caches["pages"].set(key, found, SECONDS)
    return found


def nobody_like(viewer: Viewer, handle: str) -> Viewer:
    """The reader of no name who reads what this one may read, in their language and zone."""
    return Viewer(
        id=NOBODY,
        handle=handle,
        circle_ids=viewer.circle_ids,
        waiting_kinds=frozenset(),
        time_zone=viewer.time_zone,
        language=viewer.language,
    )


def asked_by(viewer: Viewer, request: ForumRequest, holes: Holes) -> ForumRequest:
    """The request as it were if this viewer had sent it, for a page with holes."""
    other = copy(request)
    other.viewer = viewer
    other.holes = holes  # type: ignore[attr-defined]
    return other


def _insiders(topic_id: int, page: int, version: str) -> frozenset[int]:
    said = ("insiders", topic_id, page, version)
    return kept(said, lambda: insiders_of(topic_id, first_of(page), first_of(page + 1) - 1))


def _sheet_of(request: ForumRequest, topic_id: int, page: int, standing: Standing) -> Sheet:
    viewer = request.viewer
    reads = (sorted(viewer.circle_ids), viewer.time_zone, get_language(), community_said())
    said = ("sheet", topic_id, page, standing.version, *reads)
    return kept(said, lambda: _made(request, topic_id, page))


def _made(request: ForumRequest, topic_id: int, number: int) -> Sheet:
    """The page as a reader of no name finds it, taken apart."""
    viewer = request.viewer
    handle_mark, form_mark = f"handle{token_hex(8)}", str(uuid4())
    nobody = nobody_like(viewer, handle_mark)
    topic = topic_for(nobody, topic_id)
    waits = has_to_wait(nobody, topic.category)
    if topic.has_seals or waits or not topic.host_id:  # type: ignore[attr-defined]
        return OWN_PAGES
    page = replace(topic_page(nobody, topic, number), unread=UNREAD, may_catch_up=True)
    holes = Holes()
    context = {
        "page": page,
        "form": ReplyForm(initial={"token": form_mark}),
        "curations": offered(nobody, topic),
    }
    as_nobody = asked_by(nobody, request, holes)
    whole = render_to_string("threads/topic_detail.html", context, as_nobody)
    left = holes.take()
    links = {one.name: one.content for one in left}
    return Sheet(
        parts=tuple(whole.split(holes.mark)),
        holes=tuple(one.name for one in left),
        foots=_foots(
            as_nobody, topic, context, [one.content for one in left if one.name == "foot"]
        ),
        mark=holes.mark,
        unread_link=links.get("unread", ""),
        catch_up_link=links.get("catch-up", ""),
        csrf_mark=holes.csrf_mark,
        form_mark=form_mark,
        handle_mark=handle_mark,
    )


def _foots(
    request: ForumRequest, topic: Topic, context: dict[str, Any], unliked: list[str]
) -> tuple[Foot, ...]:
    """The ends of the posts of a page, each for the three who see another; `unliked` in order."""
    page, holes = context["page"], request.holes  # type: ignore[attr-defined]
    posts = [item.post for item in page.stream if item.post]

    def foot(row: PostRow) -> str:
        render_to_string("threads/_post.html", context | {"post": row}, request)
        return _contents(holes.take(), "foot")[0]

    def keep(post: PostRow, *, is_kept: bool) -> str:
        row = replace(post, is_kept=is_kept)
        return render_to_string("threads/_keep.html", {"post": row}) if post.rights.keep else ""

    made = []
    for post, said in zip(posts, unliked, strict=True):
        rights = rights_as_author(request.viewer, topic, post)
        liked = foot(replace(post, is_liked=True)) if post.rights.like else said
        own = foot(replace(post, is_mine=True, rights=rights)) if post.author_id else said
        kept = (keep(post, is_kept=False), keep(post, is_kept=True))
        made.append(Foot(post.number, post.id, post.author_id, said, liked, own, *kept))
    return tuple(made)


def _contents(left: list[Left], name: str) -> list[str]:
    return [one.content for one in left if one.name == name]


def _filled(
    request: ForumRequest, sheet: Sheet, standing: Standing, topic_id: int, number: int
) -> str:
    """The page for this reader."""
    viewer, language = request.viewer, get_language() or ""
    unread = standing.first_missing
    behind = is_much(unread, standing.read, standing.last_number, standing.post_count)
    own = framed(request) | {
        "unread": sheet.unread_link.replace(f"/{UNREAD}/", f"/{unread}/") if unread else "",
        "catch-up": sheet.catch_up_link if behind else "",
        "follow": _follow_link(topic_id, standing.level, language),
    }
    foots = iter(sheet.foots)
    filled = [sheet.parts[0]]
    for name, part in zip(sheet.holes, sheet.parts[1:], strict=True):
        if name == "aimed":
            foot = next(foots)
            own |= {
                "aimed": AIMED if foot.number == number else "",
                "focus": FOCUS if foot.number == number else "",
                "foot": foot.of(viewer, standing, sheet.mark),
            }
        filled += [own[name], part]
    return (
        "".join(filled)
        .replace(sheet.csrf_mark, get_token(request))
        .replace(sheet.form_mark, str(uuid4()))
        .replace(sheet.handle_mark, viewer.handle)
    )


@lru_cache(maxsize=1_000)
def _follow_link(topic_id: int, level: str, language: str) -> str:
    context = {"url": f"/t/{topic_id}/follow/", "level": level}
    return render_to_string("threads/_follow.html", context)


def framed(request: ForumRequest) -> dict[str, str]:
    """What of the frame of a page is the reader's own."""
    found = frame(request.viewer, get_language() or "")
    return {**found, "own": found["own"].replace(FRAME_MARK, get_token(request))}


@lru_cache(maxsize=500)
def frame(viewer: Viewer, language: str) -> dict[str, str]:
    """The same, but for the token of its form: made once for a reader, whatever they read."""
    context = {"viewer": viewer, "csrf_token": FRAME_MARK}
    own = render_to_string("components/own.html", context)
    return {"look": look(viewer), "own": own, "scheme": viewer.theme or "light dark"}
