"""Rows of a list that get one id though they may speak of two things: of licenses and of stock, only the ID is unique."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cmdb_graph.ingest.readers.snipe_it.row import Cells
from cmdb_graph.ingest.readers.things import Row

_HANDED_OUT = "ALLOCATED_TO"
"""The files of the importer repeat a license for everybody who has a seat of it."""


class _Said(NamedTuple):
    line: int
    facts: Mapping[str, object]


class Repeated:
    """What was said under each id of the file so far."""

    def __init__(self) -> None:
        self._said: dict[str, _Said] = {}

    def fault(self, row: Row, cells: Cells) -> str | None:
        """Why a row cannot be the thing that an earlier line told of under its id; None when it is, or is the first."""
        said = _Said(row.line, _facts(row))
        before = self._said.setdefault(row.things[0].evidence.own, said)
        if before is said:
            return None
        names = before.facts.keys() | said.facts.keys()
        differ = sorted(name for name in names if before.facts.get(name) != said.facts.get(name))
        if differ and "id" in cells.given:
            return f"it has the ID of line {before.line}, but not its {' and '.join(differ)}: correct one of them"
        if differ:
            return (
                f"without an ID it cannot be told from line {before.line}, which has another {' and '.join(differ)}: export the "
                "column ID too"
            )
        if not any(tie.type == _HANDED_OUT for tie in row.ties):
            cells.context.warn(
                "Some lines say the same as an earlier one, and are taken as one thing: export the column ID if they are several."
            )
        return None


def _facts(row: Row) -> dict[str, object]:
    """What the row says of its own thing, whose it is and where, and of the product that it is for."""
    own, facts = row.things[0], dict[str, object]()
    for tie in row.ties:
        if tie.type == "ENTITLES":
            facts |= tie.target.attributes
        elif tie.type != _HANDED_OUT:
            facts[tie.column] = tie.target.evidence.own
    return {**facts, **own.attributes, "name": own.name}
