"""What a harvest draws on: counted by the database when it is published, printed in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import ngettext

from accounts.viewer import GUEST
from threads.models import Answer, Post, Prompt, Topic
from threads.queries.prompts import PromptRow


@dataclass(frozen=True, slots=True)
class Coverage:
    """One sentence about posts and voices, one about the questions that are left out."""

    drawn: str
    left_out: str


def coverage_of(topic: Topic, post_ids: Iterable[int]) -> dict[str, Any]:
    """Posts and voices among these that stand, all voices of the topic that everybody reads, and
    the ids of the prompts that none of the posts answers. Two queries; who has no account any
    more is no voice."""
    ids = set(post_ids)
    cited = Q(pk__in=ids)
    posts = Post.objects.shown().open_to(GUEST).filter(Q(topic=topic) | cited)
    counted = posts.aggregate(
        posts=Count("pk", filter=cited),
        voices=Count("author", distinct=True, filter=cited),
        of=Count("author", distinct=True, filter=Q(topic=topic)),
    )
    covered = Answer.objects.filed().filter(
        prompt=OuterRef("pk"), post__in=ids, post__withdrawn_at=None, post__hidden_at=None
    )
    prompts = Prompt.objects.filter(topic=topic).exclude(state=Prompt.State.WITHDRAWN)
    missing = prompts.filter(~Exists(covered)).order_by("position")
    return counted | {"missing": list(missing.values_list("pk", flat=True))}


def in_words(counted: Mapping[str, Any], prompts: Iterable[PromptRow]) -> Coverage:
    """What was counted, with the numbers that the questions have today."""
    if not counted:
        return Coverage("", "")
    posts = ngettext("%(posts)d post", "%(posts)d posts", counted["posts"]) % counted
    drawn = ngettext(
        "Draws on %(what)s by %(voices)d of %(of)d voice.",
        "Draws on %(what)s by %(voices)d of %(of)d voices.",
        counted["of"],
    ) % {"what": posts, **counted}
    missing = [row.number for row in prompts if row.id in counted["missing"] and row.number]
    if not missing:
        return Coverage(drawn, "")
    numbers = ", ".join(str(number) for number in missing)
    left_out = ngettext(
        "Question %(numbers)s is not covered.",
        "Questions %(numbers)s are not covered.",
        len(missing),
    )
    return Coverage(drawn, left_out % {"numbers": numbers})
