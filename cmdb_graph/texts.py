"""Texts as they are compared, and names as parts of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Unicode Standard Annex #9, section 2: what turns the direction of the text that follows, to the end of its line.
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """A text as it is compared: any case, blanks as one."""
    return " ".join(text.split()).casefold()


def in_a_sentence(name: str) -> str:
    """The name without what would turn around the words and digits after it."""
    return _TURNS.sub("", name)


def counted(count: int, one: str, many: str) -> str:
    """`1 thing`, `2,000 things`."""
    return f"{count:,} {one if count == 1 else many}"


def some_of(names: Sequence[str], most: int = 3) -> str:
    """The first of these names as parts of a sentence, and how many more there are."""
    more = len(names) - most
    return ", ".join(map(in_a_sentence, names[:most])) + (f" and {more:,} more" if more > 0 else "")
