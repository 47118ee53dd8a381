"""Plain text and excerpts of stored HTML."""

import time

import pytest

from tests.threads.markup.make import NAMES, pipeline, stored
from threads.markup import Names, fill_excerpt, needs
from threads.markup.plain import excerpt, plain_text, shorten


def test_blocks_become_lines() -> None:
    html = stored("# Title\n\none *two*\nthree\n\n- a\n- b\n\n```\nx < y\n```\n\n&copy; AT&T")
    assert plain_text(html) == "Title\none two\nthree\na\nb\nx < y\n© AT&T"


def test_mentions_read_as_names() -> None:
    rendered = pipeline.render("@Kai and @nobody")
    assert rendered.text == rendered.excerpt == "@Kai and @nobody"
    kept = excerpt(stored("@Kai and @nobody"))
    assert needs([kept]).people == {14}
    assert fill_excerpt(kept, NAMES) == "@kai and @nobody"
    assert fill_excerpt(kept, Names()) == "@former-member and @nobody"


def test_spoilers_are_found_but_not_told() -> None:
    rendered = pipeline.render(
        "who did it: [spoiler]the *baker*[/spoiler]!\n\n[spoiler]\nhow\n[/spoiler]"
    )
    assert "the baker" in rendered.text
    assert rendered.excerpt == "who did it: ▒▒▒! ▒▒▒"


def test_a_cut_never_leaves_half_a_name() -> None:
    kept = excerpt(stored("x" * 20 + " @kai"))
    for length in range(1, len(kept)):
        assert shorten(kept, length).count("\x02") == shorten(kept, length).count("\x03")


def test_typed_tags_are_text() -> None:
    assert plain_text(stored("<b>x</b> &lt;i&gt; a < b")) == "<b>x</b> <i> a < b"


def test_attributes_do_not_leak() -> None:
    assert plain_text(stored('[x](/y "a > b") z')) == "x z"


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("short", 10, "short"),
        ("one two three four", 14, "one two three…"),
        ("exactly ten", 11, "exactly ten"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("", 10, ""),
    ],
)
def test_excerpt(text: str, length: int, expected: str) -> None:
    assert excerpt(stored(text), length) == expected


@pytest.mark.parametrize(
    "html",
    ["<" * 50_000, "<a " * 20_000, '<a b="' * 20_000, "&#" + "9" * 50_000 + ";", "<!--" * 20_000],
)
def test_hostile_html_is_only_text(html: str) -> None:
    started = time.monotonic()
    plain_text(html)
    excerpt(html)
    assert time.monotonic() - started < 20  # quadratic would be minutes
