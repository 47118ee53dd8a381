"""A topic's page, replying to it, and opening one."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import Refusal
from accounts.viewer import ForumRequest
from notifications.actions import mark_passing, mark_seen
from threads import policies
from threads.actions import posts as post_actions
from threads.actions import topics as topic_actions
from threads.actions.drafts import discard_draft
from threads.curation import offered
from threads.forms import USUAL, ReplyForm, TopicForm, is_id
from threads.markup import MarkupRefused
from threads.models import HeldPost, Topic
from threads.models.topics import topic_path
from threads.queries import topic_pages, topics
from threads.queries.alike import Alike, similar_topics
from threads.queries.asks import ask_answered_here
from threads.queries.drafts import NEW_TOPIC, DraftRow, draft_at, draft_of
from threads.queries.pages import page_number
from threads.queries.quotes import quotation
from threads.queries.spans import first_of
from threads.queries.texts import preview_html
from threads.queries.versions import version_of_topic
from threads.views.holds import fishbowl_hold
from threads.views.refusals import say_when
from threads.views.remembered import forget, remembered_for_guests
from threads.views.sheets import sheet_for_members


def _version(topic_id: int, **_address: object) -> str:
    return version_of_topic(topic_id)


@login_not_required
@require_safe
@remembered_for_guests(_version)
@sheet_for_members
def topic_detail(request: ForumRequest, slug: str, topic_id: int, number: int = 0) -> HttpResponse:
    """A page of a topic, or the page on which a post stands."""
    try:
        topic = topics.topic_for(request.viewer, topic_id)
    except Http404:
        # The post may have left that topic for one that can be read.
        return redirect(topics.left_from(request.viewer, topic_id, number).place())
    if topic_id != topic.pk and "page" in request.GET:
        number = number or first_of(page_number(request.GET["page"]))
    if number and (moved := topics.moved_from(request.viewer, topic, topic_id, number)):
        return redirect(moved.place())
    if slug != topic.slug or topic_id != topic.pk:
        return _to_right_address(request, topic, number if topic_id == topic.pk else 0)
    if is_id(wanted := request.GET.get("post", "")):
        return redirect(
            topic_path(topic.slug, topic.pk, max(1, min(int(wanted), topic.last_number)))
        )
    said = quotation(request.viewer, topic, request.GET.get("quote", ""))
    form = ReplyForm(initial=begun(topic, said) | {"token": uuid4()})
    if answered := request.GET.get("reply_to"):
        form.initial["reply_to"] = answered
    if is_id(asked := request.GET.get("ask", "")):
        form.initial["ask"] = asked
    return topic_page(request, topic, form, number=number)


def begun(topic: Topic, said: str = "") -> dict[str, object]:
    """What the reply form begins with: the viewer's draft, and below it what is quoted."""
    draft = draft_of(topic.draft_row)  # type: ignore[attr-defined]
    if draft is None:
        return {"body": said}
    return {**draft.facts, "body": f"{draft.body.rstrip()}\n\n{said}" if said else draft.body}


@login_not_required
@require_safe
def topic_redirect(request: ForumRequest, topic_id: int) -> HttpResponse:
    """An address without a slug leads to the right one."""
    return _to_right_address(request, topics.topic_for(request.viewer, topic_id), 0)


def _to_right_address(request: ForumRequest, topic: Topic, number: int) -> HttpResponse:
    url = topic_path(topic.slug, topic.pk, number)
    query = request.META.get("QUERY_STRING")
    return moved_for_good(f"{url}?{query}" if query else url)


def moved_for_good(url: str) -> HttpResponse:
    """301 to where it stands now. A browser asks again each time: what was renamed may be renamed
    back, and two remembered answers would lead in a circle."""
    return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})


