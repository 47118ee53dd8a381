"""What people of the demo keep to find again."""

from threads.demo.harvests import REST
from threads.demo.hosted import FIRST_DAY, PHRASES, RENTS
from threads.demo.shapes import Kept

KEPT = (
    Kept("ben", FIRST_DAY, 1, "For the welcome sheet that we print in spring.", 0, 21),
    Kept("ben", RENTS, 3, "", None, 16),
    Kept("ben", "A room at Fernhollow from June", 2, "Ask what became of the room.", None, 8),
    Kept("ben", PHRASES, 1, "", None, 6),
    Kept("ben", REST, 2, "Read aloud at the next circle.", 12, 5),
    Kept("ada", REST, 3, "Thank for this when we meet.", -2, 5),
    Kept("ada", RENTS, 1, "", None, 14),
    Kept("ada", "A room at Fernhollow from June", 3, "Tell Tove about it.", 30, 7),
    Kept("mo", "What we hide, and what we leave standing", 1, "To point newcomers to.", 0, 9),
    Kept("mo", "A room at Fernhollow from June", 2, "", None, 8),
)
