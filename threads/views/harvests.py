"""Harvests: the list of a topic, drafting beside the talk, publishing, and what those cited say."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import citations as citation_actions
from threads.actions import harvesters as harvester_actions
from threads.actions import harvests as harvest_actions
from threads.actions.drafts import forget_saved
from threads.actions.harvests import CitationsRefused, StaleDraft
from threads.forms import ReasonForm, is_id, with_value
from threads.forms.harvests import (
    HIGHEST,
    CiteForm,
    DisputeForm,
    HarvesterForm,
    HarvestForm,
    PublishForm,
)
from threads.markup import Cited, MarkupRefused, write_citation
from threads.models import Harvest, Topic
from threads.queries import desks, harvests
from threads.queries.citations import citation_for
from threads.queries.drafts import HARVEST, HARVEST_TOPIC, draft_at, said_in
from threads.queries.pages import page_number
from threads.queries.texts import preview_html
from threads.queries.topics import topic_for
from threads.views.refusals import say_when

PAGE = ["GET", "HEAD", "POST"]


@login_not_required
@require_http_methods(PAGE)
def harvest_list(request: ForumRequest, topic_id: int) -> HttpResponse:
    """The harvests of a topic; those who draft begin one here."""
    topic = topic_for(request.viewer, topic_id)
    if request.method != "POST":
        return _list(request, topic)
    named = harvests.is_harvester(request.viewer, topic)
    policies.check_harvest(request.viewer, topic, named)
    form = HarvestForm(request.POST)
    if "template" in request.POST:
        return _list(request, topic, _with_template(request, topic, form))
    if not form.is_valid():
        return _list(request, topic, form, status=422)
    data = form.cleaned_data
    try:
        begun = harvest_actions.begin_harvest(
            request.viewer, topic, form.facts, data["body"], token=data["token"]
        )
    except (MarkupRefused, CitationsRefused) as refusal:
        return _refused(refusal, form, lambda: _list(request, topic, form, status=422))
    _say_saved(request, f"{HARVEST_TOPIC}{topic.pk}", form)
    return redirect(f"/harvests/{begun.pk}/edit/")


def _list(
    request: ForumRequest,
    topic: Topic,
    form: HarvestForm | None = None,
    *,
    harvester_form: HarvesterForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; without a form that was sent, one with what was kept of a harvest to begin."""
    page = harvests.harvest_list(request.viewer, topic)
    place = f"{HARVEST_TOPIC}{topic.pk}"
    draft = draft_at(request.viewer, place) if form is None and page.may_begin else None
    context = {
        "page": page,
        "form": form or HarvestForm(initial=(said_in(draft) if draft else {}) | {"token": uuid4()}),
        "harvester_form": harvester_form or HarvesterForm(),
        "place": place,
        "draft": draft,
    }
    return render(request, "threads/harvest_list.html", context, status=status)


def _say_saved(request: ForumRequest, place: str, form: HarvestForm) -> None:
    """What was saved is no draft any more; the word for it lets the device forget it, too."""
    seq = request.POST.get("seq", "")
    forget_saved(request.viewer, place, form.said, int(seq) if is_id(seq) else HIGHEST)
    messages.success(request, _("The draft is saved."), extra_tags=place)


def _with_template(request: ForumRequest, topic: Topic, form: HarvestForm) -> HarvestForm:
    """The same form, not checked; its empty text begins with the template."""
    data = form.data
    if not data.get("body", "").strip():
        data = with_value(data, "body", desks.template_for(request.viewer, topic))
    return HarvestForm(initial={name: data.get(name, "") for name in form.fields})


def _refused(
    refusal: MarkupRefused | CitationsRefused,
    form: HarvestForm,
    answer: Callable[[], HttpResponse],
) -> HttpResponse:
    """The form again, with what is wrong with its text beside it."""
    if isinstance(refusal, MarkupRefused):
        form.add_error("body", str(refusal))
        return say_when(refusal, answer())
    for sentence in refusal.sentences:
        form.add_error("body", sentence)
    return answer()


@login_not_required
@require_safe
def harvest_detail(request: ForumRequest, harvest_id: int) -> HttpResponse:
    """The newest published version; what was never published is read where it is written."""
    harvest = harvests.harvest_for(request.viewer, harvest_id)
    if not harvest.version:
        return redirect(f"/harvests/{harvest.pk}/edit/")
    return _detail(request, harvest, 0)


