"""The part of moderation in the archive of somebody's own data."""

from collections.abc import Iterator

from accounts.exports import File, as_json
from accounts.models import User
from ledger.models import Act, Entry
from moderation.models import Report

# What is decided about a person; what moderators note among themselves is not theirs.
ABOUT_ME = (
    Act.WARN, Act.UNWARN, Act.SILENCE, Act.UNSILENCE, Act.SUSPEND, Act.UNSUSPEND, Act.HIDE,
    Act.RESTORE, Act.APPROVE, Act.REFUSE, Act.APPOINT, Act.DISMISS,
)  # fmt: skip


def own_cases(person: User) -> Iterator[File]:
    """What somebody reported, and what was decided about them and their texts."""
    reports = Report.objects.filter(reporter=person).order_by("pk")
    fields = ("case__post_id", "reason", "words", "at", "taken_back_at")
    yield "reports.json", as_json(reports.values(*fields))
    lines = Entry.objects.filter(person_id=person.pk, act__in=ABOUT_ME).order_by("pk")
    yield "decisions.json", as_json(lines.values("at", "act", "post_id", "reason", "until"))
