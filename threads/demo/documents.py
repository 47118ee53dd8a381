"""What the demo community says about itself: kind, text and what changed, oldest first. None asks
for agreement, so that whoever tries the demo is let in by name, address and password."""

DOCUMENTS = (
    (
        "rules",
        """We are houses, gardens and workshops that want to stay on good terms.

1. Speak for yourself, and say where you speak from.
2. Ask before you answer. A question is not an attack.
3. What is said in a circle stays in that circle.
""",
        "",
    ),
    (
        "rules",
        """We are houses, gardens and workshops that want to stay on good terms.

1. Speak for yourself, and say where you speak from.
2. Ask before you answer. A question is not an attack.
3. What is said in a circle stays in that circle.
4. Whoever was hurt says so here or to a moderator, and is heard before anything is decided.
""",
        "The fourth, after the evening on quarrels",
    ),
    (
        "privacy",
        """We keep what you write, your address for mail, and when you were last here; nothing else,
and nobody outside gets any of it.

Pages hold no picture, script or letter from another site, and no mail tells us that it was opened.
""",
        "",
    ),
    (
        "imprint",
        "Hollowbrook Commons is an invented federation. Write to its General circle.",
        "",
    ),
)
