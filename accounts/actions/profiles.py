"""What people change about themselves, and about whom they hear."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Ignore, User
from accounts.policies import Refusal, check_ignore, check_member, check_writer
from accounts.texts import rendered
from accounts.viewer import Viewer

# Every page of somebody asks whom they ignore.
MOST_IGNORED = 500
# What others read of somebody.
PROFILE_WORDS = {"display_name", "about"}
PROFILE_FIELDS = PROFILE_WORDS | {
    "time_zone", "language", "theme", "more_contrast", "has_keys", "counts_in_title",
    "follow_on_reply", "follow_on_mention",
}  # fmt: skip


def update_profile(viewer: Viewer, **changes: Any) -> None:
    """Change how the viewer shows up: `display_name`, `about`, `time_zone`, `language`,
    `theme`, `more_contrast`, `has_keys`, `counts_in_title`; and what they follow by what they do:
    `follow_on_reply`, `follow_on_mention`.

    Raises `Refusal` when somebody who is silenced changes what others read, `TextRefused` when
    `about` cannot be shown.
    """
    person_id = check_member(viewer)
    unknown = changes.keys() - PROFILE_FIELDS
    if unknown:
        raise TypeError(f"not part of a profile: {unknown}")
    me = User.objects.filter(pk=person_id)
    words = {name: changes[name] for name in PROFILE_WORDS & changes.keys()}
    if viewer.is_silenced and words and not _say_the_same(words, me.values(*words).get()):
        check_writer(viewer)
    if "about" in changes:
        changes["about_html"] = rendered(changes["about"])
    me.update(**changes)


def _say_the_same(words: dict[str, str], stored: dict[str, str]) -> bool:
    """Whether a form brings back what is stored; browsers send line breaks as two characters."""
    return all(text.splitlines() == stored[name].splitlines() for name, text in words.items())


def ignore_person(viewer: Viewer, person: User, *, on: bool = True) -> None:
    """Ignore somebody, or hear of them again: a wish, so the same wish twice is one result. Raises
    `Refusal`, also where the viewer ignores as many as one can."""
    person_id = check_ignore(viewer, person)
    mine = Ignore.objects.filter(person_id=person_id)
    if not on:
        mine.filter(ignored=person).delete()
        return
    if mine.exclude(ignored=person).count() >= MOST_IGNORED:
        raise Refusal(
            _("You ignore %(count)d people, which are the most. Hear of somebody again first.")
            % {"count": MOST_IGNORED}
        )
    row = Ignore(person_id=person_id, ignored=person)
    Ignore.objects.bulk_create([row], ignore_conflicts=True)
