"""Curating topics, several at once, and taking posts out of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.policies import LostRace, Refusal
from accounts.viewer import ForumRequest
from moderation.queries.topics import moved_already, posts_between, posts_page
from threads import policies
from threads.actions.moving import move_posts, split_topic
from threads.curation import CURATIONS, Curation, Outcome
from threads.forms import CurationForm, RangeForm, TakeApartForm, chosen_ids
from threads.models import Topic
from threads.queries.pages import page_number
from threads.queries.posts import post_for
from threads.queries.topics import topic_for, topics_for


@require_http_methods(["GET", "HEAD", "POST"])
def topic_curate(request: ForumRequest, act: str) -> HttpResponse:
    """Say what an act does to the chosen topics and ask what it needs, then do it."""
    curation = CURATIONS.get(act)
    if curation is None:
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    chosen = chosen_ids(sent.getlist("topics"))
    if problem := curation.problem(len(chosen)):
        context = {"curation": curation, "problem": problem, "next": _next(request)}
        return render(request, "moderation/topic_curate.html", context, status=422)
    topics = topics_for(request.viewer, chosen)
    form = curation.form(request.viewer, topics, request.POST if sent is request.POST else None)
    if not form.is_valid():
        return _ask(request, curation, topics, form)
    outcome = curation.run(request.viewer, topics, form)
    if outcome.refused and not outcome.done:
        return _refuse(request, curation, form, outcome)
    if len(chosen) == 1:
        return redirect(topic_for(request.viewer, topics[0].pk))
    for sentence in outcome.sentences():
        messages.info(request, sentence)
    return redirect(_next(request) or "/")


def _ask(
    request: ForumRequest,
    curation: Curation,
    topics: list[Topic],
    form: CurationForm,
    *,
    status: int = 422,
) -> HttpResponse:
    """The page of an act. Raises `Refusal` where the rule refuses all these topics."""
    rows = curation.look(request.viewer, topics)
    if status == 422 and all(row.is_refused for row in rows):
        raise Refusal(rows[0].why_not)
    context = {
        "curation": curation,
        "rows": rows,
        "todo": sum(not row.why_not for row in rows),
        "form": form,
        "next": _next(request),
    }
    status = status if form.is_bound else 200
    return render(request, "moderation/topic_curate.html", context, status=status)


def _refuse(
    request: ForumRequest, curation: Curation, form: CurationForm, outcome: Outcome
) -> HttpResponse:
    """Nothing was done: the same page with the sentence, and the topics as they are now."""
    form.add_error(None, outcome.refused[0][1])
    topics = topics_for(request.viewer, [topic.pk for topic in form.topics])
    return _ask(request, curation, topics, form, status=409 if outcome.lost else 422)


def _next(request: ForumRequest) -> str:
    """Where the page came from, if it is a page of ours."""
    sent = request.POST if request.method == "POST" else request.GET
    url = sent.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


@require_http_methods(["GET", "HEAD", "POST"])
def topic_posts(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Choose posts of a topic, over several pages, and put them into a new or another topic."""
    topic = topic_for(request.viewer, topic_id)
    policies.check_take_apart(request.viewer, topic)
    if request.method != "POST":
        chosen = chosen_ids(request.GET.getlist("posts"))
        form = TakeApartForm(request.viewer, topic, chosen)
        return _choose(request, form, page=request.GET.get("page"))
    chosen = chosen_ids(request.POST.getlist("posts"))
    form = TakeApartForm(request.viewer, topic, chosen, request.POST)
    if "range" in request.POST:
        return _choose_range(request, form)
    if "page" in request.POST:
        form.forget_errors()
        return _choose(request, form, page=request.POST["page"])
    if not form.is_valid():
        return _choose(request, form, page=request.POST.get("here"), status=422)
    return _take_apart(request, form)


def _take_apart(request: ForumRequest, form: TakeApartForm) -> HttpResponse:
    topic, data = form.topic, form.cleaned_data
    try:
        if data["target"]:
            move_posts(
                request.viewer, topic, data["reason"], post_ids=form.posts, target=data["target"]
            )
        else:
            split_topic(
                request.viewer, topic, data["reason"], post_ids=form.posts, title=data["title"]
            )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _choose(request, form, page=request.POST.get("here"), status=422)
    except LostRace as lost:
        if moved := moved_already(request.viewer, topic, form.posts):
            return redirect(moved.place())
        form.add_error(None, str(lost))
        return _choose(request, form, page=None, status=409)
    return redirect(post_for(request.viewer, form.posts[0]).place())


def _choose_range(request: ForumRequest, form: TakeApartForm) -> HttpResponse:
    """Tick all posts between two numbers too."""
    numbers = RangeForm(request.POST)
    here = request.POST.get("here")
    form.forget_errors()
    if not numbers.is_valid():
        return _choose(request, form, page=here, numbers=numbers, status=422)
    first, last = numbers.cleaned_data["first"], numbers.cleaned_data["last"]
    between = posts_between(request.viewer, form.topic, first, last)
    form.posts = list(dict.fromkeys([*form.posts, *between]))
    return _choose(request, form, page=here)


def _choose(
    request: ForumRequest,
    form: TakeApartForm,
    *,
    page: str | None,
    numbers: RangeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    number = page_number(page) if page else None
    context = {
        "page": posts_page(request.viewer, form.topic, form.posts, number),
        "form": form,
        "numbers": numbers or RangeForm(),
    }
    return render(request, "moderation/topic_posts.html", context, status=status)
