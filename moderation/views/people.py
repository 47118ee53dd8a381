"""Members as moderators see them, and what moderators do about them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import check_sanction
from accounts.viewer import ForumRequest
from moderation import policies
from moderation.curation import SANCTIONS, sanctions_for
from moderation.queries import people
from threads.forms import is_id
from threads.queries.people import person_for


@require_safe
def person_record(request: ForumRequest, username: str) -> HttpResponse:
    """What stands against somebody, what was decided about them, what of theirs waits."""
    policies.check_queue(request.viewer)
    page = people.person_record(request.viewer, person_for(username))
    acts = () if page.why_not else sanctions_for(page.about.person)
    return render(request, "moderation/person_record.html", {"page": page, "acts": acts})


@require_http_methods(["GET", "HEAD", "POST"])
def person_sanction(request: ForumRequest, username: str, act: str) -> HttpResponse:
    """Say what a sanction does and ask until when and why, then impose it, or lift it."""
    sanction = SANCTIONS.get(act)
    if sanction is None:
        raise Http404
    person = person_for(username)
    check_sanction(request.viewer, person)
    sent = request.POST if request.method == "POST" else None
    form = sanction.form(request.viewer, [], sent)
    case = _case_id(request)
    if form.is_valid():
        sanction.act(request.viewer, person, form.cleaned_data["reason"], **form.facts())
        messages.success(request, str(sanction.done) % {"name": person.name})
        return redirect(f"/moderation/cases/{case}/" if case else _record(person.username))
    context = {
        "sanction": sanction,
        "question": str(sanction.question) % {"name": person.name},
        "about": people.person_about(request.viewer, person),
        "form": form,
        "applies": sanction.applies(person),
        "case": case,
        "back": f"/moderation/cases/{case}/" if case else _record(person.username),
    }
    status = 422 if form.is_bound else 200
    return render(request, "moderation/person_sanction.html", context, status=status)


def _record(handle: str) -> str:
    return f"/moderation/people/{handle}/"


def _case_id(request: ForumRequest) -> str:
    """The number of the case that led here, and to which one goes back; empty for none."""
    number = request.POST.get("case") or request.GET.get("case") or ""
    return number if is_id(number) else ""
