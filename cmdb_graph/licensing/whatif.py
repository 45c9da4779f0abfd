"""A change that is not made, applied to facts. What could not be recorded is refused here too, with its place. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar, cast

from cmdb_graph.entities.node import Node
from cmdb_graph.errors import Invalid, NotFound, Place
from cmdb_graph.graph.shape import EntityState
from cmdb_graph.ingest.reconcile import merged, relationship_state, replaced
from cmdb_graph.ingest.records import EntityRecord, entity_record, relationship_record
from cmdb_graph.licensing.facts import HAS_MEMBER, HOSTED_ON, INSTALLED_ON, RUNS_ON, Facts
from cmdb_graph.licensing.models import EndLink, WhatIfQuestion

T = TypeVar("T")


def touched(question: WhatIfQuestion) -> list[str]:
    """The ids of all entities that the change names."""
    ids = [each.id for each in question.modify]
    for each in question.end:
        ids += [each.source, each.target] if isinstance(each, EndLink) else [each]
    for raw in (*question.entities, *question.relationships):
        ids += [value for name in ("id", "from", "to") if isinstance(value := raw.get(name), str) and value]
    return sorted(set(ids))


def metrics_in(question: WhatIfQuestion) -> set[str]:
    """The metrics that the change brings: what they count must be known too."""
    given = [raw.get("attributes") for raw in question.entities] + [each.set for each in question.modify]
    said = [cast("dict[str, Any]", attributes).get("metric") for attributes in given if isinstance(attributes, dict)]
    return {metric for metric in said if isinstance(metric, str)}


def unknown_facts(facts: Facts, question: WhatIfQuestion) -> list[str]:
    """Attributes that an entity would get and the vocabulary lacks, such as one that is misspelled: nothing is counted by it."""
    told: list[str] = []
    for each in question.modify:
        if (node := facts.nodes.get(each.id)) is not None:
            known = facts.vocabulary.kind(node.kind).attributes
            told += [
                f"{each.id}: a {node.kind} has no {name!r}, so nothing is counted by it."
                for name in each.set
                if name not in known
            ]
    return told


def applied(facts: Facts, question: WhatIfQuestion, on: date) -> Facts:
    """The facts with the change made in them."""
    for at, raw in enumerate(question.entities):
        _at(f"/entities/{at}", lambda raw=raw: _add(facts, raw))
    for at, each in enumerate(question.modify):
        place = f"/modify/{at}"
        node = _there(facts, each.id, f"{place}/id")
        _at(place, lambda node=node, each=each: _modify(facts, node, each.set), renamed=("/attributes", "/set"))
    for at, raw in enumerate(question.relationships):
        _at(f"/relationships/{at}", lambda raw=raw: _join(facts, raw))
    for at, each in enumerate(question.end):
        if isinstance(each, EndLink):
            _part(facts, each, f"/end/{at}")
        else:
            _end(facts, _there(facts, each, f"/end/{at}"), on)
    return facts


def _add(facts: Facts, raw: dict[str, Any]) -> None:
    record = entity_record(raw, facts.vocabulary)
    if record.id is None:
        raise Invalid("a new entity needs an id", places=[Place("a new entity needs an id", pointer="/id")])
    there = facts.nodes.get(record.id)
    state = replaced(None, record.id, record, facts.vocabulary) if there is None else _merged(facts, there, record)
    facts.add([Node(state.id, state.kind, state.name, state.attributes, ("what-if",))])


def _modify(facts: Facts, node: Node, values: dict[str, Any]) -> None:
    record = entity_record({"id": node.id, "kind": node.kind, "attributes": values}, facts.vocabulary)
    facts.add([replace(node, attributes=_merged(facts, node, record).attributes)])


def _merged(facts: Facts, node: Node, record: EntityRecord) -> EntityState:
    current = EntityState(node.id, node.kind, node.name, (), dict(node.attributes))
    return merged(current, node.id, record, facts.vocabulary)


def _join(facts: Facts, raw: dict[str, Any]) -> None:
    record = relationship_record(raw, facts.vocabulary)
    ends = (facts.nodes.get(record.source), facts.nodes.get(record.target))
    kinds = {node.id: node.kind for node in ends if node is not None}
    relationship_state(None, record, kinds, facts.vocabulary)
    facts.join([(record.type, record.source, record.target)])


def _part(facts: Facts, link: EndLink, pointer: str) -> None:
    if link.target not in {node.id for node in facts.out(link.type, link.source)}:
        why = f"There is no relationship {link.type} from {link.source!r} to {link.target!r}."
        raise NotFound(why, places=[Place(why, pointer=pointer)])
    facts.part((link.type, link.source, link.target))


def _end(facts: Facts, node: Node, on: date) -> None:
    """An agreement ends the day before, and stays known. Anything else is not there."""
    if not facts.is_a(node, "Agreement"):
        _gone(facts, node)
        return
    day = (on - timedelta(days=1)).isoformat()
    facts.add([replace(node, attributes={**node.attributes, "end": min(day, node.text("end") or day)})])


def _gone(facts: Facts, node: Node) -> None:
    """What stood on this alone goes with it; a machine that may run in a cluster of it goes on there."""
    clusters = [each for each in facts.into(HAS_MEMBER, node.id) if len(facts.out(HAS_MEMBER, each.id)) > 1]
    guests = [*facts.into(HOSTED_ON, node.id), *facts.into(RUNS_ON, node.id)]
    on_it = facts.into(INSTALLED_ON, node.id)
    facts.end(node.id)
    for guest in guests:
        if facts.out(HOSTED_ON, guest.id) or facts.out(RUNS_ON, guest.id):
            continue
        if clusters:
            facts.join((HOSTED_ON, guest.id, cluster.id) for cluster in clusters)
        else:
            _gone(facts, guest)
    for installation in on_it:
        if not facts.out(INSTALLED_ON, installation.id):
            facts.end(installation.id)


def _there(facts: Facts, node: str, pointer: str) -> Node:
    if (found := facts.nodes.get(node)) is None:
        why = f"There is no entity {node!r}."
        raise NotFound(why, places=[Place(why, pointer=pointer)])
    return found


def _at(place: str, work: Callable[[], T], renamed: tuple[str, str] = ("", "")) -> T:
    try:
        return work()
    except Invalid as error:
        error.places = [
            Place(each.detail, pointer=place + (each.pointer or "").replace(*renamed, 1)) for each in error.places
        ] or [Place(error.detail, pointer=place)]
        raise
