"""An invitation on its way over the sign-up: kept in the session of who followed its link."""

from django.http import HttpRequest

from accounts.queries.invitations import may_sign_up

_KEY = "invitation"


def keep_invitation(request: HttpRequest, words: str) -> None:
    """Take along the words of a link."""
    request.session[_KEY] = words


def kept_invitation(request: HttpRequest) -> str:
    """The words of the link that was followed last; empty where none was."""
    return str(request.session.get(_KEY, ""))


def forget_invitation(request: HttpRequest) -> None:
    """It was used."""
    request.session.pop(_KEY, None)


def is_open_for(request: HttpRequest) -> bool:
    """Whether whoever asks may make an account."""
    return may_sign_up(kept_invitation(request))
