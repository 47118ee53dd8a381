"""The one reaction: nothing at zero, each person once, never on one's own post."""

import re

from tests.make import make_reply
from threads.models import Like


def test_scenario_43_one_like(cast, topic, sign_in, guest):
    """No count at zero, "1 Like", "2 Likes"; a double click is one; the author cannot; taking it
    back removes the count; who liked is said, and likes never change the order."""
    first = make_reply(cast.ben, topic, "Patience helps.")
    make_reply(cast.ola, topic, "Haste does not.")
    place, like = topic.get_absolute_url(), f"/p/{first.pk}/like/"
    ada, mira = sign_in(cast.ada), sign_in(cast.mira)

    def likes() -> list[str]:
        page = guest.get(place).content.decode()
        assert re.findall(r'<article id="post-(\d)"', page) == ["1", "2", "3"]
        return re.findall(r'data-likes="\d+"[^>]*>([^<]+)<', page)

    assert likes() == []
    assert "0 Like" not in guest.get(place).content.decode()
    assert ada.post(like, {"on": "1"}).status_code == 302
    assert ada.post(like, {"on": "1"}).status_code == 302
    assert likes() == ["1 Like"]
    assert Like.objects.count() == 1
    mira.post(like)
    assert likes() == ["2 Likes"]
    who = guest.get(f"/p/{first.pk}/likes/").content.decode()
    assert who.index("Ada Lindqvist") < who.index("mira.oday</span>")
    assert sign_in(cast.ben).post(like, {"on": "1"}).status_code == 403
    assert f'action="{like}"' not in sign_in(cast.ben).get(place).content.decode()
    assert likes() == ["2 Likes"]
    mira.post(like, {"on": "0"})
    mira.post(like, {"on": "0"})
    assert likes() == ["1 Like"]
    ada.post(like, {"on": "0"})
    assert likes() == []
