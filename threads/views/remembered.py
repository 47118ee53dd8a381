"""Pages that all guests see alike, remembered by the version of what they show.

A page is asked for its version first, in one query; as long as that stays, the page of before is
the page of now, in every process, and is answered without making it again. What is not of the
version but of the clock ("3 minutes ago", a pin that ends) is at most `SECONDS` late.
Nothing of a member is ever kept, and nothing kept is ever given to who has a session.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import unified_diff
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from accounts.queries.community import community_said
from accounts.viewer import ForumRequest

SECONDS = 60
# The words of an address that choose a page; with any other it is made anew.
CHOOSING = frozenset({"page", "after", "state", "kind", "waiting", "period", "lane"})
LONGEST_QUERY = 200
PASSING = re.compile(
    rb'<time .*?</time>|name="(?:csrfmiddlewaretoken|token)" value="[^"]*"', re.DOTALL
)

type View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A page as it was made."""

    content: bytes
    content_type: str
    etag: str


def remembered_for_guests(version: Callable[..., str]) -> Callable[[View], View]:
    """Remember the pages of a view for guests. `version` takes what the view takes from its address
    and says the version of what it shows, as a whole."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: ForumRequest, **address: Any) -> HttpResponse:
            if not _is_guest(request):
                return view(request, **address)
            key = _key(request, version(**address))
            page: Remembered | None = caches["pages"].get(key)
            if page is None or settings.CHECK_REMEMBERED:
                response = view(request, **address)
                if not _is_alike(request, response):
                    return response
                if page:
                    check_same(request, page.content, response.content)
                page = _remember(key, response)
            return _answer(request, page)

        return answer

    return decorate


def _is_guest(request: ForumRequest) -> bool:
    """Whether the request is one that all strangers could send: no session, nothing to be told."""
    if request.viewer.is_member or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    if "messages" in request.COOKIES or len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return False
    return request.GET.keys() <= CHOOSING


def _key(request: ForumRequest, version: str) -> str:
    place = (request.get_host(), request.get_full_path())
    said = (*place, get_language(), version, community_said())
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()


def forget(request: ForumRequest) -> None:
    """Keep nothing of the page that is asked for: the clock alone decides what it may show."""
    request.is_of_the_moment = True  # type: ignore[attr-defined]


def _is_alike(request: ForumRequest, response: HttpResponse) -> bool:
    """Whether any other guest would have been given this answer: no cookie, no message, no token
    of a form."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not hasattr(request, "is_of_the_moment")
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(get_messages(request), "used", False)
    )


class Forgotten(AssertionError):
    """A remembered page was not the page any more, although its version stood: a fault of ours."""


def check_same(request: ForumRequest, page: bytes, made: bytes) -> None:
    """Compare a page of before with the one just made; how long ago things were may differ, and the
    tokens of forms do. Raises `Forgotten`."""
    was, is_now = (PASSING.sub(b"", one).decode().splitlines() for one in (page, made))
    if was != is_now:
        raise Forgotten("\n".join(unified_diff(was, is_now, request.get_full_path(), n=0)))


def _remember(key: str, response: HttpResponse) -> Remembered:
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    page = Remembered(response.content, response.headers["Content-Type"], etag)
    caches["pages"].set(key, page, SECONDS)
    return page


def _answer(request: ForumRequest, page: Remembered) -> HttpResponse:
    """The page, or that it has not changed since it was last seen."""
    response = HttpResponse(page.content, content_type=page.content_type)
    response.headers["ETag"] = page.etag
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    return get_conditional_response(request, page.etag, None, response) or response
