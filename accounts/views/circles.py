"""Circles: the list, one of them, who is in it, and how one joins."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import circles as actions
from accounts.forms.circles import (
    CircleForm,
    DecideForm,
    EndRoleForm,
    JoinForm,
    PlacedCircleForm,
    RemoveForm,
    RoleForm,
)
from accounts.forms.people import PersonForm
from accounts.models import Circle
from accounts.policies import Refusal, check_describe, check_lead
from accounts.queries import circles as queries
from accounts.viewer import ForumRequest, Viewer


@require_safe
def circle_list(request: ForumRequest) -> HttpResponse:
    """All circles of the community."""
    rows = queries.circle_list(request.viewer)
    return render(request, "accounts/circle_list.html", {"rows": rows})


@require_safe
def circle_detail(request: ForumRequest, slug: str) -> HttpResponse:
    """What a circle is for, who is in it, and what it reads."""
    page = queries.circle_page(request.viewer, queries.circle_for(slug))
    return render(request, "accounts/circle_detail.html", {"page": page, "form": JoinForm()})


@require_http_methods(["GET", "HEAD", "POST"])
def circle_edit(request: ForumRequest, slug: str) -> HttpResponse:
    """Say what a circle is for."""
    circle = queries.circle_for(slug)
    check_describe(request.viewer, queries.roles_in(request.viewer, circle))
    shape = PlacedCircleForm if request.viewer.is_admin else CircleForm
    form = shape(request.POST if request.method == "POST" else None, instance=circle)
    if form.is_valid():
        try:
            done = actions.change_circle(request.viewer, circle, **form.facts())
        except Refusal as refusal:
            form.add_error("parent" if "parent" in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Saved.") if done else _("It was so already."))
            return redirect(queries.circle_for(form.cleaned_data.get("slug", slug)))
    # The name in the head stays the one that stands.
    context = {"circle": queries.circle_for(slug), "form": form}
    return render(request, "accounts/circle_edit.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def circle_join(request: ForumRequest, slug: str) -> HttpResponse:
    """Ask to join a circle, or no longer (`on` is 0)."""
    circle = queries.circle_for(slug)
    if request.method != "POST":
        return redirect(circle)
    if request.POST.get("on") == "0":
        actions.take_back_request(request.viewer, circle)
        messages.success(request, _("You no longer ask to join."))
        return redirect(circle)
    form = JoinForm(request.POST)
    if not form.is_valid():
        page = queries.circle_page(request.viewer, circle)
        context = {"page": page, "form": form}
        return render(request, "accounts/circle_detail.html", context, status=_status(form))
    actions.ask_to_join(request.viewer, circle, form.cleaned_data["words"])
    messages.success(request, _("You have asked; those who lead the circle are told."))
    return redirect(circle)


@require_POST
def circle_leave(request: ForumRequest, slug: str) -> HttpResponse:
    """Leave a circle."""
    circle = queries.circle_for(slug)
    actions.leave_circle(request.viewer, circle)
    messages.success(request, _("You have left the circle."))
    return redirect(circle)


@require_safe
def circle_people(request: ForumRequest, slug: str) -> HttpResponse:
    """Who leads a circle takes people in and out here, and gives roles."""
    circle = queries.circle_for(slug)
    check_lead(request.viewer, queries.roles_in(request.viewer, circle))
    return _people(request, circle)


type Act = Callable[[Viewer, Circle, dict[str, Any]], object]

# What each form of that page does.
ACTS: dict[str, tuple[type[forms.Form], Act]] = {
    "add": (PersonForm, lambda viewer, circle, data: actions.add_member(viewer, circle, **data)),
    "remove": (
        RemoveForm,
        lambda viewer, circle, data: actions.remove_member(viewer, circle, **data),
    ),
    "role": (RoleForm, lambda viewer, circle, data: actions.give_role(viewer, circle, **data)),
    "end": (EndRoleForm, lambda viewer, circle, data: actions.end_role(viewer, circle, **data)),
}


@require_POST
def circle_act(request: ForumRequest, slug: str, act: str) -> HttpResponse:
    """Take somebody in or out, give a role or end one. Raises `Http404` for anything else."""
    circle = queries.circle_for(slug)
    if act not in ACTS:
        raise Http404
    shape, do = ACTS[act]
    form = shape(request.POST, auto_id=f"{act}_%s")
    if not form.is_valid():
        check_lead(request.viewer, queries.roles_in(request.viewer, circle))
        return _people(request, circle, **{act: form})
    done = do(request.viewer, circle, form.cleaned_data)
    messages.success(request, _("Done.") if done else _("It was so already."))
    leads = queries.circle_page(request.viewer, circle).may_lead
    return redirect("accounts:circle_people", slug) if leads else redirect(circle)


@require_POST
def request_decide(request: ForumRequest, request_id: int) -> HttpResponse:
    """Take in who asked to join, or not."""
    asked = queries.request_for(request.viewer, request_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _people(request, asked.circle, decide=form)
    accept = form.cleaned_data["decision"] == "accept"
    done = actions.decide_request(
        request.viewer, asked, accept=accept, words=form.cleaned_data["words"]
    )
    messages.success(request, _("Done; they are told.") if done else _("It was so already."))
    return redirect("accounts:circle_people", asked.circle.slug)


def _people(request: ForumRequest, circle: Circle, **typed: forms.Form) -> HttpResponse:
    """The page, with what was typed and not taken in its form."""
    shapes = {name: shape for name, (shape, _do) in ACTS.items()} | {"decide": DecideForm}
    shown = {name: shape(auto_id=f"{name}_%s") for name, shape in shapes.items()} | typed
    role = shown["role"]
    if isinstance(role, RoleForm) and not request.viewer.is_admin:
        role.without_leader()
    page = queries.circle_page(request.viewer, circle)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if typed else HTTPStatus.OK
    context = {"page": page, "forms": shown}
    return render(request, "accounts/circle_people.html", context, status=status)


def _status(form: forms.BaseForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
