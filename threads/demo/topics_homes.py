"""Topics about houses, rents, repairs and work."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="homes-and-money",
        title="Setting rents in one open evening",
        author="priya-w",
        body=(
            "Once a year we lay the costs of the house on the table and go round: everybody "
            "names what they can pay. If the sum is short we go round again. Last year it "
            "took three rounds and one long silence.\n\n"
            "I would like to compare notes with other houses before the next evening in May."
        ),
        tags=(
            "rent",
            "solidarity",
        ),
        prompts=(
            "How do you decide what each household pays?",
            "What makes it safe to name a number aloud?",
            "Who helps when the sum does not come out?",
        ),
        days_ago=26.0,
        posts=(
            Post(
                "florian",
                "On paper, folded, into a hat. The treasurer reads out only the sum. We go "
                "again until it is enough.",
                9.47,
                prompts=(1,),
            ),
            Post(
                "ximena.r",
                "Aloud, in our house, and I was terrified. It helped that the first to speak "
                "was the person with the least, and she said it without any apology.",
                11.92,
                prompts=(1, 2),
            ),
            Post(
                "priya-w",
                "Who decided that she should be the first?",
                15.56,
                reply_to=3,
                prompts=(2,),
            ),
            Post(
                "ximena.r",
                "She did. I believe she had been thinking about it for the whole year.",
                16.44,
                reply_to=4,
                prompts=(2,),
            ),
            Post(
                "ilse-marie",
                "Floor area, and a fund for those who cannot. It is dull and it works; the "
                "fund is where the talking happens.",
                17.61,
                prompts=(1,),
                speaking_from="a house of thirteen flats",
            ),
            Post(
                "dariusz",
                "Dull is underrated. We spent two evenings on fairness and then took the "
                "square metres anyway.",
                22.06,
                reply_to=6,
                prompts=(1,),
            ),
            Post(
                "amara.n",
                "That nobody comments. Not even “oh, that's generous”. Especially not that.",
                25.89,
                prompts=(2,),
            ),
            Post(
                "ada",
                "This one should be on the wall of every house, @amara.n.",
                49.41,
                reply_to=8,
            ),
            Post(
                "noor_h",
                "The same soup for everyone beforehand. I mean it: we eat first and we talk "
                "about money second.",
                52.29,
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="homes-and-money",
        title="The third stair",
        author="tom_hazel",
        body=(
            "For six years everybody who moves in has been told to mind the third stair. "
            "Yesterday I had a free hour and a plank, and mended it.\n\n"
            "Now three people have stumbled, because it is no longer low. I feel that there "
            "is a lesson in this but I have bruised my knee."
        ),
        tags=(
            "repairs",
            "stairs",
        ),
        prompts=(),
        days_ago=109.0,
        posts=(
            Post(
                "em",
                "It was load-bearing, that stair. For the conversation.",
                9.13,
            ),
            Post(
                "ada",
                "You have to announce it, Tom. In the minutes. “The third stair is a stair.”",
                13.63,
            ),
            Post(
                "caoimhe",
                "And with a date for review!",
                15.32,
                reply_to=3,
            ),
            Post(
                "florian",
                "I stepped over it in the dark last night with great elegance, and so "
                "arrived in the cellar a little early.",
                23.95,
            ),
            Post(
                "tom_hazel",
                "I am so sorry, @florian. There is a lamp there now.",
                24.73,
                reply_to=5,
            ),
            Post(
                "yuki-t",
                "My daughter asks who will look after the third stair now that it is like "
                "the others.",
                36.81,
            ),
            Post(
                "ben",
                "Nobody, and that is the highest honour that a stair can have.",
                106.48,
                reply_to=7,
            ),
        ),
    ),
    Topic(
        category="homes-and-money",
        title="Member loans: what we wish we had written in the first contract",
        author="ximena.r",
        body=(
            "Our house was built on forty-four small loans from friends. Twelve years later "
            "the friends are older, some need the money back, and our first contract has one "
            "page.\n\n"
            "What I would write today:\n\n"
            "- a notice period which gets longer with the sum\n"
            "- what happens when the lender dies (it happens)\n"
            "- a letter to every lender once a year, even if there is nothing to tell\n"
            "- *one* person whose task this is\n\n"
            "I am no lawyer and this is no advice, only scars."
        ),
        tags=(
            "loans",
            "members",
            "co-op",
        ),
        prompts=(),
        days_ago=66.0,
        posts=(
            Post(
                "greta_l",
                "The yearly letter! We began with it late, and two thirds of the lenders "
                "wrote back that they did not want to take out anything. They only wanted to "
                "know how the roof was.",
                3.52,
            ),
            Post(
                "oakes",
                "How long is your notice period?",
                5.41,
            ),
            Post(
                "ximena.r",
                "Three months up to five hundred, six up to five thousand, a year beyond "
                "that. In nine years we asked for patience once.",
                9.1,
                reply_to=3,
            ),
            Post(
                "aleksi",
                "We keep one tenth liquid and hate it. Then came the winter with the boiler, "
                "and we loved it.",
                11.23,
            ),
            Post(
                "stone-cutter",
                "I have built for two houses like this. Both times, the builder was paid "
                "before the friends. That is as it should be; tell your lenders that openly.",
                29.09,
            ),
            Post(
                "ximena.r",
                "Very true, thank you. It goes into the letter, @stone-cutter.",
                40.21,
                reply_to=6,
            ),
            Post(
                "rosalind_p",
                "Who reads the contract to somebody who is eighty-seven and does not see "
                "well? We drive there. The cake is always extraordinary.",
                65.38,
            ),
        ),
    ),
    Topic(
        category="homes-and-money",
        title="Bicycle workshop: what should we have on the wall?",
        author="ben",
        body=(
            "Oxbow House gives us the old laundry. It has a drain, good light and one wall "
            "of four metres. I would like to plan the wall together with those who will use "
            "it.\n\n"
            "I cannot promise tea, but I can promise a kettle."
        ),
        tags=(
            "bicycles",
            "workshop",
        ),
        prompts=(
            "Which tool do you always look for and never find?",
            "What would bring you to the workshop when nothing is broken?",
        ),
        days_ago=1.4,
        posts=(
            Post(
                "tom_hazel",
                "The ten-millimetre spanner. Buy six.",
                0.51,
                prompts=(1,),
            ),
            Post(
                "em",
                "Seven.",
                4.68,
                reply_to=2,
                prompts=(1,),
            ),
            Post(
                "yuki-t",
                "A pump whose gauge tells the truth.",
                19.54,
                prompts=(1,),
            ),
            Post(
                "ben",
                "The wall now has a whole row of hooks called “10”. Thank you both.",
                28.56,
                reply_to=3,
            ),
        ),
    ),
    Topic(
        category="homes-and-money",
        title="Growing old in a shared house",
        author="ilse-marie",
        body=(
            "Four of us are past seventy now. We are well, and the stairs are getting "
            "longer.\n\n"
            "I do not want a policy yet. I would like to hear what you have seen: what a "
            "house can carry, and what it should not try to."
        ),
        tags=(
            "ageing",
            "care",
        ),
        prompts=(),
        days_ago=241.0,
        posts=(
            Post(
                "hanneke",
                "We carried one of us for two years and it was good, and we were nine. In "
                "the last three months it was too much, and we noticed it later than we "
                "should have.",
                11.18,
            ),
            Post(
                "ilse-marie",
                "How did you notice in the end?",
                27.29,
                reply_to=2,
            ),
            Post(
                "hanneke",
                "She told us. She said “you have all become so polite”.",
                32.46,
                reply_to=3,
            ),
            Post(
                "greta_l",
                "Ramps before they are needed, because then they are for prams. Grab rails "
                "too: the six-year-olds love them.",
                49.28,
            ),
            Post(
                "caoimhe",
                "Ask early who wants what, and write it down with a year on it, since people "
                "change their minds. My mother changed hers twice, both times for the better.",
                62.1,
            ),
            Post(
                "oakes",
                "Thank you for opening this, Ilse-Marie. Our house put it on the list for "
                "autumn because of your post.",
                63.95,
            ),
            Post(
                "dariusz",
                "It is too fresh for me to write about, I take this back for now.",
                65.92,
                withdrawn=True,
            ),
            Post(
                "ilse-marie",
                "What I take from you: ramps, a talk once a year, an outside person who "
                "looks at us with fresh eyes, and less politeness. @hanneke, may I ring you?",
                80.89,
            ),
            Post(
                "hanneke",
                "Any evening.",
                96.26,
                reply_to=9,
            ),
            Post(
                "yuki-t",
                "My grandmother used to say: one grows old on the ground floor and wise on "
                "the stairs.",
                160.22,
                reply_to=10,
            ),
        ),
    ),
)
