"""What the viewer follows and mutes: the page of one thing, and the list of all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.viewer import Viewer
from threads.models import (
    Category,
    CategoryByMail,
    Follow,
    Prompt,
    Tag,
    Topic,
    TopicReader,
    TopicTag,
)
from threads.models.follows import Level, Why
from threads.models.prompts import prompt_path
from threads.queries.levels import level_at
from threads.queries.pages import Pager, cut, window

ROWS_PER_PAGE = 30
LIST_URL = "/settings/following/"
PLACES_URL = f"{LIST_URL}?of=places"
TO_ME = gettext_lazy("You will be told when somebody mentions you or replies to you.")
# What each level means, by the sort of thing: the words of the choice and of the answer to it.
OF_TOPIC = {
    Level.WATCH: gettext_lazy("You will be told of each new post."),
    Level.TRACK: gettext_lazy(
        "You will be told when somebody mentions you or replies to you, and new posts count as"
        " unread."
    ),
    Level.NORMAL: TO_ME,
    Level.MUTE: gettext_lazy("You will be told of nothing in it, and it stands in no list."),
}
OF_PLACE = {
    Level.WATCH: gettext_lazy(
        "You will be told of each new topic, and its posts count as unread from the first on."
    ),
    Level.TRACK: gettext_lazy("The posts of new topics count as unread from the first on."),
    Level.NORMAL: TO_ME,
    Level.MUTE: gettext_lazy(
        "Its topics stand in no list, but for those that you opened or chose to follow. You will"
        " still be told when somebody mentions you or replies to you."
    ),
}
OF_PROMPT = {
    Level.WATCH: gettext_lazy("You will be told of each new answer, and you track its topic."),
    Level.TRACK: gettext_lazy("You track its topic: new posts count as unread."),
    Level.NORMAL: gettext_lazy("You will be told what you are told of its topic."),
    Level.MUTE: gettext_lazy(
        "You will not be told of answers to it, also where you watch its topic."
    ),
}
# What it means that each post of a category comes by mail, or does not.
EACH_POST = {
    True: gettext_lazy("You will get each new post of it by mail, as it is written."),
    False: gettext_lazy("You will no longer get its posts by mail."),
}


@dataclass(frozen=True, slots=True)
class FollowChoice:
    """One of the four levels, and what it means."""

    value: str
    label: str
    help: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class FollowRow:
    """Something that the viewer follows or mutes, and where they change that. `why` says what made
    them follow a topic, `of` in which topic a question stands."""

    sort: str
    name: str
    url: str
    change_url: str
    level: str
    why: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class FollowPage:
    """The page on which one thing is followed: how closely it is now, and why. `around` are the
    category and the tags of a topic, and those of its questions that are followed. `mail_url` is
    where each post of a category is ordered by mail, empty for what has no such; `by_mail` says
    whether it is."""

    title: str
    name: str
    url: str
    change_url: str
    says: str
    choices: tuple[FollowChoice, ...]
    around: tuple[FollowRow, ...] = ()
    mail_url: str = ""
    by_mail: bool = False

    def means(self, level: str) -> str:
        """What a level means here."""
        return next(choice.help for choice in self.choices if choice.value == level)


@dataclass(frozen=True, slots=True)
class FollowingList:
    """A part of the page of all that the viewer follows or mutes; `by_mail` are the categories of
    which they get each post by mail."""

    rows: tuple[FollowRow, ...]
    pager: Pager
    is_of_topics: bool
    by_mail: tuple[FollowRow, ...]


def category_for(viewer: Viewer, slug: str) -> Category:
    """The category with the viewer's `level`, and whether each post is mailed to them (`by_mail`).
    Raises `Http404` when it is not visible."""
    mailed = CategoryByMail.objects.filter(person_id=viewer.id, category=OuterRef("pk"))
    places = Category.objects.visible_to(viewer).annotate(
        level=level_at(viewer, "category"), by_mail=Exists(mailed)
    )
    return get_object_or_404(places, slug=slug)


def follow_topic_page(viewer: Viewer, topic: Topic) -> FollowPage:
    """For a topic that came with the viewer's `level` and `why`, in one query."""
    level, why = topic.level or "", topic.why or ""  # type: ignore[attr-defined]
    return FollowPage(
        title=_("Follow this topic"),
        name=topic.title,
        url=topic.get_absolute_url(),
        change_url=topic_change_url(topic.pk),
        says=_why_now(level, why),
        choices=_choices(OF_TOPIC, level),
        around=_around(viewer, topic),
    )


def _why_now(level: str, why: str) -> str:
    """How closely a topic is followed, and what made it so."""
    facts = {"why": Why(why).label if why else ""}
    if level == Level.WATCH:
        return _("You watch this topic because %(why)s.") % facts
    if level == Level.TRACK:
        return _("You track this topic because %(why)s.") % facts
    if level == Level.MUTE:
        return _("You muted this topic.")
    if level == Level.NORMAL:
        return _("You chose not to follow this topic; replying in it does not change that.")
    return _("You do not follow this topic yet.")


def _around(viewer: Viewer, topic: Topic) -> tuple[FollowRow, ...]:
    """Its category and its tags, with how closely they are followed, and the questions of it that
    are."""
    tags: list[dict[str, str]] = topic.tag_rows  # type: ignore[attr-defined]
    here = Q(category=topic.category_id) | Q(tag__slug__in=[tag["slug"] for tag in tags])
    rows = Follow.objects.filter(here | Q(prompt__topic=topic), person_id=viewer.id)
    found = list(rows.select_related("tag", "prompt__topic").order_by("prompt__position"))
    levels = {row.tag.slug if row.tag else row.category_id: row.level for row in found}
    category = topic.category
    return (
        _place_row(_("category"), category, levels.get(category.pk, "")),
        *(_place_row(_("tag"), Tag(**tag), levels.get(tag["slug"], "")) for tag in tags),
        *(_row(row) for row in found if row.prompt),
    )


