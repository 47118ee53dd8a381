"""The open ledger, to read and to take away."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.viewer import ForumRequest
from moderation.forms import LogForm
from moderation.queries.log import EXPORTED, MOST_EXPORTED, exported, log_page, one_line
from threads.forms import is_id

# What begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@require_safe
def log(request: ForumRequest) -> HttpResponse:
    """What moderators and hosts did, for every member to read."""
    if "line" in request.GET:
        page = one_line(request.viewer, _line_number(request.GET["line"]))
        return render(request, "moderation/log.html", {"page": page, "is_one": True})
    form = LogForm(request.viewer, request.GET)
    if not form.is_valid():
        return _asked_wrong(request, form)
    before = _line_number(request.GET["before"]) if "before" in request.GET else None
    page = log_page(request.viewer, form.wanted, form.kept, before)
    return render(request, "moderation/log.html", {"page": page, "form": form})


@require_safe
def log_export(request: ForumRequest) -> HttpResponseBase:
    """The same lines as a file of comma-separated values."""
    form = LogForm(request.viewer, request.GET)
    if not form.is_valid():
        return _asked_wrong(request, form)
    note = _("No more than %(most)d lines; ask for the days before to read on.")
    rows = exported(request.viewer, form.wanted)
    response = StreamingHttpResponse(
        _csv(rows, note % {"most": MOST_EXPORTED}), content_type="text/csv; charset=utf-8"
    )
    name = f"ledger-{timezone.localdate():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked_wrong(request: ForumRequest, form: LogForm) -> HttpResponse:
    return render(request, "moderation/log.html", {"form": form}, status=422)


def _line_number(value: str) -> int:
    """The number of a line out of an address. Raises `Http404` for what cannot be one."""
    if not is_id(value):
        raise Http404
    return int(value)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(rows: Iterator[tuple[str, ...]], note: str) -> Iterator[str]:
    """The rows as text under a line of headings; past the most that is exported comes the note."""
    writer = csv.writer(_Echo())
    yield writer.writerow(EXPORTED)
    for count, row in enumerate(rows, start=1):
        yield writer.writerow([_plain(cell) for cell in row])
        if count == MOST_EXPORTED:
            yield writer.writerow([note])


def _plain(cell: str) -> str:
    """A cell that a spreadsheet does not calculate."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
