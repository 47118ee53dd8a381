"""What members reported in the demo, and the texts that waited for a moderator."""

from moderation.demo.shapes import Report, Text

BELLS, MORE_BELLS, SONGS, SLATE, PUMP = "bells", "more bells", "songs", "slate", "pump"

REPORTS = (
    # Decided.
    Report(
        days_ago=79.4,
        reporter="bronagh",
        topic="Pruning day: who taught you, and what did they get wrong?",
        number=7,
        reason="inappropriate",
        words="Is this not a bit hard on Oakes?",
    ),
    Report(
        days_ago=53.07,
        reporter="priya-w",
        topic="The basket by the door",
        number=6,
        reason="inappropriate",
    ),
    Report(
        days_ago=53.06,
        reporter="noor_h",
        topic="The basket by the door",
        number=6,
        reason="inappropriate",
        words="This is about a person. He asked a kind question.",
    ),
    Report(
        days_ago=35.17,
        reporter="caoimhe",
        topic="After the row about the dogs",
        number=5,
        reason="agreement",
        words="We said: only about oneself.",
    ),
    Report(
        days_ago=23.5,
        reporter="tamar_b",
        topic="Setting rents in one open evening",
        number=10,
        reason="off_topic",
        words="Rents, please. This is about soup.",
    ),
    Report(
        days_ago=19.4,
        reporter="zoe-e",
        topic="“She said ‘let us circle back’”, and other phrases we could do “without”",
        number=7,
        reason="inappropriate",
        words="I know her, and she would be hurt.",
    ),
    Report(
        days_ago=19.39,
        reporter="florian",
        topic="“She said ‘let us circle back’”, and other phrases we could do “without”",
        number=7,
        reason="agreement",
    ),
    Report(
        days_ago=9.75,
        reporter="em",
        topic="How much wood does a house of fourteen burn?",
        number=9,
        reason="inappropriate",
        words="Harsh.",
        taken_back=9.7,
    ),
    # Open.
    Report(
        days_ago=6.5,
        reporter="ada",
        topic="The room itself: lamp, blanket, clock",
        number=2,
        reason="agreement",
        words=(
            "We pass nothing on, not even this. It is kindly meant; perhaps without “somebody "
            "told me”?"
        ),
    ),
    Report(
        days_ago=6.0,
        reporter="stone-cutter",
        topic="After the row about the dogs",
        number=8,
        reason="other",
        words="It says that the author knows why. He does, and since this post everybody does.",
    ),
    Report(
        days_ago=5.9,
        reporter="nadia-q",
        topic="A room at Fernhollow from June",
        number=5,
        reason="agreement",
        words="Members of the federation first, for two weeks. A nephew is not a member yet.",
    ),
    Report(
        days_ago=4.6,
        reporter="jan-willem",
        topic="How we write minutes now (a template you may steal)",
        number=1,
        reason="spam",
        words="The long link goes to a page that I do not know. Is it one of ours?",
    ),
    Report(
        days_ago=2.1,
        reporter="sipho",
        topic="Who cooks what at the gathering",
        number=5,
        reason="inappropriate",
        words="Ben cooks for ninety people. Must it be about the lemon?",
    ),
    Report(
        days_ago=2.0,
        reporter="R2bakes",
        topic="Who cooks what at the gathering",
        number=5,
        reason="agreement",
        words="“Thank first, then ask”: we wrote that down ourselves.",
    ),
    Report(
        days_ago=1.7,
        reporter="aroha-k",
        topic="Who cooks what at the gathering",
        number=5,
        reason="off_topic",
    ),
    Report(
        days_ago=1.2,
        reporter="tuk-tuk",
        topic="What did you need to know on your first day?",
        number=11,
        reason="off_topic",
        words="Newcomers scroll a long way past the keys and the cheese.",
    ),
    Report(
        days_ago=0.6,
        reporter="bronagh",
        topic="Looking for three seats to the spring gathering",
        number=1,
        reason="other",
        words="I have offered three seats by telephone. If that settles it, please close this.",
    ),
)

TEXTS = (
    Text(
        days_ago=34.0,
        name=BELLS,
        author="zora.t",
        category="commons",
        title="Hand bells, ten per cent off until Friday",
        body=(
            "Every circle needs a bell. Mine are cast by hand, in three sizes, and this week they "
            "cost ten per cent less.\n\nWrite to me and name your size!"
        ),
    ),
    Text(
        days_ago=9.8,
        name=SONGS,
        author="zoe-e",
        category="commons",
        title="Songs for people who think that they cannot sing",
        became="Songs for people who think that they cannot sing",
    ),
    Text(
        days_ago=6.2,
        name=MORE_BELLS,
        author="zora.t",
        category="commons",
        title="Last bells before the gathering, fifteen per cent off",
        body=(
            "I was told that one does not sell here, so this is only a piece of news: **fifteen "
            "per cent**, all sizes, until Sunday."
        ),
    ),
    Text(
        days_ago=2.4,
        name=SLATE,
        author="gwen-ll",
        category="land-and-seasons",
        title="Slate chips on a wet path: has anybody tried?",
        body=(
            "Hello, I am Gwenllian, and this is my first post. We have a shed full of slate chips, "
            "and a path that turns to soup every November.\n\n"
            "I would lay them thick as a hand, on brushwood. Before I carry eleven tonnes: has "
            "anybody done it, and does a pram get through?"
        ),
        tags=("paths", "slate"),
    ),
    Text(
        days_ago=0.5,
        name=PUMP,
        author="theo.v",
        category="homes-and-money",
        topic="Bicycle workshop: what should we have on the wall?",
        number=4,
        body=(
            "I am the apprentice, so I may not have a say yet. But the pump at the station has a "
            "gauge that tells the truth, and they are throwing it away on Monday. Shall I ask?"
        ),
    ),
)
