"""allauth's forms in our words."""

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.actions.community import note_agreement
from accounts.models import User
from accounts.queries.community import agreement, documents


class SignInForm(allauth_forms.LoginForm):
    """allauth's form, which takes a handle or an address and says so."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Handle or e-mail address")


class SignUpForm(allauth_forms.SignupForm):
    """allauth's form in our words: a handle is what others mention somebody by."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Handle")
        self.fields["username"].help_text = _("Others mention you by it: @handle.")
        newest = agreement()
        if newest:
            # What stood when the form was shown: a version that came meanwhile asks by itself.
            self.fields["asked"] = forms.IntegerField(
                initial=newest, min_value=1, max_value=newest, widget=forms.HiddenInput
            )
            self.fields["agree"] = forms.BooleanField(
                label=_("I agree to what this community asks of its members."),
                help_text=self._documents(),
                error_messages={"required": _("Read it, and tick the box to become a member.")},
            )

    def _documents(self) -> SafeString:
        """Where each of them is read."""
        return format_html_join(", ", '<a href="/about/{}/" target="_blank">{}</a>', documents())

    def save(self, request: HttpRequest) -> User:
        """Make the account, which has agreed."""
        user: User = super().save(request)
        if asked := self.cleaned_data.get("asked"):
            note_agreement(user.pk, asked)
        return user
