"""Ids that somebody may have meant, for an id that is not there: what the database itself finds, never an invented one."""

from __future__ import annotations

from typing import NamedTuple

from cmdb_graph.entities.alike import MOST, OF_A_PIECE, most_alike, pieces_of, slips_of
from cmdb_graph.errors import Hint
from cmdb_graph.graph.store import Reader

_SEVERAL = 8
"""Ids that are looked for in one that holds commas."""


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
    if 1 < len(several) <= _SEVERAL and len(_there(reader, several, at)) == len(set(several)):
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
    (found,) = reader.packed("entities/like", ids=slips_of(text), pieces=pieces_of(text), limit=OF_A_PIECE)
    return most_alike(found, text)


def _there(reader: Reader, ids: list[str], at: int | None) -> set[str]:
    if at is None:
        found, *_ = reader.packed("entities/summaries", ids=ids)
    else:
        found, *_ = reader.packed("entities/summaries_at", ids=ids, at=at)
    return set(found)
