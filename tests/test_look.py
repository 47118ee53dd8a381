"""The look: what templates and static files may hold, contrast of the tokens, and prints."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from accounts.faces import Face
from bin.screenshot_pages import pictures
from leadership_forum.style import NO_RIGHTS as NONE
from leadership_forum.style import prompt_rows
from threads.forms import ReplyForm
from threads.models import Answer, Prompt
from threads.queries.posts import Filing, Parent, PostRow
from threads.templatetags.forum import ago, answered, moment, prompt_boxes

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "static/css/forum.css"
NO_RIGHTS = replace(NONE, read_text=True)
KAI = Face("kai", "Kai Sommer")
QUESTION = replace(
    prompt_rows("")[1],
    id=7,
    number=1,
    text="Who waters the beans?",
    url="/t/beans/3/prompts/7/",
    suggested_by=None,
    is_sealed=False,
    is_shut=False,
    may_pass=False,
)
CLOSED = replace(
    QUESTION,
    id=8,
    number=2,
    text="Who picks them?",
    url="/t/beans/3/prompts/8/",
    voices=2,
    state=Prompt.State.CLOSED,
)


def names(paths):
    return [str(path.relative_to(ROOT / "templates")) for path in paths]


@pytest.mark.parametrize("name", names(TEMPLATES))
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_nothing_inline(path):
    """The content security policy would stop it, and a page would be dead without a word."""
    text = path.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "javascript:" not in text
    # What is no script but data for one (JSON) runs nowhere, and no policy is asked about it.
    assert not re.search(r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")", text)


def test_no_address_is_reversed_for_each_post():
    """Reversing costs more than the rest of a post; dataclasses carry addresses."""
    for name in ("_post", "_topic_row", "_prompts"):
        assert "{% url" not in (ROOT / f"templates/threads/{name}.html").read_text()


def test_scripts_are_light():
    """What a guest loads, and what a member loads at first (tests/browser/test_weight.py counts
    what a browser asks for); each behaviour is one small file."""
    assert (ROOT / "static/js/main.js").stat().st_size <= 4_000
    scripts = [path.stat().st_size for path in (ROOT / "static/js/behaviours").glob("*.js")]
    assert max(scripts) <= 8_000


def test_scripts_import_in_no_circle():
    """Names that carry the content of a file never settle in a circle: collecting would fail."""
    files = {path.stem: path.read_text() for path in (ROOT / "static/js").rglob("*.js")}
    needs = {
        name: set(re.findall(r"""["']\./(?:\w+/)?(\w+)\.js["']""", text))
        for name, text in files.items()
    }
    while free := [name for name, others in needs.items() if not others & needs.keys()]:
        for name in free:
            del needs[name]
    assert not needs


def test_one_stylesheet():
    """One for the site, and one for the admin, which has Django's beside it."""
    assert {path.name for path in (ROOT / "static/css").iterdir()} == {"forum.css", "admin.css"}
    assert len(gzip.compress(CSS.read_bytes(), 9)) <= 12_500


def test_a_theme_changes_colours_alone():
    """The looks ask what is not colour in one theme (tests/browser/looking.py)."""
    css = re.sub(r"/\*.*?\*/", "", CSS.read_text(), flags=re.DOTALL)
    assert "prefers-color-scheme" not in css
    themed = re.findall(r"\[data-theme[^{]*\{([^}]*)\}", css)
    assert themed
    assert all(re.fullmatch(r"\s*color-scheme: \w+;\s*", rule) for rule in themed)


def test_every_picture_is_drawn_and_shown():
    """`bin/screenshots.py --docs` draws each picture of the documentation, and the page shows it."""
    drawn = {f"{shot.name}.png" for _look, shot in pictures()}
    shown = set(re.findall(r"images/([\w-]+\.png)", (ROOT / "docs/screenshots.md").read_text()))
    assert {path.name for path in (ROOT / "docs/images").iterdir()} == drawn == shown


# --- Contrast -------------------------------------------------------------------------------------

# Text on its ground: 4.5 to 1.
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("paper", "card", "sunk")),
    *(("ink", f"{wash}-wash") for wash in ("water", "ember", "moss", "plum", "danger")),
    *(("ink-2", f"{wash}-wash") for wash in ("water", "ember")),
    *((colour, ground) for colour in ("water", "water-hi") for ground in ("paper", "card")),
    ("water", "water-wash"),
    ("water-hi", "water-wash"),
    ("water-hi", "sunk"),
    ("on-water", "water"),
    ("on-water", "water-hi"),
    ("on-danger", "danger"),
    *((colour, ground) for colour in ("ember", "danger") for ground in ("paper", "card")),
    ("ember", "ember-wash"),
    ("ember-wash", "ember"),
    ("card", "ember"),
    ("plum", "plum-wash"),
]
# Borders of controls, focus rings and dots that mean something: 3 to 1.
SHAPES = [
    *((shape, ground) for shape in ("edge", "focus") for ground in ("paper", "card", "sunk")),
    *((dot, "paper") for dot in ("water", "ember", "moss", "plum", "sky", "ink-3")),
]


def tokens() -> dict[str, tuple[str, str]]:
    pairs = re.findall(
        r"--([\w-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\);", CSS.read_text()
    )
    return {name: (light, dark) for name, light, dark in pairs}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "ground", "least"),
    [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in SHAPES],
)
def test_contrast(front, ground, least, theme):
    known = tokens()
    assert contrast(known[front][theme], known[ground][theme]) >= least


