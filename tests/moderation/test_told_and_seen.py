"""Who is told of what, and what a moderator has seen before deciding."""

import re

import pytest

from accounts.models import User
from moderation.queries.concerned import audience_of_entry
from tests.make import as_viewer, make_reply
from threads.actions.posts import edit_post, hide_post
from threads.models import Post


@pytest.mark.parametrize("is_member", [True, False])
def test_hosts_are_told_of_their_topic_not_of_posts_in_it(is_member, cast, topic):
    post = make_reply(cast.ola, topic)
    if not is_member:
        User.objects.filter(pk=cast.ola.pk).delete()
        post.refresh_from_db()
    entry = hide_post(as_viewer(cast.mo), post, "Rude")
    told = [hearer.recipient_id for hearer in audience_of_entry(entry.pk)]
    assert told == ([cast.ola.pk] if is_member else [])


@pytest.mark.parametrize("is_changed", [False, True])
def test_the_admin_hides_only_the_text_that_was_read(is_changed, cast, topic, sign_in):
    post = make_reply(cast.ben, topic, "First words")
    root, url = sign_in(cast.root), "/admin/threads/post/"
    chosen = {"action": "hide", "_selected_action": [post.pk]}
    page = root.post(url, chosen).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    if is_changed:
        edit_post(as_viewer(cast.ben), post, "Other words", version=1)
    root.post(url, chosen | {"seen": seen, "reason": "Rude"})
    assert Post.objects.get(pk=post.pk).is_shown == is_changed
