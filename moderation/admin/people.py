"""People: their rights, and what moderators do about them. One line each in the ledger."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.admin.people import PersonAdmin
from accounts.models import User
from accounts.models.leaving import NAMELESS
from accounts.policies import check_close, check_right, check_sanction
from accounts.viewer import Viewer, viewer_on
from ledger.admin import Chronicled, person_query
from moderation.actions.people import set_right
from moderation.curation import SANCTIONS, Sanction
from moderation.forms import SanctionForm
from moderation.policies import RIGHTS
from threads import policies
from threads.actions.closing import close_account
from threads.admin.acts import RowAct, as_admin_action
from threads.forms import CurationForm
from threads.forms.days import ComingDayField, end_of

# Rights stand on people and categories (`moderation.queries.rights`), nowhere else.
admin.site.unregister(Group)


class UntilForm(CurationForm):
    """A sanction: why, and until when."""

    until = ComingDayField(label=_("Until the end of"))

    def clean_until(self) -> datetime:
        """The end of that day, in the zone of the moderator."""
        return end_of(self.cleaned_data["until"])


class RightsForm(UserChangeForm):
    """An account; a right that may not be given or taken is said beside its field."""

    viewer: Viewer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for right in RIGHTS:
            if right in self.fields:
                self.fields[right].label = capfirst(RIGHTS[right])
                self.fields[right].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Ask the rule about each right that is to change."""
        cleaned = super().clean() or self.cleaned_data
        for right in RIGHTS:
            if right in self.changed_data and right in cleaned:
                check = partial(check_right, on=cleaned[right])
                if refused := policies.reason(check, self.viewer, self.instance, right):
                    self.add_error(right, refused)
        return cleaned


TITLES_OF_MANY = {
    "warn": _("Warn the chosen people"),
    "silence": _("Silence the chosen people"),
    "unsilence": _("Lift the silence of the chosen people"),
    "suspend": _("Suspend the chosen people"),
    "unsuspend": _("Lift the suspension of the chosen people"),
}


def _row_act(sanction: Sanction) -> RowAct[User]:
    """The act as the pages of the site have it, in the admin."""
    return RowAct(
        name=sanction.name,
        title=sanction.title,
        title_of_many=TITLES_OF_MANY[sanction.name],
        effect=sanction.effect,
        act=sanction.act,
        check=check_sanction,
        applies=sanction.applies,
        form=UntilForm if sanction.form is SanctionForm else sanction.form,
    )


CLOSE = RowAct[User](
    name="anonymise",
    title=_("Close this account for good"),
    title_of_many=_("Close the chosen accounts for good"),
    effect=_(
        "This cannot be undone. The person is signed out, and name, addresses, drafts, bookmarks,"
        " likes and notices are erased. The posts stand under “former member”."
    ),
    act=close_account,
    check=check_close,
    applies=lambda person: NAMELESS not in person.username,
    several=False,
)


@admin.register(User)
class ModeratedPersonAdmin(Chronicled, PersonAdmin):
    """Accounts, for admins; each right that is given or taken leaves a line."""

    form = RightsForm
    actions = (
        *(as_admin_action(_row_act(sanction)) for sanction in SANCTIONS.values()),
        as_admin_action(CLOSE),
    )
    ledger_ids = ("person_id",)

    def ledger_query(self, obj: User) -> str:
        """What was done to them."""
        return person_query(obj.username)

    def has_curate_permission(self, request: HttpRequest) -> bool:
        """Whoever sees the list; the rule of each act is asked for each person."""
        return self.has_view_permission(request)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, which asks what the viewer may give and take."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.viewer = viewer_on(request)  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """The account is saved; its rights are given and taken, one line each. What was not
        typed here is not written: a sanction of this moment stays."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        changed = [name for name in form.changed_data if name not in RIGHTS]
        if "about" in changed:
            self.render_about(obj)
            changed.append("about_html")
        obj.save(update_fields=changed)
        for right in RIGHTS:
            if right in form.changed_data:
                set_right(viewer_on(request), obj, right, on=form.cleaned_data[right])
