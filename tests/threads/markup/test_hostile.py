"""Shapes known to be slow or fatal in Markdown parsers: rendered or refused, never more."""

import pytest

from tests.threads.markup.make import pipeline
from tests.threads.markup.safety import assert_safe
from threads.markup import MAX_LENGTH, MarkupRefused, Reason, Rendered, render
from threads.markup.limits import output_limit
from threads.markup.marks import as_typed

SIZES = (4_000, 16_000, 32_000)
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
    "<kbd>",
    "</kbd>",
    "<kbd>[",
    "*<kbd>",
    "<details>\n",
    "<details><summary>",
    "</details>\n",
    "[spoiler]",
    "[spoiler]\n",
    "[/spoiler]",
    "[^a] ",
    "[^a]: x\n",
    "[^a][^a]: a\n",
    "[a]: /x\n[a] ",
    "a@b.c ",
    "aa-bb_",
    "#a ",
    ":smile:",
    ":a:",
    "[date=2026-01-01] ",
    "https://a.b,",
    "https://a(",
    "[a](<",
    '[a](/b "',
    "[a](/b '",
    "(",
    "![](/media/a)",
    "[[a](/b)",
    "[a](/b)]",
    "\u202e",
    "\u05d0 ",
    "||||\n",
    "-\n",
    "1)\n",
    "- -\n",
    "*_",
    "**_",
    "&#1;",
    "&#x41;",
    "a\\\n",
    "- a\n - b\n  - c\n   - d\n    - e\n",
    "1. a\n  - b\n",
    "> a\nb\n",
    "# [a](/b)\n",
    "```py\ndef f(x): return '''",
    "<br>",
    "\U0001f469\u200d\U0001f469\u200d",
]


# What the parser's limits are made for, beside what it does at once.
MEANT = (Reason.TOO_BIG, Reason.TOO_COSTLY)


def outcome(source: str) -> Rendered | MarkupRefused:
    try:
        return render(source)
    except MarkupRefused as refused:
        return refused


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("unit", UNITS)
def test_repeated(unit: str, size: int) -> None:
    source = (unit * size)[:size]
    came = outcome(source)
    if isinstance(came, MarkupRefused):
        assert came.reason in MEANT
        assert str(came).endswith(".")
    else:
        assert len(as_typed(came.html, came.nonce)) <= output_limit(source)


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
        "- a\n",
        "- loose\n\n",
        "1. an item of words\n",
        "## Heading\n\ntext here\n\n",
        "# Heading\n",
        "# h\n",
        "text\n\n---\n\n",
        "---\n",
        "> quoted words\n\nan answer\n\n",
        "> q\n\n",
        "- an item\n  - an inner item\n",
        "- [ ] a task\n",
        "| 1 | 2 | 3 |\n",
        "Some *words* with a [link](https://example.org/x) and `code`, @kai.\n\n",
        "```py\nprint('words')\n```\n\n",
        "<kbd>Ctrl</kbd> and :smile: ",
        "word ",
        "\u05e9\u05dc\u05d5\u05dd \u05dc\u05db\u05d5\u05dc\u05dd. ",
        "x",
    ],
)
def test_long_harmless_texts_render(unit: str) -> None:
    source = unit * (MAX_LENGTH // len(unit))
    if unit.startswith("|"):
        source = "| a | b | c |\n|---|---|---|\n" + source[:-70]
    assert len(render(source).html) >= len(source) // 2


def test_harmless_table_renders() -> None:
    html = render("| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 500).html
    assert html.count("<td>") == 1_500


@pytest.mark.parametrize("source", ["@" + "a.b-" * 7_999, "@a" * 16_000])
def test_finding_mentions_is_linear(source: str) -> None:
    render(source)
