"""What becomes of citations: disputed by whom they cite, and emptied when their post is taken
back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.policies import LostRace
from accounts.viewer import Viewer
from ledger.models import Act, Entry
from notifications.actions import announce
from threads import markup, policies
from threads.actions.lines import leave_line
from threads.actions.locks import lock_topic
from threads.models import Citation, Harvest, HarvestVersion, Post, Topic


@transaction.atomic
def dispute_citation(viewer: Viewer, citation: Citation, words: str) -> Entry | None:
    """Say that a published harvest cites one wrongly; the words stand beside the citation until
    the next version, or until they are taken back (docs/fishbowl.md, harvest). None when these
    words stand there already.

    Raises `Refusal`; `LostRace` when a newer version was published.
    """
    topic, now = _locked(citation)
    if now.state == Citation.State.DISPUTED and now.objection == words:
        return None
    policies.check_dispute(viewer, now)
    Citation.objects.filter(pk=now.pk).update(
        state=Citation.State.DISPUTED, objection=words, disputed_at=timezone.now()
    )
    announce("dispute", now.pk)
    return leave_line(viewer, Act.DISPUTE, topic, post_id=now.post_id)


@transaction.atomic
def settle_citation(viewer: Viewer, citation: Citation) -> Entry | None:
    """Take one's dispute back; None when there is none. Raises `Refusal`."""
    topic, now = _locked(citation)
    if now.state == Citation.State.OK:
        return None
    policies.check_settle_dispute(viewer, now)
    Citation.objects.filter(pk=now.pk).update(
        state=Citation.State.OK, objection="", disputed_at=None
    )
    return leave_line(viewer, Act.SETTLE, topic, post_id=now.post_id)


def _locked(citation: Citation) -> tuple[Topic, Citation]:
    topic = lock_topic(citation.harvest.topic_id)
    standing = Citation.objects.standing().filter(pk=citation.pk, harvest__topic=topic)
    found = standing.select_related("post").select_for_update(of=("self",)).first()
    if found is None:
        raise LostRace(_("Meanwhile another version was published; look at that one."))
    return topic, found


def empty_citations(post: Post) -> None:
    """Take the words of a post that is withdrawn out of every harvest, draft and published; inside
    the transaction of the withdrawal. Of a hidden post they stay stored: it may come back."""
    rows = Citation.objects.filter(post=post)
    found = list(rows.values_list("harvest_id", "version_id"))
    if not found:
        return

    def emptied(one: markup.Cited) -> markup.Cited:
        is_it = one.is_id and one.number == post.pk
        return markup.Cited(post.pk, is_id=True) if is_it else one

    for model, ids in (
        (Harvest, {harvest for harvest, _version in found}),
        (HarvestVersion, {version for _harvest, version in found if version}),
    ):
        locked = model.objects.select_for_update().filter(pk__in=ids).order_by("pk")
        for pk, source in list(locked.values_list("pk", "source")):
            model.objects.filter(pk=pk).update(source=markup.change_each(source, emptied))
    rows.update(excerpt="", objection="", disputed_at=None, state=Citation.State.SOURCE_WITHDRAWN)
