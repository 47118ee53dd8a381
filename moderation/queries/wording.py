"""How a line of the log says what was done: the verb around a name, what was changed into what."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Circle, Community
from accounts.queries.community import circle_role_label
from ledger.models import Act
from moderation.policies import RIGHTS
from threads.actions.places import RIGHTS as PLACE_RIGHTS
from threads.models import Category, Fishbowl, Topic

ACTS = {str(act): act for act in Act}
# Whom it concerns stands as its actor: they are named once.
OF_ACTOR = (Act.CHAIR_TIME, Act.SEAT_GONE, Act.APPEAL)


def verb(act: str) -> str:
    """What was done, without a name; an act that is no more is said as it was kept."""
    return str(ACTS[act].label) if act in ACTS else act


def verb_with_person(act: str) -> tuple[str, str]:
    """What was done, in the words before and after the name of the person concerned."""
    said = _with_person().get(act) or f"{verb(act)}: %(person)s"
    before, _name, after = said.partition("%(person)s")
    return before.strip(), after.strip()


def _with_person() -> dict[str, str]:
    return {
        Act.HIDE: _("hid a post of %(person)s"),
        Act.RESTORE: _("restored a post of %(person)s"),
        Act.APPROVE: _("let a waiting text of %(person)s appear"),
        Act.REFUSE: _("refused a waiting text of %(person)s"),
        Act.KEEP: _("kept a reported post of %(person)s"),
        Act.RECONSIDER: _("took back a decision about a text of %(person)s"),
        Act.WARN: _("warned %(person)s"),
        Act.UNWARN: _("took back a warning to %(person)s"),
        Act.SILENCE: _("silenced %(person)s"),
        Act.UNSILENCE: _("lifted the silence of %(person)s"),
        Act.SUSPEND: _("suspended %(person)s"),
        Act.UNSUSPEND: _("lifted the suspension of %(person)s"),
        Act.ANONYMISE: _("closed the account of %(person)s for good"),
        Act.UPHOLD: _("let a decision about %(person)s stand after an appeal"),
        Act.OVERTURN: _("agreed with an appeal of %(person)s about what was over already"),
        Act.APPOINT: _("gave a right to %(person)s"),
        Act.DISMISS: _("took a right from %(person)s"),
        Act.ASK_SET_ASIDE: _("set a question of %(person)s aside"),
        Act.ASK_ANSWERED: _("marked a question of %(person)s as answered"),
        Act.ASK_REOPEN: _("reopened a question to %(person)s"),
        Act.CHAIR_GIFT: _("gave their chair to %(person)s"),
        Act.CHAIR_FREE: _("freed the chair of %(person)s"),
        Act.REST: _("rests %(person)s from the chairs of this fishbowl"),
        Act.UNREST: _("lets %(person)s back to the chairs of this fishbowl"),
        Act.CIRCLE_ADD: _("took %(person)s into a circle"),
        Act.CIRCLE_REMOVE: _("took %(person)s out of a circle"),
        Act.CIRCLE_JOIN: _("joined a circle by invitation"),
        Act.CIRCLE_LEAVE: _("left a circle"),
        Act.CIRCLE_DECLINE: _("did not take %(person)s into a circle"),
        Act.CIRCLE_ROLE: _("gave %(person)s a role in a circle"),
        Act.CIRCLE_UNROLE: _("ended a role of %(person)s in a circle"),
        Act.TURN_SKIP: _("went on without the turn of %(person)s"),
    }


def change(
    act: str, before: str, after: str, *, category: str, category_before: str
) -> tuple[str, str]:
    """What it was before and after, in words. The names of categories are empty where the reader
    may not know them."""
    if act == Act.MOVE:
        return category_before, category
    if act in {Act.APPOINT, Act.DISMISS}:
        return "", _right(after, category)
    said = WORDED.get(act)
    return said(before, after) if said else (before, after)


def _pins(before: str, after: str) -> tuple[str, str]:
    return _label(Topic.Pin, before), _label(Topic.Pin, after)


def _timers(before: str, after: str) -> tuple[str, str]:
    """Kept as numbers of days; a time stands with the line itself."""
    return _quiet(before), _quiet(after)


def _quiet(days: str) -> str:
    if not days.isdigit():
        return days
    said = ngettext(
        "after %(count)d day without a post", "after %(count)d days without a post", int(days)
    )
    return said % {"count": int(days)}


def _kinds(before: str, after: str) -> tuple[str, str]:
    return _label(Topic.Kind, before), _label(Topic.Kind, after)


def _galleries(before: str, after: str) -> tuple[str, str]:
    return _label(Fishbowl.Gallery, before), _label(Fishbowl.Gallery, after)


def _unheard(before: str, _after: str) -> tuple[str, str]:
    return "", _("not heard: %(names)s") % {"names": before} if before else ""


def _named_already(_before: str, _after: str) -> tuple[str, str]:
    """The handle of then: the line names its person as they are called today."""
    return "", ""


def _tags(before: str, after: str) -> tuple[str, str]:
    return before or _("no tags"), after or _("no tags")


def _said(rule: str, value: str) -> str:
    return f"{rule}: {value}"


def _first_posts(before: str, after: str) -> tuple[str, str]:
    """A number; of who may sign up "signup: open"."""
    rule, colon, old = before.partition(": ")
    if colon and rule == "signup":
        new = after.partition(": ")[2]
        was = _said(_("who may sign up"), _label(Community.SignUp, old))
        return was, _label(Community.SignUp, new)
    return _said(_("first posts that wait"), before), after


def _right(right: str, category: str) -> str:
    if right:
        return str(RIGHTS.get(right, right))
    return _("moderator of %(category)s") % {"category": category} if category else ""


def _rules(before: str, after: str) -> tuple[str, str]:
    """A rule of a category, kept as "holds: posts"; what else is kept is in words already."""
    (rule, _colon, old), (later, _colon, new) = before.partition(": "), after.partition(": ")
    if "circle" in {rule, later}:
        return _read_by(old), _read_by(new) or _("no longer")
    if rule == "visibility":
        was = _said(_("who may read"), _label(Category.Visibility, old))
        return was, _label(Category.Visibility, new)
    if rule == "holds":
        was = _said(_("what waits for approval"), _label(Category.Holds, old))
        return was, _label(Category.Holds, new)
    if rule in PLACE_RIGHTS:
        return _said(_right_in_category(rule), _holders(old)), _holders(new)
    return before, after


def _right_in_category(rule: str) -> str:
    field: Any = Category._meta.get_field(rule)  # noqa: SLF001 - Django's way to ask
    return str(field.verbose_name)


def _holders(value: str) -> str:
    """Kept as "circles (Garden, Kitchen)"."""
    who, space, named = value.partition(" ")
    return _label(Category.Right, who) + space + named


def _circle_roles(before: str, after: str) -> tuple[str, str]:
    """Kept as "leader: Garden"."""

    def said(value: str) -> str:
        role, colon, circle = value.partition(": ")
        return f"{circle_role_label(role)}{colon}{circle}"

    return said(before), said(after)


def _circle_facts(before: str, after: str) -> tuple[str, str]:
    """Kept as "Garden: aim: Food; domain: The land"."""
    for field in Circle._meta.concrete_fields:  # noqa: SLF001 - Django's way to ask
        words = f"{field.verbose_name}: "
        before = before.replace(f"{field.name}: ", words)
        after = after.replace(f"{field.name}: ", words)
    return before, after


def _read_by(circle: str) -> str:
    return _("read by the circle %(name)s") % {"name": circle} if circle else ""


def _label(choices: type[TextChoices], value: str) -> str:
    return str(dict(choices.choices).get(value, value))


# The acts that keep what they changed as values, and how these are said.
WORDED: dict[str, Callable[[str, str], tuple[str, str]]] = {
    Act.TIMER: _timers,
    Act.UNTIMER: _timers,
    Act.PIN: _pins,
    Act.UNPIN: _pins,
    Act.TAG: _tags,
    Act.CONVERT: _kinds,
    Act.GALLERY: _galleries,
    Act.ROUND_END: _unheard,
    Act.COHOST: _named_already,
    Act.UNCOHOST: _named_already,
    Act.HAND_OVER: _named_already,
    Act.CHAIR_GIFT: _named_already,
    Act.CHAIR_FREE: _named_already,
    Act.REST: _named_already,
    Act.UNREST: _named_already,
    Act.TURN_SKIP: _named_already,
    Act.PLACE: _rules,
    Act.COMMUNITY: _first_posts,
    Act.CIRCLE_ROLE: _circle_roles,
    Act.CIRCLE_UNROLE: _circle_roles,
    Act.CIRCLE: _circle_facts,
}
