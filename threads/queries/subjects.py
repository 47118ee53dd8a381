"""What people are told of here: the gate of each sort of subject, whom each occasion concerns, and
who follows what it happens in.

`threads.apps` tells it to `notifications` at start.
"""

from collections.abc import Callable

from notifications.registry import Crowd, DigestSource, Gate, Hearer, Section
from threads.queries import (
    digest_duties,
    digests,
    followers,
    gallery_digest,
    notices,
    notices_of_asks,
    notices_of_fishbowls,
)

GATES = {
    "post": Gate(
        readable=notices.readable_posts,
        describe=notices.describe_posts,
        later=notices.sealed_posts,
        withheld=notices.telling_posts,
        muted=followers.muted_posts,
        topics=notices.topics_of_posts,
    ),
    "ask": Gate(
        notices_of_asks.readable_asks,
        notices_of_asks.describe_asks,
        muted=followers.muted_asks,
        topics=notices_of_asks.topics_of_asks,
    ),
    "perspective": Gate(
        notices.readable_perspectives,
        notices.describe_perspectives,
        topics=notices.topics_of_perspectives,
    ),
    "prompt": Gate(
        notices.readable_prompts,
        notices.describe_prompts,
        muted=followers.muted_prompts,
        topics=notices.topics_of_prompts,
    ),
    "suggestion": Gate(
        notices.readable_suggestion_ids,
        notices.describe_suggestions,
        topics=notices.topics_of_suggestions,
    ),
    "citation": Gate(
        notices.readable_citations,
        notices.describe_citations,
        topics=notices.topics_of_citations,
    ),
    **notices_of_fishbowls.GATES,
}
AUDIENCES: dict[str, Callable[[int], list[Hearer]]] = {
    "post": notices.audience_of_post,
    "edit": notices.audience_of_edit,
    "quote": notices.audience_of_quote,
    "like": notices.audience_of_like,
    "ask": notices_of_asks.audience_of_ask,
    "reminder": notices_of_asks.audience_of_reminder,
    "answered": notices_of_asks.audience_of_answer,
    "perspective": notices.audience_of_perspective,
    "prompt": notices.audience_of_prompt,
    "filing": notices.audience_of_filing,
    "suggestion": notices.audience_of_suggestion,
    "harvest": notices.audience_of_harvest,
    "dispute": notices.audience_of_dispute,
    **notices_of_fishbowls.AUDIENCES,
}
CROWDS: dict[str, Callable[[int], Crowd | None]] = {
    "post": followers.crowd_of_post,
    "filed": followers.crowd_of_answer,
    "panel_begins": notices_of_fishbowls.crowd_of_panel,
}
DIGESTS: tuple[tuple[Section, DigestSource], ...] = (
    (Section.VOICES, digests.voices),
    (Section.QUESTIONS, digests.questions),
    (Section.WAITING, digest_duties.duties),
    (Section.REVIEWS, digest_duties.reviews),
    (Section.TOPICS, digests.topics),
    (Section.GALLERY, gallery_digest.notes),
)
