"""Topics about gardens, tools, bees, wood and water."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="land-and-seasons",
        title="Where does the water go? Mapping the lower meadow",
        author="rosalind_p",
        body=(
            "The lower meadow has been under water for three weeks. Before anybody buys "
            "pipes I would like to draw a map of what we know.\n\n"
            "If you have photographs of the meadow from dry years, or stories from the "
            "farmer, they are worth gold to me."
        ),
        tags=(
            "water",
            "drains",
        ),
        prompts=(
            "Who remembers where the old drains run?",
            "Would you give up the lower path for a pond?",
        ),
        days_ago=2.8,
        posts=(
            Post(
                "oakes",
                "There is one running from the walnut to the gate, clay, as thick as my arm. "
                "I hit it with a fork and have felt guilty ever since.",
                6.42,
                prompts=(1,),
            ),
            Post(
                "wren.s",
                "My neighbour says that there are three of them and they meet under the "
                "hawthorn. He drew it on a napkin. I will bring you the napkin.",
                20.76,
                prompts=(1,),
            ),
            Post(
                "rosalind_p",
                "The napkin agrees with @oakes and his fork! I begin to believe in it.",
                28.55,
                reply_to=3,
                prompts=(1,),
            ),
            Post(
                "beatriz_v",
                "Yes, if the path is allowed to move and not just vanish. I push a pram "
                "through there every morning.",
                29.85,
                prompts=(2,),
            ),
            Post(
                "tom_hazel",
                "There is room above the hedge, two metres wide. I would cut it back, if "
                "Larkfield lends me the long shears.",
                50.31,
                reply_to=5,
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="land-and-seasons",
        title="Pruning day: who taught you, and what did they get wrong?",
        author="jlopes",
        body=(
            "Thirty-one people came to the pruning day and brought at least nine schools of "
            "pruning. It was a peaceful afternoon with a great many raised eyebrows.\n\n"
            "Tell me about your teacher. Mine believed that one must never cut while the "
            "moon is watching."
        ),
        tags=(
            "orchard",
            "pruning",
        ),
        prompts=(),
        days_ago=84.0,
        posts=(
            Post(
                "oakes",
                "My aunt: “cut until you are frightened, then stop, then one more”. I have "
                "killed one plum by it and saved about twenty.",
                4.45,
            ),
            Post(
                "caoimhe",
                "A book. It had very clear drawings of a tree that I have never met.",
                31.02,
            ),
            Post(
                "jlopes",
                "The tree of the book! We all know it. It grows in no wind whatsoever.",
                46.25,
                reply_to=3,
            ),
            Post(
                "dariusz",
                "An old man in a park, who came up to me, took the saw out of my hand, and "
                "put it back in the right way round.",
                58.79,
            ),
            Post(
                "sorenq",
                "I learned from my mistakes, which hang full of apples this year, to spite me.",
                78.99,
            ),
            Post(
                "rosalind_p",
                "“Then one more” explains so much about your hedge, @oakes.",
                107.02,
                reply_to=2,
            ),
            Post(
                "aleksi",
                "Up north the rule is to wait until the ice is off the lake. It works for "
                "trees, for boats and for proposals.",
                109.26,
            ),
        ),
    ),
    Topic(
        category="land-and-seasons",
        title="The tool library needs a better lock (and a better habit)",
        author="wren.s",
        body=(
            "We have two hundred and six tools, of which one hundred and fifty-one are in "
            "the shed. The others are “on their way home”, some since two years.\n\n"
            "Nobody is cross. I would just like to know how you do it."
        ),
        tags=(
            "tools",
            "sharing",
        ),
        prompts=(),
        days_ago=160.0,
        posts=(
            Post(
                "ben",
                "Paint! One colour for each house. It shames a spade to lie in the wrong garden.",
                5.08,
            ),
            Post(
                "tom_hazel",
                "At Oxbow we hang a wooden tag with your name on the empty hook. It works "
                "because one has to look at it.",
                17.42,
            ),
            Post(
                "wren.s",
                "Tags it is. Do you make them yourselves, @tom_hazel?",
                31.31,
                reply_to=3,
            ),
            Post(
                "tom_hazel",
                "From the old bean poles. I can make you a hundred by the weekend, if "
                "somebody burns in the names.",
                37.28,
                reply_to=4,
            ),
            Post(
                "amara.n",
                "I have a burning pen and steady hands. Saturday?",
                44.74,
                reply_to=5,
            ),
            Post(
                "florian",
                "I returned four things this morning. One of them I had believed to be mine "
                "since my wedding.",
                46.99,
            ),
            Post(
                "wren.s",
                "First month with tags: one hundred and ninety-eight of two hundred and six. "
                "The missing eight have names now.",
                66.65,
            ),
            Post(
                "em",
                "The scythe was me. Sorry. Tomorrow.",
                68.51,
            ),
            Post(
                "oakes",
                "The scythe! I had already begun to mourn it.",
                70.67,
                reply_to=8,
            ),
        ),
    ),
    Topic(
        category="land-and-seasons",
        title="A swarm in the letter box",
        author="caoimhe",
        body=(
            "This morning the letter box at the gate was humming. About a kilo of bees, very "
            "calm, and the postwoman even calmer: she rang and handed me the letters through "
            "the window.\n\n"
            "I have put a cloth over it and a sign on it. Who has an empty hive?"
        ),
        tags=(
            "bees",
            "swarm",
        ),
        prompts=(),
        days_ago=227.0,
        posts=(
            Post(
                "rosalind_p",
                "I have one, washed and waiting. I can be there at six, when they are sleepy.",
                4.49,
            ),
            Post(
                "caoimhe",
                "Six is perfect. I make soup.",
                17.23,
                reply_to=2,
            ),
            Post(
                "ilse-marie",
                "Oh, please take a picture. The children here will not talk about anything "
                "else for a week.",
                21.33,
            ),
            Post(
                "rosalind_p",
                "They are in. The queen went first and the others walked in after her over a "
                "sheet like guests at a wedding. Not one sting, and an excellent soup.",
                23.4,
            ),
            Post(
                "yuki-t",
                "I have read this aloud at dinner and everybody clapped.",
                35.58,
                reply_to=5,
            ),
        ),
    ),
    Topic(
        category="land-and-seasons",
        title="A garden bed run by seven-year-olds",
        author="beatriz_v",
        body=(
            "They asked for “a bed with nobody bossing”. So there is one, four metres by "
            "one, and grown-ups may give advice only when asked, and only once.\n\n"
            "After eight weeks: radishes, a moat, one pumpkin plant with a name, and a "
            "written constitution of two sentences."
        ),
        tags=(
            "children",
            "garden",
        ),
        prompts=(),
        days_ago=39.0,
        posts=(
            Post(
                "noor_h",
                "May we see the constitution?",
                3.99,
            ),
            Post(
                "beatriz_v",
                "“1. Who waters may decide. 2. No poison and no Leo.” Leo has since been let "
                "in, after a hearing.",
                5.3,
                reply_to=2,
            ),
            Post(
                "mira.oday",
                "I have been facilitating for fifteen years and I have never seen a clearer "
                "domain.",
                44.08,
            ),
            Post(
                "hanneke",
                "Who heard the appeal?",
                67.94,
                reply_to=3,
            ),
            Post(
                "beatriz_v",
                "The pumpkin, apparently. It was present.",
                73.73,
                reply_to=5,
            ),
            Post(
                "tom_hazel",
                "I wrote something about my own childhood here which does not belong in public.",
                85.07,
                withdrawn=True,
            ),
            Post(
                "anandi",
                "Our school would love to come and visit. Would the bed receive us, "
                "@beatriz_v? We would ask for advice only once.",
                103.74,
            ),
            Post(
                "beatriz_v",
                "I have put it to them. They consent, and request that you bring a worm.",
                126.1,
                reply_to=8,
            ),
            Post(
                "ada",
                "I ask for permission to quote article one at the gathering.",
                134.04,
            ),
        ),
    ),
)
