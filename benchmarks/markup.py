"""Processor time of rendering: an ordinary post of 2 KB, and the longest harmless texts.

python -m benchmarks.markup
"""

import time
from collections.abc import Callable

import bleach
import markdown

from threads.markup import Known, Renderer, bind
from threads.markup.limits import MAX_LENGTH
from threads.markup.pipeline import Pipeline
from threads.markup.sanitize import TAGS, walls

ROUNDS, REPEATS = 7, 40
POST = """Thank you for the recap, @mira.oday. I heard all of it twice, and three things stay with me.

**First**, the open chair. In our co-op it stayed empty for most of the evening, and I think that is
*not* a failure: people told me later that they could have gone in, and that this was enough. What I
would change is the way we invite. We said "anyone can sit down", and nobody did; when somebody turned
to the gallery and asked a real question, two people stood up at once.

**Second**, the length of a turn. With two minutes people began to speak in headlines, which you can
hear in the recording (see https://example.org/recordings/12). I would rather have:

- longer turns, and fewer of them
- a pause of one breath between two voices
- a host who says at the beginning when it will end

> We do not need to fill the time. We need to notice what is already there.

That sentence is the one that I took home. It reminded me of the
[article about listening](https://example.org/listening) which you linked.

**Third**, what happens afterwards. A fishbowl without a harvest is an evening with friends: good, and
gone on Monday. We have begun to write down three lines before anybody leaves:

1. What did we hear that was new?
2. What do we want to try until next month?
3. Who was not in the room, and who will ask them?

It takes ten minutes, and it is the only part that people who were not there ever read. About your
question on leadership: I do not think that it disappears when we sit in a circle. It becomes *visible*,
because everybody can see who speaks, who waits, and who keeps the time. In our group the `host` role
goes around, by name, for three months; the person before helps the next one. Nobody has refused it so
far, and two people who never wanted to lead anything have found that they like it.

What I still do not know is how to do this with forty people. Has anybody tried it with two bowls at the
same time? I would love to hear from you, @ben, since you wrote about it in spring.
"""
LONG = {
    "a tight list": "- a list item of words\n",
    "a loose list": "- a\n\n",
    "headings": "# h\n",
    "rules": "---\n",
    "quotes": "> q\n\n",
    "a table": "| 1 | 2 | 3 |\n",
    "prose with links": "Some *words*, a [link](https://example.org/x), `code` and @kai. ",
}


def cpu(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The least processor time of one call over some rounds, in milliseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(repeats):
            work()
        best = min(best, (time.process_time() - start) / repeats)
    return best * 1000


def bare() -> str:
    """What many sites do: Python-Markdown as it comes, then bleach."""
    return bleach.clean(markdown.markdown(POST), tags=TAGS)


def main() -> None:
    """Print the figures."""
    pipeline = Pipeline()
    pipeline.render(POST)
    parsed = pipeline.parse(POST)
    whole, beside = cpu(lambda: pipeline.render(POST)), cpu(bare)
    print(f"an ordinary post of {len(POST)} characters, milliseconds of processor time")
    print(f"  {whole:6.2f}  render, all of it ({whole / beside:.2f} of bare Markdown with bleach)")
    print(f"  {cpu(lambda: pipeline.parse(POST)):6.2f}    parse and serialise")
    print(f"  {cpu(lambda: walls(parsed)):6.2f}    bleach and nh3")
    print(f"  {beside:6.2f}  bare Markdown with bleach")
    renderer = Renderer()
    rendered = renderer.render(POST)
    print(f"  {cpu(lambda: renderer.render(POST)):6.2f}  in the web process: to the child and back")
    print(f"  {cpu(lambda: bind(rendered, Known())):6.2f}  in the web process: slots and excerpt")
    renderer.close()
    print(f"harmless texts of {MAX_LENGTH} characters, seconds of processor time")
    for name, unit in LONG.items():
        text = unit * (MAX_LENGTH // len(unit))
        if unit.startswith("|"):
            text = f"| a | b | c |\n|---|---|---|\n{text[:-70]}"
        print(f"  {cpu(lambda text=text: pipeline.render(text), 1) / 1000:6.2f}  {name}")


if __name__ == "__main__":
    main()
