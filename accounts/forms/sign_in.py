"""allauth's forms in our words."""

from allauth.account import forms as allauth_forms
from django.utils.translation import gettext_lazy as _


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
