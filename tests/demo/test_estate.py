"""The demo estate is sound by its own vocabulary, tells what it promises, and answers as worked out by hand."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest

from cmdb_graph.demo import FIRST_QUESTION, Chapter, chapters
from cmdb_graph.vocabulary import Attribute, load
from tests.demo.expected import EXPECTED, Case

VOCABULARY = load()
CHAPTERS = chapters()

Key = tuple[str, str, str, str]
Estate = tuple[dict[str, dict[str, Any]], dict[Key, dict[str, Any]]]


def key(relationship: dict[str, Any]) -> Key:
    """Type, from, to and the group as it counts."""
    group = relationship.get("group", VOCABULARY.type(relationship["type"]).group) or ""
    return relationship["type"], relationship["from"], relationship["to"], group


@cache
def estate(as_of: datetime | None = None) -> Estate:
    """Live entities by id and relationships by key."""
    entities: dict[str, dict[str, Any]] = {}
    relationships: dict[Key, dict[str, Any]] = {}
    for chapter in CHAPTERS:
        if as_of and chapter.at > as_of:
            break
        entities |= {entity["id"]: entity for entity in chapter.entities}
        relationships |= {key(relationship): relationship for relationship in chapter.relationships}
        for ended in chapter.end:
            del relationships[key(ended)]
        for id_ in chapter.retire:
            del entities[id_]
        relationships = {k: r for k, r in relationships.items() if k[1] in entities and k[2] in entities}
    return entities, relationships


def linked(type_: str) -> list[tuple[str, str]]:
    return [(r["from"], r["to"]) for r in estate()[1].values() if r["type"] == type_]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.title)
def test_a_chapter_is_sound(chapter: Chapter):
    known = estate(chapter.at)[0].keys() | set(chapter.retire)
    kinds = {entity["id"]: entity["kind"] for c in CHAPTERS for entity in c.entities}
    assert chapter.at.tzinfo == UTC
    assert chapter.title
    assert chapter.story.strip()
    for entity in chapter.entities:
        kind = VOCABULARY.kind(entity["kind"])
        assert not kind.abstract
        assert set(entity) <= {"id", "kind", "name", "attributes", "as"}
        assert entity["name"]
        assert set(entity.get("as", ())) <= {"CI", "Asset"}
        for name, value in entity["attributes"].items():
            assert name in kind.attributes, f"{entity['id']} has {name!r}, which {kind.name} lacks"
            check(value, kind.attributes[name], entity["id"])
    for relationship in chapter.relationships:
        assert set(relationship) <= {"type", "from", "to", "effect", "group", "need"}
        assert relationship["from"] != relationship["to"]
        for end in ("from", "to"):
            assert relationship[end] in known, relationship
        join = VOCABULARY.join(relationship["type"], kinds[relationship["from"]], kinds[relationship["to"]])
        assert join is not None, f"{relationship} joins {kinds[relationship['from']]} to {kinds[relationship['to']]}"
    stated = [key(relationship) for relationship in chapter.relationships]
    assert len(set(stated)) == len(stated)
    json.dumps([chapter.entities, chapter.relationships, chapter.end])


def check(value: Any, attribute: Attribute, id_: str):
    for one in value if attribute.is_list else [value]:
        match attribute.type:
            case "string":
                good = isinstance(one, str) and (not attribute.values or one in attribute.values)
            case "integer":
                good = isinstance(one, int) and not isinstance(one, bool)
            case "number":
                good = isinstance(one, int | float) and not isinstance(one, bool)
            case "boolean":
                good = isinstance(one, bool)
            case "date":
                good = date.fromisoformat(one).isoformat() == one
            case "datetime":
                good = datetime.fromisoformat(one).tzinfo is not None
        assert good, f"{id_}: {attribute.name} cannot be {one!r}"


def test_the_chapters_come_in_order_over_two_years():
    times = [chapter.at for chapter in CHAPTERS]
    assert times == sorted(set(times))
    assert 8 <= len(times) <= 15
    assert (times[-1] - times[0]).days > 700
    assert (times[-1].year, times[-1].month) == (2026, 11)


def test_what_is_ended_or_retired_was_there():
    for before, chapter in pairwise(CHAPTERS):
        entities, relationships = estate(before.at)
        assert set(chapter.retire) <= set(entities)
        assert {key(ended) for ended in chapter.end} <= set(relationships)
    assert not CHAPTERS[0].retire
    assert not CHAPTERS[0].end


def test_a_ticket_is_written_down_after_it_happened():
    for chapter in CHAPTERS:
        for entity in chapter.entities:
            for name in ("opened_at", "resolved_at", "closed_at"):
                if time := entity["attributes"].get(name):
                    assert datetime.fromisoformat(time) <= chapter.at, entity["id"]
            opened, resolved = (entity["attributes"].get(name) for name in ("opened_at", "resolved_at"))
            assert not (opened and resolved) or opened < resolved, entity["id"]


def test_the_size_that_was_promised():
    assert 300 <= len(estate()[0]) <= 600


def test_a_ci_an_asset_both_or_neither():
    entities = estate()[0]
    roles = {id_: tuple(e.get("as", VOCABULARY.kind(e["kind"]).roles)) for id_, e in entities.items()}
    assert {roles[id_] for id_ in entities if entities[id_]["kind"] == "IPAddress"} == {("CI",)}
    assert {roles[id_] for id_ in entities if entities[id_]["kind"] == "DiskDrive"} == {("Asset",)}
    assert roles["lt-101"] == ("CI", "Asset")
    assert roles["lt-001"] == ("Asset",)
    assert roles["INC-0101"] == ()


def test_services_share_infrastructure():
    graph = nx.DiGraph((k[1], k[2]) for k in estate()[1] if k[0] in VOCABULARY.dependency_types)
    services = [id_ for id_, entity in estate()[0].items() if entity["kind"] == "BusinessService"]
    assert len(services) >= 8
    sharing = [service for service in services if "hvc-e" in nx.descendants(graph, service)]
    assert len(sharing) >= 6


def test_the_only_cycle_is_the_one_of_the_story():
    graph = nx.DiGraph((k[1], k[2]) for k in estate()[1] if k[0] in VOCABULARY.dependency_types)
    cycles = [component for component in nx.strongly_connected_components(graph) if len(component) > 1]
    assert cycles == [{"as-pricing", "as-seats"}]


def test_power_is_traced_to_the_street():
    graph = nx.DiGraph(linked("POWERED_BY"))
    assert {len(list(graph.successors(hv))) for hv in ("hv-e1", "hv-e2", "hv-e3", "hv-e4")} == {2}
    assert list(graph.successors("nas-e")) == ["pdu-e6-a"]
    assert nx.shortest_path(graph, "nas-e", "utility-e") == [
        "nas-e", "pdu-e6-a", "feed-e6-a", "panel-e-a", "ups-e-a", "utility-e",
    ]  # fmt: skip


def test_licenses_of_hosts_and_of_users():
    entities = estate()[0]
    metrics = {e["attributes"]["metric"] for e in entities.values() if e["kind"] == "License"}
    assert {
        "oracle-processor",
        "sql-server-core",
        "windows-server-standard-core",
        "named-user",
        "concurrent",
    } <= metrics
    installed = [host for inst, host in linked("INSTALLED_ON") if (inst, "prod-sql-std") in linked("INSTANCE_OF")]
    # At least four cores a machine: 4 + 8 + 8 are in use, and 16 are owned.
    assert sum(max(4, entities[host]["attributes"]["vcpus"]) for host in installed) == 20
    assert entities["lic-sql"]["attributes"]["quantity"] == 16
    users = [person for product, person in linked("USED_BY") if product == "prod-fairlead"]
    assert len(users) == entities["lic-fairlead"]["attributes"]["quantity"] == 12


def test_stories_for_the_problem_manager():
    wave = [ticket for ticket, cause in linked("CAUSED_BY") if cause == "CHG-0057" and ticket.startswith("INC")]
    assert len(wave) == 8
    # The recurring incidents name different things, and all of these stand on the file server.
    dependencies = nx.DiGraph((k[1], k[2]) for k in estate()[1] if k[0] in VOCABULARY.dependency_types)
    restarted = {id_ for id_, e in estate()[0].items() if e["attributes"].get("close_code") == "restarted"}
    affected = {node for ticket, node in linked("AFFECTS") if ticket in restarted}
    assert len(affected) > 4
    assert all("nas-e" in nx.descendants(dependencies, node) for node in affected)
    assert estate()[0]["nas-e"]["attributes"]["warranty_end"] == "2026-11-29"
    targets = dict(linked("TARGETS"))
    assert targets["CHG-0081"] == "dbs-1"
    assert ("CHG-0082", "pdu-e6-a") in linked("TARGETS")


def test_everybody_has_a_place_in_the_company():
    entities = estate()[0]
    owned = {source for source, _ in linked("OWNED_BY")}
    assert {id_ for id_, e in entities.items() if e["kind"] == "BusinessService"} <= owned
    members = {source for source, _ in linked("MEMBER_OF")}
    assert {id_ for id_, e in entities.items() if e["kind"] in ("Person", "Team")} <= members
    # Over all chapters: what a ticket was about may be retired by now.
    touched = {r["from"] for c in CHAPTERS for r in c.relationships if r["type"] in ("AFFECTS", "TARGETS")}
    assert {id_ for id_, e in entities.items() if e["kind"] in ("Incident", "Change", "Problem")} <= touched


STATES = ["unaffected", "at_risk", "degraded", "down"]


def answer(case: Case) -> dict[str, str]:
    """The least fixpoint by repeated passes over all gates: slow and plain, to check the cases, not the product."""
    entities, relationships = estate(case.as_of)
    gates: dict[tuple[str, str, str], list[tuple[str, int]]] = defaultdict(list)
    for (type_, source, target, group), relationship in relationships.items():
        if type_ not in VOCABULARY.dependency_types:
            continue
        join = VOCABULARY.join(type_, entities[source]["kind"], entities[target]["kind"])
        assert join is not None
        effect = relationship.get("effect", join.effect)
        if effect != "none":
            need = relationship.get("need") or 1
            gates[source, group or f"{type_} {target}", effect].append((target, need))
    given = {id_: STATES.index(case.targets.get(id_, "unaffected")) for id_ in entities}
    found = dict(given)
    while True:
        new = dict(given)
        for (source, _, effect), members in gates.items():
            levels = {target: found[target] for target, _ in members}
            need = min(max(need for _, need in members), len(levels))
            if sum(level < 3 for level in levels.values()) < need:
                level = 3
            elif sum(level < 2 for level in levels.values()) < need:
                level = 2
            else:
                level = 1 if any(level > 1 for level in levels.values()) else 0
            new[source] = max(new[source], level - (effect == "soft" and level > 0))
        if new == found:
            return {id_: STATES[level] for id_, level in found.items() if level and id_ not in case.targets}
        found = new


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case.about)
def test_the_estate_answers_as_worked_out_by_hand(case: Case):
    affected = answer(case)
    assert set(case.states) <= set(estate(case.as_of)[0])
    assert {id_: affected.get(id_, "unaffected") for id_ in case.states} == case.states
    if case.whole:
        assert affected == {id_: state for id_, state in case.states.items() if state != "unaffected"}


def test_the_first_question_is_telling():
    affected = answer(Case("", dict.fromkeys(FIRST_QUESTION, "down"), {}))
    assert {state: list(affected.values()).count(state) > 5 for state in STATES[1:]} == dict.fromkeys(STATES[1:], True)
