"""Prints of conversations: moments, faces, which questions a post answers."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.faces import Face, face
from accounts.viewer import Viewer
from threads.forms import EditForm, ReplyForm
from threads.queries.posts import Filing, PostRow
from threads.queries.prompts import PromptRow
from threads.queries.streams import SealedPlace

register = template.Library()

MINUTE, HOUR, DAY = 60, 3_600, 86_400
# Past this many days a date says more than a count of days.
DAYS_COUNTED = 30
MONTH_DAYS, YEAR_DAYS = 30, 365


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """How long ago it was; the exact date, time and zone of the reader are in the title."""
    local = timezone.localtime(value)
    exact = f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat("T", "seconds"),
        exact,
        ago(local),
    )


@register.simple_tag
def until(value: datetime) -> SafeString:
    """A moment to come: the hour where it is today, else the day as well; the exact date, time and
    zone of the reader are in the title."""
    local = timezone.localtime(value)
    is_today = local.date() == timezone.localdate()
    said = formats.time_format(local) if is_today else formats.date_format(local, "DATETIME_FORMAT")
    exact = f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat("T", "seconds"), exact, said
    )


def ago(local: datetime) -> str:
    """In words: minutes, hours or days ago, then the date; what lies ahead is "just now"."""
    now = timezone.localtime()
    seconds = (now - local).total_seconds()
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        text = ngettext("%(count)d minute ago", "%(count)d minutes ago", int(seconds // MINUTE))
        return text % {"count": seconds // MINUTE}
    if seconds < DAY:
        text = ngettext("%(count)d hour ago", "%(count)d hours ago", int(seconds // HOUR))
        return text % {"count": seconds // HOUR}
    if seconds < DAYS_COUNTED * DAY:
        text = ngettext("%(count)d day ago", "%(count)d days ago", int(seconds // DAY))
        return text % {"count": seconds // DAY}
    same_year = local.year == now.year
    return formats.date_format(local, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")


@register.simple_tag
def later(days: int) -> str:
    """How long it was quiet, in months or years."""
    if days >= YEAR_DAYS:
        years = days // YEAR_DAYS
        return ngettext("%(count)d year later", "%(count)d years later", years) % {"count": years}
    months = max(days // MONTH_DAYS, 1)
    return ngettext("%(count)d month later", "%(count)d months later", months) % {"count": months}


@register.simple_tag
def viewer_face(viewer: Viewer) -> Face:
    """The face of who is asking."""
    return face(viewer.handle, viewer.name)


@register.simple_tag
def answered(
    post: PostRow, prompts: Iterable[PromptRow], current: object = None
) -> tuple[PromptRow, ...]:
    """The prompts that a post answers, as far as they stand in the topic's header; without the
    one (`current`) under which it stands already."""
    filed = {filing.prompt_id for filing in post.filings if not filing.is_suggested} - {current}
    return tuple(prompt for prompt in prompts if prompt.id in filed)


@register.simple_tag
def sealing(place: SealedPlace, prompts: Iterable[PromptRow]) -> tuple[PromptRow, ...]:
    """The prompts that seal an answer, as far as they stand in the topic's header."""
    return tuple(prompt for prompt in prompts if prompt.id in place.prompt_ids)


@register.simple_tag
def suggested(post: PostRow, prompts: Iterable[PromptRow]) -> tuple[PromptRow, ...]:
    """The prompts that a host suggests a post answers, while its author has not decided."""
    waiting = {filing.prompt_id for filing in post.filings if filing.is_suggested}
    return tuple(prompt for prompt in prompts if prompt.id in waiting)


@register.simple_tag
def reworded(
    post: PostRow, prompts: Iterable[PromptRow]
) -> tuple[tuple[PromptRow, Filing, bool], ...]:
    """The prompts that were worded anew since a post answered them: with the wording that it
    answered, and whether its author is asked if the answer still fits."""
    rows = {prompt.id: prompt for prompt in prompts}
    return tuple(
        (row, filing, post.rights.file and filing.version < row.meaning_version)
        for filing in post.filings
        if filing.wording and not filing.is_suggested and (row := rows.get(filing.prompt_id))
    )


@register.simple_tag
def prompt_boxes(
    form: ReplyForm | EditForm, prompts: Iterable[PromptRow]
) -> tuple[tuple[PromptRow, bool], ...]:
    """The prompts that a form can tick, each with whether it is ticked.

    Closed ones are there only where they were ticked before.
    """
    ticked = {str(value) for value in form["prompts"].value() or ()}
    return tuple(
        (prompt, str(prompt.id) in ticked)
        for prompt in prompts
        if prompt.is_open or str(prompt.id) in ticked
    )
