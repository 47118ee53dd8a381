"""Topics about meetings, roles and words; one shows every kind of Markdown."""

from threads.demo.shapes import Post, Topic

TOPICS = (
    Topic(
        category="circles-and-roles",
        title="How we write minutes now (a template you may steal)",
        author="greta_l",
        body=(
            "After a year of trying we have minutes that people read. Here is the whole "
            "recipe, and it also shows what this forum can print.\n\n"
            "## Before the meeting\n\n"
            "1. Copy last time's page\n"
            "2. Fill in the *head*:\n"
            "   - who is here, who is **excused**\n"
            "   - who hosts, who writes\n"
            "     - and who will write next time\n"
            "3. Send it round two days ahead\n\n"
            "## During the meeting\n\n"
            "> Write what was decided, not who was clever.\n"
            ">\n"
            "> – painted on the wall of our meeting room\n\n"
            "| Kind | Mark | Needs a date |\n"
            "|------|:----:|-------------:|\n"
            "| Decision | `D` | yes |\n"
            "| Task | `T` | yes |\n"
            "| Worry to look at again | `W` | yes |\n"
            "| Good story | `S` | no |\n\n"
            "A line then looks like this:\n\n"
            "```text\n"
            "D  2 spades go to Larkfield until the end of the month\n"
            "T  oakes  asks the bakery for sacks\n"
            "W  mud on the lower path, look again in spring\n"
            "```\n\n"
            "### Afterwards\n\n"
            "- [x] read it aloud, four minutes\n"
            "- [x] put it where everybody finds it\n"
            "- [ ] ~~print three copies~~ (we stopped, nobody missed them)\n\n"
            "More on reading aloud in [this short "
            "guide](https://example.org/reading-minutes-aloud), and the plain address for "
            "the careful: https://example.org/minutes.\n\n"
            "---\n\n"
            "Ask me anything. The template is free for all, no names needed."
        ),
        tags=(
            "minutes",
            "markdown",
        ),
        prompts=(),
        days_ago=5.1,
        posts=(
            Post(
                "oakes",
                "I can confirm that I did ask the bakery for sacks, because it was written "
                "down with my name beside it.",
                2.54,
            ),
            Post(
                "lidia.k",
                "The `W` is what we lacked. Our worries went to live in the heads of three people.",
                5.6,
            ),
            Post(
                "hanneke",
                "And those three people then came to every meeting looking like weather.",
                14.82,
                reply_to=3,
            ),
            Post(
                "dariusz",
                "One more column that we use:\n\n"
                "| Kind | Until when it holds |\n"
                "|---|---|\n"
                "| Decision | always a date, never “for ever” |\n"
                "| Rule of the house | one year |",
                23.19,
            ),
            Post(
                "greta_l",
                "Stolen, with thanks. See, @dariusz, it works in both directions.",
                29.47,
                reply_to=5,
            ),
            Post(
                "wren.s",
                "Does anybody else write by hand and type later? I find that I hear better "
                "with a pen.",
                60.46,
            ),
            Post(
                "anandi",
                "Yes! And the typing is where I find out what I did not understand.",
                87.87,
                reply_to=7,
            ),
            Post(
                "priya-w",
                "Printed, after all: somebody in our house reads best on the loo. No further "
                "comment.",
                95.55,
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="What a delegate carries, and what a delegate leaves at home",
        author="wren.s",
        body=(
            "I have been delegate from the land circle to the general circle for half a "
            "year. Some weeks I feel like a letter, some weeks like a bridge, and once or "
            "twice like a leak.\n\n"
            "Where do you draw the line between carrying your circle's view and having your "
            "own?"
        ),
        tags=(
            "double-link",
            "delegates",
        ),
        prompts=(),
        days_ago=143.0,
        posts=(
            Post(
                "hanneke",
                "I say it aloud each time: “now I speak for the orchard” or “now I speak for "
                "myself”. It sounds stiff, and nobody has misunderstood me since.",
                2.73,
            ),
            Post(
                "oakes",
                "You have consent rights in both circles, so you have to have a view in "
                "both. A letter cannot consent.",
                15.09,
            ),
            Post(
                "wren.s",
                "“A letter cannot consent” helps me a lot. Thank you.",
                26.51,
                reply_to=3,
            ),
            Post(
                "KaiNord",
                "The leak worries me more than the letter. Do you two have an agreement "
                "about what stays in the room?",
                30.72,
            ),
            Post(
                "wren.s",
                "We have now. Things about persons stay, things about work travel. It took "
                "ten minutes to agree and would have saved us one bad month.",
                85.0,
                reply_to=5,
            ),
            Post(
                "aleksi",
                "Our delegate brings back three sentences, in writing, the same evening. "
                "Anything longer is not read; anything later is rumour.",
                87.52,
            ),
            Post(
                "ximena.r",
                "Three sentences on the same evening! I have sent this to our delegate, with "
                "love and without comment.",
                98.3,
                reply_to=6,
            ),
        ),
    ),
    Topic(
        category="circles-and-roles",
        title="Joining a circle halfway through the year",
        author="oakes",
        body=(
            "How do you bring a new person into a circle which has been together for a long "
            "time? We have old jokes, old wounds and a shelf of folders.\n\n"
            "We gave our newest member all the folders. She was polite about it."
        ),
        tags=(
            "onboarding",
            "circles",
        ),
        prompts=(),
        days_ago=262.0,
        posts=(
            Post(
                "greta_l",
                "One walk with each member, no agenda. Five walks, five different circles, "
                "and after that she knows more about us than we do.",
                1.51,
            ),
            Post(
                "amara.n",
                "I am that newest member, of another circle! The walks were what made me "
                "stay. The folders I have opened once, to press a flower.",
                8.29,
                reply_to=2,
            ),
            Post(
                "ilse-marie",
                "We let newcomers write the minutes of their second meeting. They ask about "
                "every word that nobody has explained.",
                9.54,
            ),
            Post(
                "dariusz",
                "That is clever, and hard on shy people. We give them a partner for it.",
                29.49,
                reply_to=4,
            ),
            Post(
                "oakes",
                "Walks it is, and no folders. I have carried them to the attic myself.",
                61.52,
            ),
        ),
    ),
)
