"""Ids of rows as pages send them."""

# What fits into the numbers of rows.
LONGEST_ID = 18


def is_id(word: str) -> bool:
    """Whether it can be the id of a row; whether there is such a row is for queries to see."""
    return word.isascii() and word.isdecimal() and len(word) <= LONGEST_ID


def chosen_ids(words: list[str]) -> list[int]:
    """The ids among what a page sent, each once, in their order; what is no id is dropped."""
    return list(dict.fromkeys(int(word) for word in words if is_id(word)))
