"""Which topics of the demo recap something or are fishbowls, who sits on their panels."""

from typing import Any

from threads.demo.shapes import Source

SETUPS: dict[str, dict[str, Any]] = {
    "Rest and rhythm in shared work": {
        "kind": "recap",
        "panel": ("mira.oday", "jlopes", "KaiNord"),
        "source": Source(
            "Who may stop? A fishbowl about rest",
            days_ago=11,
            links=("https://example.org/the-fallow-week", "https://recordings.example.org/rest"),
        ),
    },
    "Opening rounds that are not a weather report": {
        "kind": "recap",
        "panel": ("mira.oday", "hanneke", "Orla from the mill", "Tomasz"),
        "source": Source("Practice evening of the facilitators", days_ago=33, kind="meeting"),
    },
    "When an objection is really a worry": {
        "kind": "fishbowl",
        "panel": ("jlopes", "hanneke", "mira.oday"),
    },
    "Questions for Saturday's fishbowl on dividing a household": {
        "panel": ("KaiNord", "ada", "A guest from Tansy Lane"),
    },
}
