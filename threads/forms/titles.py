"""Titles, tags and topics as people type them."""

import re

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.lines import clean_line, is_legible
from accounts.viewer import Viewer
from threads.actions.topics import tag_slug
from threads.models import Topic
from threads.models.tags import TAG_LENGTH
from threads.queries.topics import topic_for

MOST_TAGS = 5
TOPIC_ADDRESS = re.compile(r"(?:.*/t/(?:[-\w]+/)?|#)?([0-9]{1,18})(?:[/?#].*)?")


def clean_title(typed: str) -> str:
    """One line, whatever was pasted, with something in it to read and to press."""
    title = clean_line(typed)
    if not is_legible(title):
        raise forms.ValidationError(_("A title needs something that one can read."))
    return title


def clean_tags(typed: str) -> list[str]:
    """Up to five tags, separated by commas; doubles are dropped."""
    names = [clean_line(name) for name in typed.split(",")]
    tags = list({tag_slug(name): name for name in names if tag_slug(name)}.values())
    if len(tags) > MOST_TAGS:
        raise forms.ValidationError(_("Five tags are the most."))
    if any(len(tag) > TAG_LENGTH for tag in tags):
        raise forms.ValidationError(_("A tag can have 30 characters."))
    return tags


def clean_topic(viewer: Viewer, typed: str) -> Topic:
    """The topic of an address, or of the number in it, if the viewer may read it."""
    found = TOPIC_ADDRESS.fullmatch(typed.strip())
    try:
        if found:
            return topic_for(viewer, int(found[1]))
    except Http404:
        pass
    raise forms.ValidationError(_("No topic that you can read has this address."))
