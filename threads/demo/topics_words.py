"""Topics about the words we use, and a question to newcomers."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="circles-and-roles",
        title="“She said ‘let us circle back’”, and other phrases we could do “without”",
        author="ben",
        body=(
            "I have started a list of meeting phrases that make my ears close. Mine are "
            "“circle back”, “going forward” (where else?) and “just to play devil's "
            "advocate”, whom I have never seen in need of help.\n\n"
            "Yours? Kind ones only: we all say them."
        ),
        tags=(
            "language",
            "minutes",
        ),
        prompts=(),
        days_ago=20.6,
        posts=(
            Post(
                "zoe-e",
                "“With respect”, when followed by none.",
                1.67,
            ),
            Post(
                "florian",
                "“Quick question.” It has never been one. I say it myself twice a week.",
                3.92,
            ),
            Post(
                "tamar_b",
                "“Does that resonate?” It does, but so does a bucket.",
                12.6,
            ),
            Post(
                "mira.oday",
                "I say this one. I say it a great deal. I am going to lie down.",
                16.77,
                reply_to=4,
            ),
            Post(
                "ben",
                "You are allowed it, @mira.oday, since you do wait for the answer.",
                25.51,
                reply_to=5,
            ),
            Post(
                "stone-cutter",
                "There is one woman two doors down from us who says every single one of "
                "these, and let me tell you about her.",
                28.55,
                hidden=("Names a neighbour who is not part of this forum and makes fun of her."),
            ),
            Post(
                "mo",
                "I have hidden a post here: it was about a neighbour who cannot answer for "
                "herself. The list itself is a joy, please carry on.",
                79.75,
                reply_to=7,
            ),
            Post(
                "yuki-t",
                "“Let's take this offline”, said in a barn.",
                90.73,
            ),
            Post(
                "oakes",
                "“I'll be brief.”",
                107.75,
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="One role, four languages: a small table",
        author="xiulan",
        body=(
            "In our house we speak four languages, and the roles have picked up different "
            "colours in each of them. I made a table and would be glad about further "
            "columns.\n\n"
            "| English | Deutsch | Português | 中文 |\n"
            "|---|---|---|---|\n"
            "| host | Gastgeberin | anfitriã | 主持人 |\n"
            "| secretary | Schriftführung | secretária | 記錄 |\n"
            "| circle | Kreis | círculo | 圈子 |\n"
            "| objection | Einwand | objeção | 異議 |\n\n"
            "In German *Einwand* sounds like something thrown into a path, and in Portuguese "
            "it sounds like a court. Perhaps that is why our German speakers object more "
            "often."
        ),
        tags=(
            "translation",
            "words",
        ),
        prompts=(),
        days_ago=187.0,
        posts=(
            Post(
                "jlopes",
                "In our orchard nobody says *objeção*. We say *tenho uma pedra*, I have a "
                "stone, and put a real stone on the table. Please add it!",
                5.96,
            ),
            Post(
                "xiulan",
                "Added, with a small drawing of the stone.",
                8.76,
                reply_to=2,
            ),
            Post(
                "lidia.k",
                "По-русски: ведущая, секретарь, круг, возражение. The last one sounds like a "
                "school debate, so we say “мне мешает”, it is in my way.",
                25.5,
            ),
            Post(
                "anandi",
                "हिन्दी: मेज़बान, सचिव, मंडल, आपत्ति. आपत्ति is a heavy word, it can also "
                "mean calamity. We use it smilingly.",
                31.88,
            ),
            Post(
                "tamar_b",
                "In Hebrew *hitnagdut* is nearly a movement. We simply say “wait”.",
                40.39,
                reply_to=5,
            ),
            Post(
                "noor_h",
                "And in Arabic we say عندي ملاحظة, I have a remark. Nobody has ever been "
                "afraid of a remark.",
                50.26,
            ),
            Post(
                "sorenq",
                "This may be the best thread of the year, @noor_h and all.",
                50.89,
                reply_to=7,
            ),
            Post(
                "em",
                "In our kitchen all four are called “you there with the pen”.",
                61.11,
            ),
        ),
    ),
    Topic(
        category="commons",
        title="What did you need to know on your first day?",
        author="noor_h",
        body=(
            "We are rewriting the little booklet that new members get. The present one "
            "begins with the fire regulations, which is responsible and also a bit like "
            "being welcomed by a fuse box.\n\n"
            "One thing each, please. Small things count double."
        ),
        tags=(
            "newcomers",
            "welcome",
        ),
        prompts=("What did you wish somebody had told you on your first day?",),
        days_ago=48.0,
        posts=(
            Post(
                "em",
                "Where the spoons live.",
                0.29,
                prompts=(1,),
            ),
            Post(
                "yuki-t",
                "That it is all right to eat dinner in my room. For three weeks I thought "
                "that it was not done, and I was so tired of talking.",
                6.17,
                prompts=(1,),
            ),
            Post(
                "tom_hazel",
                "I have lived here for nine years and I did not know that either. Thank you "
                "for saying it.",
                7.42,
                reply_to=3,
                prompts=(1,),
            ),
            Post(
                "amara.n",
                "Which of the meetings one *must* come to. There were eleven in the "
                "calendar, and I went to eleven.",
                12.03,
                prompts=(1,),
            ),
            Post(
                "florian",
                "That people argue in the meeting and then have a beer together. I went home "
                "after the first one convinced that the place was closing.",
                23.13,
                prompts=(1,),
            ),
            Post(
                "noor_h",
                "That is going on page one, @florian, nearly in those words.",
                31.54,
                reply_to=6,
                prompts=(1,),
            ),
            Post(
                "zoe-e",
                "The names of the dogs. With the dogs came the people.",
                36.41,
                prompts=(1,),
            ),
            Post(
                "ben",
                "Which key is for what. I still have two that I am afraid to ask about.",
                46.38,
                prompts=(1,),
            ),
            Post(
                "em",
                "The brass one is the cheese cellar.",
                58.73,
                reply_to=9,
            ),
            Post(
                "ben",
                "There is a CHEESE CELLAR?",
                84.36,
                reply_to=10,
            ),
            Post(
                "beatriz_v",
                "That somebody would come and ask after a month how I am, because then I "
                "could have saved up my questions. @noor_h did exactly that, and I cried "
                "into the soup.",
                86.67,
                prompts=(1,),
            ),
            Post(
                "dariusz",
                "That the person who looks the strictest is the one to ask about everything.",
                103.2,
                prompts=(1,),
            ),
            Post(
                "xiulan",
                "Who snores. (Me. I tell everybody on their first day now.)",
                109.6,
                prompts=(1,),
            ),
        ),
    ),
)
