"""Topics of the quiet room: written and read by its two keepers only."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="quiet-room",
        title="How are we two doing with this?",
        author="ada",
        body=(
            "We said that we would ask each other once a month. So: how are you, as a keeper "
            "of other people's troubles?\n\n"
            "I notice that I take the Tuesday talks home with me."
        ),
        tags=("keepers",),
        prompts=(),
        days_ago=22.0,
        posts=(
            Post(
                "mira.oday",
                "I am well, mostly. I sleep, I swim. What I carry is the one from last "
                "month; I would like to speak about it, not write.",
                3.49,
            ),
            Post(
                "ada",
                "Thursday at the weir, then? I bring the flask.",
                5.01,
                reply_to=2,
            ),
            Post(
                "mira.oday",
                "Thursday. And for your Tuesdays, @ada: what if they were in the morning? "
                "Then there is a whole day to put between them and the night.",
                5.71,
                reply_to=3,
            ),
            Post(
                "ada",
                "I have moved the next two. Such a small thing, and I had not thought of it "
                "in a year.",
                53.59,
                reply_to=4,
            ),
        ),
    ),
    Topic(
        category="quiet-room",
        title="What we promise to people who come to us",
        author="mira.oday",
        body=(
            "A draft, for the two of us to chew on before we show it to anybody:\n\n"
            "1. What you tell us stays here, in this room.\n"
            "2. We do not take sides; we may take breaks.\n"
            "3. We are not therapists, and we know two good ones.\n"
            "4. You can stop at any time without giving a reason."
        ),
        tags=(
            "practice",
            "agreements",
        ),
        prompts=(
            "What do we never pass on?",
            "When do we ask somebody else for help?",
        ),
        days_ago=58.0,
        posts=(
            Post(
                "ada",
                "Names, and anything from which one could guess a name. In a place as small "
                "as ours that is nearly everything.",
                5.58,
                prompts=(1,),
            ),
            Post(
                "mira.oday",
                "Then let us say it like that: nearly everything. People like an honest “nearly”.",
                38.11,
                reply_to=2,
                prompts=(1,),
            ),
            Post(
                "ada",
                "I would add a fifth: we write nothing down but the day and the first letter.",
                48.77,
                prompts=(1,),
            ),
        ),
    ),
    Topic(
        category="quiet-room",
        title="The room itself: lamp, blanket, clock",
        author="ada",
        body=(
            "Small matters. The lamp hums, the blanket is missing, and the clock is the "
            "first thing one sees when one cries.\n\n"
            "I would move the clock behind the visitor, so that only we can see it."
        ),
        tags=(
            "practice",
            "room",
        ),
        prompts=(),
        days_ago=7.5,
        posts=(
            Post(
                "mira.oday",
                "Yes to the clock. The blanket is at my place, washed. The lamp I would "
                "keep: somebody told me that the humming made it easier to be silent.",
                15.64,
            ),
            Post(
                "ada",
                "Then the lamp stays. It has been promoted.",
                20.54,
                reply_to=2,
            ),
        ),
    ),
)