@login_not_required
@require_safe
def harvest_version(request: ForumRequest, harvest_id: int, number: int) -> HttpResponse:
    """One version as it was published."""
    return _detail(request, harvests.harvest_for(request.viewer, harvest_id), number)


def _detail(request: ForumRequest, harvest: Harvest, number: int) -> HttpResponse:
    page = harvests.harvest_page(request.viewer, harvest, number)
    return render(request, "threads/harvest_detail.html", {"page": page})


@require_http_methods(PAGE)
def harvest_edit(request: ForumRequest, harvest_id: int) -> HttpResponse:
    """The draft beside the talk. Buttons that only look (pages of the talk, preview, the template,
    citing a post) keep what was typed."""
    harvest = _draft(request, harvest_id)
    topic = harvest.topic
    if request.method != "POST":
        begun = desks.begun_at(request.viewer, harvest)
        form = HarvestForm(initial=begun.said)
        return _edit(request, harvest, form, begun=begun, theirs=begun.theirs)
    form = HarvestForm(request.POST)
    if "page" in request.POST:
        return _edit(request, harvest, HarvestForm(initial=_typed(form)))
    if "template" in request.POST:
        return _edit(request, harvest, _with_template(request, topic, form))
    if is_id(number := request.POST.get("cite", "")):
        body = f"{form.data.get('body', '').rstrip()} {write_citation(Cited(int(number)))}"
        form = HarvestForm(initial=_typed(form) | {"body": body.lstrip()})
        return _edit(request, harvest, form)
    if not form.is_valid():
        return _edit(request, harvest, form, status=422)
    return _save(request, harvest, form)


def _typed(form: HarvestForm) -> dict[str, str]:
    return {name: form.data.get(name, "") for name in form.fields}


def _save(request: ForumRequest, harvest: Harvest, form: HarvestForm) -> HttpResponse:
    body, edits = form.cleaned_data["body"], form.cleaned_data["edits"] or 0
    try:
        if "preview" in request.POST:
            preview = preview_html(body, harvest.topic.category_id, cites=True)
            return _edit(request, harvest, form, preview=preview)
        harvest_actions.save_draft(request.viewer, harvest, form.facts, body, edits=edits)
    except (MarkupRefused, CitationsRefused) as refusal:
        return _refused(refusal, form, lambda: _edit(request, harvest, form, status=422))
    except StaleDraft as stale:
        form.data = with_value(form.data, "edits", str(stale.current.edits))
        saved = desks.saved_in(request.viewer, stale.current)
        theirs = desks.shared(stale.current, saved, form.said)
        return _edit(request, harvest, form, theirs=theirs, status=409)
    _say_saved(request, f"{HARVEST}{harvest.pk}", form)
    if request.POST.get("then") == "publish":
        return redirect(f"/harvests/{harvest.pk}/publish/")
    return redirect(f"/harvests/{harvest.pk}/edit/?page={_page(request)}")


def _page(request: ForumRequest) -> int:
    return page_number(
        request.POST.get("page") or request.POST.get("at") or request.GET.get("page")
    )


def _edit(
    request: ForumRequest,
    harvest: Harvest,
    form: HarvestForm,
    *,
    preview: SafeString | None = None,
    begun: desks.Begun | None = None,
    theirs: desks.Shared | None = None,
    status: int = 200,
) -> HttpResponse:
    url = f"/harvests/{harvest.pk}/edit/"
    desk = desks.desk_of(request.viewer, harvest.topic, _page(request), url)
    context = {
        "form": form,
        "harvest": harvest,
        "desk": desk,
        "preview": preview,
        "place": f"{HARVEST}{harvest.pk}",
        "draft": begun and begun.draft,
        "is_unsent": begun and begun.is_unsent,
        "theirs": theirs,
        "may_publish": policies.may(
            policies.check_publish_harvest, request.viewer, harvest.topic, harvest.state
        ),
    }
    return render(request, "threads/harvest_form.html", context, status=status)


def _draft(request: ForumRequest, harvest_id: int) -> Harvest:
    """The harvest, for somebody who drafts it. Raises `Http404`, `Refusal`."""
    harvest = harvests.harvest_for(request.viewer, harvest_id)
    policies.check_harvest(request.viewer, harvest.topic, harvests.is_drafter(harvest))
    return harvest


