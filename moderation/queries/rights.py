"""Who may do what, asked of the rules themselves, and who holds which right today.

The table cannot say anything else than the site does: each cell calls the rule of the act with a
stand-in for the person. To add an act of curating nothing is to be done here; another act is a row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policies as people_policies
from accounts.faces import Face, face_of
from accounts.models import User
from accounts.viewer import GUEST, Viewer
from ledger.models import Act, Entry
from moderation import policies as case_policies
from moderation.models import Appeal, Case
from threads import policies
from threads.curation import CURATIONS
from threads.models import Category, CategoryModerator, HeldPost, Post, Topic
from threads.models.moderated import moderators_by_role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# The ids of the stand-ins: a post of AUTHOR in a topic of HOST in the category HERE.
HERE, ELSEWHERE, THIRD = 1, 2, 3
AUTHOR, HOST, SOMEBODY = 1, 2, 3
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Role:
    """A column of the table, and who stands in for it."""

    title: "StrOrPromise"
    viewer: Viewer


ROLES = (
    Role(_("guest"), GUEST),
    Role(_("member"), Viewer(id=10)),
    Role(_("author of the post"), Viewer(id=AUTHOR)),
    Role(_("host of the topic"), Viewer(id=HOST)),
    Role(_("moderator of this category"), Viewer(id=11, moderated_ids=frozenset({HERE}))),
    Role(_("moderator of another category"), Viewer(id=12, moderated_ids=frozenset({ELSEWHERE}))),
    Role(_("moderator of the whole site"), Viewer(id=13, is_moderator=True)),
    Role(_("admin"), Viewer(id=14, is_admin=True)),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a role may, and the sentence that says why not."""

    is_allowed: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """An act, with a cell for each of `ROLES`."""

    title: "StrOrPromise"
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ActGroup:
    """Acts that belong together."""

    title: "StrOrPromise"
    rows: tuple[ActRow, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a right, and their page in the admin."""

    face: Face
    url: str


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds a right."""

    title: "StrOrPromise"
    people: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class RightsPage:
    """The page `/admin/rights/`."""

    roles: tuple[Role, ...]
    groups: tuple[ActGroup, ...]
    holders: tuple[Holders, ...]


type Rule = Callable[[Viewer], object]


def rights_page(viewer: Viewer) -> RightsPage:
    """What everybody may do, and who holds which right, in five queries. Categories that the viewer
    may not read are not named."""
    return RightsPage(ROLES, tuple(_groups()), (*_site_holders(), *_category_holders(viewer)))


def _groups() -> Iterator[ActGroup]:
    """All acts, each asked about every role."""
    for title, rules in (
        (_("Writing"), _writing()),
        (_("Topics"), _topics()),
        (_("Posts and waiting texts"), _posts()),
        (_("Reports and cases"), _cases()),
        (_("People and rights"), _people()),
    ):
        yield ActGroup(title, tuple(ActRow(words, _cells(rule)) for words, rule in rules))


def _cells(rule: Rule) -> tuple[Cell, ...]:
    sentences = (policies.reason(rule, role.viewer) for role in ROLES)
    return tuple(Cell(not sentence, sentence) for sentence in sentences)


type Rules = Iterator[tuple["StrOrPromise", Rule]]


def _topic(**facts: Any) -> Topic:
    """A stand-in for a topic of HOST."""
    public = Category.Visibility.PUBLIC
    category = Category(pk=HERE, visibility=public, holds=Category.Holds.POSTS)
    return Topic(pk=1, category=category, author_id=HOST, host_id=HOST, **facts)


def _standing() -> tuple[Topic, ...]:
    """Topics in each state in which some act has something to do."""
    return (
        _topic(),
        _topic(state=Topic.State.CLOSED, closed_by_id=HOST, closed_at=timezone.now()),
        _topic(state=Topic.State.ARCHIVED),
        _topic(pin=Topic.Pin.CATEGORY),
        _topic(is_listed=False),
        _topic(quiet_days=7),
    )


def _post(topic: Topic) -> Post:
    """A stand-in for a post of AUTHOR."""
    return Post(pk=1, topic=topic, author_id=AUTHOR)


def _writing() -> Rules:
    topic, closed, archived, *_others = _standing()
    post, withdrawn = _post(topic), _post(topic)
    withdrawn.withdrawn_at = timezone.now()
    board, on_board = _board()
    yield _("Open a topic"), policies.check_open_topic
    yield _("Open one where only moderators may"), lambda v: policies.check_start(v, board)
    yield _("Attach files"), lambda v: policies.check_attach(v, topic.category)
    yield _("Attach files where only moderators may"), lambda v: policies.check_attach(v, board)
    yield _("Reply"), lambda v: policies.check_reply(v, topic)
    yield _("Reply where only moderators may"), lambda v: policies.check_reply(v, on_board)
    yield _("Reply to a closed topic"), lambda v: policies.check_reply(v, closed)
    yield _("Reply to an archived topic"), lambda v: policies.check_reply(v, archived)
    yield _("Write at once where texts wait for a moderator"), lambda v: _check_at_once(v, topic)
    yield _("Edit the post"), lambda v: policies.check_edit(v, post, topic)
    yield _("Withdraw the post"), lambda v: policies.check_withdraw(v, post)
    yield _("Like the post"), lambda v: policies.check_like(v, post, topic)
    yield (
        _("Read it when it was withdrawn"),
        lambda v: policies.check_read_text(v, withdrawn, topic),
    )


def _board() -> tuple[Category, Topic]:
    """A stand-in for a category in which moderators alone write, and a topic of HOST in it."""
    of_moderators = dict.fromkeys(("starts", "replies", "attaches"), Category.Right.MODERATORS)
    board = Category(pk=HERE, visibility=Category.Visibility.PUBLIC, **of_moderators)
    return board, Topic(pk=1, category=board, author_id=HOST, host_id=HOST)


def _check_at_once(viewer: Viewer, topic: Topic) -> None:
    policies.check_open_topic(viewer)
    if policies.must_wait(viewer, topic.category, opens_topic=False, is_new=False):
        raise people_policies.Refusal(_("It waits until a moderator has seen it."))


def _topics() -> Rules:
    """Every act of curating, asked about a topic in which it has something to do."""
    for curation in CURATIONS.values():
        topic = next(filter(curation.applies, _standing()))
        yield curation.title, partial(_swapped, curation.check, topic)
    topic = _topic()
    narrow = Category(pk=THIRD, visibility=Category.Visibility.CIRCLES)
    wide = Category(pk=THIRD, visibility=Category.Visibility.PUBLIC)
    yield _("Pin on top of all lists"), lambda v: policies.check_pin(v, topic, Topic.Pin.SITE)
    yield (
        _("Move to a third category, which fewer people read"),
        lambda v: policies.check_move(v, topic, narrow),
    )
    yield (
        _("Move to a third category, which as many people read"),
        lambda v: policies.check_move(v, topic, wide),
    )
    yield _("Split it, or move posts of it"), lambda v: policies.check_take_apart(v, topic)


def _swapped(check: Callable[[Viewer, Topic], None], topic: Topic, viewer: Viewer) -> None:
    check(viewer, topic)


def _posts() -> Rules:
    topic = _topic()
    post, held = _post(topic), HeldPost(pk=1, category=topic.category, author_id=AUTHOR)
    yield _("Hide the post"), lambda v: policies.check_hide(v, post, topic)
    yield _("Restore the post"), lambda v: policies.check_hide(v, post, topic)
    yield (
        _("Approve or refuse a waiting text of the author"),
        lambda v: policies.check_decide_held(v, held),
    )
    yield _("Change that waiting text"), lambda v: policies.check_own_held(v, held)


def _cases() -> Rules:
    post = _post(_topic())
    case = Case(pk=1, post=post)
    now = timezone.now()
    yield _("Report the post"), lambda v: policies.check_report(v, post)
    yield (
        _("Take a case about the post, and leave notes"),
        lambda v: case_policies.check_case(v, case),
    )
    yield _("Keep or hide the post"), lambda v: case_policies.check_case(v, case)
    yield _("Warn its author"), lambda v: case_policies.check_warn(v, case)
    yield (
        _("Take one's own act back within 15 minutes"),
        lambda v: case_policies.check_undo(v, Entry(act=Act.HIDE, actor_id=v.id or 0, at=now)),
    )
    yield (
        _("Take the act of somebody else back"),
        lambda v: case_policies.check_undo(v, Entry(act=Act.HIDE, actor_id=SOMEBODY, at=now)),
    )
    hidden = Entry(act=Act.HIDE, actor_id=SOMEBODY, category_id=HERE, person_id=AUTHOR)
    appeal = Appeal(person_id=AUTHOR)
    yield (
        _("Answer an appeal of the author against what somebody else did"),
        lambda v: case_policies.check_answer_appeal(v, appeal, hidden),
    )


def _people() -> Rules:
    member = User(pk=SOMEBODY)
    moderator, other = User(pk=SOMEBODY, is_moderator=True), User(pk=SOMEBODY, is_superuser=True)
    check = people_policies.check_sanction
    yield _("Warn, silence or suspend a member"), lambda v: check(v, member)
    yield _("Warn, silence or suspend a moderator of the whole site"), lambda v: check(v, moderator)
    yield _("Warn, silence or suspend an admin"), lambda v: check(v, other)
    yield (
        _("Close the account of somebody else for good"),
        lambda v: people_policies.check_close(v, member),
    )
    yield (
        _("Give and take rights"),
        lambda v: people_policies.check_right(v, member, "is_moderator", on=True),
    )
    yield (
        _("Change who reads and who moderates a category, and what waits there"),
        people_policies.check_rights,
    )


def _site_holders() -> Iterator[Holders]:
    """Who holds a right for the whole site."""
    titles = {
        "is_superuser": _("Admins"),
        "is_moderator": _("Moderators of the whole site"),
        "is_staff": _("May open the admin"),
    }
    people = User.objects.filter(reduce(or_, (Q(**{right: True}) for right in titles)))
    found = list(people.filter(is_active=True).order_by("username")[:MOST_SHOWN])
    for right, title in titles.items():
        yield Holders(title, tuple(_holder(person) for person in found if getattr(person, right)))


def _category_holders(viewer: Viewer) -> Iterator[Holders]:
    """Who moderates which category: named there, or by their role in its circle."""
    places = Category.objects.visible_to(viewer).order_by("position", "name")
    named = CategoryModerator.objects.filter(category__in=places)
    rows = list(named.select_related("person").order_by("person__username")[:MOST_SHOWN])
    found = [(row.category_id, row.person) for row in rows]
    found += moderators_by_role(places)[:MOST_SHOWN]
    for place in places:
        people = {person.pk: person for category_id, person in found if category_id == place.pk}
        if people:
            yield Holders(
                _("Moderators of %(category)s") % {"category": place.name},
                tuple(_holder(person) for person in people.values()),
            )


def _holder(person: User) -> Holder:
    return Holder(face_of(person), f"/admin/accounts/user/{person.pk}/change/")
