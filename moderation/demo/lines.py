"""What hosts, moderators and the admin did in the demo community, and why."""

from moderation.demo.cases import BELLS, MORE_BELLS, SLATE, SONGS
from moderation.demo.shapes import Line

SWARM = "A swarm in the letter box"
TOOLS = "The tool library needs a better lock (and a better habit)"
GROWING_OLD = "Growing old in a shared house"
JOINING = "Joining a circle halfway through the year"
BUDGET = "Draft of the federation's budget, second reading"
ROLES = "Choosing people for roles without campaigning"
MEASURED = (
    "We measured for one whole year how long each part of our general circle meetings took, "
    "who spoke in them, and how content people were at the end: here is what we found out, and "
    "what surprised us, too!"
)
PHRASES = "“She said ‘let us circle back’”, and other phrases we could do “without”"
GATHERING = "Who cooks what at the gathering"

_EARLIER = (
    Line(days_ago=299.5, act="appoint", actor="root", person="mo", after="is_moderator"),
    Line(
        days_ago=298.5,
        act="pin",
        actor="mo",
        topic="Welcome to the Hollowbrook Commons forum",
        after="site",
        reason="So that whoever is new finds it first.",
    ),
    Line(
        days_ago=226.9,
        act="rename",
        actor="caoimhe",
        topic=SWARM,
        before="Help, the letter box hums",
        after=SWARM,
        reason="So that one finds it again next spring.",
    ),
    Line(
        days_ago=225.4,
        act="close",
        actor="caoimhe",
        topic=SWARM,
        reason="They are home. Thank you, Rosalind, and thank you, postwoman.",
    ),
    Line(
        days_ago=202.5,
        act="pin",
        actor="mo",
        topic="Three things I learned in my first year of looking after this forum",
        after="category",
        days=30,
        reason="For a month, while we look for somebody who would share this role.",
    ),
    Line(days_ago=195, act="appoint", actor="root", person="ilse-marie", category="commons"),
    Line(
        days_ago=190,
        act="tag",
        actor="ilse-marie",
        topic="Marigold, our travelling sourdough starter: the log",
        before="bread",
        after="bread, log",
        reason="People look for it under this word.",
    ),
    Line(
        days_ago=181.6,
        act="warn",
        actor="mo",
        person="stone-cutter",
        category="commons",
        topic="Marigold, our travelling sourdough starter: the log",
        number=107,
        reason=(
            "The second offer in the bread log. There is a notice board at the mill for it; a "
            "third one here would cost you a week of silence."
        ),
    ),
    Line(
        days_ago=180,
        act="archive",
        actor="mo",
        topic=GROWING_OLD,
        reason="Nothing was added for seven weeks. It is kept for reading.",
    ),
    Line(days_ago=165, act="dismiss", actor="root", person="ilse-marie", category="commons"),
    Line(
        days_ago=157.04,
        act="hide",
        actor="mo",
        topic=TOOLS,
        number=9,
        reason="Held back until we know who is meant.",
    ),
    Line(
        days_ago=157.0,
        act="restore",
        actor="mo",
        topic=TOOLS,
        number=9,
        reason="It was about the writer’s own scythe. My mistake; the scythe is back, too.",
    ),
    Line(
        days_ago=156.5,
        act="close",
        actor="wren.s",
        topic=TOOLS,
        reason="Settled: wooden tags on empty hooks. Thank you, all of you.",
    ),
    Line(
        days_ago=152,
        act="unarchive",
        actor="mo",
        topic=GROWING_OLD,
        reason="Three people asked to go on with it. I had been too quick.",
    ),
    Line(
        days_ago=148,
        act="suspend",
        actor="mo",
        person="maximilian-f",
        days=7,
        reason=(
            "Your telephone was stolen on a train and you asked us to lock the door until you "
            "are home. Welcome back whenever you like."
        ),
    ),
    Line(
        days_ago=140,
        act="reopen",
        actor="wren.s",
        topic=TOOLS,
        reason="Tom has made a second hundred. Tell us here how it goes.",
    ),
    Line(
        days_ago=128,
        act="archive",
        actor="mo",
        topic=JOINING,
        reason="It has said what it had to say, and is kept for reading.",
    ),
    Line(days_ago=120, act="appoint", actor="root", person="wren.s", category="land-and-seasons"),
    Line(
        days_ago=117.68,
        act="merge",
        actor="mo",
        topic="كيف نحفظ البذور في الشتاء؟",
        other="Как мы храним семена зимой?",
        left=(1,),
        now=(4,),
        reason="One question in two languages. Here the answers meet, and Lidia translates.",
    ),
    Line(
        days_ago=104.3,
        act="close",
        actor="tom_hazel",
        topic="The third stair",
        reason="It is a stair now, and my knee is well.",
    ),
)

