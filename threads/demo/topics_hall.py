"""Topics for members only."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="members-hall",
        title="Who cooks what at the gathering",
        author="ada",
        body=(
            "We will be about ninety on Saturday evening and sixty at breakfast. Please put "
            "yourselves down for a dish **and** for an hour of washing up; the second list "
            "has traditionally been shorter."
        ),
        tags=(
            "gathering",
            "planning",
        ),
        prompts=(),
        days_ago=4.3,
        posts=(
            Post(
                "amara.n",
                "Bread for everybody, both days. I also put myself down for the washing up, "
                "first hour, since I like an empty sink.",
                1.27,
            ),
            Post(
                "jlopes",
                "Forty litres of juice and one large crumble. No washing up, please, I will "
                "be driving the juice.",
                10.36,
            ),
            Post(
                "ben",
                "Lentils. It is what I can do. Washing up twice, to make amends.",
                31.37,
            ),
            Post(
                "zoe-e",
                "Your lentils are fine, @ben. Bring the lemon this time.",
                50.8,
                reply_to=4,
            ),
            Post(
                "noor_h",
                "A pot of rice for sixty with apricots, without nuts, labelled. Second hour "
                "of washing up.",
                54.53,
            ),
            Post(
                "florian",
                "Goulash without meat, and with a cello afterwards.",
                57.07,
            ),
            Post(
                "ada",
                "We have eleven dishes, nine washers and one cello. It has never looked so "
                "good four days ahead.",
                60.07,
                as_host=True,
            ),
            Post(
                "tom_hazel",
                "Washing up, all hours. I like it there: it is warm, and people tell you things.",
                62.98,
            ),
        ),
    ),
    Topic(
        category="members-hall",
        title="After the row about the dogs",
        author="hanneke",
        body=(
            "It has been two weeks. I have spoken with nearly everybody and I believe that "
            "we can now write about it without shouting.\n\n"
            "Please only about yourself, please only once, and please answer the first "
            "question before the second."
        ),
        tags=(
            "conflict",
            "listening",
        ),
        prompts=(
            "What would you like the other side to know?",
            "What could you yourself let go of?",
        ),
        days_ago=37.0,
        posts=(
            Post(
                "sorenq",
                "That I have been bitten, as a child, and that I do not say “it's all right” "
                "because it is not all right for me. I like your dogs from afar.",
                3.7,
                prompts=(1,),
            ),
            Post(
                "caoimhe",
                "I did not know that, @sorenq. What I would like you to know: without the "
                "dog I would not have left my room last winter. I can let go of the dining "
                "room.",
                18.36,
                prompts=(1, 2),
            ),
            Post(
                "tamar_b",
                "I would like it to be known that I was not laughing *at* anybody. I can let "
                "go of being right about that.",
                35.39,
                prompts=(1, 2),
            ),
            Post(
                "stone-cutter",
                "What I would like certain people to know is that they are the ones who "
                "started it, as always.",
                43.64,
                prompts=(1,),
                hidden=(
                    "Broke the agreement of this thread: it is about another person, not "
                    "about oneself."
                ),
            ),
            Post(
                "yuki-t",
                "I can let go of the minutes of that evening. I move that nobody ever reads "
                "them again.",
                59.74,
                prompts=(2,),
            ),
            Post(
                "hanneke",
                "Thank you. The dining room stays free of dogs, the blue room is theirs, and "
                "the minutes rest in peace. I will ask once more in a month.",
                88.56,
                as_host=True,
            ),
            Post(
                "mo",
                "I hid one answer because it broke what was agreed here. The author knows "
                "why, and may write a new one.",
                90.87,
                reply_to=5,
            ),
        ),
    ),
    Topic(
        category="members-hall",
        title="Draft of the federation's budget, second reading",
        author="sorenq",
        body=(
            "The sums in short, all in thousands for the year:\n\n"
            "| Line | First reading | Now |\n"
            "|---|--:|--:|\n"
            "| Gathering | 9 | 8 |\n"
            "| Travel fund | 3 | 4 |\n"
            "| Forum and mail | 2 | 2 |\n"
            "| Loans to new houses | 18 | 20 |\n"
            "| Reserve | 8 | 6 |\n\n"
            "I would be glad about objections **before** the general circle sits together on "
            "the 14th."
        ),
        tags=(
            "budget",
            "federation",
        ),
        prompts=(
            "What is missing from this draft?",
            "Which line would you cut first?",
            "Are you content with one tenth for the travel fund?",
        ),
        days_ago=98.0,
        posts=(
            Post(
                "aleksi",
                "Heating help. Two houses asked last winter, and we paid it from "
                "“Gathering”, which is not where it belongs.",
                10.71,
                prompts=(1,),
            ),
            Post(
                "sorenq",
                "True, and a bit embarrassing. Third reading: a line of 2, out of the reserve.",
                23.31,
                reply_to=2,
                prompts=(1,),
            ),
            Post(
                "greta_l",
                "Yes. I would even say that it is the line that holds the others together.",
                39.92,
                prompts=(3,),
            ),
            Post(
                "priya-w",
                "Content with the tenth. Missing: somebody who is paid to answer the telephone.",
                50.43,
                prompts=(1, 3),
            ),
            Post(
                "root",
                "The line for forum and mail includes the second disk. That is all I had to "
                "say, and more than usual.",
                54.76,
                reply_to=2,
            ),
            Post(
                "KaiNord",
                "Content until next year. I would like us to look again after the autumn "
                "meetings, since that is when people travel.",
                90.45,
                prompts=(3,),
            ),
            Post(
                "xiulan",
                "The gathering could do with one thousand less if we bring our own plates. "
                "We have two hundred plates in the attic.",
                101.66,
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="members-hall",
        title="A room at Fernhollow from June",
        author="caoimhe",
        body=(
            "Sixteen square metres, east window, shared with a wisteria that has opinions. "
            "We are seven, between three and sixty-eight years old, and we eat together four "
            "times a week.\n\n"
            "Members of the federation first, for two weeks. After that we will ask in town."
        ),
        tags=(
            "housing",
            "search",
        ),
        prompts=(),
        days_ago=8.2,
        posts=(
            Post(
                "yuki-t",
                "I am interested, but I would rather write to you directly.",
                7.59,
                withdrawn=True,
            ),
            Post(
                "beatriz_v",
                "I know the wisteria. It is worth it.",
                9.83,
            ),
            Post(
                "caoimhe",
                "It sends its regards and a tendril.",
                13.02,
                reply_to=3,
            ),
            Post(
                "xiulan",
                "My nephew looks for a room for one year. He is quiet, cooks well and fears "
                "no plants. May he write to you, @caoimhe?",
                35.07,
            ),
            Post(
                "caoimhe",
                "Please, yes! He can come to dinner on any even day.",
                47.24,
                reply_to=5,
            ),
            Post(
                "em",
                "Which days are even there?",
                49.6,
            ),
            Post(
                "caoimhe",
                "The ones with dumplings.",
                51.64,
                reply_to=7,
            ),
        ),
    ),
    Topic(
        category="members-hall",
        title="What we hide, and what we leave standing",
        author="mo",
        body=(
            "You asked for it in writing, so here is the present practice. It is ten lines "
            "and not a law book.\n\n"
            "We hide: names and stories of people who cannot answer here, threats, selling, "
            "and attacks on a person. We leave standing: anger about a decision, clumsy "
            "jokes, bad spelling, and being wrong.\n\n"
            "Every hidden post has a reason. The author sees it, and may ask the general "
            "circle to look at it again."
        ),
        tags=(
            "forum",
            "agreements",
        ),
        prompts=(),
        days_ago=133.0,
        posts=(
            Post(
                "tom_hazel",
                "I like “being wrong” in the second list. I had been meaning to ask.",
                3.98,
            ),
            Post(
                "stone-cutter",
                "The line about attacks is vague. I would write: attacks on a person "
                "*instead of* on what was said.",
                9.12,
                edited=("The line about attacks is far too vague, typical for this place."),
            ),
            Post(
                "mo",
                "Better! Taken over, word for word.",
                10.05,
                reply_to=3,
            ),
            Post(
                "wren.s",
                "How often is something hidden, roughly?",
                20.38,
            ),
            Post(
                "mo",
                "Four or five times in a season. In most of these cases the author asks me "
                "to before I have written to them.",
                48.73,
                reply_to=5,
            ),
            Post(
                "ilse-marie",
                "For the record: I hid a post of my own last week, by asking @mo, and felt "
                "much better for it.",
                58.13,
            ),
        ),
    ),
)
