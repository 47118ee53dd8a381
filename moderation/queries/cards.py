"""A case as pages print it: the text in its context, who says what about it, who wrote it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString

from accounts.faces import Face, face, face_of
from accounts.models import User
from accounts.policies import check_sanction
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from moderation import policies
from moderation.models import Case, CaseNote, Report
from threads import markup
from threads.models import Category, HeldPost, Post
from threads.models.topics import topic_path
from threads.policies import may
from threads.queries.names import names_for
from threads.queries.posts import RENDERED, UNPRINTED_IN_LISTS

# Past this many characters of HTML a text scrolls in its card.
LONG = 2_500
# What was decided against somebody before, as moderators read it beside a new case.
AGAINST = (Act.HIDE, Act.REFUSE, Act.WARN, Act.SILENCE, Act.SUSPEND)
MOST_LINES = 200
PEOPLE = ("post__author", "held__author", "taken_by", "decided_by")
UNPRINTED_OF_CONTEXT = (
    *UNPRINTED_IN_LISTS,
    "author__password",
    "author__about",
    "author__about_html",
)
UNPRINTED = (
    *(f"post__{column}" for column in RENDERED),
    "post__source",
    "held__source",
    *(
        f"{person}__{column}"
        for person in PEOPLE
        for column in ("password", "about", "about_html", "email")
    ),
)


@dataclass(frozen=True, slots=True)
class Before:
    """The post that the text answers, or else the one before it."""

    author: Face
    excerpt: str
    url: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Word:
    """What a member or a moderator says about a case: a report with its reason, or a note."""

    who: Face
    text: str
    at: datetime
    reason: str = ""
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What moderators may know of the author: since when, how many posts, what was decided."""

    since: datetime
    posts: int
    hidden: int
    refused: int
    warned: int
    silenced: int
    suspended: int
    silenced_until: datetime | None
    suspended_until: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, by whom, when and why."""

    label: str
    by: Face | None
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """A case. Where it is about the viewer (`is_about_me`), who reported it is not told."""

    id: int
    kind: str
    since: datetime
    title: str
    url: str
    number: int
    category: Category
    author: Face
    html: SafeString
    is_long: bool
    version: int
    written_at: datetime
    is_edited: bool
    state: str
    prompts: tuple[str, ...]
    tags: tuple[str, ...]
    before: Before | None
    reasons: tuple[tuple[str, int], ...]
    reports: tuple[Word, ...]
    notes: tuple[Word, ...]
    record: Record | None
    taken_by: Face | None
    is_mine: bool
    is_about_me: bool
    may_decide: bool
    may_sanction: bool
    decided: Decided | None
    # The case that comes after this one in the list, 0 for none.
    after: int = 0


def cards(viewer: Viewer, cases: QuerySet[Case]) -> list[Card]:
    """These cases in their order, in four queries however many they are."""
    found = list(_with_words(cases))
    records = _records(viewer, {policies.author_of(case) for case in found})
    contexts = _contexts(viewer, found)
    names = names_for(
        [(_place(case.about), case.about.html) for case in found]
        + [(post.topic.category_id, post.excerpt) for post in contexts.values()]
    )
    return [_card(viewer, case, records, contexts, names) for case in found]


def fetched(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with what rules and acts ask of them."""
    return cases.select_related(
        "post__topic__category", "held__category", "held__topic__category", *PEOPLE
    )