_LATER = (
    Line(
        days_ago=97.8,
        act="move",
        actor="sorenq",
        topic=BUDGET,
        was="homes-and-money",
        category="members-hall",
        reason="These are the numbers of people’s houses: for members.",
    ),
    Line(
        days_ago=93.0,
        act="close",
        actor="mo",
        topic=BUDGET,
        reason="The general circle consented on the 14th. The third reading is our budget.",
    ),
    Line(
        days_ago=91.9,
        act="unlist",
        actor="mo",
        topic=MEASURED,
        reason="Søren asked for a day, to correct two of the numbers.",
    ),
    Line(days_ago=91.0, act="relist", actor="mo", topic=MEASURED, reason="They are corrected."),
    Line(
        days_ago=79.2,
        act="keep",
        actor="wren.s",
        topic="Pruning day: who taught you, and what did they get wrong?",
        number=7,
        reason="Oakes says that it is true, and laughs.",
    ),
    Line(
        days_ago=73.9,
        act="pin",
        actor="mo",
        topic=ROLES,
        after="category",
        reason="Until the roles are filled.",
    ),
    Line(days_ago=71.3, act="unpin", actor="mo", topic=ROLES, before="category"),
    Line(
        days_ago=71.0,
        act="close",
        actor="hanneke",
        topic=ROLES,
        reason="Both roles are filled, for nine months. The names are in the minutes.",
    ),
    Line(
        days_ago=53.0,
        act="silence",
        actor="mo",
        person="dariusz",
        days=1,
        name="the wrong name",
        reason="Attacked a member in “The basket by the door”.",
    ),
    Line(
        days_ago=52.997,
        act="unsilence",
        actor="mo",
        person="dariusz",
        reverts="the wrong name",
        reason="The wrong name, four minutes long. You were the one who had asked. I am sorry!",
    ),
    Line(
        days_ago=35.1,
        act="silence",
        actor="mo",
        person="stone-cutter",
        days=3,
        reason=(
            "After the basket, the second attack on others. Three days to cool; ring me if you "
            "would rather talk."
        ),
    ),
    Line(
        days_ago=33.8,
        act="refuse",
        actor="mo",
        text=BELLS,
        reason="We do not sell here. The notice board at the mill is for offers.",
    ),
    Line(
        days_ago=33.7,
        act="place",
        actor="root",
        category="commons",
        before="holds: nothing",
        after="holds: topics",
    ),
    Line(
        days_ago=23.2,
        act="keep",
        actor="mo",
        topic="Setting rents in one open evening",
        number=10,
        reason="Soup is on topic here: it answers the second question.",
    ),
    Line(
        days_ago=20.4,
        act="split",
        actor="mo",
        topic="Opening rounds that are not a weather report",
        other=PHRASES,
        left=(12, 13, 14),
        now=(1, 2, 3),
        reason="Too good for the end of another topic.",
    ),
    Line(
        days_ago=20.3,
        act="tag",
        actor="ben",
        topic=PHRASES,
        after="language, minutes",
    ),
    Line(
        days_ago=19.3,
        act="warn",
        actor="mo",
        person="stone-cutter",
        category="circles-and-roles",
        topic=PHRASES,
        number=7,
        reason="No stories about people who cannot answer here. You know the list.",
    ),
    Line(
        days_ago=9.7,
        act="approve",
        actor="mo",
        text=SONGS,
        topic="Songs for people who think that they cannot sing",
        number=1,
    ),
    Line(
        days_ago=8.0,
        act="place",
        actor="root",
        category="commons",
        before="holds: topics",
        after="holds: nothing",
    ),
    Line(
        days_ago=6.1,
        act="refuse",
        actor="mo",
        text=MORE_BELLS,
        reason="The same offer with other words. We do not sell here.",
    ),
    Line(
        days_ago=6.05,
        act="suspend",
        actor="mo",
        person="zora.t",
        days=36,
        reason="Sells here after being asked twice not to.",
    ),
    Line(
        days_ago=5.0,
        act="rename",
        actor="greta_l",
        topic="How we write minutes now (a template you may steal)",
        before="Minutes",
        after="How we write minutes now (a template you may steal)",
    ),
    Line(
        days_ago=4.2,
        act="pin",
        actor="mo",
        topic=GATHERING,
        after="category",
        days=9,
        reason="Until the gathering.",
    ),
    Line(
        days_ago=2.2,
        act="refuse",
        actor="wren.s",
        text=SLATE,
        name="the wrong button",
        reason="We do not sell here.",
    ),
    Line(
        days_ago=2.195,
        act="reconsider",
        actor="wren.s",
        text=SLATE,
        reverts="the wrong button",
    ),
    Line(days_ago=2.05, act="take", actor="mo", topic="A room at Fernhollow from June", number=5),
    Line(
        days_ago=2.04,
        act="note",
        actor="mo",
        topic="A room at Fernhollow from June",
        number=5,
        note=(
            "I have asked Caoimhe: the two weeks are hers to count. I close this on Sunday, "
            "unless she wishes otherwise."
        ),
    ),
    Line(days_ago=1.6, act="take", actor="mo", topic=GATHERING, number=5),
    Line(days_ago=1.1, act="release", actor="mo", topic=GATHERING, number=5),
)

LINES = (*_EARLIER, *_LATER)