@require_http_methods(PAGE)
def harvest_cite(request: ForumRequest, harvest_id: int) -> HttpResponse:
    """Put a post, or words of it, at the end of the draft."""
    harvest = _draft(request, harvest_id)
    if request.method != "POST":
        form = CiteForm(initial={name: request.GET.get(name, "") for name in ("post", "words")})
        return _cite(request, harvest, form)
    form = CiteForm(request.POST)
    if not form.is_valid():
        return _cite(request, harvest, form, status=422)
    number, words = form.cleaned_data["post"], form.cleaned_data["words"]
    try:
        harvest_actions.cite_post(request.viewer, harvest, number, words)
    except (MarkupRefused, CitationsRefused) as refusal:
        for sentence in getattr(refusal, "sentences", (str(refusal),)):
            form.add_error(None, sentence)
        return _cite(request, harvest, form, status=422)
    said = _("#%(number)d stands in the draft of “%(title)s” now.")
    messages.success(request, said % {"number": number, "title": harvest.title})
    return redirect(f"{harvest.topic.get_absolute_url()}{number}/")


def _cite(
    request: ForumRequest, harvest: Harvest, form: CiteForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "harvest": harvest}
    return render(request, "threads/harvest_cite.html", context, status=status)


@require_http_methods(PAGE)
def harvest_publish(request: ForumRequest, harvest_id: int) -> HttpResponse:
    """Say what will happen, then publish the draft."""
    harvest = harvests.harvest_for(request.viewer, harvest_id)
    policies.check_publish_harvest(request.viewer, harvest.topic, harvest.state)
    if request.method != "POST":
        form = PublishForm(initial={"edits": harvest.edits})
        return _publish(request, harvest, form, status=200)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _publish(request, harvest, form, status=422)
    edits = form.cleaned_data["edits"]
    try:
        harvest_actions.publish_harvest(request.viewer, harvest, edits=edits)
    except (MarkupRefused, CitationsRefused) as refusal:
        for sentence in getattr(refusal, "sentences", (str(refusal),)):
            form.add_error(None, sentence)
        return _publish(request, harvest, form, status=422)
    except StaleDraft as stale:
        fresh = PublishForm(initial={"edits": stale.current.edits})
        return _publish(request, stale.current, fresh, status=409)
    return redirect(harvest)


def _publish(
    request: ForumRequest, harvest: Harvest, form: PublishForm, *, status: int
) -> HttpResponse:
    draft = desks.draft_page(request.viewer, harvest)
    context = {"form": form, "harvest": harvest, "draft": draft, "is_stale": status == 409}
    return render(request, "threads/harvest_publish.html", context, status=status)


@require_http_methods(PAGE)
def harvest_unpublish(request: ForumRequest, harvest_id: int) -> HttpResponse:
    """Take a published harvest back, with a reason."""
    harvest = harvests.harvest_for(request.viewer, harvest_id)
    policies.check_unpublish_harvest(request.viewer, harvest.topic, harvest.state)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "harvest": harvest}
        status = 422 if form.is_bound else 200
        return render(request, "threads/harvest_unpublish.html", context, status=status)
    harvest_actions.unpublish_harvest(request.viewer, harvest, form.cleaned_data["reason"])
    return redirect(harvest.topic)


@require_http_methods(PAGE)
def citation_dispute(request: ForumRequest, citation_id: int) -> HttpResponse:
    """Say that one is cited wrongly, or take that back."""
    citation = citation_for(request.viewer, citation_id)
    place = f"/harvests/{citation.harvest_id}/#citation-{citation.number}"
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if form.is_on:
            words = form.cleaned_data["words"]
            citation_actions.dispute_citation(request.viewer, citation, words)
        else:
            citation_actions.settle_citation(request.viewer, citation)
        return redirect(place)
    policies.check_dispute(request.viewer, citation)
    context = {"form": form, "citation": citation, "place": place}
    status = 422 if form.is_bound else 200
    return render(request, "threads/citation_dispute.html", context, status=status)


@require_POST
def harvester_name(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Name who drafts, accept an offer, offer oneself; or take that back."""
    topic = topic_for(request.viewer, topic_id)
    form = HarvesterForm(request.POST)
    if not form.is_valid():
        return _list(request, topic, harvester_form=form, status=422)
    person = form.cleaned_data["person"]
    if form.is_on and person is None:
        harvester_actions.offer_to_harvest(request.viewer, topic)
    elif form.is_on:
        harvester_actions.name_harvester(request.viewer, topic, person)
    else:
        dropped = person.pk if person else request.viewer.id
        harvester_actions.drop_harvester(request.viewer, topic, dropped)
    return redirect(f"/t/{topic.pk}/harvest/")
