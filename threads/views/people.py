"""People, and what they said."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.profiles import ignore_person
from accounts.forms.profiles import IgnoreForm
from accounts.viewer import ForumRequest
from threads.forms import is_id
from threads.queries import people
from threads.queries.offered import people_like
from threads.queries.pages import page_number


@login_not_required
@require_safe
def person_detail(request: ForumRequest, username: str) -> HttpResponse:
    """A profile, with the person's posts or topics as far as the viewer may read them."""
    person = people.person_for(username)
    if person.username != username:
        # What somebody was called before may be somebody else's one day.
        is_for_good = person.username.lower() == username.lower()
        return redirect(person, permanent=is_for_good)
    tab = "topics" if request.GET.get("tab") == "topics" else "posts"
    page = people.profile_page(request.viewer, person, tab, page_number(request.GET.get("page")))
    return render(request, "threads/person_detail.html", {"page": page})


@require_POST
def person_ignore(request: ForumRequest, username: str) -> HttpResponse:
    """Ignore somebody or hear of them again; `on` is a wish, and `back` leads to the list."""
    person = people.person_for(username, is_open=False)
    form = IgnoreForm(request.POST)
    if not form.is_valid():
        return render(request, "422.html", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    ignore_person(request.viewer, person, on=form.is_on)
    name = {"name": person.name}
    if form.is_on:
        messages.success(request, _("You ignore %(name)s from now on.") % name)
    else:
        messages.success(request, _("You hear of %(name)s again.") % name)
    is_back = form.cleaned_data["back"] or not person.is_active
    return redirect("/settings/ignored/" if is_back else person.get_absolute_url())


@require_safe
def people_names(request: ForumRequest) -> HttpResponse:
    """Whom one can name, while one types: `q` is what follows the @, `topic` where one writes."""
    wanted = request.GET.get("q", "").replace("\0", "")[:40]
    topic = request.GET.get("topic", "")
    found = people_like(request.viewer, wanted, int(topic) if is_id(topic) else None)
    offered = [
        {"handle": face.handle, "name": face.name, "hue": face.hue, "initials": face.initials}
        for face in found
    ]
    return JsonResponse({"people": offered})


@login_not_required
@require_safe
def people_list(request: ForumRequest) -> HttpResponse:
    """The members."""
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:60]
    page = people.people_page(wanted, page_number(request.GET.get("page")))
    return render(request, "threads/people_list.html", {"page": page})
