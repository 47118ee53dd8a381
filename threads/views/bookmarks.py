"""What one keeps: the list of it, and noting something at a post."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from threads.actions import bookmarks as actions
from threads.forms import is_id
from threads.forms.bookmarks import BookmarkForm
from threads.queries import bookmarks as queries
from threads.queries.bookmarks import BookmarkPage


@require_safe
def bookmark_list(request: ForumRequest) -> HttpResponse:
    """One's bookmarks. A page begins after the one that `due` or `before` names."""
    is_due = "due" in request.GET
    after = request.GET.get("due" if is_due else "before", "0")
    if not is_id(after):
        raise Http404
    page = queries.bookmark_list(request.viewer, int(after), after_is_due=is_due)
    return render(request, "threads/bookmark_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def post_bookmark(request: ForumRequest, post_id: int) -> HttpResponse:
    """Keep a post, with a note and a day; or change these."""
    page = queries.bookmark_page(request.viewer, post_id)
    standing = page.bookmark.remind_on if page.bookmark else None
    if request.method != "POST":
        note = page.bookmark.note if page.bookmark else ""
        initial = {"note": note, "remind_on": standing}
        return _form(request, page, BookmarkForm(initial=initial, standing=standing))
    form = BookmarkForm(request.POST, standing=standing)
    if not form.is_valid():
        return _form(request, page, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.keep_post(request.viewer, page.post, **form.cleaned_data)
    messages.success(request, _("Kept among your bookmarks."))
    return _back(request, page.place)


def _form(
    request: ForumRequest, page: BookmarkPage, form: BookmarkForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"page": page, "form": form, "from_list": _is_from_list(request)}
    return render(request, "threads/post_bookmark.html", context, status=status)


@require_POST
def bookmark_remove(request: ForumRequest, bookmark_id: int) -> HttpResponse:
    """Keep a post no longer, also one that cannot be read any more; twice is once."""
    place = queries.place_kept(request.viewer, bookmark_id)
    actions.drop_bookmark(request.viewer, bookmark_id)
    messages.info(request, _("The bookmark is gone."))
    return _back(request, place)


@require_POST
def bookmark_done(request: ForumRequest, bookmark_id: int) -> HttpResponse:
    """What one was reminded of is done; the post stays kept."""
    actions.forget_reminder(request.viewer, bookmark_id)
    return redirect("threads:bookmark_list")


def _is_from_list(request: ForumRequest) -> bool:
    """Whether one came from the list, and goes back there."""
    sent = request.POST if request.method == "POST" else request.GET
    return sent.get("from") == "list"


def _back(request: ForumRequest, place: str) -> HttpResponse:
    return redirect("threads:bookmark_list" if _is_from_list(request) else place)
