"""The acts on members and on cases as pages offer them: each with its words, its form and its
action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.viewer import Viewer
from moderation.actions import cases, people
from moderation.forms import CaseForm, SanctionForm, WarnForm
from moderation.models import Case
from threads.forms.curation import CurationForm, LightForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Sanction:
    """An act on a member: `act(viewer, person, reason, **form.facts())`, None when nothing was
    left to do. `question` and `done` take the name of the person; `applies` says whether there is
    something to do."""

    name: str
    title: "StrOrPromise"
    question: "StrOrPromise"
    effect: "StrOrPromise"
    done: "StrOrPromise"
    act: Callable[..., object]
    form: type[CurationForm] = SanctionForm
    applies: Callable[[User], bool] = lambda _person: True
    # Takes something back instead of imposing it.
    lifts: bool = False


SANCTIONS: dict[str, Sanction] = {
    sanction.name: sanction
    for sanction in (
        Sanction(
            "warn",
            _("Warn"),
            _("Warn %(name)s"),
            _("They get a notice with your words. Nothing else changes for them."),
            _("%(name)s is warned."),
            people.warn_person,
            WarnForm,
        ),
        Sanction(
            "silence",
            _("Silence"),
            _("Silence %(name)s"),
            _(
                "Until then they read, but do not write: no posts, changes or likes. Every page"
                " tells them until when, and why. What they wrote before stays."
            ),
            _("%(name)s is silenced."),
            people.silence_person,
        ),
        Sanction(
            "unsilence",
            _("Lift the silence"),
            _("Let %(name)s write again"),
            _("They write again from now on, and get a notice."),
            _("%(name)s may write again."),
            people.unsilence_person,
            LightForm,
            lambda person: person.is_silenced,
            lifts=True,
        ),
        Sanction(
            "suspend",
            _("Suspend"),
            _("Suspend %(name)s"),
            _(
                "They are signed out now and cannot sign in until then. When they try, they read"
                " until when, and why. What they wrote before stays."
            ),
            _("%(name)s is suspended."),
            people.suspend_person,
        ),
        Sanction(
            "unsuspend",
            _("Lift the suspension"),
            _("Let %(name)s sign in again"),
            _("They sign in again from now on, and get a notice."),
            _("%(name)s may sign in again."),
            people.unsuspend_person,
            LightForm,
            lambda person: person.is_suspended,
            lifts=True,
        ),
    )
}


def sanctions_for(person: User) -> tuple[Sanction, ...]:
    """Those with which there is something to do."""
    return tuple(sanction for sanction in SANCTIONS.values() if sanction.applies(person))


@dataclass(frozen=True, slots=True)
class CaseAct:
    """What can be done with a case: `about` a post, a waiting text or either. Where `asks` is not
    empty, it needs words, and this is said when there are none."""

    do: Callable[..., object]
    done: "StrOrPromise"
    about: str = ""
    asks: "StrOrPromise" = ""
    closes: bool = False
    is_silent: bool = False

    def run(self, viewer: Viewer, case: Case, form: CaseForm) -> None:
        """Do it as the form says."""
        words, version = form.cleaned_data["reason"], form.cleaned_data["version"]
        if self.closes:
            self.do(viewer, case, words, version=version)
        elif self.is_silent:
            self.do(viewer, case)
        else:
            self.do(viewer, case, words)


CASE_ACTS = {
    "keep": CaseAct(cases.keep_post, _("Kept."), "post", closes=True),
    "hide": CaseAct(
        cases.hide_reported, _("Hidden."), "post", _("Say why: readers will see it."), closes=True
    ),
    "approve": CaseAct(cases.approve_case, _("Approved; it stands now."), "held", closes=True),
    "refuse": CaseAct(
        cases.refuse_case,
        _("Refused; its writer keeps the text and reads why."),
        "held",
        _("Say why: its writer will read it."),
        closes=True,
    ),
    "take": CaseAct(cases.take_case, _("You look after this case now."), is_silent=True),
    "release": CaseAct(
        cases.release_case, _("The case is open to all moderators."), is_silent=True
    ),
    "note": CaseAct(
        cases.note_case,
        _("Your note stands with the case."),
        asks=_("Write the note."),
    ),
    "warn": CaseAct(
        people.warn_author,
        _("Warned. The case is still open."),
        asks=_("Say what must not happen again: the person will read it."),
    ),
}
