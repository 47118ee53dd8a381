"""What writers type comes out as they mean it."""

import pytest

from tests.threads.markup.make import pipeline, stored
from threads.markup import MarkupRefused, Reason
from threads.markup.limits import MAX_LENGTH

CASES = [
    ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>"),
    ("a\nb", "<p>a<br>\nb</p>"),
    ("a  \nb", "<p>a<br>\nb</p>"),
    ("a\\\nb", "<p>a<br>\nb</p>"),
    ("a\r\nb", "<p>a<br>\nb</p>"),
    ("text\n- a\n- b", "<p>text</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ("text\n1. a\n2) b",
     '<p>text</p>\n<ol>\n<li>a</li>\n</ol>\n<ol start="2">\n<li>b</li>\n</ol>'),
    ("born in\n1986. Good", "<p>born in<br>\n1986. Good</p>"),
    ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("- a\n    - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("- a\n\t- b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
    ("1. a\n   - b", "<ol>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ol>"),
    ("- a\n\n  more\n- b",
     "<ul>\n<li>\n<p>a</p>\n<p>more</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>"),
    ("- a\n-\n- b", "<ul>\n<li>a</li>\n<li></li>\n<li>b</li>\n</ul>"),
    ("- a\n  - b\n\n    p\n  - c\n- d",
     "<ul>\n<li>a\n<ul>\n<li>\n<p>b</p>\n<p>p</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n</li>\n<li>d</li>\n</ul>"),
    ("- a\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
    ("text\n> q", "<p>text</p>\n<blockquote>\n<p>q</p>\n</blockquote>"),
    ("> a\n\nb", "<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>"),
    ("> - a", "<blockquote>\n<ul>\n<li>a</li>\n</ul>\n</blockquote>"),
    ("- [x] a\n- [ ] b",
     '<ul>\n<li class="task done"><span class="task-mark">[x]</span> a</li>\n<li class="task"><span class="task-mark">[ ]</span> b</li>\n</ul>'),
    ("```py\na < b\n\n\tc\n```",
     '<pre><code class="language-py"><span class="n">a</span> <span class="o">&lt;</span> <span class="n">b</span>\n\n\t<span class="n">c</span>\n</code></pre>'),
    ("text\n~~~\nx\n~~~\nmore", "<p>text</p>\n<pre><code>x\n</code></pre>\n<p>more</p>"),
    ("```\nnever closed", "<pre><code>never closed\n</code></pre>"),
    ("- a\n  ```\n  x\n  ```", "<ul>\n<li>a\n<pre><code>x\n</code></pre>\n</li>\n</ul>"),
    ("> ```\n> x\n> ```", "<blockquote>\n<pre><code>x\n</code></pre>\n</blockquote>"),
    ("    code", "<pre><code>code\n</code></pre>"),
    ("# a\ntext",
     '<h3 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h3>\n<p>text</p>'),
    ("## a",
     '<h4 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h4>'),
    ("### a",
     '<h5 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h5>'),
    ("#### a",
     '<h6 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h6>'),
    ("###### a",
     '<h6 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h6>'),
    ("a\n===",
     '<h3 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h3>'),
    ("a\n---",
     '<h4 id="user-content-a"><a class="anchor" href="#user-content-a" aria-hidden="true" tabindex="-1"></a>a</h4>'),
    ("a\n\n---\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
    ("#hashtag", "<p>#hashtag</p>"),
    ("snake_case_x 2 * 3 * 4 C:\\path :-) ~5", "<p>snake_case_x 2 * 3 * 4 C:\\path :-) ~5</p>"),
    ("<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"),
    ("<div>\n*a*\n</div>", "<p>&lt;div&gt;<br>\n<em>a</em><br>\n&lt;/div&gt;</p>"),
    ("AT&T &copy; &nosuch; &#0; &amp;lt;", "<p>AT&amp;T © &amp;nosuch; � &amp;lt;</p>"),
    ("`&amp; <x>`", "<p><code>&amp;amp; &lt;x&gt;</code></p>"),
    ("a\x00b\x07c", "<p>a�bc</p>"),
    ("\\*a\\* \\<b", "<p>*a* &lt;b</p>"),
    ("[a](/t/x/1/)", '<p><a href="/t/x/1/">a</a></p>'),
    ("[a][b]\n\n[b]: #x", '<p><a href="#x">a</a></p>'),
    ("[a](/x?b=1&copy=2)", '<p><a href="/x?b=1&amp;copy=2">a</a></p>'),
    ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
    ("[a](other/page)", "<p>[a](other/page)</p>"),
    ("![a](/media/x.png)", '<p><img alt="a" src="/media/x.png"></p>'),
    ("mail kai@example.org", '<p>mail <a href="mailto:kai@example.org">kai@example.org</a></p>'),
    ("<kai@example.org>", '<p><a href="mailto:kai@example.org">kai@example.org</a></p>'),
    ("ftp://example.org", "<p>ftp://example.org</p>"),
    ("", ""),
    (" \n ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "html"), CASES)
def test_comes_out_as_meant(source: str, html: str) -> None:
    assert stored(source) == html


REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("source", "address", "after"),
    [
        ("https://example.org", "https://example.org", ""),
        ("https://example.org.", "https://example.org", "."),
        ("https://example.org/a_(b)", "https://example.org/a_(b)", ""),
        ("https://example.org/a)", "https://example.org/a", ")"),
        ("https://example.org/a_b_c?x=*y*", "https://example.org/a_b_c?x=*y", "*"),
        ("https://example.org/a”", "https://example.org/a", "”"),
    ],
)
def test_bare_addresses(source: str, address: str, after: str) -> None:
    assert stored(source) == f'<p><a href="{address}" {REL}>{address}</a>{after}</p>'


def test_bare_www() -> None:
    assert stored("www.example.org!") == (
        f'<p><a href="https://www.example.org" {REL}>www.example.org</a>!</p>'
    )
    assert stored("www. yes") == "<p>www. yes</p>"


def test_pictures_from_elsewhere_are_links() -> None:
    assert stored("![a](https://example.org/a.png)") == (
        f'<p><a class="image-link" href="https://example.org/a.png" {REL} data-host="example.org">'
        "a</a></p>"
    )
    assert stored("[![a](https://example.org/a.png)](/t/1/)") == (
        '<p><a href="/t/1/"><span class="image-link">a</span></a></p>'
    )


def test_tables_with_alignment() -> None:
    html = stored("text\n| a | b |\n|:-:|---|\n| 1 | x \\| y |")
    assert html.startswith("<p>text</p>\n<table>")
    assert '<th align="center">a</th>\n<th>b</th>' in html
    assert "<td>x | y</td>" in html


def test_links_are_facts() -> None:
    rendered = pipeline.render(
        "[a](/t/1/) https://example.org <kai@example.org> [b](/t/1/) [c](#d)"
    )
    assert rendered.links == ("/t/1/", "https://example.org")


def test_length_counts_a_line_break_once() -> None:
    assert pipeline.render("a\r\n" * (MAX_LENGTH // 2)).html
    with pytest.raises(MarkupRefused) as refused:
        pipeline.render("x" * (MAX_LENGTH + 1))
    assert refused.value.reason is Reason.TOO_LONG
    assert "too long" in str(refused.value)


def test_output_has_a_limit() -> None:
    address = "https://example.org/" + "x" * 1_900
    with pytest.raises(MarkupRefused) as refused:
        pipeline.render(f"[a]: {address}\n\n" + "[a] " * 2_000)
    assert refused.value.reason is Reason.TOO_BIG


def test_rendering_is_repeatable() -> None:
    source = "# a\n\n[x]: /y\n\n- [x]\n\n```\ncode\n```\n"
    first = stored(source)
    assert stored("```\nother\n```\n[x]") == "<pre><code>other\n</code></pre>\n<p>[x]</p>"
    assert stored(source) == first
