"""Atom feeds: the newest posts of everybody, a category, a tag, a topic, a question, a person.

A reader of feeds brings no session and gets what a guest may read; a browser that is signed in
gets what its member may read.
"""

import re
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from accounts.queries.community import community
from accounts.viewer import ForumRequest
from threads import markup
from threads.models.prompts import prompt_path
from threads.queries import feeds
from threads.queries.feeds import Entry, Feed
from threads.queries.people import person_for
from threads.queries.topics import topic_for
from threads.views.topics import moved_for_good

# What XML 1.0 cannot hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class PostFeed(Atom1Feed):
    """Atom as Django writes it, with whole texts, and dated by what it holds."""

    def latest_post_date(self) -> Any:
        """When what it holds last changed, also when it holds nothing."""
        return self.feed["updated_at"]

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """An entry with its whole text as `content`, where Django writes a summary."""
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


@login_not_required
@require_safe
def site_feed(request: ForumRequest) -> HttpResponseBase:
    """The newest posts of everybody."""
    return _answer(request, feeds.site_feed(request.viewer))


@login_not_required
@require_safe
def category_feed(request: ForumRequest, slug: str) -> HttpResponseBase:
    """The newest posts in a category."""
    return _answer(request, feeds.category_feed(request.viewer, slug))


@login_not_required
@require_safe
def tag_feed(request: ForumRequest, slug: str) -> HttpResponseBase:
    """The newest posts in the topics that carry a tag."""
    return _answer(request, feeds.tag_feed(request.viewer, slug))


@login_not_required
@require_safe
def topic_feed(request: ForumRequest, slug: str, topic_id: int) -> HttpResponseBase:
    """The newest posts of a topic."""
    topic = topic_for(request.viewer, topic_id)
    if (slug, topic_id) != (topic.slug, topic.pk):
        return moved_for_good(f"{topic.get_absolute_url()}feed/")
    return _answer(request, feeds.topic_feed(request.viewer, topic))


@login_not_required
@require_safe
def prompt_feed(
    request: ForumRequest, slug: str, topic_id: int, prompt_id: int
) -> HttpResponseBase:
    """The newest answers to a question."""
    topic = topic_for(request.viewer, topic_id)
    if (slug, topic_id) != (topic.slug, topic.pk):
        return moved_for_good(f"{prompt_path(topic.slug, topic.pk, prompt_id)}feed/")
    return _answer(request, feeds.prompt_feed(request.viewer, topic, prompt_id))


@login_not_required
@require_safe
def person_feed(request: ForumRequest, username: str) -> HttpResponseBase:
    """The newest posts of somebody."""
    person = person_for(username)
    if person.username != username:
        place = f"{person.get_absolute_url()}feed/"
        is_for_good = person.username.lower() == username.lower()
        return moved_for_good(place) if is_for_good else redirect(place)
    return _answer(request, feeds.person_feed(request.viewer, person))


def _answer(request: ForumRequest, feed: Feed) -> HttpResponseBase:
    """The feed, or 304 for who has it; nobody else's copy may answer who is signed in."""
    found = community()
    text = written(feed, _site(request), found.name if found else "Leadership Forum")
    response = HttpResponse(text, content_type=PostFeed.content_type)
    etag = f'"{sha256(text).hexdigest()[:32]}"'
    changed = int(feed.updated_at.timestamp())
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed)
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, no_cache=True)
    if request.viewer.is_member:
        patch_cache_control(response, private=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    answer = get_conditional_response(request, etag, changed, response)
    return answer or response


def _site(request: ForumRequest) -> str:
    """Where the site is: at its public address, or where it was asked."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def written(feed: Feed, site: str, name: str) -> bytes:
    """The feed in XML, with whole addresses; `site` is where the forum of that name is. Whatever
    its texts hold, it can be read."""
    atom = PostFeed(
        title=_writable(f"{feed.title} · {name}" if feed.title else name),
        link=site + feed.url,
        description=None,
        feed_url=site + feed.address,
        feed_guid=_lasting_id(site, f"feed/{feed.key}"),
        updated_at=feed.updated_at,
    )
    for entry in feed.entries:
        atom.add_item(**_item(entry, site))
    return atom.writeString("utf-8").encode()


def _item(entry: Entry, site: str) -> dict[str, Any]:
    url = iri_to_uri(site + entry.url)
    return {
        "title": _writable(entry.title),
        "link": url,
        "author_name": _writable(entry.author.name),
        "author_link": site + entry.author.url if entry.author.url else None,
        "pubdate": entry.published_at,
        "updateddate": entry.updated_at,
        "unique_id": _lasting_id(site, f"post/{entry.id}"),
        "description": _writable(markup.made_whole(entry.html, url)),
    }


def _lasting_id(site: str, what: str) -> str:
    """The same for good, whatever titles and slugs become (a tag, RFC 4151): the year only says
    from when on such names are given."""
    return f"tag:{urlsplit(site).hostname},2026:{what}"


def _writable(text: str) -> str:
    """The text with a sign in place of each character that XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)
