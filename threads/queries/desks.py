"""Where a harvest is written: the draft beside the talk, its template, what publishing would do."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.faces import Face, face
from accounts.models import User
from accounts.viewer import Viewer
from threads import markup
from threads.models import Citation, Harvest, Post, Topic
from threads.models.topics import POSTS_PER_PAGE
from threads.queries.citations import typed_source
from threads.queries.coverage import Coverage, coverage_of, in_words
from threads.queries.pages import Pager, cut, window
from threads.queries.posts import PostRow, post_rows
from threads.queries.prompts import prompt_rows
from threads.queries.texts import preview_html


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What publishing a draft would do: whom it tells, what it draws on."""

    html: SafeString
    told: tuple[Face, ...]
    coverage: Coverage
    version: int


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


def template_for(viewer: Viewer, topic: Topic) -> str:
    """What an empty harvest can begin with: one heading for each question, then what groups ask
    themselves at the end."""
    prompts = [
        f"## {row.number}. {markup.as_words(row.text)}\n\n" for row in prompt_rows(viewer, topic)
    ]
    parts = [_("Where we agree"), _("Where we differ"), _("Open questions"), _("Next step")]
    heard = f"# {_('What we heard')}\n\n" + "".join(prompts)
    return heard + "".join(f"# {part}\n\n" for part in parts)


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
