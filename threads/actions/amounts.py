"""Looking at how much somebody says, before it is published."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.limits import Share, take
from accounts.limits import HOUR, Rate
from accounts.policies import TooFast
from accounts.queries.community import new_member_rules
from accounts.viewer import Viewer
from threads import policies
from threads.models import Post
from threads.queries.texts import Text

# Thanks and yes are said again and again; what is longer, or leads somewhere, is not.
SHORT = 40
SAID_AGAIN_AFTER = timedelta(days=1)
# Who is named is told. So many in one text are nobody's business; with more, so many in an hour.
FEW_NAMED = 5
NAMED = Rate(60, HOUR)


def check_amount(viewer: Viewer, text: Text, *, key: UUID | None = None, is_new: bool) -> None:
    """Nobody floods the forum with links, names, or one text over and over. No statement for a
    short text that names a few.

    `key` is the form's guard: the same press twice is no repeating. Raises `markup.MarkupRefused`,
    and `TooFast` for too many names.
    """
    if not settings.RATE_LIMITS or viewer.moderates_somewhere:
        return
    rules, named = new_member_rules(viewer), len(text.mentioned)
    most = policies.Amounts(rules.links, rules.mentions) if rules else policies.Amounts()
    policies.require_amounts(most, links=text.facts.links, mentions=named)
    if is_new and (len(text.source) >= SHORT or text.facts.links):
        policies.require_said_anew(was_said=_was_said(viewer, text.source, key))
    if named > FEW_NAMED:
        _count_named(viewer, named)


def _was_said(viewer: Viewer, source: str, key: UUID | None) -> bool:
    since = timezone.now() - SAID_AGAIN_AFTER
    said = Post.objects.shown().filter(author_id=viewer.id, created_at__gt=since, source=source)
    return (said.exclude(form_token=key) if key else said).exists()


def _count_named(viewer: Viewer, named: int) -> None:
    try:
        take([Share(f"named:{NAMED.seconds}:p{viewer.id}", NAMED, times=min(named, NAMED.times))])
    except TooFast as refused:
        sentence = _("You have named many people in a short time, and each of them is told.")
        raise TooFast(refused.wait, sentence) from refused
