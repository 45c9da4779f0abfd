"""What is right about a file's entities and yet worth a look: an id given twice, a kind that changes. Memory is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cmdb_graph.errors import Place
from cmdb_graph.ingest.decide import Decision, Turned
from cmdb_graph.ingest.stage import EntityBatch
from cmdb_graph.ingest.write import EntityChanges

_NAMED = 5


@dataclass(slots=True)
class _Turns:
    """So many changes from one kind to another."""

    first: Turned
    count: int = 0
    lacks: dict[str, None] = field(default_factory=dict[str, None])


@dataclass(slots=True)
class Notes:
    """Takes batches in the order of ids, in which what a file says of one entity stands together."""

    _turns: dict[tuple[str, str], _Turns] = field(default_factory=dict[tuple[str, str], _Turns])
    _last: tuple[str, Place] | None = None
    _twice: int = 0
    _counted: str | None = None
    _example: tuple[str, Place, Place] | None = None

    def take(self, batch: EntityBatch, decision: Decision[EntityChanges]) -> None:
        """Note what is in a batch and what was decided of it."""
        for entity_id, place, _ in batch.records:
            if self._last is not None and self._last[0] == entity_id and self._counted != entity_id:
                self._twice += 1
                self._counted = entity_id
                self._example = self._example or (entity_id, self._last[1], place)
            self._last = entity_id, place
        for turned in decision.turned:
            turns = self._turns.setdefault((turned.old, turned.new), _Turns(turned))
            turns.count += 1
            turns.lacks.update(dict.fromkeys(turned.lacks))

    def warnings(self) -> Iterator[str]:
        """One for ids given twice, one for each change from a kind to another."""
        if self._example is not None:
            entity_id, first, then = self._example
            where = f"({_at(then)} after {_at(first)}): later values win."
            if self._twice == 1:
                yield f"{entity_id} is in the file more than once {where}"
            else:
                yield f"{self._twice:,} ids are in the file more than once, for instance {entity_id} {where}"
        for (old, new), turns in self._turns.items():
            if turns.count == 1:
                said = f"{turns.first.id} changes its kind from {old} to {new}"
            else:
                said = f"{turns.count:,} entities change their kind from {old} to {new}, for instance {turns.first.id}"
            names = sorted(turns.lacks)
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"{said}. {new} lacks {', '.join(names[:_NAMED])}{more}: kept as given." if names else f"{said}."


def _at(place: Place) -> str:
    return f"line {place.line}" if place.line is not None else place.pointer or "elsewhere"
