"""Short ways to render in tests: in this process, with invented people."""

from threads.markup import bind_mentions, fill
from threads.markup.pipeline import Pipeline

PEOPLE = {"kainord": 11, "mira.oday": 12, "jlopes": 13, "kai": 14}
HANDLES = {11: "KaiNord", 12: "mira.oday", 13: "jlopes", 14: "kai"}

pipeline = Pipeline()


def stored(source: str) -> str:
    """Return the HTML that would be stored."""
    return bind_mentions(pipeline.render(source), PEOPLE).html


def printed(source: str) -> str:
    """Return the HTML that would be printed."""
    return str(fill(stored(source), HANDLES))


def mentioned(source: str) -> list[str]:
    """Return the handles of the people a text mentions, in order."""
    return [HANDLES[i] for i in bind_mentions(pipeline.render(source), PEOPLE).mentioned]
