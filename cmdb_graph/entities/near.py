"""Ids that somebody may have meant, for an id that is not there: what the database's own search finds, never a guess."""

from __future__ import annotations

from cmdb_graph.graph.store import Reader

MOST = 3
"""So many ids are offered."""


def did_you_mean(reader: Reader, text: str, at: int | None = None) -> str:
    """` Did you mean: ups-e-a, ups-e-b?`, or nothing. The id in another case comes first, then its name, then parts.

    Costs one look into the search index, and at most a thousand of its entries.
    """
    found = near(reader, text, at)
    return f" Did you mean: {', '.join(found)}?" if found else ""


def near(reader: Reader, text: str, at: int | None = None) -> list[str]:
    """At most MOST ids that are there now, and were at `at`: the past has no search index."""
    text = text.strip().casefold()
    if not text or "\n" in text:
        return []
    (found,) = reader.packed("entities/near", text=text, limit=MOST)
    if at is None or not found:
        return found
    then, *_ = reader.packed("entities/summaries_at", ids=found, at=at)
    return [node for node in found if node in then]
