"""People, and what they said."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

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
        return HttpResponsePermanentRedirect(person.get_absolute_url())
    tab = "topics" if request.GET.get("tab") == "topics" else "posts"
    page = people.profile_page(request.viewer, person, tab, page_number(request.GET.get("page")))
    return render(request, "threads/person_detail.html", {"page": page})


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
