"""Shapes known to be slow or fatal in Markdown parsers: rendered or refused, never more."""

import time

import pytest

from tests.threads.markup.make import pipeline
from tests.threads.markup.safety import assert_safe
from threads.markup import MarkupRefused, Reason, render
from threads.markup.limits import output_limit

SIZE = 4_000
UNITS = [
    "- ",
    "> ",
    ">",
    "* ",
    "1. ",
    "[",
    "![",
    "[^",
    "](",
    "[a](",
    "[a][",
    "[a]",
    "![a](",
    "*a ",
    "**a*b ",
    "_a ",
    "*",
    "**a",
    "a*",
    "a_",
    "~~a ",
    "~",
    "***a** b* ",
    "`a",
    "`",
    "``a`",
    "&amp;",
    "<",
    "<a ",
    '<a b="',
    "<http://a",
    "<a@",
    "@",
    "@a",
    "@a.",
    "@ab ",
    "a.",
    "http://a ",
    "http://a)",
    "www.a",
    "\\",
    "#",
    "# h\n",
    "a\n-\n",
    "a\n=\n",
    "```\n",
    "~~~a\n",
    "a\n",
    "a\n\n",
    " ",
    "\t",
    "a  \n",
    "|a|b|\n|-|-|\n",
    "a|b\n-|-\n",
    "[a]: /b\n",
    "[a]:",
    "- [x] ",
    "- a\n\n",
    "    a\n",
    "<!--",
    "<?",
    "\n> - ",
    "\u0301",
    "é",
]


@pytest.mark.parametrize("unit", UNITS)
def test_repeated(unit: str) -> None:
    source = (unit * SIZE)[:SIZE]
    try:
        rendered = render(source)
    except MarkupRefused as refused:
        assert refused.reason in (Reason.TOO_BIG, Reason.TOO_SLOW)  # noqa: PT017
    else:
        assert len(rendered.html) <= output_limit(source) * 2


@pytest.mark.parametrize(
    "source",
    [
        "- " * 500 + "a",
        "> " * 500 + "a",
        "1. " * 500 + "a",
        "- > " * 300 + "a",
        "\n".join("  " * n + "- a" for n in range(60)),
        "\n".join(">" * n + " a" for n in range(60)),
        "[" * 500 + "a" + "](/b)" * 500,
        "*" * 500 + "a" + "*" * 500,
    ],
)
def test_deep_nesting_stays_shallow(source: str) -> None:
    html = pipeline.render(source).html
    assert_safe(html)
    assert html.count("<ul>") + html.count("<ol>") + html.count("<blockquote>") <= 25


@pytest.mark.parametrize(
    "source",
    [
        "|".join("a" * 900) + "\n" + "|".join("-" * 900) + "\n" + "a\n" * 900,
        "|".join("a" * 40) + "\n" + "|".join("-" * 40) + "\n" + "a\n" * 5_000,
    ],
)
def test_huge_tables_are_text(source: str) -> None:
    assert "<table" not in pipeline.render(source).html


@pytest.mark.parametrize(
    "unit",
    [
        "- a list item of words\n",
        "1. an item of words\n",
        "## Heading\n\ntext here\n\n",
        "# Heading\n",
        "text\n\n---\n\n",
        "> quoted words\n\nan answer\n\n",
        "- an item\n  - an inner item\n",
        "Some *words* with a [link](https://example.org/x) and `code`, @kai.\n\n",
    ],
)
def test_long_harmless_texts_render(unit: str) -> None:
    source = unit * (16_000 // len(unit))
    assert len(render(source).html) > len(source) // 2


def test_harmless_table_renders() -> None:
    html = render("| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 500).html
    assert html.count("<td>") == 1_500


def test_finding_mentions_is_linear() -> None:
    started = time.monotonic()
    pipeline.render("@" + "a.b-" * 15_000)
    pipeline.render("@a" * 30_000)
    assert time.monotonic() - started < 20  # exponential would never come back
