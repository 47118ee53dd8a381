"""Two fishbowls whose panel is over, one with an open floor and one closed with words; and what was
done with two others, of which the posts stand among the topics.

Posts here are said one after the other, between the acts below; `days_ago` of both say when.
"""

from typing import Any

from threads.demo.harvests import OBJECTION
from threads.demo.hosted import HOUSEHOLD
from threads.demo.hosting_shapes import Harvest, InBowl, Moment
from threads.demo.shapes import Post, Topic

NIGHTS = "How loud may a house be after ten?"
SECRETARY = "May a circle meet without its secretary?"
_NIGHTS_OPENED, _SECRETARY_OPENED = 15.2, 60.2


def _of_nights(author: str, days_ago: float, body: str, **marks: Any) -> Post:
    return Post(author, body, (_NIGHTS_OPENED - days_ago) * 24, **marks)


def _of_secretary(author: str, days_ago: float, body: str, **marks: Any) -> Post:
    return Post(author, body, (_SECRETARY_OPENED - days_ago) * 24, **marks)


TOPICS = (
    Topic(
        category="homes-and-money",
        title=NIGHTS,
        author="greta_l",
        body=(
            "We share one staircase, nine doors and very thin floors. Some of us bake at four in "
            "the morning, some play the cello at eleven at night, and some sleep in between.\n\n"
            "First three of us talk who live above, below and beside the music. Then everybody."
        ),
        tags=("fishbowl", "noise"),
        prompts=(
            "At which hour does the house belong to those who sleep?",
            "How do you tell somebody that they are loud?",
        ),
        days_ago=_NIGHTS_OPENED,
        kind="fishbowl",
        panel=("zoe-e", "sorenq", "priya-w"),
        is_played=True,
        posts=(
            _of_nights(
                "zoe-e",
                13.8,
                "I sing while I bake, and I bake at four. So for me the question is not ten at "
                "night. It is whether a song counts as noise when it smells of bread.",
                lane="bowl",
            ),
            _of_nights(
                "sorenq",
                13.5,
                "I have measured it. The cello is forty-one, the fridge is forty-four, and nobody "
                "has ever written a note to the fridge.",
                lane="bowl",
            ),
            _of_nights(
                "aleksi",
                13.1,
                "Measured where? In the corridor a closed door takes half of it away.",
                lane="gallery",
            ),
            _of_nights(
                "ben",
                12.3,
                "I sit down for a minute as the one who sleeps under the workshop of his own "
                "house. Half past ten is fine by me. What wakes me is not loud, it is sudden.",
                lane="bowl",
            ),
            _of_nights(
                "harp_s",
                11.9,
                "“Not loud but sudden” goes on our fridge, which is loud but not sudden.",
                lane="gallery",
            ),
            _of_nights(
                "priya-w",
                11.2,
                "Ten, and half past on Fridays. With a door that is closed softly, by hand.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_nights(
                "sorenq",
                10.6,
                "Ten, because it is easy to say. The number matters less than that it is one.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_nights(
                "amara.n",
                7.6,
                "Now that everybody may: bakers sleep at eight. We have never asked anybody to "
                "whisper at eight, and I think that we should have.",
                lane="floor",
                prompts=(1,),
            ),
            _of_nights(
                "florian",
                7.1,
                "The cello speaking. I knock on the floor with my foot before I begin, and below "
                "they knock back, or they do not. It has worked for two years.",
                lane="floor",
                prompts=(2,),
            ),
            _of_nights(
                "zoe-e",
                6.24,
                "A knock! I will take that for four in the morning as well, the other way round: "
                "whoever is awake already knocks, and then I sing.",
                lane="floor",
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title=SECRETARY,
        author="hanneke",
        body=(
            "Twice this year a circle of ours met while its secretary was ill, and nothing was "
            "written down. The second time something was decided, and now there are four "
            "memories of it.\n\n"
            "Three people who write minutes, and one who never reads them, talk about what a "
            "meeting is worth without a page."
        ),
        tags=("fishbowl", "minutes"),
        prompts=("What must be on the page, whoever writes it?",),
        days_ago=_SECRETARY_OPENED,
        kind="fishbowl",
        panel=("mira.oday", "greta_l", "KaiNord"),
        is_played=True,
        posts=(
            _of_secretary(
                "greta_l",
                58.3,
                "A meeting without minutes is a walk. I like walks. One should not decide "
                "anything on them.",
                lane="bowl",
            ),
            _of_secretary(
                "KaiNord",
                58.1,
                "We decide with the saw in the hand and write it on the hull, in chalk. What is "
                "still there in the evening was a decision.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_secretary(
                "mira.oday",
                57.7,
                "What was decided, from when, and who looks at it again. Three lines; whoever has "
                "a pen is the secretary.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_secretary(
                "yuki-t",
                57.2,
                "I have read all minutes of nine years. The short ones are the true ones.",
                lane="gallery",
            ),
            _of_secretary(
                "oakes",
                56.4,
                "I never read them, and I took the chair to say why: they tell me who spoke, and I "
                "was there. Tell me what I promised.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_secretary(
                "ben",
                53.6,
                "Then it is decided by whoever brings the pen, and I shall bring a very small one.",
                lane="floor",
            ),
            _of_secretary(
                "ximena.r",
                53.1,
                "Read the three lines aloud before anybody stands up. What nobody contradicts in "
                "the room is on the page; the rest was talk.",
                lane="floor",
                prompts=(1,),
            ),
        ),
    ),
)


def _nights(act: str, actor: str, days_ago: float, **facts: Any) -> InBowl:
    return InBowl(days_ago=days_ago, actor=actor, topic=NIGHTS, act=act, **facts)


def _secretary(act: str, actor: str, days_ago: float, **facts: Any) -> InBowl:
    return InBowl(days_ago=days_ago, actor=actor, topic=SECRETARY, act=act, **facts)


def _objection(act: str, actor: str, days_ago: float) -> InBowl:
    return InBowl(days_ago=days_ago, actor=actor, topic=OBJECTION, act=act)


_NIGHTS: tuple[Moment, ...] = (
    _nights("accept", "zoe-e", 15.1),
    _nights("accept", "sorenq", 14.95),
    _nights("accept", "priya-w", 14.6),
    _nights("panel", "greta_l", 14.05),
    _nights("take", "ben", 12.45),
    _nights("give_back", "ben", 12.15),
    _nights("round", "greta_l", 11.55, prompt=1, hours=72),
    _nights("pass", "zoe-e", 10.43),
    _nights("open_floor", "greta_l", 8.05),
)

_SECRETARY: tuple[Moment, ...] = (
    _secretary("accept", "greta_l", 60.05),
    _secretary("accept", "mira.oday", 59.65),
    _secretary("accept", "KaiNord", 59.45),
    _secretary("panel", "hanneke", 58.55),
    _secretary("take", "oakes", 56.65),
    _secretary("open_floor", "hanneke", 54.05),
    Harvest(
        days_ago=51.55,
        actor="hanneke",
        topic=SECRETARY,
        name="three lines",
        title="Three lines before anybody stands up",
        for_whom="Every circle that meets without its secretary, on the day that it happens",
        goes_to="The hosts’ shelf, beside the template for minutes",
        text=(
            "# What we heard\n\n"
            "- Without a page one should not decide: "
            '[#2 "One should not decide anything on them."]\n'
            "- Three lines are enough: what, from when, and who looks at it again "
            '[#4 "whoever has a pen is the secretary"]\n'
            '- And a fourth for those who do not read minutes: [#6 "Tell me what I promised."]\n'
            "- Read them aloud before the end "
            '[#8 "What nobody contradicts in the room is on the page"]\n\n'
            "# Open questions\n\n"
            "Whether chalk counts.\n"
        ),
    ),
    _secretary(
        "closed",
        "hanneke",
        51.05,
        words="Three lines, read aloud. I have put them on the shelf, and a pen beside them.",
    ),
)

# Its panel were labels from the first day on: the floor opened at once.
_OBJECTION: tuple[Moment, ...] = (
    _objection("accept", "hanneke", 12.295),
    _objection("accept", "mira.oday", 12.292),
    _objection("open_floor", "jlopes", 12.285),
)

# It was an ordinary topic until this morning.
_HOUSEHOLD: tuple[Moment, ...] = (
    InBowl(
        days_ago=0.12,
        actor="KaiNord",
        topic=HOUSEHOLD,
        act="convert",
        panel=("@ximena.r",),
        words="Not everybody has Saturday. We talk here, as long as it takes.",
    ),
)

MOMENTS = (*_NIGHTS, *_SECRETARY, *_OBJECTION, *_HOUSEHOLD)
