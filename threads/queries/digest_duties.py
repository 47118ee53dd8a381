"""What a digest tells somebody that waits for them: questions, what hosts decide, disputes.

What came in the period stands in it, and what waited before is counted: it was told then.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.faces import face_of
from accounts.viewer import Viewer
from notifications.registry import Line, Part, Period, Section, Told
from threads import markup
from threads.models import Ask, Citation, Harvest, Harvester, Post, PromptSuggestion, Topic
from threads.queries.asks import UNPRINTED, asks_of
from threads.queries.digests import (
    MOST_LINES,
    MOST_LOOKED_AT,
    hosted_by,
    without_mail,
)
from threads.queries.followers import muted_asks
from threads.queries.notices import EXCERPT_LENGTH, describe_citations
from threads.queries.notices_of_asks import put_to_bowls

ASKED: Final = ("topic", "author", "to_person")


def duties(viewer: Viewer, period: Period, _told: Told) -> Iterable[Part]:
    """Asks to the viewer, what waits for them as a host, and what they asked themselves: that is no
    news."""
    yield from _asks(viewer, period)
    yield from _hosting(viewer, period)
    yield from _own_asks(viewer, period)


def reviews(viewer: Viewer, period: Period, _told: Told) -> Iterable[Part]:
    """Disputes that stand in what the viewer harvests."""
    standing = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("post"))
    harvests = Harvest.objects.drafted_by(viewer)
    rows = Citation.objects.standing().filter(
        Exists(standing), state=Citation.State.DISPUTED, harvest__in=harvests
    )
    rows = rows.exclude(post__author=viewer.id).exclude(post__author__in=viewer.ignored_ids)
    rows = rows.exclude(harvest__topic__in=without_mail(viewer))
    times = rows.order_by("disputed_at", "pk").values_list("pk", "disputed_at")[:MOST_LOOKED_AT]
    found = [(pk, at) for pk, at in times if at]
    ids = [pk for pk, at in found if period.holds(at)]
    about = describe_citations(viewer, ids[:MOST_LINES])
    lines = [
        Line(about[pk].title, about[pk].url, _("A citation is disputed"), about[pk].excerpt)
        for pk in ids[:MOST_LINES]
        if pk in about
    ]
    earlier = sum(at <= period.since for _pk, at in found)
    if ids or earlier:
        yield Part(Section.REVIEWS, tuple(lines), len(ids), earlier)


def _asks(viewer: Viewer, period: Period) -> Iterable[Part]:
    asks = asks_of(viewer).exclude(pk__in=muted_asks(viewer).values("pk"))
    asks = asks.exclude(author__in=viewer.ignored_ids).exclude(topic__in=without_mail(viewer))
    # What the gallery asks a panel waits until it is put into the bowl.
    asks = asks.exclude(put_to_bowls(), batch=None)
    found = list(asks.select_related(*ASKED).defer(*_unprinted()).order_by("pk")[:MOST_LOOKED_AT])
    lines = [(ask.created_at, _ask_line(ask, face_of(ask.author).name)) for ask in found]
    return _part(period, lines, url="/waiting/")


def _ask_line(ask: Ask, who: str) -> Line:
    return Line(
        title=markup.shorten(ask.text, EXCERPT_LENGTH),
        url=ask.get_absolute_url(),
        said=_("%(who)s asks you in “%(topic)s”") % {"who": who, "topic": ask.topic.title},
        topic_id=ask.topic_id,
    )


def _own_asks(viewer: Viewer, period: Period) -> Iterable[Part]:
    asks = Ask.objects.visible_to(viewer).waiting().filter(author=viewer.id)
    asks = asks.exclude(pk__in=muted_asks(viewer).values("pk"))
    asks = asks.exclude(topic__in=without_mail(viewer))
    found = asks.select_related(*ASKED).defer(*_unprinted()).order_by("pk")[:MOST_LOOKED_AT]
    lines = [(ask.created_at, _own_line(ask)) for ask in found]
    return _part(period, lines, is_news=False, url="/waiting/")


def _own_line(ask: Ask) -> Line:
    who = _("the panel") if ask.to_panel else face_of(ask.to_person).name
    return Line(
        title=markup.shorten(ask.text, EXCERPT_LENGTH),
        url=ask.get_absolute_url(),
        said=_("Your question to %(who)s waits") % {"who": who},
        topic_id=ask.topic_id,
    )


def _hosting(viewer: Viewer, period: Period) -> Iterable[Part]:
    """Suggested questions, and offers to harvest, in topics that the viewer hosts and may read."""
    mine = Topic.objects.visible_to(viewer).exclude(pk__in=without_mail(viewer))
    open_topics = mine.exclude(state=Topic.State.ARCHIVED).filter(merged_into=None)
    suggested = PromptSuggestion.objects.filter(
        hosted_by(viewer), topic__in=open_topics, state=PromptSuggestion.State.WAITING
    ).exclude(author__in=viewer.ignored_ids)
    offers = Harvester.objects.filter(
        hosted_by(viewer), topic__in=open_topics, state=Harvester.State.OFFERED
    ).exclude(person__in=viewer.ignored_ids)
    lines = [
        (one.created_at, _suggestion_line(one))
        for one in suggested.select_related("topic", "author").order_by("pk")[:MOST_LOOKED_AT]
    ]
    lines += [
        (one.since, _offer_line(one))
        for one in offers.select_related("topic", "person").order_by("pk")[:MOST_LOOKED_AT]
    ]
    return _part(period, sorted(lines, key=lambda line: line[0]))


def _suggestion_line(one: PromptSuggestion) -> Line:
    facts = {"who": face_of(one.author).name, "topic": one.topic.title}
    return Line(
        title=one.text,
        url=f"/t/{one.topic_id}/prompts/#suggestions",
        said=_("%(who)s suggests a question for “%(topic)s”") % facts,
        topic_id=one.topic_id,
    )


def _offer_line(one: Harvester) -> Line:
    return Line(
        title=one.topic.title,
        url=f"/t/{one.topic_id}/harvest/",
        said=_("%(who)s offers to harvest") % {"who": face_of(one.person).name},
        topic_id=one.topic_id,
    )


def _part(
    period: Period, found: Sequence[tuple[datetime, Line]], *, is_news: bool = True, url: str = ""
) -> Iterable[Part]:
    """Those of the period, and the number of those from before; nothing where there are none."""
    lines = [line for at, line in found if period.holds(at)]
    earlier = sum(at <= period.since for at, _line in found)
    if lines or earlier:
        is_news = is_news and bool(lines)
        shown = tuple(lines[:MOST_LINES])
        yield Part(Section.WAITING, shown, len(lines), earlier, is_news=is_news, url=url)


def _unprinted() -> tuple[str, ...]:
    """What no line prints of the people of an ask."""
    return tuple(column for column in UNPRINTED if not column.startswith("settled_by"))
