"""The queue of cases: which of them a page shows, and their numbers."""

from dataclasses import dataclass, replace

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from accounts.viewer import Viewer
from moderation.models import Case
from moderation.queries.appeals import open_appeals
from moderation.queries.cards import Card, cards, fetched
from moderation.queries.undo import UndoRow, undo_rows
from threads.models import Category
from threads.queries.pages import Pager, page_url, window

ADDRESS = "/moderation/"
CASES_PER_PAGE = 25
# A menu that says "99+" need not count further.
COUNT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Wish:
    """Which cases somebody wants to see, in which order; empty means all open ones, oldest
    first."""

    kind: str = ""
    state: str = ""
    category: str = ""
    post: int | None = None
    sort: str = ""

    def url(self, **changes: object) -> str:
        """The address of the queue with these wishes, changed so."""
        wish = replace(self, **changes)  # type: ignore[arg-type]
        facts = {name: getattr(wish, name) for name in wish.__slots__}
        query = urlencode({name: value for name, value in facts.items() if value})
        return f"{ADDRESS}?{query}" if query else ADDRESS


@dataclass(frozen=True, slots=True)
class Place:
    """A category that the viewer moderates, with the numbers of its open cases."""

    category: Category
    reports: int
    waiting: int
    mine: int

    @property
    def open(self) -> int:
        """All of them."""
        return self.reports + self.waiting


@dataclass(frozen=True, slots=True)
class Queue:
    """The page `/moderation/`."""

    cards: tuple[Card, ...]
    pager: Pager
    wish: Wish
    # Its own address, to come back to after an act.
    url: str
    places: tuple[Place, ...]
    # How many appeals the viewer could answer.
    appeals: int
    undo: tuple[UndoRow, ...]

    @property
    def tabs(self) -> tuple[tuple[str, str, int], ...]:
        """State, address and number of each tab of states; resolved ones are not counted."""
        total = sum(place.open for place in self.places)
        mine = sum(place.mine for place in self.places)
        states = (("open", "", total), ("mine", "mine", mine), ("resolved", "resolved", 0))
        return tuple(
            (name, self.wish.url(state=state, post=None), number) for name, state, number in states
        )

    @property
    def kinds(self) -> tuple[tuple[str, str, int], ...]:
        """Kind, address and number of each kind of open cases."""
        reports = sum(place.reports for place in self.places)
        waiting = sum(place.waiting for place in self.places)
        kinds = (("", reports + waiting), ("reports", reports), ("waiting", waiting))
        return tuple((kind, self.wish.url(kind=kind, post=None), number) for kind, number in kinds)


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page `/moderation/cases/<id>/`."""

    card: Card
    undo: tuple[UndoRow, ...]


def queue(viewer: Viewer, wish: Wish, page: int) -> Queue:
    """A page of the cases that the viewer may see, in seven queries. Raises `Http404` past the end,
    but not on page 1."""
    cases = _wanted(Case.objects.visible_to(viewer), viewer, wish)
    chosen = cases[window(page, CASES_PER_PAGE)]
    if wish.state == "resolved":
        # Of the many that were decided, only those of the page are fetched whole.
        chosen = Case.objects.filter(pk__in=chosen.values("pk")).order_by(*cases.query.order_by)
    found = cards(viewer, chosen)
    if page > 1 and not found:
        raise Http404
    shown = found[:CASES_PER_PAGE]
    following = [card.id for card in shown[1:]] + [0]
    url = page_url(wish.url(), page)
    return Queue(
        cards=tuple(
            replace(card, after=after) for card, after in zip(shown, following, strict=False)
        ),
        pager=Pager.of(wish.url(), page, has_next=len(found) > CASES_PER_PAGE),
        wish=wish,
        url=url if len(shown) > 1 else wish.url(),
        places=_places(viewer),
        appeals=open_appeals(viewer).order_by()[:COUNT_LIMIT].count(),
        undo=undo_rows(viewer),
    )


def case_page(viewer: Viewer, case_id: int) -> CasePage:
    """One case. Raises `Http404` when it is not visible."""
    found = cards(viewer, Case.objects.visible_to(viewer).filter(pk=case_id))
    if not found:
        raise Http404
    return CasePage(found[0], undo_rows(viewer))


def case_for(viewer: Viewer, case_id: int) -> Case:
    """The case with what rules and acts ask of it. Raises `Http404` when it is not visible."""
    return get_object_or_404(fetched(Case.objects.visible_to(viewer)), pk=case_id)


def open_cases(viewer: Viewer) -> int:
    """How many cases and appeals wait for the viewer, counted up to 100; one query for a moderator,
    none for others."""
    if not viewer.moderates_somewhere:
        return 0
    waiting = Case.objects.visible_to(viewer).filter(decision="")
    appeals = open_appeals(viewer).order_by().values("pk")
    found = waiting.order_by().values("pk")[:COUNT_LIMIT].union(appeals[:COUNT_LIMIT], all=True)
    return min(found.count(), COUNT_LIMIT)


def _wanted(cases: QuerySet[Case], viewer: Viewer, wish: Wish) -> QuerySet[Case]:
    if wish.state == "resolved":
        cases = cases.exclude(decision="").order_by("-decided_at", "-id")
    else:
        cases = cases.filter(decision="").order_by("id")
    if wish.state == "mine":
        cases = cases.filter(taken_by=viewer.id)
    if wish.kind:
        cases = cases.filter(post__isnull=wish.kind == "waiting")
    if wish.category:
        slug = wish.category
        cases = cases.filter(Q(post__topic__category__slug=slug) | Q(held__category__slug=slug))
    if wish.post:
        cases = cases.filter(post_id=wish.post)
    if wish.sort == "reports":
        return cases.order_by(F("post__report_count").desc(nulls_last=True), "id")
    return cases


def _places(viewer: Viewer) -> tuple[Place, ...]:
    """The categories that the viewer reads and moderates, in their order, in one query."""
    waiting = Case.objects.filter(decision="").open_to(viewer).order_by()
    of_posts = waiting.filter(post__topic__category=OuterRef("pk"))
    of_held = waiting.filter(held__category=OuterRef("pk"))
    places = Category.objects.moderated_by(viewer)
    found = places.order_by("position", "name").annotate(
        reports=_count(of_posts, "post__topic__category"),
        waiting=_count(of_held, "held__category"),
        mine=_count(of_posts.filter(taken_by=viewer.id), "post__topic__category")
        + _count(of_held.filter(taken_by=viewer.id), "held__category"),
    )
    return tuple(
        Place(place, facts["reports"], facts["waiting"], facts["mine"])
        for place in found
        if (facts := vars(place))
    )


def _count(cases: QuerySet[Case], group: str) -> Coalesce:
    number = cases.values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
