"""The home page as all members find it who have nothing of their own in it, with holes for their
bar and for what its topics are to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, wraps
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accounts.viewer import ForumRequest
from threads.queries.lists import ROWS_PER_PAGE
from threads.queries.standing import list_standing
from threads.queries.unread import NOTHING, Mark, marks_of
from threads.templatetags.sheets import Holes
from threads.views.remembered import LONGEST_QUERY, View, check_same
from threads.views.sheets import asked_by, framed, kept, nobody_like, only_reads

# The words of an address that choose a page of the list.
CHOOSING: Final = frozenset({"after", "page"})


@dataclass(frozen=True, slots=True)
class Row:
    """A topic in a list, as far as what it is to somebody depends on it."""

    id: int
    url: str


@dataclass(frozen=True, slots=True)
class ListSheet:
    """A list in parts, with the hole between each two: its name, or the row whose mark it is."""

    parts: tuple[str, ...]
    holes: tuple[str | Row, ...]
    csrf_mark: str
    # What stands where it would say that something waits.
    nothing_waits: str
    has_prompts: bool
    has_seals: bool
    # The newest post of the last topic, where the page is full.
    ends_at: datetime | None

    def goes_past(self, own_since: datetime | None, query: str) -> bool:
        """Whether no topic with posts up to then would have a place on the page."""
        return own_since is None or (
            not query and self.ends_at is not None and own_since < self.ends_at
        )

    @property
    def rows(self) -> list[int]:
        """The ids of its topics."""
        return [one.id for one in self.holes if isinstance(one, Row)]


def list_sheet_for_members(view: View) -> View:
    """Answer the view of a list by its sheet, where that is the page of the viewer."""

    @wraps(view)
    def answer(request: ForumRequest) -> HttpResponse:
        page = _page(request, lambda asked: view(asked).text)
        if page is None:
            return view(request)
        response = HttpResponse(page)
        if settings.CHECK_REMEMBERED:
            check_same(request, response.content, view(request).content)
        return response

    return answer


def _page(request: ForumRequest, make: Callable[[ForumRequest], str]) -> str | None:
    viewer = request.viewer
    if not only_reads(request) or viewer.moderates_somewhere or request.GET.keys() - CHOOSING:
        return None
    if len(query := request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return None
    standing = list_standing(viewer)
    if standing is None:
        return None
    reads = (sorted(viewer.circle_ids), viewer.time_zone, get_language())
    said = ("list", request.path, query, standing.version, *reads)
    sheet = kept(said, lambda: _made(request, make))
    return _filled(request, sheet) if sheet.goes_past(standing.own_since, query) else None


def _made(request: ForumRequest, make: Callable[[ForumRequest], str]) -> ListSheet:
    """The list as a reader of no name finds it, taken apart."""
    holes = Holes()
    whole = make(asked_by(nobody_like(request.viewer, ""), request, holes))
    left = holes.take()
    rows = [one.about for one in left if one.about]
    sorted_ones = [row for row in rows if not row.is_pinned]
    return ListSheet(
        parts=tuple(whole.split(holes.mark)),
        holes=tuple(Row(one.about.id, one.about.url) if one.about else one.name for one in left),
        csrf_mark=holes.csrf_mark,
        nothing_waits=next((one.content for one in left if one.name == "asks"), ""),
        has_prompts=any(row.prompts for row in rows),
        has_seals=any(row.has_seals for row in rows),
        ends_at=sorted_ones[-1].last_post_at if len(sorted_ones) >= ROWS_PER_PAGE else None,
    )


def _filled(request: ForumRequest, sheet: ListSheet) -> str:
    """The list for this reader."""
    viewer, language = request.viewer, get_language() or ""
    own = framed(request) | {"asks": sheet.nothing_waits}
    marks = marks_of(viewer, sheet.rows, has_prompts=sheet.has_prompts, has_seals=sheet.has_seals)
    filled = [sheet.parts[0]]
    for one, part in zip(sheet.holes, sheet.parts[1:], strict=True):
        said = (
            own[one] if isinstance(one, str) else _mark(one, marks.get(one.id, NOTHING), language)
        )
        filled += [said, part]
    return "".join(filled).replace(sheet.csrf_mark, get_token(request))


@lru_cache(maxsize=1_000)
def _mark(row: Row, mark: Mark, language: str) -> str:
    return render_to_string("threads/_mark.html", {"url": row.url, "mark": mark})
