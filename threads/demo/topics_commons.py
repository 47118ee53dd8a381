"""Topics of the commons: welcomes, songs, seeds, moderation."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="commons",
        title="Welcome to the Hollowbrook Commons forum",
        author="ada",
        body=(
            "This is the shared room of eleven houses, two bakeries, one boatyard and a good "
            "many gardens. We are neighbours at best and a federation on paper.\n\n"
            "A few habits that have done us good:\n\n"
            "- **Say who you are** once, in your profile. It need not be much.\n"
            "- **Answer the question that was asked**, and tick it under your reply, so that "
            "we can see which ones still wait.\n"
            "- **Take what was said as it was meant** until you know better.\n"
            "- If a thing gets heated, pick up the phone. Then come back and tell us how it "
            "went.\n\n"
            "The chairs of the next fishbowls are open to everybody. Come and sit."
        ),
        tags=(
            "welcome",
            "how-to",
        ),
        prompts=(),
        days_ago=300.0,
        posts=(
            Post(
                "ben",
                "Hello! I mend bicycles at Oxbow House and I read more than I write. (That "
                "was my resolution, anyway.)",
                3.89,
            ),
            Post(
                "jlopes",
                "Olá from Larkfield. We bring apples, and we would like to learn how you all "
                "get through winter meetings.",
                5.38,
            ),
            Post(
                "KaiNord",
                "Boatyard here. If something smells of tar, it was me.",
                11.34,
            ),
            Post(
                "yuki-t",
                "Good evening from Saltmarsh Row. I am new and I like long threads.",
                17.3,
            ),
            Post(
                "mo",
                "I look after this place together with you. If something hurts, use the "
                "little flag, or write to me. I read every one of them, mostly with tea.",
                24.35,
            ),
            Post(
                "root",
                "The machine room sends its greetings. Backups run at night, and the last "
                "three of them were tried out.",
                30.32,
            ),
            Post(
                "em",
                "Hi.",
                50.53,
            ),
            Post(
                "ada",
                "Welcome, all of you. And yes, @em, that is quite enough.",
                86.72,
                reply_to=8,
            ),
        ),
    ),
    Topic(
        category="commons",
        title="Found: one blue enamel mug on the night train",
        author="tamar_b",
        body=(
            "It stood on the table by the window in the last coach, with a drawing of a "
            "heron and the letters “S. R.” scratched into the bottom. I guess it belongs to "
            "somebody from Saltmarsh Row who came home from the gathering.\n\n"
            "It is safe on my shelf and drinks nothing but water."
        ),
        tags=("lost-and-found",),
        prompts=(),
        days_ago=0.02,
        posts=(),
    ),
    Topic(
        category="commons",
        title="Looking for three seats to the spring gathering",
        author="florian",
        body=(
            "We are two grown-ups and a cello. The cello needs its own seat; it has been "
            "asked and will not lie down. From anywhere near Fernhollow, and we bring "
            "sandwiches for the whole car."
        ),
        tags=(
            "rides",
            "gathering",
        ),
        prompts=(),
        days_ago=3.2,
        posts=(),
    ),
    Topic(
        category="commons",
        title="Songs for people who think that they cannot sing",
        author="zoe-e",
        body=(
            "On Fridays we sing in the bakery while the ovens cool down. Half of us were "
            "told at school to move our lips only.\n\n"
            "Which songs carry a room of shy people? No more than three notes in the first "
            "line, please."
        ),
        tags=(
            "music",
            "evenings",
        ),
        prompts=(),
        days_ago=9.7,
        posts=(
            Post(
                "florian",
                "Rounds, rounds, rounds. Nobody can hear who is wrong, least of all the one "
                "who is.",
                1.16,
            ),
            Post(
                "amara.n",
                "Call and answer. One person has to be brave, and the others only have to be kind.",
                1.41,
            ),
            Post(
                "ilse-marie",
                "We did four rounds in a row last Friday and I have walked home humming "
                "since. It was your fault, @florian.",
                4.67,
                reply_to=2,
            ),
            Post(
                "em",
                "Humming counts.",
                8.35,
            ),
            Post(
                "zoe-e",
                "Humming is the secret name of our choir, as of now.",
                29.48,
                reply_to=5,
            ),
            Post(
                "caoimhe",
                "My grandmother's trick: sing while doing something with the hands. Shelling "
                "beans, folding sheets. The voice comes along because nobody is looking at "
                "it.",
                38.31,
            ),
            Post(
                "beatriz_v",
                "Beans on Friday, then! I have two sacks.",
                40.41,
                reply_to=7,
            ),
            Post(
                "tom_hazel",
                "May one come only to listen to the ovens?",
                43.81,
            ),
            Post(
                "zoe-e",
                "One may. Sooner or later everybody hums.",
                52.23,
                reply_to=8,
            ),
        ),
    ),
    Topic(
        category="commons",
        title="The basket by the door",
        author="dariusz",
        body=(
            "Since the new year there is a basket by the door of our dining room, and phones "
            "sleep in it during dinner. Nobody decided it. Someone put the basket there, "
            "someone else put in a phone.\n\n"
            "I like it, and I am a bit uneasy too: is a rule that nobody made still a rule?"
        ),
        tags=(
            "phones",
            "meetings",
            "attention",
        ),
        prompts=(),
        days_ago=56.0,
        posts=(
            Post(
                "tom_hazel",
                "It is a custom. You can break a custom without breaking anything.",
                6.09,
            ),
            Post(
                "noor_h",
                "Until the first person is looked at because of it. Then it was a rule all along.",
                10.01,
                reply_to=2,
            ),
            Post(
                "dariusz",
                "That has happened, which is why I wrote. Her mother was in hospital.",
                13.92,
                reply_to=3,
            ),
            Post(
                "ximena.r",
                "Then talk about it once, at the table, with the basket in the middle. Five "
                "minutes. Customs can stand being talked about.",
                16.85,
            ),
            Post(
                "stone-cutter",
                "Typical that you of all people would need a permission slip to eat your soup.",
                70.15,
                hidden=("Personal attack on another member."),
            ),
            Post(
                "mo",
                "A post above is hidden. One can disagree with the basket without going for "
                "the person who asked about it.",
                77.24,
            ),
            Post(
                "dariusz",
                "We talked. It stays, with a little card: *unless somebody might need you*. "
                "The card is in her handwriting.",
                92.51,
            ),
            Post(
                "priya-w",
                "A lovely ending, @dariusz.",
                121.69,
                reply_to=8,
            ),
        ),
    ),
    Topic(
        category="commons",
        title="Как мы храним семена зимой?",
        author="lidia.k",
        body=(
            "В нашем доме семенная коробка стоит в холодном коридоре, рядом с лыжами. Бобы и "
            "горох зимуют хорошо, а вот лук и пастернак через год уже почти не всходят.\n\n"
            "Расскажите, пожалуйста, как храните вы: в бумаге, в стекле, в подвале? Можно "
            "отвечать на любом языке, переведём вместе."
        ),
        tags=(
            "семена",
            "зима",
        ),
        prompts=(),
        days_ago=118.0,
        posts=(
            Post(
                "xiulan",
                "我們把種子放在玻璃罐裡，罐底放一小包乾米，米會吸走濕氣。罐子放在朝北的窗邊。",
                0.41,
            ),
            Post(
                "lidia.k",
                "Рис — прекрасная мысль! Попробую уже сегодня.",
                2.63,
                reply_to=2,
            ),
            Post(
                "noor_h",
                "نحن نحفظ البذور في أكياس من القماش معلقة في المطبخ القديم، بعيدًا عن "
                "الموقد. الفاصوليا تبقى سليمة أربع سنوات.",
                6.73,
            ),
            Post(
                "jlopes",
                "Em papel, dentro de uma lata de bolachas, no quarto mais frio da casa. E "
                "escrevemos sempre o ano!",
                20.62,
            ),
            Post(
                "anandi",
                "हम बीजों को नीम की सूखी पत्तियों के साथ रखते हैं। कीड़े पास नहीं आते।",
                34.35,
            ),
            Post(
                "lidia.k",
                "Спасибо всем! I will translate everything for the seed shelf: dry rice, "
                "cloth bags, a biscuit tin and neem leaves. And always write down the year, "
                "as @jlopes says.",
                53.38,
            ),
        ),
    ),
    Topic(
        category="commons",
        title="Three things I learned in my first year of looking after this forum",
        author="mo",
        body=(
            "I have been asked to write down what this work is like.\n\n"
            "1. Most hurt comes from speed. When I ask people to come back tomorrow, nine of "
            "ten come back with a different text.\n"
            "2. A reason helps even those who disagree with it. Since I write one each time, "
            "I get fewer letters.\n"
            "3. Thanking takes less time than hiding and does more.\n\n"
            "I would gladly pass the role on in summer. It is a good one. It comes with tea."
        ),
        tags=(
            "moderation",
            "conversation",
        ),
        prompts=(),
        days_ago=203.0,
        posts=(
            Post(
                "hanneke",
                "Thank you, Mo. I was one of the nine.",
                1.71,
            ),
            Post(
                "sorenq",
                "So was I. Possibly four of the nine.",
                4.16,
                reply_to=2,
            ),
            Post(
                "caoimhe",
                "What is the hardest part?",
                19.32,
            ),
            Post(
                "mo",
                "When both are right and one of them is loud.",
                48.3,
                reply_to=4,
            ),
            Post(
                "stone-cutter",
                "I have been hidden by @mo twice and I still think that one of them was "
                "wrong. The other one was fair, though, and you wrote me a decent letter "
                "about it. I wanted to say so here.",
                50.51,
            ),
            Post(
                "mo",
                "That means a great deal to me. Thank you.",
                53.48,
                reply_to=6,
            ),
            Post(
                "ilse-marie",
                "I would like to try the role for a month, beside you, if that is possible. "
                "My tea is very good.",
                57.97,
            ),
        ),
    ),
)
