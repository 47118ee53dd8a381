"""Members report what hurts, and see what became of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.viewer import ForumRequest
from moderation.actions.reports import report_post, take_back_report
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.queries import reports
from threads import policies
from threads.queries.pages import page_number
from threads.queries.posts import post_for, post_with_text


@require_http_methods(["GET", "HEAD", "POST"])
def post_flag(request: ForumRequest, post_id: int) -> HttpResponse:
    """Say who will read it and ask why, then report the post."""
    post = post_for(request.viewer, post_id)
    policies.check_report(request.viewer, post)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        is_new = report_post(request.viewer, post, **form.cleaned_data)
        _thank(request, is_new=is_new)
        return redirect(post.place())
    context = {
        "form": form,
        "page": reports.flag_page(request.viewer, post),
        "reasons": Report.Reason.choices,
        **post_with_text(post),
    }
    return render(
        request, "moderation/post_flag.html", context, status=422 if form.is_bound else 200
    )


def _thank(request: ForumRequest, *, is_new: bool) -> None:
    text = _("You have reported this post already; moderators will look at it.")
    if is_new:
        text = _(
            "Thank you. Moderators will look at this post, and you will be told what became of it."
            " Until then you can take it back on the page “My reports”."
        )
    messages.success(request, text)


@require_POST
def report_take_back(request: ForumRequest, post_id: int) -> HttpResponse:
    """Take one's open report of a post back."""
    post = post_for(request.viewer, post_id)
    if take_back_report(request.viewer, post):
        messages.success(request, _("Your report is taken back."))
    else:
        messages.info(request, _("No report of yours waits here."))
    return redirect("moderation:report_list")


@require_safe
def report_list(request: ForumRequest) -> HttpResponse:
    """The viewer's own reports and what became of each."""
    page = reports.report_list(request.viewer, page_number(request.GET.get("page")))
    return render(request, "moderation/report_list.html", {"page": page})
