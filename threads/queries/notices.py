"""What notices ask of this app: who may read a post, what it is called, whom it concerns."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.lines import clean_line
from accounts.viewer import Viewer
from notifications.models import Kind
from notifications.registry import Hearer, Subject
from threads import markup
from threads.models import (
    Answer,
    Citation,
    CoHost,
    Harvest,
    Harvester,
    HarvestVersion,
    Like,
    Mention,
    Perspective,
    Post,
    PostLink,
    Prompt,
    PromptSuggestion,
    PromptVersion,
    Topic,
    seals,
)
from threads.models.posts import Lane
from threads.queries.names import names_for
from threads.queries.posts import UNPRINTED_IN_LISTS
from threads.queries.suggestions import readable_suggestions

MOST_MENTIONS_TOLD = 20
MOST_QUOTES_TOLD = 20
EXCERPT_LENGTH = 160


def readable_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The ids of the posts whose text the viewer may read."""
    return Post.objects.visible_to(viewer).shown().values("pk")


def sealed_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The ids of the sealed answers whose text opens to the viewer later."""
    return Post.objects.known_to(viewer).sealed_to(viewer).values("pk")


def withheld_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The ids of the answers that are sealed to the viewer, wherever they stand."""
    return Post.objects.sealed_to(viewer).values("pk")


def telling_posts(viewer: Viewer) -> QuerySet[Post, Any]:
    """The ids of the posts whose notices say who wrote an answer that is sealed to the viewer: its
    own, and those of what replies to it."""
    parents = Post.objects.sealed_to(viewer).filter(pk=OuterRef("reply_to"))
    sealed = ~seals.open_to(viewer) | Q(Exists(parents))
    return Post.objects.filter(sealed).values("pk")


def describe_posts(viewer: Viewer, post_ids: Iterable[int]) -> dict[int, Subject]:
    """Title, address and beginning of those posts that the viewer may read, in two queries."""
    posts = Post.objects.visible_to(viewer).shown().filter(pk__in=list(post_ids))
    found = list(posts.select_related("topic").defer(*UNPRINTED_IN_LISTS))
    names = names_for((post.topic.category_id, post.excerpt) for post in found)
    return {
        post.pk: Subject(
            post.topic.title,
            post.place(),
            markup.shorten(
                markup.fill_excerpt(post.excerpt, names[post.topic.category_id]), EXCERPT_LENGTH
            ),
            follow_url=f"/t/{post.topic_id}/follow/",
        )
        for post in found
    }


def topics_of_posts(post_ids: Iterable[int]) -> dict[int, int]:
    """The topics in which those posts stand."""
    posts = Post.objects.filter(pk__in=list(post_ids))
    return dict(posts.values_list("pk", "topic_id"))


def audience_of_post(post_id: int) -> list[Hearer]:
    """Whom a new post concerns, for each reason: those mentioned (20 at most), who is answered, and
    who wrote what it quotes (20 posts at most). Of several reasons the strongest is told."""
    post = Post.objects.select_related("reply_to").filter(pk=post_id).first()
    if post is None or post.author_id is None:
        return []
    mentioned = Mention.objects.filter(post=post).order_by("id").values_list("person_id", flat=True)
    said = [(person, Kind.MENTION) for person in mentioned[:MOST_MENTIONS_TOLD]]
    if post.reply_to and post.reply_to.author_id:
        said.append((post.reply_to.author_id, Kind.REPLY))
    said += [(person, Kind.QUOTE) for person in _quoted(post.facts.get("quotes", ()))]
    is_quiet = _is_quiet(post)
    return [Hearer(person, str(kind), post.pk, post.author_id, is_quiet) for person, kind in said]


def _is_quiet(post: Post) -> bool:
    """Notes from a gallery mail nobody."""
    return post.lane == Lane.GALLERY


def _quoted(post_ids: Iterable[int | None]) -> list[int]:
    """Who wrote these posts, of the first 20, as far as they stand."""
    wanted = [pk for pk in post_ids if pk][:MOST_QUOTES_TOLD]
    if not wanted:
        return []
    quoted = Post.objects.shown().filter(pk__in=wanted, author__isnull=False)
    return sorted({author for author in quoted.values_list("author_id", flat=True) if author})


def audience_of_quote(link_id: int) -> list[Hearer]:
    """Whom a link concerns by which a changed post quotes another: the author of that, while it is
    quoted."""
    link = PostLink.objects.select_related("post").filter(pk=link_id).first()
    if link is None or link.post.author_id is None:
        return []
    quoted = {link.target_id} & set(link.post.facts.get("quotes", ()))
    facts = (link.post_id, link.post.author_id, _is_quiet(link.post))
    return [Hearer(person, Kind.QUOTE, *facts) for person in _quoted(quoted)]


