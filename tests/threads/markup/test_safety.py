"""Nothing that anyone types runs, breaks out, or brings a tag of its own."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.threads.markup.make import HOSTS, KNOWN, NAMES, pipeline, printed, stored
from tests.threads.markup.safety import assert_safe, normal, parse
from threads.markup import MAX_LENGTH, MarkupRefused, bind, fill
from threads.markup.limits import output_limit
from threads.markup.plain import EXCERPT_LENGTH, excerpt, plain_text
from threads.markup.sanitize import sanitize, walls
from threads.markup.sources import clean
from threads.markup.urls import is_allowed

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "java\0script:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)",
    "&#106;avascript:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript\\:alert(1)",
    "javascript:123",
    "javascript://example.org/%0aalert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "view-source:x",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    "//example.org",
    "/\\example.org",
    "/&#47;example.org",
    "/\t/example.org",
    "\\\\example.org",
    "https:example.org",
    "https:///example.org",
    "https://",
    "http:/example.org",
    "mailto:javascript:alert(1)",
    "ftp://example.org",
    "x:y",
    ":",
    "?a",
    "relative",
    "https://example.org/\u2028x",
    "\u00a0javascript:alert(1)",
    "feed:javascript:alert(1)",
]
FRAMES = [
    "[x]({})",
    "[x](<{}>)",
    '[x]({} "title")',
    "[x][y]\n\n[y]: {}",
    "[y]\n\n[y]: <{}>",
    "![x]({})",
    "![y]\n\n[y]: {}",
    "<{}>",
    "{}",
    "[![x]({0})]({0})",
]
TEXTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.org/x></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=x&gt;'>",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>x</script></template>",
    "<iframe srcdoc='<script>x</script>'>",
    "<object data=javascript:x><embed src=x>",
    "<base href=//example.org>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=x>",
    "<style>*{display:none}</style>",
    "<form action=/p/1/delete/><input name=x><button>go</button></form>",
    "<input type=password autofocus onfocus=x>",
    "<details open ontoggle=x>",
    "<a href=javascript:x>y</a>",
    "<p style=position:fixed>x</p>",
    "<div id=top class=post-body>x</div>",
    "</div></article><h1>x",
    "<!--m:1-->",
    "<!-- x --><b>",
    "<![CDATA[<script>x</script>]]>",
    "<?xml version='1'?><x/>",
    "<!DOCTYPE html><html><body onload=x>",
    "<plaintext>",
    "<xmp><img src=x onerror=x></xmp>",
    "<textarea></textarea><script>x</script>",
    "<b\n/onclick=x>",
    "<b/\0onclick=x>",
    "<\0script>x</script>",
    "＜script＞x＜/script＞",
    "&lt;script&gt;x&lt;/script&gt;",
    "&#60;script&#62;x",
    "&" + "#60" * 3 + ";",
    "&#" + "9" * 5000 + ";",
    "&#xD800; &#x110000; &#xFFFE; &#1; &#128;",
    '[x](/y "a\\" onclick=alert(1) b=\\"")',
    "[x](/y 'a' onclick=alert(1) ')",
    '[x](/y "<img src=x onerror=alert(1)>")',
    '[x](/y "<!--m:14-->")',
    '![x" onerror="alert(1)](/media/x.png)',
    '![<img src=x onerror=alert(1)>](/media/a.png "<b>")',
    '![x](/media/x.png" onerror="alert(1))',
    '[x](https://example.org/"onclick="alert(1))',
    '<https://example.org/"onclick="alert(1)>',
    "<https://example.org/><script>x</script>",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "www.example.org/'onclick='x",
    '[a]: /x "\n<script>"\n\n[a]',
    '[a]: /x "&quot; onclick=x"\n\n[a]',
    "[^1]\n\n[^1]: <script>x</script>",
    "[^1]: javascript:alert(1)\n\n[^1]",
    "[x]: javascript:alert(1)\n[x]: /ok\n\n[x]",
    "[a [b](/c) d](/e) [![x](/media/a)](https://example.org)",
    "[https://example.org](javascript:alert(1))",
    "[<https://example.org>](/y)",
    '@kai" onclick="x',
    '[x](/y "@kai @jlopes")',
    "![@kai](/media/@kai.png '@kai')",
    "<@kai>",
    "@<b>kai</b>",
    "`<script>`",
    "``` x\" onclick=\"y\n<script>x</script>\n```",
    '``` {.x onclick="y"}\n</code></pre><script>x</script>\n```',
    "    <script>x</script>",
    "<pre>\n```\n</pre><script>x\n```",
    "| a | <script> |\n|---|---|\n| `|` | <img src=x onerror=y> |",
    "- [x](javascript:alert(1))\n- [x] <input onfocus=x>",
    "> <script>\n> x\n</script>",
    "# <script>x</script> {#top onclick=x}",
    "a\n{: onclick=x }",
    "*<b*>* **<i**>**",
    "~~<s onclick=~~>",
    "*[x](/y *\"*)*",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02fence:0\x03 \x0260\x03script",
    "wzxhzdk:0 klzzwxh:0000 fence:0",
    "\ud800 \udfff \ufffe \ufdd0 \u0000 \u0085 \x1b",
    "\u202ereversed",
    "a\x0bb\x0cc\x1dd\u2028e\u2029f",
    "\\<script\\>x\\</script\\>",
    "\\[x](javascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](/y\\\" onclick=z)",
]  # fmt: skip


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses(address: str, frame: str) -> None:
    html = stored(frame.format(address))
    assert_safe(html)
    for element in parse(html).iter():
        assert "script" not in (element.get("href") or "").lower().partition("//")[0]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "frame", ["{}", "x {} y", "> {}", "- {}", "# {}", "*{}*", "[{}](/y)", "|a|b|\n|-|-|\n|{}|y|"]
)
def test_texts(text: str, frame: str) -> None:
    source = frame.replace("{}", text)
    assert_safe(stored(source), slots=True)
    assert_safe(printed(source))


@pytest.mark.parametrize(
    "text", [t for t in TEXTS if t.startswith("<") and "\0" not in t and "```" not in t]
)
def test_typed_tags_are_shown_as_typed(text: str) -> None:
    shown = "".join(parse(stored(f"`` {text} ``")).itertext())
    assert shown.split() == text.split()


@pytest.mark.parametrize("text", [*TEXTS, *ADDRESSES])
def test_the_walls_hold_alone(text: str) -> None:
    assert_safe(sanitize(text.replace("\0", "").encode("utf-8", "ignore").decode()))


@pytest.mark.parametrize(
    "html",
    [
        "<a href='javascript:1'>x</a>",
        "<a href='java&#10;script:x' onclick=y>x</a>",
        "<a href='/&#47;example.org'>x</a>",
        "<a href='https://example.org'>no rel</a>",
        "<img src='https://example.org/x.png'>",
        "<img src='/media/x.png' onerror=x>",
        "<p class=mention><span class='mention'>@x</span></p>",
        "<a class='mention' href='/u/x/'>@x</a>",
        "<li class='task evil'>x",
        "<p id=top>x</p>",
        "<!--m:1-->x<a title='<!--m:1-->'>y</a>",
    ],
)
def test_walls_on_html_the_parser_never_makes(html: str) -> None:
    walled = sanitize(html)
    assert "<!--" not in walled
    assert "mention" not in walled
    for element in parse(walled).iter():
        assert not {"onclick", "onerror", "id"} & set(element.keys())
        address = element.get("href") or element.get("src")
        assert address is None or is_allowed(address)


_PIECES = st.sampled_from(
    ["<", ">", '"', "'", "`", "```\n", "[", "](", ")", "![", "[x]: ", "javascript:", "https://a.b/",
     "&#58;", "&lt;", "\n", "\n\n", "> ", "- ", "1. ", "# ", "|", "|-|-|", "*", "_", "~~", "@kai",
     "@KaiNord.I", "\\", "<!--m:14-->", "<script>", " ", "    ", "\t", "a", "\0", "\x02", "\x03",
     "klzzwxh:0000", "fence:0", "onclick=", "/media/x", "é", "---", "==="]
)  # fmt: skip


_FRAGMENTS = st.sampled_from(
    ["- ", "> ", "* ", "1. ", "2) ", "# ", "## ", "===", "---", "***", "[", "]", "![", "](", ")",
     "[a](/b)", "![p|3x4](/media/a.png)", "![p](https://a.b/c.png)", "*", "**", "_", "~~", "`", "``",
     "```\n", "~~~ py\n", "&amp;", "&#64;", "&#x202e;", "<", ">", "<kbd>", "</kbd>", "<sub>",
     "</sub>", "<mark>", "</mark>", "<br>", "<details>", "</details>", "<summary>", "</summary>",
     "[spoiler]", "[/spoiler]", "\n", "\n", "\n\n", "  ", "    ", "\t", "a", "word ", "@kai",
     "@mira.oday.", "#garden", "#water", ":smile:", "https://example.org/a_b", "www.example.org",
     "https://forum.example.org/t/x/12/3/", "https://b\u00fccher.example/", "kai@example.org",
     "[^1]", "[^1]: note", "[b]: /x 'T'", "[b]", "| a | b |\n|---|:-:|\n", "| c ", "|", "<!--",
     "-->", "<!--m:1-->", "<!--/-->", "\\", "\u202e", "\u05d0", "\u0301", "\u00e9", "[x] ",
     "- [ ] task", "[date=2026-01-01 time=10:00]", "> [kai](/p/12/) wrote:\n> hi", "<https://a.b>",
     "\x02m:1\x03", "x0123456789abcdefmkai;", "\U0001f600", "<script>", "javascript:", '"', "'"]
)  # fmt: skip
SOURCES = st.one_of(
    st.text(max_size=300),
    st.lists(_PIECES, max_size=30).map("".join),
    st.lists(_FRAGMENTS, max_size=40).map("".join),
)


def test_an_address_inside_that_turns_is_no_slot() -> None:
    check_text("https://forum.example.org/t/x/12/#\u202ex")
    check_text("https://forum.example.org/t/x/12/#&#x202e;x")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SOURCES)
def test_any_text(source: str) -> None:
    check_text(source)


def check_text(source: str) -> None:
    """Everything that holds for every text; also called by the long runs in `tests/fuzz`."""
    try:
        rendered = pipeline.render(source, HOSTS)
    except MarkupRefused:
        return
    bound = bind(rendered, KNOWN)
    assert len(bound.html) <= output_limit(source) + 100 * len(
        rendered.mentions + rendered.hashtags
    )
    assert_safe(bound.html, slots=True)
    assert_safe(str(fill(bound.html, NAMES)))
    assert not rendered.nonce or rendered.nonce not in bound.html + rendered.text + bound.excerpt
    assert len(bound.excerpt) <= EXCERPT_LENGTH
    assert "\x02" not in rendered.text
    again = pipeline.render(source, HOSTS)
    assert bind(again, KNOWN) == bound
    if len(source) <= MAX_LENGTH:
        check_walls(source)


def check_walls(source: str) -> None:
    """Neither wall has anything to do where the parser did its work; they agree."""
    parsed = pipeline.parse(clean(source))
    bleached, cleaned = walls(parsed)
    assert normal(bleached) == normal(parsed)
    assert normal(cleaned) == normal(parsed)


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=20).map("".join)))
def test_plain_text_never_raises(html: str) -> None:
    assert isinstance(plain_text(html), str)
    assert len(excerpt(html, 50)) <= 50
