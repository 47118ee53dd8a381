"""Mentions through real requests: who is linked and told. The rule itself, by the letter, stands in
tests/threads/markup/test_mentions.py."""

import pytest

from notifications.models import Notice
from tests.make import make_person

KAI = '<a class="mention" href="/u/KaiNord/">@KaiNord</a>'
MIRA = '<a class="mention" href="/u/mira.oday/">@mira.oday</a>'


@pytest.fixture
def say(cast, topic, sign_in, guest):
    """Ben posts; the page of the topic as everybody reads it."""

    def post(*texts: str) -> str:
        ben = sign_in(cast.ben)
        for text in texts:
            assert ben.post(f"/t/{topic.pk}/reply/", {"body": text}).status_code == 302
        return guest.get(topic.get_absolute_url()).content.decode()

    return post


def told() -> list[str]:
    mentions = Notice.objects.filter(kind="mention")
    return sorted(mentions.values_list("recipient__username", flat=True))


def test_scenario_09_dot_at_the_end(cast, say, tell):
    make_person("KaiNord")
    page = say("It rests, as said by @KaiNord.", "Others see it as well (@mira.oday)")
    assert f"as said by {KAI}.</p>" in page
    assert f"as well ({MIRA})</p>" in page
    tell()
    assert told() == ["KaiNord", "mira.oday"]


def test_scenario_10_dot_inside_and_missing_space(cast, say, tell):
    make_person("KaiNord")
    page = say("@KaiNord.I agree")
    assert f"{KAI}.I agree</p>" in page
    tell()
    assert told() == ["KaiNord"]
    make_person("kai.nord")
    Notice.objects.all().delete()
    page = say("Ask @kai.nord.")
    assert 'Ask <a class="mention" href="/u/kai.nord/">@kai.nord</a>.</p>' in page
    tell()
    assert told() == ["kai.nord"]


def test_scenario_11_not_a_mention(cast, say, tell):
    make_person("KaiNord")
    make_person("pia")
    page = say(
        "Write to kai@KaiNord.example or pia@example.org\n\n```\n@KaiNord\n```\n\n"
        "> @KaiNord said so\n\nI do not know.",
        "`@KaiNord` and https://example.org/@KaiNord",
    )
    assert 'class="mention"' not in page
    tell()
    assert told() == []