def audience_of_edit(post_id: int) -> list[Hearer]:
    """Whom a changed post concerns: those named since it was first published (20 at most)."""
    named = Mention.objects.filter(post_id=post_id, post_version__gt=1, post__author__isnull=False)
    found = named.order_by("id").values_list("person_id", "post__author_id", "post__lane")
    return [
        Hearer(person_id, Kind.MENTION, post_id, author_id, lane == Lane.GALLERY)
        for person_id, author_id, lane in found[:MOST_MENTIONS_TOLD]
    ]


def audience_of_like(like_id: int) -> list[Hearer]:
    """Whom a like concerns: the author of the post, unless it was taken back meanwhile."""
    like = Like.objects.select_related("post").filter(pk=like_id).first()
    if like is None or like.post.author_id is None:
        return []
    return [Hearer(like.post.author_id, Kind.LIKE, like.post_id, like.person_id)]


def readable_perspectives(viewer: Viewer) -> QuerySet[Perspective, Any]:
    """The ids of the attributed views in topics that the viewer may read."""
    topics = Topic.objects.visible_to(viewer)
    return Perspective.objects.filter(panelist__topic__in=topics).values("pk")


def describe_perspectives(viewer: Viewer, view_ids: Iterable[int]) -> dict[int, Subject]:
    """The topic of each of those views that the viewer may read, and how it begins, in one
    query."""
    views = Perspective.objects.filter(pk__in=readable_perspectives(viewer))
    found = views.filter(pk__in=list(view_ids)).select_related("panelist__topic")
    return {
        view.pk: Subject(
            view.panelist.topic.title,
            f"{view.panelist.topic.get_absolute_url()}#panelist-{view.panelist_id}",
            markup.shorten(clean_line(view.source), EXCERPT_LENGTH),
        )
        for view in found
    }


def topics_of_perspectives(view_ids: Iterable[int]) -> dict[int, int]:
    """The topics of those views."""
    views = Perspective.objects.filter(pk__in=list(view_ids))
    return dict(views.values_list("pk", "panelist__topic_id"))


def audience_of_perspective(view_id: int) -> list[Hearer]:
    """Whom an attributed view concerns: the person of whom it was written, if they have an
    account."""
    view = Perspective.objects.select_related("panelist").filter(pk=view_id).first()
    if view is None or view.author_id is None or view.panelist.person_id is None:
        return []
    return [Hearer(view.panelist.person_id, Kind.PERSPECTIVE, view.pk, view.author_id)]


def readable_prompts(viewer: Viewer) -> QuerySet[Prompt, Any]:
    """The ids of the prompts that the viewer may read: those of topics that they may."""
    return Prompt.objects.filter(topic__in=Topic.objects.visible_to(viewer)).values("pk")


def describe_prompts(viewer: Viewer, prompt_ids: Iterable[int]) -> dict[int, Subject]:
    """Topic, address and words of those prompts that the viewer may read, in one query."""
    prompts = Prompt.objects.filter(
        topic__in=Topic.objects.visible_to(viewer), pk__in=list(prompt_ids)
    )
    return {
        prompt.pk: Subject(prompt.topic.title, prompt.get_absolute_url(), prompt.text)
        for prompt in prompts.select_related("topic")
    }


def topics_of_prompts(prompt_ids: Iterable[int]) -> dict[int, int]:
    """The topics of those prompts."""
    return dict(Prompt.objects.filter(pk__in=list(prompt_ids)).values_list("pk", "topic_id"))


def audience_of_prompt(prompt_id: int) -> list[Hearer]:
    """Whom a change of meaning concerns: each who answered a wording before it, once."""
    latest = PromptVersion.objects.filter(prompt=prompt_id, changed_meaning=True).order_by(
        "version"
    )
    actor_id = latest.values_list("replaced_by_id", flat=True).last()
    if actor_id is None:
        return []
    answers = Answer.objects.filed().filter(
        prompt=prompt_id,
        prompt_version__lt=F("prompt__meaning_version"),
        post__withdrawn_at=None,
        post__author__isnull=False,
    )
    people = answers.order_by("post__author_id").values_list("post__author_id", flat=True)
    return [Hearer(who, Kind.PROMPT, prompt_id, actor_id) for who in people.distinct()]


def audience_of_filing(answer_id: int) -> list[Hearer]:
    """Whom a suggested link concerns: the author of the post, while they have not decided."""
    answer = Answer.objects.select_related("post").filter(pk=answer_id).first()
    if answer is None or answer.state != Answer.State.SUGGESTED:
        return []
    if answer.post.author_id is None or answer.suggested_by_id is None:
        return []
    return [Hearer(answer.post.author_id, Kind.FILING, answer.post_id, answer.suggested_by_id)]


