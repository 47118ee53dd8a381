"""Running a fishbowl: the page for it, its phases, and what who hosts and moderators change."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from threads import policies
from threads.actions import phases, seats
from threads.forms.fishbowls import (
    ChairsForm,
    ChosenForm,
    FreeForm,
    GalleryForm,
    PhaseForm,
    RestForm,
    RoundForm,
    TimesForm,
)
from threads.models import Fishbowl, Topic
from threads.queries.fishbowl_desk import DeskPage
from threads.queries.fishbowl_desk import fishbowl_desk as desk_of
from threads.queries.phase_steps import PhaseStep, phase_step
from threads.queries.topics import topic_to_answer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DONE = gettext_lazy("Done.")
SAID = {
    Fishbowl.Phase.GATHERING: gettext_lazy("The fishbowl gathers again."),
    Fishbowl.Phase.PANEL: gettext_lazy("The panel talks now."),
    Fishbowl.Phase.OPEN_FLOOR: gettext_lazy("The floor is open."),
    Fishbowl.Phase.CLOSED: gettext_lazy("The fishbowl is closed."),
}


@require_safe
def fishbowl_desk(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Everything from which a fishbowl is run."""
    topic = topic_to_answer(request.viewer, topic_id)
    return answer_desk(request, topic)


def answer_desk(
    request: ForumRequest, topic: Topic, refused: Form | None = None, act: str = ""
) -> HttpResponse:
    """The desk; where a form of it was refused, with what is wrong in its place."""
    page = desk_of(request.viewer, topic)
    forms = _forms(page) | ({act: refused} if refused else {})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    context = {"page": page, "forms": forms}
    return render(request, "threads/fishbowl_desk.html", context, status=status)


def _forms(page: DeskPage) -> dict[str, Form]:
    """The forms of the desk, with what stands now in them."""
    return {
        "times": TimesForm(page.row, auto_id="times_%s"),
        "chairs": ChairsForm(initial={"open": page.row.open_chairs}, auto_id="chairs_%s"),
        "gallery": GalleryForm(initial={"gallery": page.row.gallery}, auto_id="gallery_%s"),
        "free": FreeForm(people=page.seated, auto_id="free_%s"),
        "rest": RestForm(auto_id="rest_%s"),
        "back": RestForm(people=page.at_rest, auto_id="back_%s"),
        "round": RoundForm(prompts=page.prompts, auto_id="round_%s"),
        "skip": ChosenForm(people=page.unheard, auto_id="skip_%s"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def phase(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Move a fishbowl to another phase; a GET says what changes for whom, and asks once."""
    topic = topic_to_answer(request.viewer, topic_id)
    if request.method != "POST":
        to = request.GET.get("to", "")
        if to not in Fishbowl.Phase.values:
            raise Http404
        return _ask(request, topic, to, PhaseForm(initial={"to": to}))
    form = PhaseForm(request.POST)
    if "to" in form.errors:
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    to = form.cleaned_data["to"]
    if not form.is_valid():
        return _ask(request, topic, to, form)
    try:
        moved = phases.move_phase(request.viewer, topic, to, form.cleaned_data["words"])
    except phases.WordsMissing as missing:
        form.add_error("words", str(missing))
        return _ask(request, topic, to, form)
    return _said(request, topic, SAID[to] if moved else None)


def _ask(request: ForumRequest, topic: Topic, to: str, form: PhaseForm) -> HttpResponse:
    """What the step means. Raises `Refusal`."""
    step: PhaseStep | None = phase_step(request.viewer, topic, to)
    if step is None:
        return _said(request, topic, None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "threads/phase.html", {"step": step, "form": form}, status=status)


@require_POST
def chairs(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Say how many chairs are open."""
    topic = topic_to_answer(request.viewer, topic_id)
    policies.check_chairs(request.viewer, topic)
    form = ChairsForm(request.POST, auto_id="chairs_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "chairs")
    changed = phases.set_chairs(request.viewer, topic, form.cleaned_data["open"])
    return _said(request, topic, DONE if changed else None)


@require_POST
def gallery(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Say what the gallery may write."""
    topic = topic_to_answer(request.viewer, topic_id)
    policies.check_gallery(request.viewer, topic)
    form = GalleryForm(request.POST, auto_id="gallery_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "gallery")
    changed = phases.set_gallery(request.viewer, topic, form.cleaned_data["gallery"])
    return _said(request, topic, DONE if changed else None)


@require_POST
def fishbowl_times(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Say when phases begin, and how long chairs are held."""
    topic = topic_to_answer(request.viewer, topic_id)
    policies.check_hold_fishbowl(request.viewer, topic)
    form = TimesForm(desk_of(request.viewer, topic).row, request.POST, auto_id="times_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "times")
    changed = phases.set_times(request.viewer, topic, **form.cleaned_data)
    return _said(request, topic, DONE if changed else None)


@require_POST
def chair_free(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Take somebody's place in the bowl from them, for a reason that everybody reads."""
    topic = topic_to_answer(request.viewer, topic_id)
    policies.check_free_seat(request.viewer, topic)
    seated = desk_of(request.viewer, topic).seated
    form = FreeForm(request.POST, people=seated, auto_id="free_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, "free")
    freed = seats.free_seat(request.viewer, topic, **form.cleaned_data)
    name = form.cleaned_data["person"].name
    words = _("The place of %(name)s is free.") if freed else _("%(name)s does not sit there.")
    return _said(request, topic, words % {"name": name})


@require_POST
def chair_rest(request: ForumRequest, topic_id: int) -> HttpResponse:
    """Keep somebody from the chairs of this fishbowl, or let them back."""
    topic = topic_to_answer(request.viewer, topic_id)
    policies.check_rest(request.viewer, topic)
    act, people = "rest", None
    if request.POST.get("on") == "0":
        act, people = "back", desk_of(request.viewer, topic).at_rest
    form = RestForm(request.POST, people=people, auto_id=f"{act}_%s")
    if not form.is_valid():
        return answer_desk(request, topic, form, act)
    data = form.cleaned_data
    changed = seats.rest_person(
        request.viewer, topic, data["person"], data["reason"], on=form.is_on
    )
    return _said(request, topic, DONE if changed else None)


def _said(request: ForumRequest, topic: Topic, words: "StrOrPromise | None") -> HttpResponse:
    """Back to the topic, with word of it; None where it was so already."""
    messages.info(request, words or _("It was so already."))
    return redirect(topic)
