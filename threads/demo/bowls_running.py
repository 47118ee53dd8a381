"""Two fishbowls in which the panel talks: a circle about its tools, and a village about its dogs.

Posts here are said one after the other, between the acts below; `days_ago` of both say when.
"""

from typing import Any

from threads.demo.hosting_shapes import Ask, InBowl, Moment, Settled, Step
from threads.demo.shapes import Post, Topic

TOOLS = "Who mends the tools that everybody borrows?"
DOGS = "Dogs on the commons: five views and two open chairs"
_TOOLS_OPENED, _DOGS_OPENED = 5.3, 8.2


def _of_tools(author: str, days_ago: float, body: str, **marks: Any) -> Post:
    return Post(author, body, (_TOOLS_OPENED - days_ago) * 24, **marks)


def _of_dogs(author: str, days_ago: float, body: str, **marks: Any) -> Post:
    return Post(author, body, (_DOGS_OPENED - days_ago) * 24, **marks)


TOPICS = (
    Topic(
        category="land-and-seasons",
        title=TOOLS,
        author="ada",
        body=(
            "Two hundred tools, six people in the Land circle who look after them, and some forty "
            "of us who borrow them. What comes back broken is leaned against the shed at night, "
            "like a foundling.\n\n"
            "The Land circle talks, everybody else listens, asks, and sits down in the open chair. "
            "I only hold the bowl; I have broken a rake myself. What we hear goes to the meeting "
            "of the circle at the end of the month."
        ),
        tags=("fishbowl", "tools"),
        prompts=(
            "What happens today between “it broke” and “it works again”?",
            "What would you try for three months?",
        ),
        days_ago=_TOOLS_OPENED,
        kind="fishbowl",
        panel=("wren.s", "jlopes", "rosalind_p", "oakes", "beatriz_v", "tom_hazel"),
        is_played=True,
        posts=(
            _of_tools(
                "wren.s",
                3.9,
                "Honestly? I find it on Saturday, I am cross until Sunday, and on Monday I mend "
                "it, because that is quicker than finding out who it was. Last year that made "
                "thirty-four Mondays.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_tools(
                "jlopes",
                3.6,
                "In the orchard the saw goes to whoever is next in the book, broken or not. That "
                "person then has no saw and a grievance. It is a system of sorts.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_tools(
                "ben",
                3.53,
                "From beside the bowl: with the bicycles it is the same, and nobody is lazy. "
                "People are ashamed, and shame walks home in the dark.",
                lane="gallery",
            ),
            _of_tools(
                "dariusz",
                3.2,
                "I would write my name on a broken thing if the list were called “thank you for "
                "telling us”.",
                lane="gallery",
            ),
            _of_tools(
                "beatriz_v",
                3.05,
                "The prams have a cloth bag with two spare screws sewn in. Half of what we call "
                "broken is a screw.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_tools(
                "ada",
                2.63,
                "Two questions of the gallery, before you go on. Take the ones that you like.",
                asks=("broken and silent", "labels"),
            ),
            _of_tools(
                "jlopes",
                2.4,
                "To Ben’s: once I went and asked, at every door, with the shears in my hand. I "
                "got four cups of tea, a pair of shears, and no confession. I would rather have a "
                "hook on which broken things hang, in daylight, without a name.",
                lane="bowl",
                ask="broken and silent",
            ),
            _of_tools(
                "wren.s",
                1.5,
                "A hook, a red one, inside the door. And one of us looks at it every Saturday, in "
                "turn, for three months. I begin.",
                lane="bowl",
                prompts=(2,),
            ),
            _of_tools(
                "oakes",
                1.25,
                "Fewer tools. Thirty that are sharp, and the rest to whoever wants to love them. "
                "For three months I would lock half of the shed and see who knocks.",
                lane="bowl",
                prompts=(2,),
            ),
            _of_tools(
                "priya-w",
                0.7,
                "May I say from outside that a locked half sounds to me like a lost half? The "
                "house pays for all of them.",
                lane="gallery",
            ),
            _of_tools(
                "noor_h",
                0.52,
                "I sit here for the newcomers. Nobody tells us where the spare blades are, so we "
                "use the blunt ones, and then it is we who broke them. For three months: a person "
                "at the shed on Saturdays who shows how, and soup.",
                lane="bowl",
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="commons",
        title=DOGS,
        author="tom_hazel",
        body=(
            "We have had the row, and we have had the silence after the row. Now five people who "
            "see it differently talk about dogs on the commons: with a lead, without one, or not "
            "at all.\n\n"
            "Two chairs are open. Sit down, say your piece, make room. Nothing is decided here; "
            "in four days the floor opens for everybody."
        ),
        tags=("fishbowl", "dogs"),
        prompts=(
            "What do you need on the commons, with or without a dog?",
            "Which agreement could you keep on a wet Tuesday in November?",
        ),
        days_ago=_DOGS_OPENED,
        kind="fishbowl",
        panel=("mira.oday", "dariusz", "tamar_b", "stone-cutter", "ilse-marie"),
        open_chairs=2,
        is_played=True,
        posts=(
            _of_dogs(
                "ilse-marie",
                6.9,
                "I am seventy-three and one bone of mine has been broken by joy, on four legs. I "
                "need one path on which nothing runs towards me.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_dogs(
                "stone-cutter",
                6.5,
                "A dog on a lead for its whole life is a sad dog, and a sad dog barks. I need an "
                "hour. Name me the hour.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_dogs(
                "dariusz",
                6.22,
                "Fair enough, both. I have neither a dog nor a bad hip. I have sheep next door, "
                "and they cannot read signs.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_dogs(
                "tamar_b",
                5.93,
                "Before seven: free. After seven: lead. Lambing: never. Short enough for the gate.",
                lane="bowl",
                prompts=(2,),
            ),
            _of_dogs(
                "mira.oday",
                5.5,
                "What I hear is that nobody here asks for everything. Ilse-Marie asks for a path, "
                "Jarvis for an hour, Dariusz for some weeks in spring. These do not touch.",
                lane="bowl",
            ),
            _of_dogs(
                "ben",
                5.08,
                "I ride there at six in the morning, and at six in the morning dogs are wheels "
                "with opinions.",
                lane="gallery",
            ),
            _of_dogs(
                "florian",
                5.01,
                "I took a chair to say one thing: children. Nobody has counted them yet. Ours is "
                "two and as tall as a nose.",
                lane="bowl",
                prompts=(1,),
            ),
            _of_dogs(
                "amara.n",
                4.9,
                "It is always those without a dog who know how to keep one.",
                lane="gallery",
            ),
            _of_dogs(
                "zoe-e",
                4.75,
                "And always those with one who say that it only wants to play!",
                lane="gallery",
            ),
            _of_dogs(
                "caoimhe",
                4.6,
                "I have the dog that broke the bone. She is called Button, and I have walked her "
                "on a lead since, every day, and I would like Ilse-Marie to know that.",
                lane="bowl",
            ),
            _of_dogs(
                "mo",
                4.5,
                "A word from the tea corner: the gallery has begun to answer each other across the "
                "bowl. Breathe, and ask instead.",
                as_moderator=True,
                lane="bowl",
            ),
            _of_dogs(
                "tom_hazel",
                3.46,
                "Three questions from the gallery, all of them better than the notes before.",
                asks=("the path", "who says so", "other people’s dogs"),
            ),
            _of_dogs(
                "stone-cutter",
                3.3,
                "The path along the ditch. I would never let him off there anyway; he comes home "
                "as a different colour.",
                lane="bowl",
                ask="the path",
            ),
            _of_dogs(
                "mira.oday",
                2.9,
                "Visitors: the board at the gate, with a drawing. Whoever lets their own dog run "
                "knows the rule, and says it to the visitor, kindly, once.",
                lane="bowl",
                ask="other people’s dogs",
            ),
            _of_dogs(
                "florian",
                1.02,
                "If there is a board, I will draw it. With a nose at the right height.",
                lane="bowl",
            ),
        ),
    ),
)


def _tools(act: str, actor: str, days_ago: float, **facts: Any) -> InBowl:
    return InBowl(days_ago=days_ago, actor=actor, topic=TOOLS, act=act, **facts)


def _dogs(act: str, actor: str, days_ago: float, **facts: Any) -> InBowl:
    return InBowl(days_ago=days_ago, actor=actor, topic=DOGS, act=act, **facts)


_TOOLS: tuple[Moment, ...] = (
    _tools("accept", "wren.s", 5.21),
    _tools("accept", "jlopes", 5.11),
    Ask(
        days_ago=5.02,
        actor="ben",
        topic=TOOLS,
        name="broken and silent",
        text="What do you do when something comes back broken and nobody says a word?",
    ),
    _tools("accept", "oakes", 4.91),
    _tools("accept", "rosalind_p", 4.81),
    Ask(
        days_ago=4.71,
        actor="amara.n",
        topic=TOOLS,
        name="labels",
        text="Could the bakery lend you its label printer, or would labels only annoy you?",
    ),
    _tools("accept", "tom_hazel", 4.51),
    _tools("accept", "beatriz_v", 4.41),
    _tools("panel", "ada", 4.01),
    _tools("take", "noor_h", 1.9),
    _tools("round", "ada", 1.66, prompt=2, hours=72),
    _tools("pass", "rosalind_p", 1.12),
    Ask(
        days_ago=1.01,
        actor="kofi_a",
        topic=TOOLS,
        name="the second rake",
        text="Which tool would you buy twice?",
    ),
    _tools("raise", "ben", 0.91),
    _tools("raise", "caoimhe", 0.81),
    _tools("raise", "dariusz", 0.41),
)

_DOGS: tuple[Moment, ...] = (
    Step(days_ago=8.15, act="cohost", actor="tom_hazel", topic=DOGS, person="ada"),
    _dogs("accept", "mira.oday", 8.11),
    _dogs("accept", "stone-cutter", 8.02),
    _dogs("accept", "dariusz", 7.91),
    _dogs("accept", "tamar_b", 7.81),
    _dogs("accept", "ilse-marie", 7.61),
    _dogs("panel", "tom_hazel", 7.01),
    _dogs("take", "florian", 5.23),
    _dogs("take", "caoimhe", 4.83),
    _dogs("gallery", "tom_hazel", 4.45, gallery="questions"),
    Ask(
        days_ago=4.31,
        actor="ben",
        topic=DOGS,
        name="the path",
        text="Which path could be the one on which nothing runs towards Ilse-Marie?",
    ),
    Ask(
        days_ago=4.21,
        actor="lidia.k",
        topic=DOGS,
        name="who says so",
        text="Who says it to a neighbour whose dog runs after seven all the same?",
    ),
    Ask(
        days_ago=3.92,
        actor="nadia-q",
        topic=DOGS,
        name="other people’s dogs",
        text="And the dogs of visitors, who have never heard of any of this?",
    ),
    Settled(
        days_ago=3.21,
        actor="tamar_b",
        topic=DOGS,
        ask="who says so",
        words="Not a question of dogs. Ask it again when the floor is open.",
    ),
    _dogs("give_back", "caoimhe", 3.01),
    _dogs("times", "tom_hazel", 2.01, days=4),
)

MOMENTS = (*_TOOLS, *_DOGS)
