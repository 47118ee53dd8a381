"""Topics with prompts, among them the recap of a live fishbowl."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="circles-and-roles",
        title="Rest and rhythm in shared work",
        author="ada",
        body=(
            "Last Thursday’s live fishbowl, “Who told you ‘sit down’?”, “Nobody, that’s the "
            "trouble.”, kept drifting back to one thing: none of us knows how to stop.\n\n"
            "The three chairs saw it differently. @mira.oday spoke warmly of the old "
            "millers’ rule “no wheel turns on the seventh day”, and of how nobody had to ask "
            "for the day off because nobody had to grant it (would you still say so after "
            "reading this [essay](https://example.org/the-fallow-week), Mira?).\n\n"
            "Then we spent a good while on words. Is it a “fallow week” or a “quiet week”? "
            "@jlopes told us that the orchard co-op near Braga says *pousio*, which is "
            "nearer to fallow, while @KaiNord would rather call it “closed” and put a sign "
            "on the gate.\n\n"
            "Tansy Lane (they run on rotas and a yearly vote, no circles at all) simply call "
            "it “the gap”, somebody wrote in the chat, and three other houses have names of "
            "their own.\n\n"
            "Now it is over to everybody who was not in a chair:"
        ),
        tags=(
            "fishbowl",
            "rest",
            "recap",
        ),
        prompts=(
            "What helps you to put a task down before it wears you out?",
            "Which habits of a circle make resting easier?",
            "Where does it go wrong when some rest and others carry on?",
            "What has grown for you out of a pause?",
        ),
        days_ago=6.4,
        posts=(
            Post(
                "KaiNord",
                "Let me finish the thought I began on Thursday. I said “closed” because I "
                "want rest to be a thing the house does, and not a favour that one tired "
                "person has to beg for. When it is a favour, the people who are good at "
                "asking rest, and the people who are good at noticing work do not.\n\n"
                "In the boatyard we tried it both ways. For two years everybody was free to "
                "take a week whenever they needed one. It sounds generous. What happened is "
                "that four of us never took any, because there was always a hull half "
                "planked, and by the second winter those four were short with everyone. I "
                "was one of them. I remember being angry with a man for going swimming.\n\n"
                "Then we shut the gate: ten days in February, no deliveries, no visitors, "
                "phone off the hook. The first year I walked round the yard like a dog in an "
                "empty house. The second year I slept.\n\n"
                "What I learned is that it matters a great deal who carries the cost of "
                "stopping. If the whole yard stops, the cost lands on the order book, and we "
                "can see it and plan for it. If one person stops, the cost lands on whoever "
                "is standing nearest, and nobody writes that down anywhere.\n\n"
                "So when a circle asks me what to do about tired people, I answer with "
                "another question: which of your tasks could stay undone for ten days "
                "without harm? It is always more of them than they think – and the rest of "
                "them want a second pair of hands anyway, tired or not.",
                3.36,
                prompts=(1, 3),
                likes=("ben",),
                speaking_from="a boatyard of twelve",
            ),
            Post(
                "tom_hazel",
                "A small trick that works for me: I write the next step on a card and pin "
                "the card to the tool. Then I can leave, because the task remembers itself.",
                6.2,
                prompts=(1,),
            ),
            Post(
                "lidia.k",
                "We end every circle meeting with the question “what are we *not* going to "
                "do before next time?” and the secretary writes it down like any other "
                "decision. It took some months before people believed that it counted.",
                25.1,
                prompts=(1, 2),
            ),
            Post(
                "ben",
                "Borrowing the card, @tom_hazel. My version has been a heap of half-mended "
                "bicycles, which remembers rather too loudly.",
                27.73,
                reply_to=3,
                prompts=(1,),
            ),
            Post(
                "priya-w",
                "“Whoever is standing nearest” is exactly it. In our house it was always the "
                "person whose room is next to the kitchen. We noticed only when she moved "
                "upstairs and the compost stopped going out.",
                50.11,
                reply_to=2,
                prompts=(3,),
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="Opening rounds that are not a weather report",
        author="mira.oday",
        body=(
            "Half the opening rounds I sit in go “fine, bit tired, fine, fine, raining "
            "here”. I love rounds and I would like to love these too.\n\n"
            "I collect openings that worked, with the size of the group. I will put the best "
            "ones on a sheet for the hosts' shelf."
        ),
        tags=(
            "facilitation",
            "rounds",
        ),
        prompts=(
            "How do you open a meeting so that people really arrive?",
            "What do you do when one person's check-in takes half an hour?",
            "Do you open differently online?",
        ),
        days_ago=31.0,
        posts=(
            Post(
                "jlopes",
                "Nine people, orchard circle: “show us with your hands how full your basket "
                "is”. Ten seconds each, and you can plan the meeting by it.",
                1.03,
                prompts=(1,),
            ),
            Post(
                "anandi",
                "We ask for one sound you heard on the way here. Online it becomes one sound "
                "you can hear right now, and suddenly there are dogs and kettles in the "
                "meeting. Works up to about fifteen people.",
                8.33,
                prompts=(1, 3),
            ),
            Post(
                "ben",
                "The kettle one made me laugh, and then it made me put the kettle on, so I "
                "was late. Still recommended.",
                9.58,
                reply_to=3,
                prompts=(3,),
            ),
            Post(
                "hanneke",
                "I name the time before we begin: “two minutes each, and I will raise my "
                "hand at two minutes, for everybody, me too”. The last words are the "
                "important ones. If the hand goes up only for the person who needs the time "
                "most, it hurts.",
                20.49,
                prompts=(2,),
            ),
            Post(
                "mira.oday",
                "Thank you @hanneke, this goes on the sheet word for word. May I add your "
                "name to it?",
                22.84,
                reply_to=5,
                prompts=(2,),
                as_host=True,
            ),
            Post(
                "hanneke",
                "Of course. It belongs to our old secretary really, who is no longer with us "
                "and would be pleased.",
                26.1,
                reply_to=6,
            ),
            Post(
                "sorenq",
                "Edited: I first gave you the long version.\n"
                "~ In our house we have tried more or less every opening there is over "
                "eleven years and I could list them all, beginning with the candle, which we "
                "gave up because of the smoke alarm.\n"
                "“What are you leaving outside the door?” Twelve people, four minutes, no "
                "comments.",
                43.88,
                prompts=(1,),
            ),
            Post(
                "noor_h",
                "With children in the room: stand on one leg while you speak. The short "
                "check-in is born.",
                106.26,
                prompts=(1,),
            ),
            Post(
                "caoimhe",
                "Seven people: “what did you have for breakfast, and who was there?” It "
                "tells you everything and nobody feels examined.",
                112.22,
                prompts=(1,),
            ),
            Post(
                "aleksi",
                "I have tried the basket with our board. Two of them showed me empty hands, "
                "and we cancelled half of the agenda. It was the right half.",
                124.02,
                reply_to=2,
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="Choosing people for roles without campaigning",
        author="hanneke",
        body=(
            "We are choosing a secretary and a delegate next month. Last time two people "
            "quietly told everyone beforehand that they wanted it, and the round felt like a "
            "formality.\n\n"
            "I would like to hear how nominations go in your circles, and above all what "
            "happens in the *change round*, when people have heard the reasons of the others."
        ),
        tags=(
            "roles",
            "elections",
        ),
        prompts=(
            "Would you accept a role that you did not ask for?",
            "How long should a term be?",
        ),
        days_ago=74.0,
        posts=(
            Post(
                "greta_l",
                "Yes, once. Somebody said “you always remember what we promised”, and I had "
                "never thought of that as something one can be needed for. I said yes to "
                "half a year.",
                4.95,
                prompts=(1,),
            ),
            Post(
                "oakes",
                "A year, with a look at six months. Two years is too long to be bad at "
                "something and too short to be missed.",
                7.77,
                prompts=(2,),
            ),
            Post(
                "greta_l",
                "Ha. I would say as long as an apple graft needs: you know after one winter.",
                10.22,
                reply_to=3,
                prompts=(2,),
            ),
            Post(
                "ximena.r",
                "I have declined, and I was glad that the host asked me last. If the "
                "candidate speaks first everyone else stops thinking.",
                32.11,
                prompts=(1,),
            ),
            Post(
                "mo",
                "From Oxbow House: written names first, on paper, all turned over together. "
                "Nobody can lean towards the loudest nomination. Terms are one year because "
                "our memory is one year.",
                32.69,
                prompts=(1, 2),
            ),
            Post(
                "hanneke",
                "We did it on paper as @mo suggested. Five different names for the first "
                "role! In the change round three people moved, and every one of them could "
                "say why. The longest term anybody wanted was nine months, so it is nine "
                "months.",
                49.7,
            ),
            Post(
                "ben",
                "Congratulations to whoever it is. Nobody has told me, which I take as a "
                "sign that it is not me.",
                53.35,
                reply_to=7,
            ),
            Post(
                "aleksi",
                "As long as the ice is a good measure for most things, but here I say: one "
                "year, and never over the summer.",
                55.37,
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="When an objection is really a worry",
        author="jlopes",
        body=(
            "We had a proposal about selling cider at the gate. Nobody objected and four "
            "people looked unhappy. It went through, and since then there is a smell in the "
            "room.\n\n"
            "I am looking for words that make it easy to say “I can live with this, and "
            "please watch the following”."
        ),
        tags=(
            "consent",
            "objections",
        ),
        prompts=(
            "How do you tell an objection from a worry?",
            "What do you say to somebody who objects every time?",
            "Has an objection ever saved you?",
            "Where do you keep worries that did not stop the proposal?",
            "How do you thank somebody for an objection?",
        ),
        days_ago=12.3,
        posts=(
            Post(
                "KaiNord",
                "I ask one question: what would we lose, as a circle, if we did this until "
                "midsummer? If there is an answer, it is an objection, and a welcome one. If "
                "the answer is “I would not enjoy it”, I write it down and we go on.",
                1.14,
                prompts=(1,),
            ),
            Post(
                "rosalind_p",
                "A drain. I objected to moving the tool shed because “the ground there is "
                "sad”. They laughed and measured. There was a spring under it.",
                8.47,
                prompts=(3,),
            ),
            Post(
                "jlopes",
                "“The ground there is sad” is now a term in our circle, @rosalind_p. We use "
                "it for budgets too.",
                10.01,
                reply_to=3,
                prompts=(3,),
            ),
            Post(
                "wren.s",
                "On the last page of the minutes, under “to look at again”, with a date. "
                "Without the date it is a graveyard.",
                17.3,
                prompts=(4,),
            ),
            Post(
                "KaiNord",
                "And somebody's name beside the date, or it is a graveyard with a calendar.",
                27.73,
                reply_to=5,
                prompts=(4,),
            ),
            Post(
                "dariusz",
                "My test is tolerance, not taste. I can walk in shoes that I would never buy.",
                33.58,
                prompts=(1, 4),
            ),
            Post(
                "tamar_b",
                "I thank them, and I ask for one sentence that begins with “it would be "
                "enough for me if”. Often the proposal is better for it; now and then the "
                "sentence does not come, and then we both know.",
                44.83,
                prompts=(2,),
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="Questions for Saturday's fishbowl on dividing a household",
        author="KaiNord",
        body=(
            "On Saturday three people who have each taken a shared household apart (kindly, "
            "they say) sit in the bowl for an hour: Ada, a guest from Tansy Lane and I. One "
            "chair stays open.\n\n"
            "Please leave what you would like us to talk about under the questions below, so "
            "that we need not begin from zero."
        ),
        tags=(
            "fishbowl",
            "gallery",
        ),
        prompts=(
            "What should be written down before anybody moves in together?",
            "Who stays in the house when a household divides?",
            "Which things are better left unwritten?",
        ),
        days_ago=0.9,
        posts=(
            Post(
                "tamar_b",
                "Pets. Everybody writes down the furniture and nobody writes down the cat.",
                4.89,
                prompts=(1,),
            ),
            Post(
                "ximena.r",
                "The cat went to court in our case, in a manner of speaking. I will tell it "
                "on Saturday.",
                18.36,
                reply_to=2,
                prompts=(1,),
            ),
        ),
    ),
)