def _with_words(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with their reports and notes as lists, and the id of the post that stands before."""
    reports = Report.objects.filter(case=OuterRef("pk")).order_by("id")
    notes = CaseNote.objects.filter(case=OuterRef("pk")).order_by("id")
    earlier = Post.objects.filter(
        topic=OuterRef("post__topic"), number__lt=OuterRef("post__number")
    ).order_by("-number")
    answered = Post.objects.filter(topic=OuterRef("held__topic")).order_by("-number")
    return (
        fetched(cases)
        .defer(*UNPRINTED)
        .annotate(
            answers=Cast(KeyTextTransform("reply_to", "held__request"), IntegerField()),
            said=ArraySubquery(
                reports.values(
                    json=JSONObject(
                        handle="reporter__username",
                        name="reporter__display_name",
                        reason="reason",
                        text="words",
                        at="at",
                        back="taken_back_at",
                    )
                )
            ),
            noted=ArraySubquery(
                notes.values(
                    json=JSONObject(
                        handle="author__username", name="author__display_name", text="text", at="at"
                    )
                )
            ),
            before_id=Coalesce(
                F("post__reply_to_id"),
                Subquery(earlier.values("pk")[:1]),
                Subquery(answered.filter(number=OuterRef("answers")).values("pk")[:1]),
                Subquery(answered.values("pk")[:1]),
            ),
            why=Subquery(Entry.objects.filter(pk=OuterRef("entry_id")).values("reason")),
        )
    )


def _contexts(viewer: Viewer, cases: Iterable[Case]) -> dict[int, Post]:
    """The posts before, as far as the viewer may read them, by id."""
    ids = {vars(case)["before_id"] for case in cases}
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids - {None})
    return {
        post.pk: post
        for post in posts.select_related("author", "topic").defer(*UNPRINTED_OF_CONTEXT)
    }


def _records(viewer: Viewer, people: set[int | None]) -> dict[int, Record]:
    """What the viewer may know of these people, in one query.

    Counted are posts that the viewer may read, and acts in places that the viewer moderates; what
    was decided about somebody as a member of the whole site is for its moderators.
    """
    known = Q(category_id__in=Category.objects.moderated_by(viewer).values("pk"))
    if viewer.moderates_site:
        known |= Q(category_id=None)
    lines = Entry.objects.filter(known, person_id=OuterRef("pk"), act__in=AGAINST)
    # `OuterRef` is the line here, not the person: this stands inside the query of the lines.
    undone = Entry.objects.filter(person_id=OuterRef("person_id"), reverts_id__isnull=False)
    posts = Post.objects.visible_to(viewer).shown().filter(author=OuterRef("pk"))
    found = User.objects.filter(pk__in=[pk for pk in people if pk]).annotate(
        post_total=Coalesce(
            Subquery(posts.order_by().values("author").annotate(n=Count("pk")).values("n")), 0
        ),
        lines=ArraySubquery(
            lines.exclude(pk__in=undone.values("reverts_id"))
            .order_by("-id")
            .values_list("act")[:MOST_LINES]
        ),
    )
    return {
        person.pk: _record(viewer, person)
        for person in found.defer("password", "about", "about_html")
    }


def _record(viewer: Viewer, person: User) -> Record:
    facts = vars(person)
    number = Counter(facts["lines"])
    silenced, suspended = person.silenced_until, person.suspended_until
    if not viewer.moderates_site:
        silenced = suspended = None
    now = timezone.now()
    return Record(
        since=person.date_joined,
        posts=facts["post_total"],
        hidden=number[Act.HIDE],
        refused=number[Act.REFUSE],
        warned=number[Act.WARN],
        silenced=number[Act.SILENCE],
        suspended=number[Act.SUSPEND],
        silenced_until=silenced if silenced and silenced > now else None,
        suspended_until=suspended if suspended and suspended > now else None,
    )


def _place(about: Post | HeldPost) -> int:
    """The id of the category in which a text stands, or is to stand."""
    return about.topic.category_id if isinstance(about, Post) else about.category_id


def _card(
    viewer: Viewer,
    case: Case,
    records: dict[int, Record],
    contexts: dict[int, Post],
    names: dict[int, markup.Names],
) -> Card:
    facts = vars(case)
    is_about_me = policies.author_of(case) == viewer.id
    standing = [said for said in facts["said"] if not said["back"]]
    reasons = Counter(str(Report.Reason(said["reason"]).label) for said in standing)
    about = case.about
    shown = _about_post(about) if isinstance(about, Post) else _about_held(about)
    return Card(
        id=case.pk,
        since=case.opened_at,
        author=face_of(about.author),
        html=markup.printed(about.html, names[_place(about)]),
        is_long=len(about.html) > LONG,
        before=_before(case, contexts.get(facts["before_id"]), names),
        reasons=tuple(reasons.most_common()),
        reports=() if is_about_me else tuple(_word(said) for said in facts["said"]),
        notes=() if is_about_me else tuple(_word(note) for note in facts["noted"]),
        record=records.get(policies.author_of(case) or 0),
        taken_by=face_of(case.taken_by) if case.taken_by_id else None,
        is_mine=case.taken_by_id == viewer.id,
        is_about_me=is_about_me,
        may_decide=case.is_open and may(policies.check_case, viewer, case),
        may_sanction=about.author is not None and may(check_sanction, viewer, about.author),
        decided=_decided(case),
        **shown,
    )


def _about_post(post: Post) -> dict[str, Any]:
    state = "hidden" if post.hidden_at else "withdrawn" if post.withdrawn_at else ""
    return {
        "kind": "post",
        "title": post.topic.title,
        "url": post.place(),
        "number": post.number,
        "category": post.topic.category,
        "version": post.version,
        "written_at": post.created_at,
        "is_edited": post.edited_at is not None,
        "state": state,
        "prompts": (),
        "tags": (),
    }


def _about_held(held: HeldPost) -> dict[str, Any]:
    """A new topic is shown with all that would appear: its title, questions and tags."""
    request = held.request if held.topic is None else {}
    return {
        "kind": "topic" if held.topic is None else "reply",
        "title": held.topic_title,
        "url": held.get_absolute_url(),
        "number": 0,
        "category": held.category,
        "version": held.version,
        "written_at": held.created_at,
        "is_edited": held.version > 1,
        "state": "" if held.state == HeldPost.State.WAITING else held.state,
        "prompts": tuple(request.get("prompts", ())),
        "tags": tuple(request.get("tags", ())),
    }


def _before(case: Case, post: Post | None, names: dict[int, markup.Names]) -> Before | None:
    if post is None:
        return None
    answered = (
        case.post.reply_to_id == post.pk
        if case.post
        else case.held is not None and case.held.request.get("reply_to") == post.number
    )
    return Before(
        author=face_of(post.author),
        excerpt=markup.fill_excerpt(post.excerpt, names[post.topic.category_id])
        if post.is_shown
        else "",
        url=topic_path(post.topic.slug, post.topic_id, post.number),
        is_answered=answered,
    )


def _word(said: dict[str, Any]) -> Word:
    at = parse_datetime(said["at"])
    if at is None:
        raise ValueError("a database gives its times in a form that can be read")
    return Word(
        who=face(said["handle"], said["name"]),
        text=said["text"],
        at=at,
        reason=str(Report.Reason(said["reason"]).label) if "reason" in said else "",
        is_taken_back=bool(said.get("back")),
    )


def _decided(case: Case) -> Decided | None:
    if case.is_open:
        return None
    by = face_of(case.decided_by) if case.decided_by_id else None
    label = str(case.get_decision_display())
    return Decided(label, by, case.decided_at, vars(case)["why"] or "")
