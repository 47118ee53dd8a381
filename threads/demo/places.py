"""The circles and categories of the demo community."""

from threads.demo.people import PEOPLE
from threads.demo.shapes import Category, Circle

NAME = "Hollowbrook Commons"

CIRCLES = (
    Circle(
        name="General circle",
        slug="general-circle",
        aim="Keeps the houses of the federation in touch, and its promises in sight.",
        members=("ada", "hanneke", "KaiNord", "wren.s", "greta_l", "sorenq", "mo"),
        domain="What concerns more than one house.",
        roles=(("hanneke", "leader"), ("ada", "facilitator"), ("KaiNord", "secretary")),
    ),
    Circle(
        name="Land circle",
        slug="land-circle",
        aim="Looks after meadows, orchards, tools and water, for those who come after us.",
        members=("wren.s", "jlopes", "rosalind_p", "oakes", "beatriz_v", "tom_hazel"),
        domain="Everything outdoors: what grows, what is dug, what is lent.",
        parent="general-circle",
        roles=(("jlopes", "leader"), ("wren.s", "delegate")),
    ),
    Circle(
        name="Quiet Room keepers",
        slug="quiet-room-keepers",
        aim="Listens to whoever needs an ear, and keeps what is heard.",
        members=("ada", "mira.oday"),
        parent="general-circle",
        roles=(("ada", "leader"),),
    ),
)

CATEGORIES = (
    Category(
        slug="commons",
        name="The commons",
        description="Where everybody meets: welcomes, lost mugs, songs and questions.",
        colour="water",
        visibility="public",
    ),
    Category(
        slug="circles-and-roles",
        name="Circles and roles",
        description="How we meet, decide, choose people and hand things over.",
        colour="plum",
        visibility="public",
    ),
    Category(
        slug="land-and-seasons",
        name="Land and seasons",
        description="Gardens, orchards, tools, bees, firewood and water.",
        colour="moss",
        visibility="public",
    ),
    Category(
        slug="homes-and-money",
        name="Homes and money",
        description="Living and working under one roof, and paying for the roof.",
        colour="ember",
        visibility="public",
    ),
    Category(
        slug="members-hall",
        name="Members’ hall",
        description="For the people of our houses: gatherings, rooms, budgets, rows.",
        colour="sky",
        visibility="members",
    ),
    Category(
        slug="quiet-room",
        name="Quiet room",
        description="For the keepers of the quiet room, who must be able to talk, too.",
        colour="stone",
        visibility="circles",
        circles=("quiet-room-keepers",),
    ),
)


def readers(category_slug: str) -> tuple[str, ...]:
    """Return the handles of those who may read the category; KeyError when there is none."""
    category = {category.slug: category for category in CATEGORIES}[category_slug]
    if category.visibility != "circles":
        return tuple(person.handle for person in PEOPLE)
    members = (circle.members for circle in CIRCLES if circle.slug in category.circles)
    return tuple(handle for group in members for handle in group)
