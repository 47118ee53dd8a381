"""What was kept of the demo's conversations: harvests, and who disputes how one cites them."""

from dataclasses import replace

from threads.demo.hosting_shapes import Dispute, Harvest, Moment, Step

OPENINGS = "Opening rounds that are not a weather report"
OBJECTION = "When an objection is really a worry"
REST = "Rest and rhythm in shared work"

_FIRST_SHEET = Harvest(
    days_ago=24.0,
    actor="mira.oday",
    topic=OPENINGS,
    name="the sheet",
    title="Openings that let people arrive",
    for_whom="Anybody who hosts a meeting tomorrow and has five minutes left to prepare it",
    goes_to="The hosts’ shelf, as one sheet",
    text=(
        "# What we heard\n\n"
        "- The basket: show with your hands how full yours is. Nine people, ten seconds each "
        '[#2 "show us with your hands how full your basket is"]\n'
        "- The door: what stays outside? Twelve people "
        '[#8 "What are you leaving outside the door?"]\n'
        "- Name the time before you begin, and mean yourself as well "
        '[#5 "for everybody, me too"]\n\n'
        "# Next step\n\n"
        "I will gather until the end of the week and then do this properly.\n"
    ),
)

HARVESTS: tuple[Moment, ...] = (
    _FIRST_SHEET,
    replace(
        _FIRST_SHEET,
        days_ago=15.0,
        text=(
            "# What we heard\n\n"
            "## Short, and anybody can do it\n\n"
            "- **The basket** (nine people): show with your hands how full yours is "
            '[#2 "show us with your hands how full your basket is"]. It plans the meeting, too: '
            "where two pairs of hands were empty, half of the agenda went "
            '[#11 "we cancelled half of the agenda. It was the right half."]\n'
            "- **The door** (twelve): what do you leave outside? "
            '[#8 "What are you leaving outside the door?"]\n'
            "- **The breakfast** (seven): what was it, and who was there? "
            '[#10 "what did you have for breakfast, and who was there?"]\n'
            "- **The one leg**, with children in the room "
            '[#9 "stand on one leg while you speak"]\n\n'
            "## When one check-in takes half an hour\n\n"
            "Name the time before anybody speaks, and raise the hand for everybody, yourself "
            'included [#5 "If the hand goes up only for the person who needs the time most, it '
            'hurts."]. The rule is older than this forum '
            '[#7 "It belongs to our old secretary really"].\n\n'
            "# Where we differ\n\n"
            "Whether anybody answers what was said. The quickest house among us says no "
            '[#8 "Twelve people, four minutes, no comments."], and others would miss the laughing.'
            "\n\n"
            "# Open questions\n\n"
            "What becomes of all this on a screen. That question gets an evening of its own.\n\n"
            "# Next step\n\n"
            "One sheet for the hosts’ shelf, with the size of the group beside each opening.\n"
        ),
    ),
    Dispute(
        days_ago=13.2,
        actor="sorenq",
        topic=OPENINGS,
        harvest="the sheet",
        number=8,
        words=(
            "Four minutes was the good day. Over the year it was six and a half, and I have the "
            "numbers."
        ),
    ),
    Harvest(
        days_ago=9.2,
        actor="jlopes",
        topic=OBJECTION,
        name="halfway",
        kind="weave",
        title="Halfway: objections, worries and shoes",
        for_whom="Whoever takes the open chair now and has not read everything",
        text=(
            "# Where we are\n\n"
            "We keep meeting three things that go by one name:\n\n"
            "- What costs the circle something, and can be said "
            '[#2 "what would we lose, as a circle, if we did this until midsummer?"]\n'
            "- What might go wrong, and gets a date and a name "
            '[#5 "Without the date it is a graveyard."] '
            '[#6 "And somebody\'s name beside the date"]\n'
            "- What is a matter of taste, and can be lived with "
            '[#7 "I can walk in shoes that I would never buy."]\n\n'
            "# Open questions\n\n"
            "What to say to somebody who objects every time. So far we have one sentence "
            '[#8 "it would be enough for me if"], and nobody has tried it on Oakes.\n'
        ),
    ),
    Step(days_ago=4.0, act="harvester", actor="ada", topic=REST, person="nadia-q"),
    Harvest(
        days_ago=2.6,
        actor="nadia-q",
        topic=REST,
        name="kitchen door",
        title="What lets us stop: a drawing for the kitchen door",
        for_whom="Every house that plans its year this month",
        is_published=False,
        text=(
            "# What we heard\n\n"
            "- A gate that closes for everybody "
            '[#2 "ten days in February, no deliveries, no visitors, phone off the hook"]\n'
            '- A card on the tool [#3 "the task remembers itself"]\n'
            "- A question at the end of each meeting "
            '[#4 "what are we not going to do before next time?"]\n'
            "- And the room next to the kitchen, which nobody chose "
            '[#6 "Whoever is standing nearest"]\n\n'
            "# To do\n\n"
            "Draw the gate, the card and the compost. Ask Priya whether the kitchen may be hers.\n"
        ),
    ),
)
