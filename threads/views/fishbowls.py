"""What people do in a running fishbowl: chairs, hands, invitations."""

from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.viewer import ForumRequest
from threads.actions import rounds, seats
from threads.forms.fishbowls import ChosenForm, InvitationForm
from threads.models import Topic
from threads.queries.fishbowls import Mine, running_of
from threads.queries.topics import topic_to_answer


@require_POST
def chair_take(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Take a chair that is free or held for one; else stand in line."""
    topic = topic_to_answer(request.viewer, topic_id)
    taken = seats.take_chair(request.viewer, topic)
    if taken.is_seated:
        messages.info(request, _("You sit in the bowl now."))
    else:
        _say_place(request, _mine(request, topic), taken.faster)
    return redirect(topic)


@require_POST
def chair_give_back(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Leave one's place in the bowl."""
    topic = topic_to_answer(request.viewer, topic_id)
    left = seats.give_back(request.viewer, topic)
    words = _("You have left your place in the bowl.")
    messages.info(request, words if left else _("You do not sit in the bowl."))
    return redirect(topic)


@require_POST
def chair_give(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Offer one's own place on the panel to somebody in line."""
    topic = topic_to_answer(request.viewer, topic_id)
    running = running_of(request.viewer, topic)
    line = running.line if running else ()
    form = ChosenForm(request.POST, people=[(one.face.handle, one.face.name) for one in line])
    if not form.is_valid():
        return _again(request, topic, form, _("Give your chair to somebody"))
    person = form.cleaned_data["person"]
    seats.give_chair_to(request.viewer, topic, person)
    text = _("Your chair is offered to %(name)s; it is theirs once they accept.")
    messages.info(request, text % {"name": person.name})
    return redirect(topic)


@require_POST
def hand_raise(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Stand in line."""
    topic = topic_to_answer(request.viewer, topic_id)
    seats.raise_hand(request.viewer, topic)
    _say_place(request, _mine(request, topic))
    return redirect(topic)


@require_POST
def hand_lower(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Leave the line."""
    topic = topic_to_answer(request.viewer, topic_id)
    lowered = seats.lower_hand(request.viewer, topic)
    text = _("You are no longer in line.") if lowered else _("You are not in line.")
    messages.info(request, text)
    return redirect(topic)


@require_POST
def invitation(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Accept or decline an invitation onto the panel."""
    topic = topic_to_answer(request.viewer, topic_id)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    accepts = form.cleaned_data["accept"] == "1"
    stood = seats.answer_invitation(request.viewer, topic, accept=accepts)
    if _mine(request, topic).seat:
        messages.info(request, _("You sit in the bowl now."))
    elif stood:
        messages.info(request, _("You declined; you are not on the panel."))
    else:
        messages.info(request, _("No invitation waits for you here."))
    return redirect(topic)


@require_POST
def round_pass(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Have had one's turn without speaking."""
    topic = topic_to_answer(request.viewer, topic_id)
    rounds.pass_turn(request.viewer, topic)
    messages.info(request, _("You passed; that was your turn."))
    return redirect(topic)


def _mine(request: ForumRequest, topic: Topic) -> Mine:
    """What the viewer is there after the act."""
    running = running_of(request.viewer, topic)
    return running.mine if running else Mine()


def _say_place(request: ForumRequest, mine: Mine, faster: str = "") -> None:
    """Say where somebody stands in line, and who took the chair before them."""
    if mine.held_until:
        text = _("A chair is held for you until %(until)s: take it, or leave it to the next.")
        until = localtime(mine.held_until)
        messages.info(request, text % {"until": date_format(until, "DATETIME_FORMAT")})
        return
    place = _("You are next in line.")
    if mine.before:
        text = ngettext(
            "You are in line, %(count)d before you.",
            "You are in line, %(count)d before you.",
            mine.before,
        )
        place = text % {"count": mine.before}
    if faster:
        place = _("%(name)s was faster.") % {"name": faster} + f" {place}"
    messages.info(request, place)


def _again(request: ForumRequest, topic: Topic, form: Form, title: str) -> HttpResponse:
    """What was sent, with what is wrong beside it."""
    context = {"topic": topic, "form": form, "title": title}
    return render(
        request, "threads/chair_give.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY
    )
