"""allauth's forms in our words."""

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import work
from accounts.actions.community import note_agreement
from accounts.models import User
from accounts.queries.community import agreement, documents


class SignInForm(allauth_forms.LoginForm):
    """allauth's form, which takes a handle or an address and says so."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Handle or e-mail address")


class Trap(forms.TextInput):
    """A field that people do not see, and that machines fill in."""

    is_hidden = True


class SignUpForm(allauth_forms.SignupForm):
    """allauth's form in our words: a handle is what others mention somebody by.

    Against machines it has a field that nobody sees; who fills it in gets the answer of everybody
    and no account (allauth's honeypot). And it has the browser work (`accounts.work`); whose did
    not gets an account, and the first post waits for a moderator.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Handle")
        self.fields["username"].help_text = _("Others mention you by it: @handle.")
        # allauth hides it by an inline style, which our pages do not run.
        self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD].widget = Trap(
            attrs={"hidden": True, "tabindex": "-1", "autocomplete": "off"}
        )
        said = {"data-bits": work.BITS, "data-rounds": work.ROUNDS, "data-said": _("One moment…")}
        self.fields["puzzle"] = forms.CharField(
            initial=work.new_puzzle, required=False, widget=forms.HiddenInput(said)
        )
        self.fields["answer"] = forms.CharField(required=False, widget=forms.HiddenInput)
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

    @property
    def has_worked(self) -> bool:
        """Whether the browser did its work for this account."""
        said = (self.cleaned_data.get(name) or "" for name in ("puzzle", "email", "answer"))
        return work.is_worked(*said)

    def save(self, request: HttpRequest) -> User:
        """Make the account, which has agreed."""
        user: User = super().save(request)
        if asked := self.cleaned_data.get("asked"):
            note_agreement(user.pk, asked)
        return user
