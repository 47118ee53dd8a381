"""Topics in which somebody counts: wood, hours, minutes."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="homes-and-money",
        title="Four-day weeks at the bakery: half a year later",
        author="amara.n",
        body=(
            "In spring we moved from five days to four at Millrace Bakery, same pay, six of "
            "us. Since people ask, here is how it is going.\n\n"
            "**Good:** nobody has been ill for longer than two days. We talk less about "
            "tiredness and more about bread.\n\n"
            "**Hard:** Wednesdays. We close on Wednesdays, and there is an old man who comes "
            "every Wednesday.\n\n"
            "**Unexpected:** we bake nearly as much as before. I cannot explain it, and the "
            "oven has not changed."
        ),
        tags=(
            "bakery",
            "work",
            "hours",
        ),
        prompts=(),
        days_ago=171.0,
        posts=(
            Post(
                "beatriz_v",
                "I bring the old man a loaf on Tuesday evening now, it is on my way. He says "
                "that Wednesday's bread tastes best on Tuesday.",
                4.02,
            ),
            Post(
                "amara.n",
                "Beatriz! I did not know that it was you. You have a free loaf for the rest "
                "of your days.",
                7.67,
                reply_to=2,
            ),
            Post(
                "KaiNord",
                "Did you change the recipe for deciding who works when, or just the number "
                "of days?",
                13.64,
            ),
            Post(
                "amara.n",
                "The number first, and everything else followed. The rota had been unfair "
                "for years and nobody had a reason to touch it.",
                26.77,
                reply_to=4,
            ),
            Post(
                "jlopes",
                "We would like to try this in the harvest-free half of the year. May I come "
                "and look, @amara.n?",
                54.19,
            ),
            Post(
                "amara.n",
                "Any day but Wednesday.",
                62.33,
                reply_to=6,
            ),
            Post(
                "wren.s",
                "I think you bake as much because tired people redo things. At least in the "
                "nursery we throw away far less since we work shorter days.",
                77.32,
                edited=("I think you bake as much because tired people drop things."),
            ),
            Post(
                "sorenq",
                "One could measure that. (I am sorry. I really cannot help it.)",
                90.07,
                reply_to=8,
            ),
        ),
    ),
    Topic(
        category="land-and-seasons",
        title="How much wood does a house of fourteen burn?",
        author="aleksi",
        body=(
            "For the heating plan I collect real numbers. Ours: fourteen people, one tiled "
            "stove, two small ones, **19 cubic metres** of birch from October to April.\n\n"
            "Please give me people, stoves and cubic metres. The kind of wood if you know it."
        ),
        tags=(
            "firewood",
            "heating",
            "numbers",
        ),
        prompts=(),
        days_ago=15.5,
        posts=(
            Post(
                "sorenq",
                "Nine people, one big stove, 11 cubic metres, beech. And one winter with 17, "
                "which was the winter of the broken window.",
                2.99,
            ),
            Post(
                "greta_l",
                "Twenty-two people, central boiler, about 40, all sorts. We weigh it "
                "instead: 21 tonnes.",
                5.87,
            ),
            Post(
                "aleksi",
                "Weighing is much better. I will put a scale beside the shed and say nothing.",
                10.92,
                reply_to=3,
            ),
            Post(
                "xiulan",
                "Six people, 4 cubic metres, and many jumpers.",
                16.56,
            ),
            Post(
                "aleksi",
                "So far:\n\n"
                "| House | People | m³ | m³ each |\n"
                "|---|--:|--:|--:|\n"
                "| ours | 14 | 19 | 1.4 |\n"
                "| Søren's | 9 | 11 | 1.2 |\n"
                "| Greta's | 22 | 40 | 1.8 |\n"
                "| Xiulan's | 6 | 4 | 0.7 |\n\n"
                "@xiulan, I want to learn about the jumpers.",
                45.64,
            ),
            Post(
                "xiulan",
                "One sits together in one warm room, and that is all. Also it is good for "
                "the mood.",
                60.51,
                reply_to=6,
            ),
            Post(
                "KaiNord",
                "Boatyard: 12 people, 9 m³, all of it offcuts and failed experiments.",
                90.27,
            ),
            Post(
                "stone-cutter",
                "The floor area would help a lot. Ours: 8 people, 210 square metres, 12 m³ "
                "of oak and ash.",
                136.3,
                edited=(
                    "These numbers are nonsense without the floor area and everyone here "
                    "should know that."
                ),
            ),
            Post(
                "aleksi",
                "You are right, I will add a column. Thank you for the numbers.",
                142.05,
                reply_to=9,
            ),
            Post(
                "hanneke",
                "Thirteen people, two tiled stoves, 15 m³ of ash and whatever the storms "
                "bring us. 260 square metres.",
                158.76,
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title=(
            "We measured for one whole year how long each part of our general circle meetings "
            "took, who spoke in them, and how content people were at the end: here is what we "
            "found out, and what surprised us, too!"
        ),
        author="sorenq",
        body=(
            "Forty-one meetings, one kitchen timer and a rather patient secretary. The short "
            "of it:\n\n"
            "- The check-in took nine minutes on average and nobody ever wished that it were "
            "shorter.\n"
            "- “Any other business” took twenty-three, and everybody did.\n"
            "- People were most content after meetings with **fewer than five** agenda "
            "items, whatever their length.\n"
            "- The share of speaking time had nothing to do with who came up with the thing "
            "that we decided in the end.\n\n"
            "What surprised us most: the five meetings that ended early are the ones nobody "
            "can remember."
        ),
        tags=(
            "facilitation",
            "evaluation",
            "meetings",
            "tensions",
        ),
        prompts=(),
        days_ago=92.0,
        posts=(
            Post(
                "KaiNord",
                "The last line is beautiful and slightly worrying. Were they good or were "
                "they empty?",
                22.9,
            ),
            Post(
                "sorenq",
                "We looked into the minutes. Good, all five. Three short decisions and a "
                "walk, one of them in the snow.",
                27.83,
                reply_to=2,
            ),
            Post(
                "priya-w",
                "We scrapped “any other business” after reading this. Whoever has something "
                "puts it on the list by Tuesday, or it waits. Two meetings in, nobody has "
                "died.",
                33.69,
            ),
            Post(
                "rosalind_p",
                "How do you deal with the real emergencies?",
                59.86,
                reply_to=4,
            ),
            Post(
                "priya-w",
                "So far there were none. Before that we had one every week.",
                65.51,
                reply_to=5,
            ),
            Post(
                "em",
                "Who watched the timer when the person with the timer spoke?",
                84.33,
            ),
            Post(
                "sorenq",
                "The cat. In truth the one on the left, and we passed it round.",
                91.55,
                reply_to=7,
            ),
        ),
    ),
)