def follow_category_page(category: Category) -> FollowPage:
    """For a category that came with the viewer's `level` and `by_mail`."""
    level: str = category.level  # type: ignore[attr-defined]
    page = _place_page(_("Follow this category"), category, _choices(OF_PLACE, level))
    mail_url = f"{category.get_absolute_url()}by-mail/"
    return replace(page, mail_url=mail_url, by_mail=category.by_mail)  # type: ignore[attr-defined]


def follow_tag_page(tag: Tag) -> FollowPage:
    """For a tag that came with the viewer's `level`."""
    level: str = tag.level  # type: ignore[attr-defined]
    return _place_page(_("Follow this tag"), tag, _choices(OF_PLACE, level))


def _place_page(title: str, place: Category | Tag, choices: tuple[FollowChoice, ...]) -> FollowPage:
    url = place.get_absolute_url()
    return FollowPage(title, place.name, url, f"{url}follow/", "", choices)


def follow_prompt_page(viewer: Viewer, prompt: Prompt) -> FollowPage:
    """For a question whose topic came by `topic_for`, in one query."""
    mine = Follow.objects.filter(person_id=viewer.id, prompt=prompt)
    level = mine.values_list("level", flat=True).first() or ""
    url = prompt_change_url(prompt.topic_id, prompt.pk)
    choices = _choices(OF_PROMPT, level)
    title = _("Follow this question")
    return FollowPage(title, prompt.text, prompt.get_absolute_url(), url, "", choices)


def _choices(means: Mapping[Level, str | Promise], now: str) -> tuple[FollowChoice, ...]:
    """The four levels; none at all is the normal one."""
    return tuple(
        FollowChoice(level.value, str(level.label), str(means[level]), (now or "normal") == level)
        for level in Level
    )


def topic_change_url(topic_id: int) -> str:
    """Where a topic is followed."""
    return f"/t/{topic_id}/follow/"


def prompt_change_url(topic_id: int, prompt_id: int) -> str:
    """Where a question is followed."""
    return f"/t/{topic_id}/prompts/{prompt_id}/follow/"


def following_list(viewer: Viewer, page: int, *, is_of_topics: bool) -> FollowingList:
    """The topics, or the categories, tags and questions, that the viewer follows or mutes and may
    read, in one query; and in another the categories that they get by mail."""
    rows, url = (_topics, LIST_URL) if is_of_topics else (_places, PLACES_URL)
    found = rows(viewer, window(page, ROWS_PER_PAGE))
    return FollowingList(*cut(url, page, found, ROWS_PER_PAGE), is_of_topics, _by_mail(viewer))


def _by_mail(viewer: Viewer) -> tuple[FollowRow, ...]:
    mine = CategoryByMail.objects.filter(person_id=viewer.id)
    places = Category.objects.visible_to(viewer).filter(pk__in=mine.values("category"))
    return tuple(
        FollowRow(_("category"), place.name, url, f"{url}follow/", _("each post by mail"))
        for place in places
        for url in [place.get_absolute_url()]
    )


def _topics(viewer: Viewer, part: slice) -> list[FollowRow]:
    topics = Topic.objects.visible_to(viewer).filter(merged_into=None)
    mine = TopicReader.objects.filter(person_id=viewer.id, topic__in=topics)
    wanted = (Level.WATCH, Level.TRACK, Level.MUTE)
    followed = mine.filter(level__in=wanted).select_related("topic")
    return [
        FollowRow(
            sort="",
            name=row.topic.title,
            url=row.topic.get_absolute_url(),
            change_url=topic_change_url(row.topic_id),
            level=row.get_level_display(),
            why="" if row.why in {"", Why.CHOSEN} else row.get_why_display(),
        )
        for row in followed.order_by("-visited_at", "-pk")[part]
    ]


def _places(viewer: Viewer, part: slice) -> list[FollowRow]:
    carried = TopicTag.objects.filter(
        tag=OuterRef("tag"), topic__in=Topic.objects.listed_for(viewer)
    )
    visible = (
        Q(category__in=Category.objects.visible_to(viewer))
        | Q(Exists(carried))
        | Q(prompt__topic__in=Topic.objects.visible_to(viewer))
    )
    mine = Follow.objects.filter(visible, person_id=viewer.id)
    rows = mine.select_related("category", "tag", "prompt__topic").order_by("-at", "-pk")
    return [_row(row) for row in rows[part]]


def _row(row: Follow) -> FollowRow:
    """A category, a tag or a question in the list."""
    if row.category:
        return _place_row(_("category"), row.category, row.level)
    if row.tag:
        return _place_row(_("tag"), row.tag, row.level)
    prompt: Any = row.prompt
    return FollowRow(
        sort=_("question"),
        name=prompt.text,
        url=prompt_path(prompt.topic.slug, prompt.topic_id, prompt.pk),
        change_url=prompt_change_url(prompt.topic_id, prompt.pk),
        level=row.get_level_display(),
        of=prompt.topic.title,
    )


def _place_row(sort: str, place: Category | Tag, level: str) -> FollowRow:
    url = place.get_absolute_url()
    label = str(Level(level or Level.NORMAL).label)
    return FollowRow(sort, place.name, url, f"{url}follow/", label)
