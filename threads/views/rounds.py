"""Rounds, questions of the gallery in the bowl, and how the talk is shared out."""

from http import HTTPStatus
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import LostRace
from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import rounds
from threads.actions.gallery import batch_asks
from threads.forms.fishbowls import BatchForm, ChosenForm, RoundForm
from threads.markup import MarkupRefused
from threads.models import Topic
from threads.models.topics import topic_path
from threads.queries.balance import balance_page
from threads.queries.batches import questions_page
from threads.queries.fishbowl_desk import fishbowl_desk as desk_of
from threads.queries.topics import topic_to_answer
from threads.views.fishbowl_desks import answer_desk
from threads.views.refusals import say_when


@require_POST
def round_start(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Begin a round on a question of the topic, or on one of its own."""
    topic = topic_to_answer(request.viewer, topic_id)
    page = desk_of(request.viewer, topic)
    policies.check_round(request.viewer, topic, page.standing)
    form = RoundForm(request.POST, prompts=page.prompts, auto_id="round_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "round")
    data = form.cleaned_data
    begun = rounds.start_round(
        request.viewer,
        topic,
        prompt_id=data["prompt"],
        text=data["text"],
        in_order=data["in_order"],
        hours=data["hours"],
    )
    messages.info(request, _("The round has begun.") if begun else _("It was so already."))
    return redirect(topic)


@require_POST
def round_skip(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Go on without somebody's turn."""
    topic = topic_to_answer(request.viewer, topic_id)
    page = desk_of(request.viewer, topic)
    policies.check_round(request.viewer, topic, page.standing)
    form = ChosenForm(request.POST, people=page.unheard, auto_id="skip_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "skip")
    person = form.cleaned_data["person"]
    skipped = rounds.skip_turn(request.viewer, topic, person)
    text = _("The round goes on without %(name)s; until it ends they may still speak.")
    text = text if skipped else _("Nobody waits for %(name)s in this round.")
    messages.info(request, text % {"name": person.name})
    return redirect(topic)


@require_POST
def round_end(request: ForumRequest, topic_id: int) -> HttpResponse:
    """End the round that runs."""
    topic = topic_to_answer(request.viewer, topic_id)
    ended = rounds.stop_round(request.viewer, topic)
    messages.info(request, _("The round has ended.") if ended else _("No round runs."))
    return redirect(topic)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery_questions(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Questions to the panel that wait; a POST puts the chosen ones into the bowl together."""
    topic = topic_to_answer(request.viewer, topic_id)
    if request.method != "POST":
        words = _("Questions from the gallery:")
        return _questions(request, topic, BatchForm(initial={"token": uuid4(), "words": words}))
    form = BatchForm(request.POST)
    if not form.is_valid():
        return _questions(request, topic, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    data = form.cleaned_data
    try:
        post = batch_asks(request.viewer, topic, data["asks"], data["words"], data["token"])
    except MarkupRefused as refusal:
        form.add_error("words", str(refusal))
        return say_when(refusal, _questions(request, topic, form))
    except LostRace as lost:
        form.add_error(None, str(lost))
        return _questions(request, topic, form, HTTPStatus.CONFLICT)
    except policies.LaneRefused as refused:
        form.add_error(None, str(refused))
        return _questions(request, topic, form, HTTPStatus.CONFLICT)
    return redirect(topic_path(topic.slug, topic.pk, post.number))


def _questions(
    request: ForumRequest, topic: Topic, form: BatchForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The questions, with what was typed. Raises `Refusal`."""
    page = questions_page(request.viewer, topic)
    ticked = {str(pk) for pk in form["asks"].value() or ()}
    rows = [(row, str(row.id) in ticked) for row in page.rows]
    context = {"page": page, "rows": rows, "form": form}
    return render(request, "threads/gallery_questions.html", context, status=status)


@require_safe
def fishbowl_balance(request: ForumRequest, topic_id: int) -> HttpResponse:
    """How the talk is shared out, for whom that is private business."""
    topic = topic_to_answer(request.viewer, topic_id)
    page = balance_page(request.viewer, topic)
    return render(request, "threads/fishbowl_balance.html", {"page": page})
