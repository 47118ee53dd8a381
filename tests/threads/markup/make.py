"""Short ways to render in tests: in this process, with invented people and places."""

from threads.markup import Known, Names, bind, fill
from threads.markup.pipeline import Pipeline

PEOPLE = {"kainord": 11, "mira.oday": 12, "jlopes": 13, "kai": 14}
HANDLES = {11: "KaiNord", 12: "mira.oday", 13: "jlopes", 14: "kai"}
KNOWN = Known(people=PEOPLE, categories={"garden": 5}, tags={"water": 7, "soil-care": 8})
NAMES = Names(
    people=HANDLES,
    titles={12: "Who waters the beds?"},
    categories={5: "garden"},
    tags={7: "water", 8: "soil-care"},
)
HOSTS = frozenset({"forum.example.org"})

pipeline = Pipeline()


def stored(source: str) -> str:
    """Return the HTML that would be stored."""
    return bind(pipeline.render(source, HOSTS), KNOWN).html


def printed(source: str) -> str:
    """Return the HTML that would be printed."""
    return str(fill(stored(source), NAMES))


def mentioned(source: str) -> list[str]:
    """Return the handles of the people a text mentions, in order."""
    return [HANDLES[i] for i in bind(pipeline.render(source), KNOWN).mentioned]
