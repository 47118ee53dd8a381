"""How the demo's conversations were held: questions, panels, asks, hosting, words."""

from threads.demo.harvests import OBJECTION, OPENINGS, REST
from threads.demo.hosting_shapes import (
    Ask,
    Moment,
    Response,
    Settled,
    Step,
    Suggested,
    View,
    Word,
    Wording,
)

RENTS = "Setting rents in one open evening"
PHRASES = "“She said ‘let us circle back’”, and other phrases we could do “without”"
FIRST_DAY = "What did you need to know on your first day?"
BICYCLES = "Bicycle workshop: what should we have on the wall?"
WATER = "Where does the water go? Mapping the lower meadow"
HOUSEHOLD = "Questions for Saturday's fishbowl on dividing a household"
DELEGATE = "What a delegate carries, and what a delegate leaves at home"
HIDING = "What we hide, and what we leave standing"
FIRST_YEAR = "Three things I learned in my first year of looking after this forum"

_VIEWS = (
    View(
        days_ago=6.38,
        actor="ada",
        topic=REST,
        panelist="mira.oday",
        text=(
            "The millers had it easy, she said: “no wheel turns on the seventh day”, and so nobody "
            "had to ask for a day off, and nobody had to grant it. What she wants for us is a rule "
            "that is *nobody’s kindness*."
        ),
    ),
    View(
        days_ago=6.375,
        actor="ada",
        topic=REST,
        panelist="jlopes",
        text=(
            "A field that is *pousio* is not empty, it is getting ready. She would have every "
            "house name one thing a year that is left alone on purpose, and put it on the map "
            "with a colour of its own."
        ),
    ),
    View(
        days_ago=6.37,
        actor="ada",
        topic=REST,
        panelist="KaiNord",
        text=(
            "Close the gate and put a sign on it. As long as rest is a favour, those rest who ask "
            "well. A date, a sign, no exceptions."
        ),
    ),
    Response(
        days_ago=6.27,
        actor="KaiNord",
        topic=REST,
        kind="corrects",
        text=(
            "Nearly. I did say that there are exceptions, since somebody has to feed the yard cat. "
            "What I said is that the exceptions go *on the sign*."
        ),
    ),
)

_ASKS = (
    Ask(
        days_ago=29.98,
        actor="tamar_b",
        topic=OPENINGS,
        name="whose rule",
        to="hanneke",
        number=5,
        text="The hand that goes up for everybody: whose idea was that? It sounds well worn.",
    ),
    Settled(days_ago=29.905, actor="hanneke", topic=OPENINGS, ask="whose rule", number=7),
    Ask(
        days_ago=6.3,
        actor="ada",
        topic=REST,
        name="the essay",
        to="mira.oday",
        link="https://example.org/the-fallow-week",
        text="Would you still say that nobody had to ask for the day off, after this essay?",
    ),
    Ask(
        days_ago=5.1,
        actor="dariusz",
        topic=REST,
        name="next to the field",
        to="jlopes",
        text="What do your neighbours do in a year when they cannot afford to leave a field alone?",
    ),
    Settled(
        days_ago=4.2,
        actor="jlopes",
        topic=REST,
        ask="next to the field",
        words="That is their story, and they are not here. I will ask them when I am next at home.",
    ),
    Ask(
        days_ago=0.6,
        actor="tamar_b",
        topic=HOUSEHOLD,
        name="sign again",
        text="Which of your agreements would you not sign again?",
    ),
)

_PROMPTS = (
    Wording(
        days_ago=46.0,
        actor="noor_h",
        topic=FIRST_DAY,
        prompt=1,
        before="What should the booklet for newcomers begin with?",
        changes_meaning=True,
        kept=(2, 3, 5, 6, 7, 8),
    ),
    Suggested(
        days_ago=10.4,
        actor="tamar_b",
        topic=OBJECTION,
        text="How do you thank somebody for an objection?",
    ),
    Step(
        days_ago=9.9,
        act="prompt_adopt",
        actor="jlopes",
        topic=OBJECTION,
        prompt=5,
        person="tamar_b",
        reason="The one that I should have begun with.",
    ),
    Step(
        days_ago=9.5,
        act="prompt_close",
        actor="KaiNord",
        topic=OBJECTION,
        prompt=3,
        reason="Nobody is going to beat the spring under the shed.",
    ),
    Step(days_ago=5.0, act="pass", actor="jlopes", topic=REST, prompt=4),
    Suggested(
        days_ago=3.5,
        actor="ilse-marie",
        topic=REST,
        text="Who rests least in your house, and does anybody know?",
    ),
    Step(
        days_ago=3.4,
        act="file",
        actor="priya-w",
        topic=RENTS,
        prompt=2,
        number=9,
        reason="You agreed so firmly that it counts as an answer.",
    ),
    Step(days_ago=3.1, act="prompt_seal", actor="mira.oday", topic=OPENINGS, prompt=3, days=4),
    Wording(
        days_ago=3.09,
        actor="mira.oday",
        topic=OPENINGS,
        prompt=3,
        note="For our evening on a screen: say yours before you read what others do.",
    ),
    Step(days_ago=1.38, act="prompt_seal", actor="ben", topic=BICYCLES, prompt=2),
    Step(
        days_ago=0.5,
        act="prompt_withdraw",
        actor="rosalind_p",
        topic=WATER,
        prompt=2,
        reason="Asked too early: first the map, then the pond.",
    ),
)

_HOSTING = (
    Step(
        days_ago=132.9,
        act="relate",
        actor="mo",
        topic=HIDING,
        origin=FIRST_YEAR,
        kind="continues",
    ),
    Step(days_ago=34.0, act="hostless", actor="wren.s", topic=DELEGATE),
    Step(
        days_ago=20.35,
        act="relate",
        actor="ben",
        topic=PHRASES,
        origin=OPENINGS,
        kind="grew_out_of",
    ),
    Step(days_ago=12.28, act="cohost", actor="jlopes", topic=OBJECTION, person="KaiNord"),
    Step(days_ago=6.0, act="offer", actor="aleksi", topic=DELEGATE),
)

_WORDS = (
    Word(
        days_ago=186.0,
        actor="root",
        word="objection",
        meaning="A reason why a proposal would harm what a circle is for. Mostly a gift.",
        names=(("pedra", ""), ("Einwand", "de"), ("stone on the table", "en")),
    ),
    Word(
        days_ago=29.0,
        actor="root",
        word="opening round",
        meaning="Everybody says one thing before the work begins, and nobody answers it.",
        names=(("Anfangsrunde", "de"), ("check-in", "en")),
    ),
    Word(
        days_ago=5.9,
        actor="root",
        word="fallow week",
        meaning="A time in which a house does only what cannot wait.",
        names=(
            ("pousio", ""),
            ("Brachwoche", "de"),
            ("Ruhewoche", "de"),
            ("quiet week", "en"),
            ("rest", "en"),
            ("the gap", "en"),
        ),
    ),
)

HOSTED: tuple[Moment, ...] = (*_VIEWS, *_ASKS, *_PROMPTS, *_HOSTING, *_WORDS)
