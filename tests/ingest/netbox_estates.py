"""What the tests of the NetBox reader share: dumps as rows, what was read from them, and what a loss does to it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from cmdb_graph.impact.evaluate import Affected, Edges, Evaluation
from cmdb_graph.impact.models import State
from cmdb_graph.ingest import records
from cmdb_graph.ingest.readers import Item, reader
from cmdb_graph.ingest.reconcile import relationship_state
from cmdb_graph.ingest.records import EntityRecord
from tests.ingest.alone import VOCABULARY, alone

REAL = Path(__file__).parents[2].parent / "shared" / "data" / "netbox" / "netbox-demo-v3.6.json"

Dump = list[dict[str, Any]]


def row(model: str, pk: int, /, **fields: Any) -> dict[str, Any]:
    return {"model": model, "pk": pk, "fields": fields}


def cable(number: int, a: tuple[str, int], b: tuple[str, int], **fields: Any) -> Dump:
    """A cable with its two terminations; a port is a model and a key."""
    ends = [
        row(
            "dcim.cabletermination",
            number * 10 + at,
            cable=number,
            cable_end=end,
            termination_type=model.split("."),
            termination_id=pk,
        )
        for at, (end, (model, pk)) in enumerate((("A", a), ("B", b)))
    ]
    return [row("dcim.cable", number, status="connected", **fields), *ends]


def items(path: Path) -> list[Item]:
    return list(reader("netbox")(path, alone()))


class Estate:
    """Everything that a dump was read as, checked as an import checks it."""

    def __init__(self, path: Path) -> None:
        self.entities: dict[str, EntityRecord] = {}
        self.relationships = []
        self.faults: list[Item] = []
        self.warnings: set[str] = set()
        found = []
        for item in items(path):
            assert item.pointer is not None
            if item.fault is not None:
                self.faults.append(item)
            elif records.is_relationship(item.raw):
                found.append(records.relationship_record(item.raw, VOCABULARY))
            else:
                entity = records.entity_record(item.raw, VOCABULARY, self.warnings.add)
                assert entity.id is not None
                assert entity.id not in self.entities, "an id twice"
                self.entities[entity.id] = entity
        kinds = {id_: entity.kind for id_, entity in self.entities.items()}
        # Raises where an end is missing or the vocabulary does not allow the join.
        self.relationships = [relationship_state(None, record, kinds, VOCABULARY) for record in found]
        assert len({state.identity for state in self.relationships}) == len(found), "a relationship twice"

    @classmethod
    def of(cls, folder: Path, dump: Dump) -> Estate:
        path = folder / "dump.json"
        path.write_text(json.dumps(dump), encoding="utf-8")
        return cls(path)

    def names(self, *kinds: str) -> list[str]:
        return sorted(
            entity.name or ""
            for entity in self.entities.values()
            if any(VOCABULARY.is_a(entity.kind, kind) for kind in kinds)
        )

    def joined(self, type_: str) -> set[tuple[str, str]]:
        return {(state.source, state.target) for state in self.relationships if state.type == type_}

    def lose(self, *ids: str) -> dict[str, Affected]:
        """What is affected when these go down."""
        dependencies = [s for s in self.relationships if VOCABULARY.type(s.type).dependency and s.effect != "none"]
        gates: defaultdict[tuple[str, str, str], list[Any]] = defaultdict(list)
        for state in dependencies:
            gates[state.source, state.effect, state.group].append(state)
        evaluation = Evaluation(dict.fromkeys(ids, State.DOWN))
        while frontier := set(evaluation.frontier()):
            edges = Edges([], [], [], [], [], [])
            for state in dependencies:
                if state.target in frontier:
                    gate = gates[state.source, state.effect, state.group] if state.group else [state]
                    edges.provider.append(state.target)
                    edges.dependent.append(state.source)
                    edges.effect.append(state.effect)
                    edges.group.append(state.group)
                    edges.members.append(len({member.target for member in gate}))
                    edges.need.append(max(member.need or 1 for member in gate))
            evaluation.feed(list(frontier), edges)
        return {affected.id: affected for affected in evaluation.result().affected}


def down(affected: dict[str, Affected]) -> set[str]:
    return {id_ for id_, found in affected.items() if found.state == State.DOWN}


def at_risk(affected: dict[str, Affected]) -> set[str]:
    return {id_ for id_, found in affected.items() if found.state == State.AT_RISK}