def topic_page(
    request: ForumRequest,
    topic: Topic,
    form: ReplyForm,
    *,
    number: int = 0,
    preview: SafeString | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a topic around a reply form; what it shows counts as seen."""
    page = topic_pages.topic_page(
        request.viewer,
        topic,
        page_number(request.GET.get("page")),
        target=number,
        lane=request.GET.get("lane", ""),
    )
    if topic.has_seals:  # type: ignore[attr-defined]
        forget(request)
    if request.viewer.waiting_kinds:
        mark_seen(request.viewer, [item.post.id for item in page.stream if item.post])
        mark_passing(request.viewer, topic.pk)
    asked = str(form["ask"].value() or "")
    context = {
        "page": page,
        "form": form,
        "preview": preview,
        # The question that the reply answers: one query, where there is one.
        "answering": ask_answered_here(request.viewer, topic, int(asked)) if is_id(asked) else None,
        "curations": offered(request.viewer, topic),
    }
    return render(request, "threads/topic_detail.html", context, status=status)


@require_POST
def reply(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Publish a reply, or show what it would look like. A fishbowl that does not take it where it
    was to be said offers where else it can go."""
    topic = topics.topic_to_answer(request.viewer, topic_id)
    form = ReplyForm(request.POST)
    try:
        policies.check_reply(request.viewer, topic)
        return _reply(request, topic, form, topic_id)
    except Refusal as refusal:
        if topic.kind != Topic.Kind.FISHBOWL:
            raise
        return fishbowl_hold(request, topic, form, str(refusal))


def _reply(request: ForumRequest, topic: Topic, form: ReplyForm, topic_id: int) -> HttpResponse:
    if not form.is_valid():
        return _again(request, topic_id, form, status=422)
    try:
        if "preview" in request.POST:
            return _again(request, topic_id, form, preview=preview_html(form.cleaned_data["body"]))
        published = _publish(request, topic, form, topic_id)
    except MarkupRefused as refusal:
        form.add_error("body", str(refusal))
        return say_when(refusal, _again(request, topic_id, form))
    if published.post is None:
        return _to_held(request, published.held)
    return redirect(topic_path(topic.slug, topic.pk, published.post.number))


def _again(request: ForumRequest, topic_id: int, form: ReplyForm, **more: Any) -> HttpResponse:
    """The page around a reply that was not published."""
    return topic_page(request, topics.topic_for(request.viewer, topic_id), form, **more)


def _to_held(request: ForumRequest, held: HeldPost | None) -> HttpResponse:
    """Lead a writer to their text that waits."""
    if held is None:
        raise ValueError("what is not published is held")
    messages.info(request, _("Your text waits until a moderator has seen it."))
    return redirect(held)


def _publish(
    request: ForumRequest, topic: Topic, form: ReplyForm, topic_id: int
) -> post_actions.Published:
    data = form.cleaned_data
    published = post_actions.publish_post(
        request.viewer,
        topic,
        data["body"],
        reply_to=data["reply_to"],
        came_from=topic_id,
        prompt_ids=data["prompts"],
        manner=form.manner,
        token=data["token"],
    )
    _say_what_was_refused(request, published)
    if topic.draft_row:  # type: ignore[attr-defined]
        discard_draft(request.viewer, f"topic:{topic.pk}")
    _say_who_cannot_hear(request, topic)
    return published


def _say_what_was_refused(request: ForumRequest, published: post_actions.Published) -> None:
    if published.refused_ask:
        text = _("The question is not open to your answer any more; your reply stands without it.")
        messages.info(request, text)
    if published.refused_prompts:
        text = ngettext(
            "One of the questions takes no more answers; your reply stands without it.",
            "%(count)d of the questions take no more answers; your reply stands without them.",
            published.refused_prompts,
        )
        messages.info(request, text % {"count": published.refused_prompts})


def _say_who_cannot_hear(request: ForumRequest, topic: Topic) -> None:
    if deaf := topics.cannot_hear(request.viewer, topic):
        text = _("%(names)s cannot read this topic and will not hear of it.")
        messages.info(request, text % {"names": ", ".join(deaf)})


@require_http_methods(["GET", "HEAD", "POST"])
def topic_create(request: ForumRequest) -> HttpResponse:
    """Open a topic; the form also previews, and offers to make prompts of question lines."""
    policies.check_open_topic(request.viewer)
    if request.method != "POST":
        draft = draft_at(request.viewer, NEW_TOPIC)
        initial = {"category": request.GET.get("category"), "token": uuid4()}
        if draft:
            said = {name: draft.facts.get(name, "") for name in ("title", "speaking_from")}
            initial |= {"body": draft.body, **said}
        return _topic_form(request, TopicForm(request.viewer, initial=initial), draft=draft)
    form = TopicForm(request.viewer, request.POST)
    if offer := request.POST.get("offer"):
        return _offered(request, form, offer)
    wants_preview = "preview" in request.POST and "body" not in form.errors
    if not form.is_valid() and not wants_preview:
        return _topic_form(request, form, status=422)
    try:
        if wants_preview:
            form.forget_errors()
            return _topic_form(request, form, preview=preview_html(form.cleaned_data["body"]))
        opened = _open(request, form)
        discard_draft(request.viewer, NEW_TOPIC)
        return _to_opened(request, opened)
    except MarkupRefused as refusal:
        form.add_error("body", str(refusal))
        return say_when(refusal, _topic_form(request, form))


def _offered(request: ForumRequest, form: TopicForm, offer: str) -> HttpResponse:
    """The form with prompts made of question lines, filled in as a usual kind of fishbowl, or with
    topics that the title is like."""
    if offer == "prompts":
        form.offer_prompts()
        return _topic_form(request, form)
    if offer in USUAL:
        form.fill_usual(offer)
        return _topic_form(request, form)
    form.forget_errors()
    title = request.POST.get("title", "").replace("\0", "")
    return _topic_form(request, form, similar=similar_topics(request.viewer, title))


def _to_opened(request: ForumRequest, opened: Topic | HeldPost) -> HttpResponse:
    """Lead to a new topic, or to the text that waits to become one."""
    if isinstance(opened, HeldPost):
        return _to_held(request, opened)
    _say_who_cannot_hear(request, opened)
    return redirect(topic_path(opened.slug, opened.pk, 1))


def _open(request: ForumRequest, form: TopicForm) -> Topic | HeldPost:
    data = form.cleaned_data
    return topic_actions.open_topic(
        request.viewer,
        data["category"],
        data["title"],
        data["body"],
        prompts=data["prompts"],
        sealed=data["sealed"],
        tags=data["tags"],
        setup=data["setup"],
        manner=post_actions.Manner(data["speaking_from"]),
        token=data["token"],
    )


def _topic_form(
    request: ForumRequest,
    form: TopicForm,
    *,
    draft: DraftRow | None = None,
    preview: SafeString | None = None,
    similar: tuple[Alike, ...] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "similar": similar,
        "prompt_fields": form.prompt_fields(),
        "sealed_fields": form.sealed_fields(),
        "panel_fields": form.panel_fields(),
        "offered": form.offered,
        "draft": draft,
        "preview": preview,
    }
    return render(request, "threads/topic_form.html", context, status=status)
