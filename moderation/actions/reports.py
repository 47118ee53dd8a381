"""Members say that a post should not stand as it does, or take that back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import LostRace
from accounts.viewer import Viewer
from moderation.models import Case, Report
from threads import policies
from threads.models import Post


def report_post(viewer: Viewer, post: Post, reason: str, words: str = "") -> bool:
    """Report a post; False when one's report of it is open already. The open case of the post
    takes it in, or a new one. Raises `Refusal`; `LostRace` when the open report says other words,
    which would be lost."""
    policies.check_report(viewer, post)
    with transaction.atomic():
        policies.check_report(viewer, _lock(post))
        Case.objects.bulk_create([Case(post_id=post.pk)], ignore_conflicts=True)
        case = Case.objects.get(post_id=post.pk, decision=Case.Decision.NONE)
        report, is_new = Report.objects.get_or_create(
            case=case,
            reporter_id=viewer.id,
            taken_back_at=None,
            defaults={"reason": reason, "words": words},
        )
        if is_new:
            Post.objects.filter(pk=post.pk).update(report_count=F("report_count") + 1)
        elif words and words != report.words:
            raise LostRace(
                _("You have reported this post already. Take that report back to send these words.")
            )
    return is_new


def take_back_report(viewer: Viewer, post: Post) -> bool:
    """Take one's open report back; False when there is none. A case without reports is void."""
    with transaction.atomic():
        _lock(post)
        mine = Report.objects.filter(
            case__post_id=post.pk, case__decision="", reporter_id=viewer.id, taken_back_at=None
        )
        if not mine.update(taken_back_at=timezone.now()):
            return False
        Post.objects.filter(pk=post.pk).update(report_count=F("report_count") - 1)
        open_cases = Case.objects.filter(post_id=post.pk, decision=Case.Decision.NONE)
        open_cases.exclude(reports__in=Report.objects.filter(taken_back_at=None)).update(
            decision=Case.Decision.VOID, decided_at=timezone.now()
        )
    return True


def _lock(post: Post) -> Post:
    """The post as it stands now, locked before the case (`threads.actions.locks`)."""
    return Post.objects.select_for_update(no_key=True).defer("source", "html").get(pk=post.pk)