def readable_suggestion_ids(viewer: Viewer) -> QuerySet[PromptSuggestion, Any]:
    """The ids of the suggested prompts that the viewer may read."""
    return readable_suggestions(viewer).values("pk")


def describe_suggestions(viewer: Viewer, suggestion_ids: Iterable[int]) -> dict[int, Subject]:
    """Topic and words of suggested prompts, and where the host decides, in one query."""
    found = readable_suggestions(viewer).filter(pk__in=list(suggestion_ids))
    return {
        one.pk: Subject(one.topic.title, f"/t/{one.topic_id}/prompts/#suggestions", one.text)
        for one in found.select_related("topic")
    }


def topics_of_suggestions(suggestion_ids: Iterable[int]) -> dict[int, int]:
    """The topics of those suggestions."""
    found = PromptSuggestion.objects.filter(pk__in=list(suggestion_ids))
    return dict(found.values_list("pk", "topic_id"))


def audience_of_suggestion(suggestion_id: int) -> list[Hearer]:
    """Whom a suggested prompt concerns: the hosts of its topic, while it waits."""
    one = PromptSuggestion.objects.select_related("topic").filter(pk=suggestion_id).first()
    if one is None or one.state != PromptSuggestion.State.WAITING:
        return []
    hosts = {one.topic.host_id, *_cohosts(one.topic)}
    return [
        Hearer(host, Kind.SUGGESTION, one.pk, one.author_id) for host in sorted(filter(None, hosts))
    ]


def _cohosts(topic: Topic) -> QuerySet[CoHost, int]:
    return CoHost.objects.filter(topic=topic).values_list("person_id", flat=True)


def readable_citations(viewer: Viewer) -> QuerySet[Citation, Any]:
    """The ids of the citations in published harvests that the viewer may read."""
    harvests = Harvest.objects.visible_to(viewer).filter(state=Harvest.State.PUBLISHED)
    return Citation.objects.filter(harvest__in=harvests, version__isnull=False).values("pk")


def describe_citations(viewer: Viewer, ids: Iterable[int]) -> dict[int, Subject]:
    """Harvest, address and words of those citations that the viewer may read, in one query: what
    is disputed, or the cited words while the post stands for the viewer."""
    standing = Post.objects.visible_to(viewer).shown().filter(pk=OuterRef("post"))
    rows = Citation.objects.filter(pk__in=readable_citations(viewer).filter(pk__in=list(ids)))
    found = rows.select_related("version").annotate(is_open=Exists(standing))
    return {
        row.pk: Subject(
            row.version.title if row.version else "",
            f"/harvests/{row.harvest_id}/#citation-{row.number}",
            markup.shorten(row.objection or row.excerpt, EXCERPT_LENGTH) if row.is_open else "",
        )
        for row in found
    }


def topics_of_citations(ids: Iterable[int]) -> dict[int, int]:
    """The topics of the harvests in which those citations stand."""
    found = Citation.objects.filter(pk__in=list(ids))
    return dict(found.values_list("pk", "harvest__topic_id"))


def audience_of_harvest(version_id: int) -> list[Hearer]:
    """Whom a published version concerns: everybody it cites, once, by their first citation."""
    version = HarvestVersion.objects.filter(pk=version_id).first()
    if version is None or version.published_by_id is None:
        return []
    cited = Citation.objects.filter(
        version=version, post__withdrawn_at=None, post__hidden_at=None, post__author__isnull=False
    )
    first: dict[int, int] = {}
    for author, pk in cited.order_by("number").values_list("post__author_id", "pk"):
        first.setdefault(author, pk)
    actor = version.published_by_id
    return [Hearer(author, Kind.CITED, pk, actor) for author, pk in first.items()]


def audience_of_dispute(citation_id: int) -> list[Hearer]:
    """Whom a dispute concerns, while it stands: the hosts, the harvesters, and who published it."""
    rows = Citation.objects.filter(pk=citation_id, state=Citation.State.DISPUTED)
    row = rows.select_related("post", "version", "harvest__topic").first()
    if row is None or row.post.author_id is None or row.version is None:
        return []
    topic = row.harvest.topic
    people = {topic.host_id, row.harvest.author_id, row.version.published_by_id}
    people |= set(CoHost.objects.filter(topic=topic).values_list("person_id", flat=True))
    named = Harvester.objects.filter(topic=topic, state=Harvester.State.NAMED)
    people |= set(named.values_list("person_id", flat=True))
    author = row.post.author_id
    return [Hearer(one, Kind.DISPUTED, row.pk, author) for one in people if one]