def test_initials_stand_out_on_every_avatar():
    grounds = re.findall(r"\.hue-\d+ circle \{ fill: (#[0-9A-F]{6})", CSS.read_text())
    assert len(grounds) == 12
    assert all(contrast(ground, "#FFFFFF") >= 4.5 for ground in grounds)


def test_every_token_that_is_used_exists():
    text = CSS.read_text()
    assert set(re.findall(r"var\(--([\w-]+)", text)) <= set(re.findall(r"--([\w-]+):", text))


# --- Prints ---------------------------------------------------------------------------------------


def post(**facts) -> PostRow:
    facts = {
        "id": 5,
        "number": 2,
        "url": "/t/beans/3/2/",
        "author": KAI,
        "author_id": None,
        "is_mine": False,
        "html": mark_safe("<p>Water them at dusk.</p>\n"),
        "is_withdrawn": False,
        "is_hidden": False,
        "hidden_reason": "",
        "created_at": timezone.now(),
        "came_at": timezone.now(),
        "edited_at": None,
        "version": 1,
        "like_count": 0,
        "report_count": 0,
        "is_liked": False,
        "parent": None,
        "filings": (),
        "rights": NO_RIGHTS,
    } | facts
    return PostRow(**facts)


def printed(row: PostRow, **page) -> str:
    return render_to_string("threads/_post.html", {"post": row, "page": page})


def test_body_holds_exactly_the_stored_text():
    assert '<div class="post-body" id="post-2-body"><p>Water them at dusk.</p>\n</div>' in printed(
        post()
    )


def test_marks_that_others_rely_on():
    html = printed(post(parent=Parent(1, KAI, "/t/beans/3/1/"), edited_at=timezone.now()))
    assert re.search(r'<article id="post-2" data-post-id="5"', html)
    assert 'href="/t/beans/3/1/"' in html
    assert 'href="/p/5/history/"' in html


@pytest.mark.parametrize(("count", "words"), [(1, "1 Like"), (2, "2 Likes")])
def test_likes_are_counted_in_words(count, words):
    assert f'data-likes="{count}" href="/p/5/likes/">{words}</a>' in printed(post(like_count=count))


def test_no_likes_print_nothing():
    assert "data-likes" not in printed(post())


@pytest.mark.parametrize(("is_liked", "wish", "pressed"), [(False, 1, "false"), (True, 0, "true")])
def test_like_form_carries_a_wish(is_liked, wish, pressed):
    rights = replace(NO_RIGHTS, like=True)
    html = printed(post(rights=rights, is_liked=is_liked))
    assert 'action="/p/5/like/"' in html
    assert f'name="on" value="{wish}"' in html
    assert f'aria-pressed="{pressed}"' in html


def test_the_fragment_of_likes_is_a_part_of_the_post():
    context = {"post": post(like_count=3)}
    fragment = render_to_string("threads/_post.html#likes", context)
    assert fragment.startswith('<div class="likes">')
    assert "3 Likes" in fragment
    assert "<article" not in fragment


def test_tombstone_says_withdrawn_and_shows_no_text_to_others():
    rights = replace(NO_RIGHTS, read_text=False)
    html = printed(post(is_withdrawn=True, html=mark_safe(""), rights=rights))
    assert "withdrawn" in html
    assert "post-body" not in html


def test_only_the_post_that_is_pointed_at_takes_the_focus():
    assert "autofocus" in printed(post(), target=2)
    assert "autofocus" not in printed(post(), target=3)


def test_a_reason_is_escaped():
    html = printed(post(is_hidden=True, hidden_reason="<b>rude</b>", html=mark_safe("")))
    assert "&lt;b&gt;rude&lt;/b&gt;" in html


def test_answered_names_the_prompts_of_the_header_only():
    filed = tuple(Filing(pk, 1, Answer.State.FILED, "") for pk in (7, 99))
    assert answered(post(filings=filed), [QUESTION, CLOSED]) == (QUESTION,)
    assert answered(post(), [QUESTION]) == ()


def test_boxes_offer_open_prompts_and_keep_what_was_ticked():
    blank = ReplyForm(initial={"prompts": [7]})
    assert prompt_boxes(blank, [QUESTION, CLOSED]) == ((QUESTION, True),)
    sent = ReplyForm({"body": "", "prompts": ["8"]})
    assert prompt_boxes(sent, [QUESTION, CLOSED]) == ((QUESTION, False), (CLOSED, True))


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1, seconds=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=3, seconds=1), "3 hours ago"),
        (timedelta(days=1, seconds=1), "1 day ago"),
        (timedelta(days=29, seconds=1), "29 days ago"),
    ],
)
def test_ago(passed, words):
    assert ago(timezone.localtime() - passed) == words


def test_what_is_long_past_shows_its_date():
    assert "2003" in ago(timezone.localtime().replace(year=2003, month=2, day=3))


def test_a_moment_tells_date_and_zone_of_its_reader():
    with timezone.override("Asia/Kathmandu"):
        html = moment(datetime(2026, 1, 5, 12, 0, tzinfo=UTC))
    assert 'datetime="2026-01-05T17:45:00+05:45"' in html
    assert "5:45 p.m. +0545" in html
