"""Reads what entities of a kind are held to: the part of the vocabulary that health is judged by (docs/health.md).

    [kinds.Server.health]
    required = ["serial_number"]                        # attributes, and types of relationships from it
    recommended = ["model", "OWNED_BY or SUPPORTED_BY"] # of alternatives, one is enough
    identifiers = ["serial_number"]                     # no two have the same
    known_by_name = true                                # no two have the same name ...
    tells_apart = ["environment"]                       # ... unless they differ in one of these
    placed_by = ["USED_BY"]                             # further types that keep it from being an orphan
    stand_alone = true                                  # it is never an orphan
    stands_on = ["RUNS_ON", "Hardware", "cloud"]        # one is needed: a type, a dependency on a kind, an attribute
    stale_days = 60                                     # so long it may go unreported; 0: for ever
    phases.status = { ahead = ["planned"], idle = ["in_stock"], ended = ["retired"] }

A kind has the lists of the kinds above it too. `stands_on`, `stand_alone`, `known_by_name` and `stale_days` of its own stand in
place of theirs. A further file may add to the lists, and say what was not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from cmdb_graph.vocabulary.model import PHASES, Health, Kind, Phase, RelationshipType, nearest
from cmdb_graph.vocabulary.tables import Table

_DEMANDS = ("required", "recommended")
_NAMES = ("stands_on", "placed_by", "identifiers", "tells_apart")
_FLAGS = ("stand_alone", "known_by_name")
_KNOWN = (*_DEMANDS, *_NAMES, *_FLAGS, "stale_days", "phases")
_OR = " or "


def with_health(
    kinds: Mapping[str, Kind], types: Mapping[str, RelationshipType], tables: Mapping[str, list[Table]]
) -> dict[str, Kind]:
    """The same kinds, each with what its health is held to. BadVocabulary at what is no attribute, type or kind."""
    reader = _Reader(kinds, types)
    done: dict[str, Kind] = {}
    for name in sorted(kinds, key=lambda each: len(kinds[each].labels)):
        kind = kinds[name]
        above = done[kind.parent].health if kind.parent else Health()
        said = [table for each in tables[name] for table in _below(each)]
        done[name] = replace(kind, health=reader.read(kind, above, said))
    return {name: done[name] for name in kinds}


def _below(kind: Table) -> Iterator[Table]:
    if "health" in kind.data:
        if not isinstance(kind.data["health"], dict):
            raise kind.bad("'health' must be a table.", "health")
        yield Table(kind.file, (*kind.path, "health"), cast("dict[str, Any]", kind.data["health"]))


class _Reader:
    def __init__(self, kinds: Mapping[str, Kind], types: Mapping[str, RelationshipType]) -> None:
        self._kinds = kinds
        self._types = types

    def read(self, kind: Kind, above: Health, tables: list[Table]) -> Health:
        if not tables:
            return above
        for table in tables:
            table.only(*_KNOWN)
        required = self._demands(kind, "required", tables)
        recommended = self._demands(kind, "recommended", tables)
        own = {name: self._names(kind, name, tables) for name in _NAMES}
        stands_on_anew = any("stands_on" in table.data for table in tables)
        identifiers = dict.fromkeys(own["identifiers"], kind.name)
        needed = _once(above.required + required)
        return Health(
            required=needed,
            recommended=tuple(each for each in _once(above.recommended + recommended) if each not in needed),
            stands_on=own["stands_on"] if stands_on_anew else above.stands_on,
            placed_by=_once(above.placed_by + own["placed_by"]),
            stand_alone=_said_once("stand_alone", tables, above.stand_alone),
            stale_days=_days(tables, above.stale_days),
            identifiers=identifiers | dict(above.identifiers),
            known_by_name=_said_once("known_by_name", tables, above.known_by_name),
            tells_apart=_once(above.tells_apart + own["tells_apart"]),
            phases=self._phases(kind, above, tables),
        )

    def _demands(self, kind: Kind, name: str, tables: list[Table]) -> tuple[tuple[str, ...], ...]:
        found: list[tuple[str, ...]] = []
        for table in tables:
            for entry in table.names(name):
                alternatives = (entry,) if entry in kind.attributes else tuple(entry.split(_OR))
                for word in alternatives:
                    self._must_be_of(kind, word, table, name, kinds=False)
                found.append(alternatives)
        return tuple(found)

    def _names(self, kind: Kind, name: str, tables: list[Table]) -> tuple[str, ...]:
        found: list[str] = []
        for table in tables:
            for word in table.names(name):
                match name:
                    case "stands_on":
                        self._must_be_of(kind, word, table, name, kinds=True)
                    case "placed_by":
                        if word not in self._types:
                            raise table.bad(f"{word!r} is no relationship type.{nearest(word, self._types)}", name)
                    case _:
                        if word not in kind.attributes:
                            raise table.bad(
                                f"{kind.name} has no attribute {word!r}.{nearest(word, kind.attributes)}", name
                            )
                found.append(word)
        return _once(found)

    def _must_be_of(self, kind: Kind, word: str, table: Table, name: str, *, kinds: bool) -> None:
        if word in kind.attributes or (kinds and word in self._kinds):
            return
        if (type_ := self._types.get(word)) is not None:
            if any(join.source in kind.labels or kind.name in self._kinds[join.source].labels for join in type_.joins):
                return
            raise table.bad(f"no {word} leads from {kind.name}.", name)
        known = [*kind.attributes, *self._types, *(self._kinds if kinds else ())]
        what = "attribute, relationship type or kind" if kinds else "attribute or relationship type"
        raise table.bad(f"{word!r} is no {what} of {kind.name}.{nearest(word, known)}", name)

    def _phases(self, kind: Kind, above: Health, tables: list[Table]) -> dict[str, dict[str, Phase]]:
        phases = {attribute: dict(values) for attribute, values in above.phases.items()}
        for health in tables:
            for attribute, table in health.tables("phases"):
                declared = kind.attributes.get(attribute)
                if declared is None or declared.type != "string" or declared.is_list:
                    raise table.bad(f"{kind.name} has no attribute {attribute!r} that is a single string.")
                table.only(*PHASES)
                for phase in PHASES:
                    for value in table.names(phase):
                        if declared.values and value not in declared.values:
                            raise table.bad(f"{value!r} is none of the values of {attribute!r}.", phase)
                        before = phases.setdefault(attribute, {}).setdefault(value, phase)
                        if before != phase:
                            raise table.bad(f"{value!r} is {before} already, and cannot be {phase} too.", phase)
        return phases


def _said_once(name: str, tables: Iterable[Table], otherwise: bool) -> bool:
    said: bool | None = None
    for table in tables:
        if name in table.data:
            value = table.flag(name)
            if said is not None and value != said:
                raise table.bad(f"{name!r} is said otherwise before: a further file may not change it.", name)
            said = value
    return otherwise if said is None else said


def _days(tables: Iterable[Table], otherwise: int) -> int:
    said: int | None = None
    for table in tables:
        if "stale_days" in table.data:
            value: object = table.data["stale_days"]
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 36_500:
                raise table.bad("'stale_days' must be a whole number from 0 to 36,500.", "stale_days")
            if said is not None and value != said:
                raise table.bad(
                    "'stale_days' is said otherwise before: say it of a kind of your own below.", "stale_days"
                )
            said = value
    return otherwise if said is None else said


def _once(entries: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(entries))
