"""Each rule by itself: who passes, who gets which sentence. The pages are tried elsewhere."""

import pytest

from accounts.policies import Refusal, check_member
from accounts.viewer import GUEST, Viewer
from threads import policies
from threads.models import Post, Topic

AUTHOR = Viewer(id=1, handle="ada")
MEMBER = Viewer(id=2, handle="ben")
MODERATOR = Viewer(id=3, handle="mo", is_moderator=True)
ADMIN = Viewer(id=4, handle="root", is_admin=True)
OPEN, CLOSED = Topic(state="open"), Topic(state="closed")


def post(**facts) -> Post:
    return Post(author_id=AUTHOR.id, **facts)


STANDING = post()
WITHDRAWN = post(withdrawn_at="now")
HIDDEN = post(hidden_at="now")
ORPHANED = Post(author_id=None)

PASSES = [
    (check_member, MEMBER),
    (policies.check_open_topic, MEMBER),
    (policies.check_reply, MEMBER, OPEN),
    (policies.check_reply, MODERATOR, CLOSED),
    (policies.check_reply, ADMIN, CLOSED),
    (policies.check_edit, AUTHOR, STANDING, OPEN),
    (policies.check_withdraw, AUTHOR, STANDING),
    (policies.check_withdraw, AUTHOR, HIDDEN),
    (policies.check_like, MEMBER, STANDING),
    (policies.check_like, MEMBER, ORPHANED),
    (policies.check_read_text, GUEST, STANDING),
    (policies.check_read_text, AUTHOR, WITHDRAWN),
    (policies.check_read_text, MODERATOR, HIDDEN),
    (policies.check_hide, MODERATOR, STANDING),
    (policies.check_hide, ADMIN, STANDING),
    (policies.check_close, MODERATOR),
]
REFUSES = [
    ("Sign in", check_member, GUEST),
    ("Sign in", policies.check_open_topic, GUEST),
    ("Sign in", policies.check_reply, GUEST, OPEN),
    ("closed", policies.check_reply, MEMBER, CLOSED),
    ("closed", policies.check_reply, AUTHOR, CLOSED),
    ("Sign in", policies.check_edit, GUEST, STANDING, OPEN),
    ("Sign in", policies.check_edit, GUEST, ORPHANED, OPEN),
    ("Only its author", policies.check_edit, MEMBER, STANDING, OPEN),
    ("Only its author", policies.check_edit, MODERATOR, STANDING, OPEN),
    ("Only its author", policies.check_edit, ADMIN, STANDING, OPEN),
    ("withdrawn", policies.check_edit, AUTHOR, WITHDRAWN, OPEN),
    ("hidden", policies.check_edit, AUTHOR, HIDDEN, OPEN),
    ("closed", policies.check_edit, AUTHOR, STANDING, CLOSED),
    ("Sign in", policies.check_withdraw, GUEST, ORPHANED),
    ("Only its author", policies.check_withdraw, MODERATOR, STANDING),
    ("Sign in", policies.check_like, GUEST, STANDING),
    ("own post", policies.check_like, AUTHOR, STANDING),
    ("not stand", policies.check_like, MEMBER, WITHDRAWN),
    ("not stand", policies.check_like, MODERATOR, HIDDEN),
    ("not shown", policies.check_read_text, MEMBER, WITHDRAWN),
    ("not shown", policies.check_read_text, MEMBER, HIDDEN),
    ("not shown", policies.check_read_text, GUEST, Post(author_id=None, withdrawn_at="now")),
    ("moderators", policies.check_hide, MEMBER, STANDING),
    ("moderators", policies.check_hide, GUEST, STANDING),
    ("their own", policies.check_hide, MODERATOR, Post(author_id=MODERATOR.id)),
    ("their own", policies.check_hide, ADMIN, Post(author_id=ADMIN.id)),
    ("moderators", policies.check_close, AUTHOR),
    ("moderators", policies.check_close, GUEST),
]


@pytest.mark.parametrize(("check", "facts"), [(check, facts) for check, *facts in PASSES])
def test_passes(check, facts):
    check(*facts)
    assert policies.may(check, *facts)


@pytest.mark.parametrize(
    ("word", "check", "facts"), [(w, check, facts) for w, check, *facts in REFUSES]
)
def test_refuses_with_a_sentence(word, check, facts):
    with pytest.raises(Refusal, match=word):
        check(*facts)
    assert not policies.may(check, *facts)


def test_every_rule_is_tried_both_ways():
    rules = {name for name in vars(policies) if name.startswith("check_")}
    assert {check.__name__ for check, *_ in PASSES} == rules
    assert {check.__name__ for _, check, *_ in REFUSES} == rules
