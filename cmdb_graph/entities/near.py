"""Ids that somebody may have meant, for an id that is not there: what the database itself finds, never an invented one."""

from __future__ import annotations

import string
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from cmdb_graph.errors import Hint
from cmdb_graph.graph.store import Reader

MOST = 3
"""So many ids are offered."""

_NEAR = 0.75
"""difflib's likeness: one slip in five characters is 0.8."""
_BEHIND = 0.15
"""What is so much less alike than the best is not offered beside it."""
_PIECES = 8
_OF_A_PIECE = 100
"""Entities looked at of those that hold a piece: a common one finds half the estate."""
_LONGEST_SLIP = 32
_LONGEST = 200
_SIGNS = f"{string.digits}-_.:/ "


class Meant(NamedTuple):
    """What to add to the error of an id that is not there."""

    text: str = ""
    hint: Hint = Hint()


_FIND = Hint(terminal="`cmdb-graph find` looks for parts of names.")
_APART = Hint(http="Give each of them by itself.", terminal="Separate ids by blanks.")


def did_you_mean(reader: Reader, text: str, at: int | None = None) -> Meant:
    """` Did you mean: ups-e-a, ups-e-b?`. The id in another case comes first, then its name, then parts, then misspellings.

    Costs one look into the search index, and at most a thousand of its entries; where that finds nothing, another for the
    misspellings, and at most 800 entries. Both bounds hold whatever the size of the estate.
    """
    if found := near(reader, text, at):
        return Meant(f" Did you mean: {', '.join(found)}?")
    several = [part.strip() for part in text.split(",")]
    if 1 < len(several) <= _PIECES and len(_there(reader, several, at)) == len(set(several)):
        return Meant(f" These are {len(several)} ids in one.", _APART)
    return Meant(hint=_FIND)


def near(reader: Reader, text: str, at: int | None = None) -> list[str]:
    """At most MOST ids that are there now, and were at `at`: the past has no search index."""
    text = text.strip()
    if not text or "\n" in text:
        return []
    (found,) = reader.packed("entities/near", text=text.casefold(), limit=MOST)
    if not found:
        found = _misspelled(reader, text)
    if at is None or not found:
        return found
    then = _there(reader, found, at)
    return [node for node in found if node in then]


def _misspelled(reader: Reader, text: str) -> list[str]:
    """Ids one slip away, and entities that share a piece with what was typed; the most alike of them."""
    slips = sorted(set(_slips(text))) if len(text) <= _LONGEST_SLIP else []
    pieces = _pieces(text.casefold()[:_LONGEST])
    (found,) = reader.packed("entities/like", ids=slips, pieces=pieces, limit=_OF_A_PIECE)
    matcher = SequenceMatcher(b=text.casefold()[:_LONGEST], autojunk=False)
    alike: dict[str, float] = {}
    for node, searched in found:
        for words in searched.split("\n"):
            matcher.set_seq1(words[:_LONGEST])
            if matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR:
                alike[node] = max(alike.get(node, 0), matcher.ratio())
    least = max(_NEAR, max(alike.values(), default=0) - _BEHIND)
    best = sorted(
        (node for node, likeness in alike.items() if likeness >= least), key=lambda node: (-alike[node], node)
    )
    return best[:MOST]


def _slips(text: str) -> Iterator[str]:
    """All that one slip makes of a text: two characters swapped, one left out, one too many, another one.

    At most some 2,600 ids, which a unique index finds in milliseconds; a search by pieces would miss `dbs-1` for `dsb-1`.
    """
    letters = _SIGNS + (string.ascii_uppercase if text.upper() == text else string.ascii_lowercase)
    for at in range(len(text) + 1):
        before, after = text[:at], text[at:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _pieces(text: str) -> list[str]:
    """At most _PIECES of a text, evenly over it, long enough to be rare and short enough that a slip leaves some whole."""
    size = max(3, len(text) // 4)
    windows = [text[at : at + size] for at in range(len(text) - size + 1)]
    step = max(1, -(-len(windows) // _PIECES))
    return sorted(set(windows[::step]))


def _there(reader: Reader, ids: list[str], at: int | None) -> set[str]:
    if at is None:
        found, *_ = reader.packed("entities/summaries", ids=ids)
    else:
        found, *_ = reader.packed("entities/summaries_at", ids=ids, at=at)
    return set(found)
