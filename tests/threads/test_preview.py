"""What the preview shows is what will be stored, byte for byte."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.make import make_topic
from threads.models import Post

PIECES = st.sampled_from(
    [
        "words", "@ada", "@nobody", "#hall", "**bold**", "_so_", "`code`", "- one\n- two", "> said",
        "```\nx < y\n```", "<b>&amp;</b>", "[a](/help/writing/)", "https://example.org/a?b=c&d",
        "| a | b |\n|---|---|\n| 1 | 2 |", "# Head", "[^1]\n\n[^1]: note", "1. x\n2. y", "\u202eabc",
        "  \n", "\n\n", " ", "<script>", "[spoiler]x[/spoiler]", "שלום", "🙂", "\\*", "---",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), min_size=1, max_size=12).map("".join)


@pytest.fixture
def ola_in_a_new_topic(cast, hall, sign_in):
    return sign_in(cast.ola), make_topic(cast.ada, hall)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS)
def test_preview_is_what_is_stored(text, ola_in_a_new_topic):
    ola, topic = ola_in_a_new_topic
    before = ola.post("/preview/", {"body": text})
    answer = ola.post(f"/t/{topic.pk}/reply/", {"body": text})
    if before.status_code != 200:
        assert answer.status_code == before.status_code
        return
    post = Post.objects.filter(topic=topic).latest("number")
    page = ola.get(f"{topic.get_absolute_url()}{post.number}/").content.decode()
    body = f'<div class="post-body" id="post-{post.number}-body">'
    assert before.content.decode() == page.split(body)[1].split("</div>\n<footer")[0].removesuffix(
        "</div>"
    )
