"""Reports as members see them: who will read one, and what became of one's own."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.faces import Face, face_of
from accounts.models import Membership, User
from accounts.viewer import Viewer
from ledger.models import Entry
from moderation.models import Case, Report
from threads.models import Category, CategoryCircle, Post, Topic
from threads.models.moderated import who_moderates
from threads.models.topics import topic_path
from threads.queries.pages import Pager, cut, window

ROWS_PER_PAGE = 30
# More names would be a list, not a sentence.
MOST_READERS = 12


@dataclass(frozen=True, slots=True)
class FlagPage:
    """The page `/p/<id>/flag/`; `mine` is the viewer's report that is open already."""

    readers: tuple[Face, ...]
    has_more_readers: bool
    mine: Report | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One of the viewer's reports, and what became of it. Without `title` its place is no longer
    for the viewer; without `url` the post is not."""

    reason: str
    words: str
    at: datetime
    title: str
    number: int
    url: str
    outcome: str
    decided_at: datetime | None
    why: str
    take_back_url: str


@dataclass(frozen=True, slots=True)
class ReportList:
    """The page `/reports/`."""

    rows: tuple[ReportRow, ...]
    pager: Pager


def flag_page(viewer: Viewer, post: Post) -> FlagPage:
    """What somebody should know before they report a post."""
    readers = [face_of(person) for person in _readers(post)[: MOST_READERS + 1]]
    mine = Report.objects.filter(
        case__post=post, case__decision="", reporter_id=viewer.id, taken_back_at=None
    )
    return FlagPage(
        readers=tuple(readers[:MOST_READERS]),
        has_more_readers=len(readers) > MOST_READERS,
        mine=mine.first(),
    )


def _readers(post: Post) -> QuerySet[User]:
    """Who reads the reports of a post: the moderators of its category, those of the whole site who
    may read it, and admins; its author is told nothing of who reported it."""
    category = post.topic.category
    of_site = Q(is_moderator=True)
    if category.visibility == Category.Visibility.CIRCLES:
        circles = CategoryCircle.objects.filter(category=category).values("circle_id")
        of_site &= Q(
            Exists(Membership.objects.filter(person=OuterRef("pk"), circle_id__in=circles))
        )
    people = User.objects.filter(
        of_site | Q(is_superuser=True) | who_moderates(category.pk), is_active=True
    )
    return people.exclude(pk=post.author_id or 0).order_by("is_superuser", "username")


def report_list(viewer: Viewer, page: int) -> ReportList:
    """The viewer's reports, newest first, in one query."""
    reports = Report.objects.filter(reporter_id=viewer.id).select_related("case")
    topics = Topic.objects.visible_to(viewer).filter(pk=OuterRef("case__post__topic_id"))
    posts = Post.objects.visible_to(viewer).filter(pk=OuterRef("case__post_id"))
    entries = Entry.objects.filter(pk=OuterRef("case__entry_id"))
    found = reports.annotate(
        title=Subquery(topics.values("title")),
        slug=Subquery(topics.values("slug")),
        topic_id=F("case__post__topic_id"),
        number=F("case__post__number"),
        hidden_at=F("case__post__hidden_at"),
        is_visible=Exists(posts),
        why=Subquery(entries.values("reason")),
    ).order_by("-id")
    rows = [_row(report) for report in found[window(page, ROWS_PER_PAGE)]]
    return ReportList(*cut("/reports/", page, rows, ROWS_PER_PAGE))


def _row(report: Report) -> ReportRow:
    facts, case = vars(report), report.case
    url = topic_path(facts["slug"], facts["topic_id"], facts["number"]) if facts["title"] else ""
    outcome = _outcome(report, is_hidden=facts["hidden_at"] is not None)
    is_decided = case.decision in {Case.Decision.KEEP, Case.Decision.HIDE}
    return ReportRow(
        reason=str(report.get_reason_display()),
        words=report.words,
        at=report.at,
        title=facts["title"] or "",
        number=facts["number"],
        url=url if facts["is_visible"] else "",
        outcome=outcome,
        decided_at=report.taken_back_at or case.decided_at,
        why=facts["why"] or "" if is_decided and not report.taken_back_at else "",
        take_back_url=f"/p/{case.post_id}/flag/take-back/"
        if outcome == "waiting" and facts["is_visible"]
        else "",
    )


def _outcome(report: Report, *, is_hidden: bool) -> str:
    """What became of it, in one word that the page says in a sentence."""
    if report.taken_back_at:
        return "taken_back"
    words = {
        Case.Decision.NONE: "waiting",
        Case.Decision.KEEP: "kept",
        Case.Decision.HIDE: "hidden" if is_hidden else "restored",
        Case.Decision.VOID: "withdrawn",
    }
    return words[Case.Decision(report.case.decision)]
