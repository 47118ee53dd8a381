"""The passkeys that one has; adding, naming and removing them is allauth's."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries.passkeys import passkeys_of
from accounts.viewer import ForumRequest


@require_safe
def passkey_list(request: ForumRequest) -> HttpResponse:
    """One's passkeys."""
    keys = passkeys_of(request.viewer)
    return render(request, "mfa/webauthn/authenticator_list.html", {"keys": keys})
