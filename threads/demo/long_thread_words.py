"""The sentences from which the long bread log is put together (see `long_thread`)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """How a loaf turned out: ways to say it, and what neighbours may answer to any of them.

    `well`: nothing went wrong, so the answers are no advice to thank for.
    """

    said: tuple[str, ...]
    answers: tuple[str, ...]
    well: bool = False


BAKERS = (
    "amara.n", "beatriz_v", "ben", "zoe-e", "KaiNord", "jlopes", "yuki-t", "noor_h", "em",
    "caoimhe", "florian", "ilse-marie", "tom_hazel", "wren.s", "sorenq", "lidia.k", "priya-w",
)  # fmt: skip

# What went into the dough, and what neighbours may say to it.
FLOURS = {
    "plain wheat": (
        "Plain wheat is where one learns the most.",
        "Which wheat? The one from the mill drinks far more water than the one from the shop.",
        "No seeds, no rye, no tricks: I like that.",
    ),
    "spelt and rye, half and half": (
        "Half and half is our house bread, too. A spoonful of honey does it good.",
        "Spelt does not like to be kneaded for long, three minutes are enough.",
        "Have you tried it one to two? The rye carries more than one thinks.",
    ),
    "all rye": (
        "All rye! Wet hands and no hopes of shaping it, am I right?",
        "Cut it on the third day, it is best then.",
        "With rye I always take a tin. It has no bones of its own.",
    ),
    "wheat with a handful of oats": (
        "Do you soak the oats first?",
        "A handful of whose hand? Ours differ by a cup.",
        "Roll the loaf in the oats as well, it looks like a small sheep.",
    ),
    "wholemeal from the Oxbow mill": (
        "The Oxbow wholemeal needs half an hour with the water before anything else happens.",
        "I have a sack of that as well, do we want to compare?",
        "You can taste the mill in it. I mean that kindly.",
    ),
    "emmer, the last of the sack": (
        "There is more emmer at Larkfield, ask at the gate.",
        "Emmer tastes of a field in the evening.",
        "Fold it, do not knead it, it tears so easily.",
    ),
    "wheat and boiled potato": (
        "Potato keeps it fresh for a week. If it is allowed to last that long.",
        "Grated or mashed?",
        "My aunt puts the potato water in as well.",
    ),
    "spelt with sunflower seeds": (
        "Toast the seeds in a dry pan, it makes a world of difference.",
        "Mine turned green around the seeds once. Harmless, but it startled the children.",
        "How many seeds? I never dare to take enough.",
    ),
    "rye with caraway": (
        "Ground or whole? There are two camps in our kitchen.",
        "Caraway! Now I am hungry and it is only ten.",
        "Try fennel seeds in place of half the caraway.",
    ),
    "wheat with walnuts": (
        "Walnuts only at the last fold, otherwise they cut the dough.",
        "With a bit of the blue cheese, and the evening is saved.",
        "Are those the nuts from the tree at the crossing?",
    ),
    "barley and wheat, one to four": (
        "One to four is wise. I tried one to two and could have paved the yard.",
        "Barley makes it sweet, doesn’t it?",
        "I did not know that one could still get barley flour here. Where from?",
    ),
    "maize and wheat, as at Larkfield": (
        "We scald the maize with boiling water first, and let it sit until it is cool.",
        "You honour our orchard. A spoonful of oil, and it will last until Thursday.",
        "Such a fine yellow! I bake it for birthdays.",
    ),
    "wheat with yesterday’s porridge": (
        "The porridge trick is the best one in this whole log.",
        "Count the porridge as water, about three quarters of it.",
        "With the raisins still in it? Ours had raisins.",
    ),
    "buckwheat and spelt": (
        "A fifth of buckwheat is plenty, more of it tastes like a barn.",
        "Buckwheat needs company with some strength. Spelt is rather shy.",
        "Grey crumb, big flavour. I am fond of it.",
    ),
}

# How long and where it rose, and what neighbours may say to it.
RISES = {
    "overnight in the cold porch": (
        "How cold is your porch? Ours would be an ice box.",
        "Does the porch cat not mind?",
    ),
    "five hours beside the stove": (
        "Turn the bowl now and then, the side by the stove always runs ahead.",
        "Five hours seems long for that warmth. I would have looked after three.",
    ),
    "a whole day in the cellar": (
        "A cellar is the best baker in the house.",
        "I forget mine down there, so I have tied a ribbon to the door.",
    ),
    "eight hours under a tea towel": (
        "A damp one? Mine dries out at the top.",
        "I use a shower cap. There, now everybody knows.",
    ),
    "twelve hours in the fridge, then two on the table": (
        "I bake straight from the fridge, it is easier to cut when it is cold.",
        "That is my rhythm as well: dough in the evening, bread before work.",
    ),
    "three hours in a warm car": (
        "A car! I have a lot to learn.",
        "Did you drive it about, or was it parked?",
    ),
    "all afternoon on the window sill": (
        "On the sill it grows towards the light, like beans.",
        "Ours got a peck mark there. We suspect a blackbird.",
    ),
    "six hours, with folds whenever I came past": (
        "Folding in passing is the only sport I do.",
        "Put the bowl where you come past less often. It likes to be left alone towards the end.",
    ),
    "from dinner until the birds": (
        "“Until the birds” goes into our recipe book.",
        "You were up with the birds? Or still up?",
    ),
    "four hours in the airing cupboard": (
        "Now I know why the towels smell so good at yours.",
        "Ours is at thirty degrees in there, two hours are enough.",
    ),
    "as long as choir practice, plus one hour": (
        "Which choir? Ours would be the whole night.",
        "It rises better to the slow ones, ask anybody.",
    ),
    "seven hours, of which I slept six": (
        "That is the way to do it. People make it far too hard for themselves.",
        "And the seventh?",
    ),
}

OUTCOMES = (
    Outcome(
        ("Flat as a slate, but it tastes good.", "It spread like a pond.", "More plate than loaf."),
        (
            "Less water next time, only a spoonful. Flat ones mostly want less water.",
            "Mine stopped spreading when I shaped them twice, with a rest in between.",
            "A flat loaf makes the best toast, I stand by that.",
            "Did it rest too long? When the dough wobbles like a jelly it wants the oven at once.",
            "Bake it in a pot with a lid. The pot keeps it from running away.",
        ),
    ),
    Outcome(
        (
            "A crust like a roof tile.",
            "The crust broke the bread knife.",
            "Very crusty. Too crusty.",
        ),
        (
            "A tin of hot water on the oven floor for the first quarter of an hour helps.",
            "Wrap it in a cloth while it is warm, then the crust calms down.",
            "Some of us would walk a mile for a crust like that.",
            "Is your oven hotter than it says? Ours lies by thirty degrees.",
            "Soup. The answer to such a crust is always soup.",
        ),
    ),
    Outcome(
        ("Holes big enough to lose the butter in.", "Lace, with some bread around it."),
        (
            "People in town pay extra for those holes.",
            "Press it flat before you shape it, and the big bubbles go.",
            "Put the butter on both sides and hope.",
            "That is a lively jar! Perhaps give it one hour less.",
            "Cheese on top, under the grill, and the holes become a virtue.",
        ),
    ),
    Outcome(
        (
            "Dense, like a friendly brick.",
            "Heavy enough to hold the door.",
            "It did not rise much.",
        ),
        (
            "Was the jar hungry? Mine does that when I forget to feed it for two days.",
            "Try the next one warmer. Marigold sulks under twenty degrees.",
            "Dense and thin-sliced with cheese: that is a whole cuisine further north.",
            "Give it two hours more than you believe to be right.",
            "Drop a spoonful of starter into water before you begin. When it floats, it is ready.",
        ),
    ),
    Outcome(
        ("Sour enough to make my cheeks meet.", "Very sour. The children made faces."),
        (
            "A younger starter is milder: feed it in the morning and use it at noon.",
            "Sour is the taste of patience. Too much patience, in this case.",
            "Keep the dough warmer and shorter, and the sourness stays behind.",
            "I like them sour. Send me the rest of it!",
            "Honey on top. Not in the dough, on top.",
        ),
    ),
    Outcome(
        ("The best one so far, I nearly rang somebody.", "It sang when it came out of the oven."),
        (
            "Congratulations! Write everything down before you forget it.",
            "I could hear it over here.",
            "Please do the very same thing again, and tell us whether it was luck.",
            "A photograph, or a slice. Better a slice.",
            "I am happy for you and a little envious.",
        ),
        well=True,
    ),
    Outcome(
        ("Burnt below and pale above.", "Black underneath, blond on top."),
        (
            "Put an empty tray on the shelf below. It takes the worst of the heat.",
            "One shelf higher, and turn it round after twenty minutes.",
            "My grandmother would have scraped it and said nothing.",
            "Ours had a broken upper element for a year before anybody noticed. And yours?",
            "Cut off the sole and give it to the hens. They do not judge.",
        ),
    ),
    Outcome(
        ("It stuck to the basket and came out as two.", "Half of it is still in the basket."),
        (
            "Rice flour for the basket, that is the whole secret.",
            "Never wash the basket, only brush it. It gets better with the years.",
            "Two loaves from one dough, how efficient.",
            "A linen cloth with plenty of flour has saved me many times.",
            "Chill it for an hour before you tip it out, then it lets go.",
        ),
    ),
    Outcome(
        ("Soft, even, a bread for sandwiches.", "Nothing to report, it is simply good bread."),
        (
            "Simply good bread is the hardest kind.",
            "That one I would like for school mornings. How long did you bake it?",
            "No news from the oven is good news.",
            "Please bring one to the next meeting, we are out of quarrels and out of bread.",
            "You have become a baker without noticing it.",
        ),
        well=True,
    ),
    Outcome(
        ("Gummy in the middle, even the day after.", "The knife came out wet."),
        (
            "Ten minutes more, with the oven door a finger’s width open.",
            "Let it cool down completely. I know. It is the hardest part.",
            "Knock on the underside: it has to sound like a door with somebody behind it.",
            "Wait for a whole day before cutting it, if you have the strength.",
            "Toast helps, and so does a thermometer: ninety-six degrees inside.",
        ),
    ),
    Outcome(
        ("I forgot the salt.", "It tasted of nothing, and then I saw the salt on the table."),
        (
            "There are regions where it is made so on purpose. Say that you come from there.",
            "Salty butter, and nobody will ever know.",
            "I put the salt on top of the scale now, so that I cannot weigh without touching it.",
            "We have all done that. Whoever denies it has forgotten it.",
            "Anchovies! At last a use for them.",
        ),
    ),
    Outcome(
        ("It tore along the side, not where I had cut it.", "It burst open like a coat."),
        (
            "Cut deeper and lower, almost as if you wanted to lift off a lid.",
            "It was in a hurry: an hour longer before the oven and it will not tear.",
            "A razor blade, and no fear. With fear it tears.",
            "I find the torn ones more beautiful than the tidy ones.",
            "More steam at the start keeps the skin soft, then it opens where you want it to.",
        ),
    ),
    Outcome(
        ("Gone in nine minutes.", "I only saw it for a moment, the table was faster."),
        (
            "The only review that counts.",
            "Bake two. Hide one.",
            "Nine people or ninety? I ask because of the gathering.",
            "In our house there is a rule that the baker gets the first heel.",
            "So we shall never know whether it was any good!",
        ),
        well=True,
    ),
    Outcome(
        ("The dough climbed out of the bowl in the night.", "I found it on the floor at six."),
        (
            "A bigger bowl. Or a smaller ambition.",
            "It wanted to see the world. It is called the travelling starter for a reason.",
            "Half the starter is enough when the nights are warm.",
            "Put the bowl into the sink. Then at least it stays in the family.",
            "Ours once reached the cat’s basket. The cat has not been the same since.",
        ),
    ),
    Outcome(
        ("A deep brown, and it smells of nuts.", "The whole staircase smells of it."),
        (
            "I walked past your house, and I can bear witness.",
            "Brown is where the taste lives. Most of us take it out too early.",
            "Which shelf, and how hot? I want that colour too.",
            "Smell is the best advertisement. You will have visitors.",
            "Then it was the long rise. It always does that to the colour.",
        ),
        well=True,
    ),
)

TAILS = (
    "Marigold gets a day off now.",
    "Eaten with the neighbours, who brought plums.",
    "One half went to the night shift.",
    "My son did the shaping.",
    "It rained all day, which suits bread.",
    "The jar smells of apples this week.",
    "I used the old tin of my aunt.",
    "The kitchen was full of people and advice.",
    "Tomorrow the same again, with more patience.",
    "I baked it between two meetings, and it shows.",
    "Fed the jar with what was left of the rye.",
    "The radio played the same song three times.",
    "Sent a quarter of it up the hill.",
    "I timed it with the church bells.",
    "The new oven glove has a hole already.",
    "My turn for the dishes, too.",
    "The end piece belongs to me.",
    "It was my first one alone.",
    "The scale is broken, so all numbers are guesses.",
    "Somebody had hidden the lid of the pot.",
)

# Said by the baker to somebody's advice; fits any of it.
THANKS = (
    "Thank you, I will try it on Sunday.",
    "Oh. That explains the last three.",
    "You make it sound so easy.",
    "I have written that inside the cupboard door.",
    "My grandmother said the very same, and I did not listen to her either.",
    "Agreed, and thank you for not laughing.",
    "You may laugh, everybody here did.",
    "Will do. Marigold sends her regards.",
    "I knew it and did not want to know it.",
    "Next time I ring you before, not after.",
    "That is kind. A slice is on its way to you.",
    "Noted, in flour, on the table.",
    "I will report back, with numbers.",
    "Then there is hope for the next one.",
    "I have asked our oven, and it does not wish to comment.",
    "I have read this aloud in the kitchen, and there was nodding.",
    "You should write the book, really.",
    "Thanks! This log has saved more of my loaves than any book.",
)

INTERLUDES = (
    "Marigold moved on to Saltmarsh Row today, by boat, wrapped in a jumper. She is well.",
    "Does anybody else talk to the jar? I am asking for a friend.",
    "Handed a spoonful to the school. They have called theirs Bubbles the Second.",
    "The Oxbow mill has fresh wholemeal. I can bring ten kilos to whoever wants some.",
    "Dried some of her on baking paper and crumbled it into a letter. A reserve for bad times.",
    "Question: how long may she go hungry in the fridge? Ours has been there for nine days.",
    "Nine days is nothing, I once found one after two months. Grey on top and cheerful beneath.",
    "Pancakes from the discard: one egg, some milk, a pinch of salt. No photograph, they are gone.",
    "She is at Fernhollow now. The wisteria and she are getting along.",
    "Our oven has given up. I bake next door this week and pay in gossip.",
    "For the list: lids must not be screwed tight. I say no more, and the ceiling says the rest.",
    "A guest asked for the recipe. I gave her the jar, and this address.",
    "Today I baked nothing, and only wanted to say so.",
    "Crackers from the discard with sesame seeds, rolled thin, twelve minutes. Dangerous.",
    "Does the water matter? Ours is so hard that the kettle rattles.",
    "On the water: I let it stand overnight in a jug. It may be superstition.",
    "The tin with the label “Marigold, do not eat” was eaten from. By a visitor, with a spoon.",
    "She arrived at the boatyard this morning and already smells a little of tar.",
    "Bake day with eleven children. There is flour on things that have never been in the kitchen.",
    "I am away for a fortnight. Who takes my jar? It is quiet and well behaved.",
    "I take it. Put it on the step, I pass by at seven.",
    "Weighed our flour use: fifty-one kilos since this log began, and that is only us.",
    "Somebody asked what she is made of. Flour, water, and eleven kitchens.",
    "Pizza on Friday, from her, for thirty. I need two more people to stretch the dough.",
    "I can stretch, if somebody else decides about the pineapple.",
    "Our jar went pink at the edge, so I threw it out. May I have a new spoonful?",
    "A spoonful is at the gate for you, in the jam jar with the red lid.",
    "Read the whole log from the start last night. We have become better, and funnier.",
    "The bakery tried her in the big oven: forty loaves, all sold by ten.",
    "After a week in a rucksack and two nights in a tent she rises as if nothing had been.",
)
