"""The living style page: every component in every state, for who builds and runs the site."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.faces import Face
from accounts.policies import Refusal
from accounts.viewer import ForumRequest
from threads.forms import ReplyForm, TopicForm
from threads.markup.examples import EXAMPLES
from threads.models import Answer, Category, Fishbowl, Prompt
from threads.queries.bowls import Bowl, seats_of
from threads.queries.filters import TopicFilter
from threads.queries.links import Mention, Mentions
from threads.queries.lists import TopicRow, Voice
from threads.queries.pages import Pager
from threads.queries.panels import Link, Panel, PanelSeat, SourceBlock
from threads.queries.perspectives import Response, View
from threads.queries.posts import Filing, Parent, PostRow, Rights
from threads.queries.prompts import PromptRow
from threads.queries.relations import Related
from threads.queries.texts import preview_html
from threads.queries.unread import Mark

NAMES = (
    "Ana Ruiz", "Bo Lindgren", "Chidi Eze", "Dina Haddad", "Emre Kaya", "Fatou Sow", "Gil Amar",
    "Hana Mori", "Ivo Petrov", "Jun Park", "Kaia Tamm", "Leo Brandt",
)  # fmt: skip
FACES = tuple(Face(name.split()[0].lower(), name) for name in NAMES)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 3
ARABIC = "ما الذي يساعدك على أن تضع المهمة جانبًا قبل أن تُرهقك؟"
TOKENS = (
    "paper", "card", "sunk", "ink", "ink-2", "ink-3", "water", "water-wash", "ember",
    "ember-wash", "moss", "moss-wash", "plum", "plum-wash", "sky", "danger", "danger-wash",
    "edge", "line", "focus",
)  # fmt: skip
ICONS = (
    "heart", "reply", "quote", "edit", "link", "more", "close", "check", "plus", "up", "down",
    "pin", "lock", "people", "bold", "italic", "code", "list", "numbers", "mention", "heading",
    "eye",
)  # fmt: skip
OPEN_TOPIC = {
    "state": "open",
    "id": 0,
    "place_id": "0",
    "get_absolute_url": "/style/",
    "category": {"visibility": "public"},
}
NO_RIGHTS = Rights(**{right.name: False for right in fields(Rights)})
ALL_RIGHTS = Rights(**{right.name: True for right in fields(Rights)})
# A question that a post answers, one in another wording, one that the host suggests.
FILINGS = (
    Filing(1, 1, Answer.State.FILED, ""),
    Filing(3, 1, Answer.State.FILED, "Which habit is small enough?"),
    Filing(2, 1, Answer.State.SUGGESTED, ""),
)


@require_safe
def style(request: ForumRequest) -> HttpResponse:
    """The page; `?dir=rtl` shows it from right to left, with Arabic text."""
    if not request.viewer.is_admin:
        raise Refusal(_("This page is for those who run the site."))
    is_rtl = request.GET.get("dir") == "rtl"
    context = samples(ARABIC if is_rtl else "", is_rtl) | forms(request)
    return render(request, "leadership_forum/style.html", context)


def forms(request: ForumRequest) -> dict[str, Any]:
    """Fields as they come, and as they come back refused; the composer with a text in it."""
    refused = TopicForm(request.viewer, QueryDict("category=nowhere&title=&source_when=soon"))
    refused.is_valid()
    fresh = TopicForm(request.viewer, auto_id="fresh_%s")
    names = ("category", "kind", "source_when", "move_prompts")
    return {
        "fields": [form[name] for form in (fresh, refused) for name in names],
        "form": ReplyForm(initial={"body": LONG, "reply_to": 2, "prompts": [1]}),
        "typed": LONG,
    }


def samples(words: str, is_rtl: bool) -> dict[str, Any]:
    """What the page prints: made-up values, so that each state is always there."""
    prompts = prompt_rows(words)
    return {
        "rtl": is_rtl,
        "tokens": TOKENS,
        "icons": ICONS,
        "faces": (*FACES[:4], Face("", _("Former member"))),
        "bowls": bowls(),
        "panel": panel(),
        "origins": (Related(1, "What rests here?", "/style/", continues=True),),
        "offshoots": (Related(2, LONG, "/style/", continues=False),),
        "source": SourceBlock(
            words or "Rest and rhythm",
            _("Live fishbowl"),
            "2026-11",
            (Link("https://example.org/essay", "example.org"),),
        ),
        "prompts": prompts,
        "posts": posts(words),
        "rows": rows(words),
        "running": [replace(row, heard=n) for n, row in enumerate(rows(words)) if row.bowl],
        "choices": TopicFilter(state="open").choices("/style/"),
        "pager": Pager.of("/style/", 2, has_next=True, last=9),
        "moments": [timezone.now() - timedelta(days=days) for days in (0, 3, 90, 900)],
        "page": {"prompts": prompts, "topic": OPEN_TOPIC, "target": 3, "may_reply": True},
    }


def bowls() -> list[tuple[str, Bowl]]:
    """The figure in each phase, with few seats and with the most."""
    phases = [("", 0), *((phase, 1) for phase in Fishbowl.Phase.values[:3]), ("closed", 0)]
    usual = [
        (
            phase or "recap",
            Bowl(seats_of(FACES[:4], chairs, "bo"), phase, "4 questions", "17 voices"),
        )
        for phase, chairs in phases
    ]
    few = ("nobody yet", Bowl(seats_of((), 1), "gathering", "0 questions", ""))
    most = ("the most", Bowl(seats_of(FACES, 3, "ivo"), "panel", "12 questions", "1,204 voices"))
    nine = ("nine", Bowl(seats_of(FACES[:8], 1), "panel", "3 questions", "40 voices"))
    return [*usual, few, nine, most]


def panel() -> Panel:
    """A panel with its host, somebody who corrects what was heard of them, somebody without an
    account, and an open chair."""
    people = (*FACES[:3], Face("", "Dina from the mill", is_named=True))
    said = Response(corrects=True, html=preview_html("Rest **last**."), source="", is_earlier=True)
    heard = View(preview_html("Rest *first*."), "", FACES[0], said, may_respond=True)
    seats = tuple(
        PanelSeat(
            n,
            face,
            n == 0,
            view=heard if n == 1 else None,
            ask_url="/style/" if n in {1, 2} else "",
        )
        for n, face in enumerate(people)
    )
    return Panel(seats, "panel", "Panel", 1, "The panel is talking in the bowl.", bowls()[0][1])


def rows(words: str) -> list[TopicRow]:
    """Topics in lists: plain, a fishbowl with much, and one that is closed and not listed."""
    now = timezone.now()
    place = Category(name="Circles and roles", slug="circles", colour="plum")
    everybody = tuple(Voice(who, "wrote lately") for who in FACES[:5])
    return [
        TopicRow(
            id=n,
            title=words or ("What rests here?", LONG, "Settled")[n],
            url="/style/",
            last_url="/style/",
            category=place,
            author=FACES[n],
            last_author=FACES[n + 1],
            voices=everybody[: n * 4 + 1],
            bowl=bowls()[2][1] if n == 1 else None,
            bowl_words="Panel · 1 open chair" if n == 1 else "",
            replies=(0, 1_204, 1)[n],
            prompts=(0, 12, 2)[n],
            waiting=(0, 3, 0)[n],
            state=("open", "open", "closed")[n],
            is_pinned=n == 1,
            is_listed=n < 2,
            may_curate=False,
            created_at=now,
            last_post_at=now,
            mark=(
                Mark(is_new=True),
                Mark(unread=500, first=2, is_more=True, under=(2, 11), is_partly=True),
                Mark(unread=1, first=2, under=(1,)),
            )[n],
        )
        for n in range(3)
    ]


def prompt_rows(words: str) -> tuple[PromptRow, ...]:
    """A prompt in each state."""
    texts = (words or "What helps you to put a task down?", "Which habits help?", LONG, "Closed?")
    voices = (14, 0, 1, 2)
    return tuple(
        PromptRow(
            id=n,
            topic_id=1,
            number=n,
            text=text,
            note="",
            url="/style/",
            voices=voices[n - 1],
            is_mine=n == 1,
            is_passed=False,
            state=Prompt.State.CLOSED if n == len(texts) else Prompt.State.OPEN,
            version=1,
            meaning_version=1,
            changed_after=3 if n == 1 else 0,
            suggested_by=FACES[2] if n == 2 else None,
            is_sealed=n == 2,
            is_shut=n == 2,
            may_pass=n == 2,
            faces=FACES[: min(voices[n - 1], 5)],
        )
        for n, text in enumerate(texts, start=1)
    )


def posts(words: str) -> list[tuple[PostRow, bool]]:
    """A post in each state, and whether it stands under the one above it."""
    everything = preview_html("\n\n".join(example.typed for example in EXAMPLES))
    text = preview_html(words or "I put the list on the door, and then I *leave*.")
    now = timezone.now()
    parent = Parent(2, FACES[1], "/style/")

    def post(number: int, **facts: Any) -> PostRow:
        usual = {
            "id": number, "number": number, "url": "/style/", "author": FACES[number % 12],
            "author_id": None, "is_mine": False, "html": text,
            "is_withdrawn": False, "is_hidden": False, "hidden_reason": "",
            "created_at": now, "came_at": now, "edited_at": None, "version": 1,
            "like_count": 0, "report_count": 0, "is_liked": False, "parent": None,
            "filings": (), "rights": ALL_RIGHTS,
        }  # fmt: skip
        return PostRow(**{**usual, **facts})

    gone = {"rights": NO_RIGHTS}
    topics = (Mention("What rests here?", "/style/"), Mention(LONG, "/style/"))
    mentions = Mentions(topics, has_more=False)
    return [
        (post(1, html=everything, like_count=2), False),
        (post(2, is_panel=True, filings=FILINGS, is_liked=True, like_count=1), False),
        (post(3, parent=parent, edited_at=now, mentions=mentions), True),
        (post(4, is_withdrawn=True, **gone), False),
        (post(5, is_hidden=True, hidden_reason="off topic", **gone), False),
        (post(6, author=Face("", _("Former member")), report_count=3), False),
        (post(7, author=Face("long", LONG[:60])), False),
    ]
