"""Where a harvest is written: the draft beside the talk, its template, what publishing would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from threads import markup
from threads.models import Citation, Harvest, Post, Topic
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.citations import typed_source
from threads.queries.coverage import Coverage, coverage_of, in_words
from threads.queries.drafts import HARVEST, LINES, DraftRow, draft_at, said_in
from threads.queries.pages import Pager, cut, window
from threads.queries.posts import PostRow, post_rows
from threads.queries.prompts import prompt_rows
from threads.queries.texts import preview_html

# What stands above a text, as its form calls it.
_LABELS = {
    "kind": gettext_lazy("What it is"),
    "title": gettext_lazy("Title"),
    "for_whom": gettext_lazy("For whom, and for what?"),
    "goes_to": gettext_lazy("Goes to"),
}


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What publishing a draft would do: whom it tells, what it draws on."""

    html: SafeString
    told: tuple[Face, ...]
    coverage: Coverage
    version: int
    # Whether the viewer kept something at it that is not saved, so not in it.
    is_unsent: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """A draft as it was saved last, for who wrote from an earlier one: its text, and what it says
    above the text where they say something else."""

    body: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody goes on with at a harvest: `said` stands in the fields, `draft` is what was
    kept of theirs. `is_unsent` says that it is not what was saved; `theirs` is what was saved
    since they began."""

    said: dict[str, Any]
    draft: DraftRow | None
    is_unsent: bool
    theirs: Shared | None


@dataclass(frozen=True, slots=True)
class Desk:
    """The draft beside the talk: posts of the topic that can be cited, a page of them."""

    topic: Topic
    posts: tuple[PostRow, ...]
    page: int
    pager: Pager


def desk_of(viewer: Viewer, topic: Topic, page: int, url: str) -> Desk:
    """A page of the posts that stand for the viewer, beside the draft. Raises `Http404` past the
    end."""
    posts = Post.objects.visible_to(viewer).shown().filter(topic=topic).order_by("number")
    found = post_rows(viewer, topic, posts[window(page, POSTS_PER_PAGE)])
    shown, pager = cut(url, page, found, POSTS_PER_PAGE)
    return Desk(topic, shown, page, pager)


def saved_in(viewer: Viewer, harvest: Harvest) -> dict[str, str]:
    """What the draft says in each field of its form, as the viewer types it."""
    said = {name: getattr(harvest, name) for name in ("kind", *LINES)}
    return said | {"body": typed_source(viewer, harvest.topic, harvest.source)}


def begun_at(viewer: Viewer, harvest: Harvest) -> Begun:
    """Where the viewer goes on: with what they kept and did not save, or with what was saved."""
    saved = saved_in(viewer, harvest)
    draft = draft_at(viewer, f"{HARVEST}{harvest.pk}")
    counts = {"edits": harvest.edits, "base": harvest.edits}
    if draft is None or said_in(draft) == saved:
        return Begun(saved | counts, draft, is_unsent=False, theirs=None)
    mine, base = said_in(draft), draft.facts.get("base")
    theirs = shared(harvest, saved, mine) if base != harvest.edits else None
    return Begun(mine | counts | {"base": base}, draft, is_unsent=True, theirs=theirs)


def shared(harvest: Harvest, saved: Mapping[str, str], mine: Mapping[str, Any]) -> Shared:
    """What was saved, beside what somebody wrote."""
    words = {name: saved[name] for name in LINES} | {"kind": str(harvest.get_kind_display())}
    lines = [
        (str(label), words[name])
        for name, label in _LABELS.items()
        if saved[name] != mine.get(name)
    ]
    return Shared(saved["body"], tuple(lines))


def template_for(viewer: Viewer, topic: Topic) -> str:
    """What an empty harvest can begin with: one heading for each question, then what groups ask
    themselves at the end."""
    prompts = [
        f"## {row.number}. {markup.as_words(row.text)}\n\n" for row in prompt_rows(viewer, topic)
    ]
    parts = [_("Where we agree"), _("Where we differ"), _("Open questions"), _("Next step")]
    heard = _("What we heard")
    return "".join([f"# {heard}\n\n", *prompts, *(f"# {part}\n\n" for part in parts)])


def draft_page(viewer: Viewer, harvest: Harvest) -> DraftPage:
    """What publishing the draft would do, and how it would look."""
    topic = harvest.topic
    cited = Citation.objects.filter(harvest=harvest, version=None)
    counted = coverage_of(topic, cited.values_list("post", flat=True))
    return DraftPage(
        html=_draft_html(viewer, harvest),
        told=_told(viewer, harvest),
        coverage=in_words(counted, prompt_rows(viewer, topic)),
        version=harvest.version + 1,
        is_unsent=begun_at(viewer, harvest).is_unsent,
    )


def _draft_html(viewer: Viewer, harvest: Harvest) -> SafeString:
    """The draft as it would be read; nothing where it cannot be rendered now."""
    source = typed_source(viewer, harvest.topic, harvest.source)
    try:
        return preview_html(source, harvest.topic.category_id, cites=True)
    except markup.MarkupRefused:
        return markup.fill("", markup.Names())


def _told(viewer: Viewer, harvest: Harvest) -> tuple[Face, ...]:
    """Whom publishing the draft would tell: those it cites, but the publisher."""
    cited = Citation.objects.filter(harvest=harvest, version=None, post__hidden_at=None)
    people = User.objects.filter(
        pk__in=cited.filter(post__withdrawn_at=None).values("post__author")
    )
    names = people.exclude(username=viewer.handle).order_by("username")
    return tuple(face(*row) for row in names.values_list("username", "display_name"))
