"""Plain text and excerpts of stored HTML."""

import time

import pytest

from tests.threads.markup.make import HANDLES, stored
from threads.markup import excerpt, plain_text


def test_blocks_become_lines() -> None:
    html = stored("# Title\n\none *two*\nthree\n\n- a\n- b\n\n```\nx < y\n```\n\n&copy; AT&T")
    assert plain_text(html) == "Title\none two\nthree\na\nb\nx < y\n© AT&T"


def test_mentions_read_as_names() -> None:
    html = stored("@kai and @nobody")
    assert plain_text(html, HANDLES) == "@kai and @nobody"
    assert plain_text(html, {}) == "@former-member and @nobody"
    assert plain_text(html) == "@… and @nobody"


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
