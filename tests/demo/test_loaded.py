"""The demo estate in a real database: its dated chapters, and the answers that its author worked out by hand."""

from __future__ import annotations

import pytest

from cmdb_graph import demo, impact, times
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.load import load_demo
from cmdb_graph.entities import fetch
from cmdb_graph.errors import NotFound
from cmdb_graph.impact import DependenciesQuestion, EvidenceAnswer, EvidenceQuestion, ImpactQuestion, PathsQuestion
from cmdb_graph.instance import Instance
from cmdb_graph.rootcause import RootCauseQuestion, root_cause
from tests.demo.expected import EXPECTED, Case


@pytest.fixture(scope="module")
def tern(empty_instance: Instance) -> Instance:
    load_demo(empty_instance, lambda line: None)
    return empty_instance


def ask(tern: Instance, **question: object) -> impact.ImpactAnswer:
    return impact.impact(tern.store, tern.vocabulary, ImpactQuestion.model_validate(question), Deadline(60))


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case.about)
def test_the_answers_are_the_ones_worked_out_by_hand(tern: Instance, case: Case) -> None:
    answer = ask(
        tern,
        targets=[{"id": node, "state": state} for node, state in case.targets.items()],
        as_of=case.as_of,
        limit=100_000,
    )
    states = {node.id: node.state for node in answer.affected}
    states |= {node: "unaffected" for node in case.states if node not in states}
    assert {node: states[node] for node in case.states} == case.states
    if case.whole:
        assert {node for node, state in states.items() if state != "unaffected"} == {
            node for node, state in case.states.items() if state != "unaffected"
        }


def test_what_was_retired_is_there_in_its_time_only(tern: Instance) -> None:
    story = demo.chapters()
    retired = {entity: chapter for chapter in story for entity in chapter.retire}
    present = _all_ids(tern, None)
    gone = sorted(retired.keys() - present)
    assert gone
    for entity in gone:
        at = times.to_micros(retired[entity].at)
        assert fetch.get(tern.store, tern.vocabulary, entity, at - 1, Deadline(60)).id == entity
        with pytest.raises(NotFound):
            fetch.get(tern.store, tern.vocabulary, entity, at, Deadline(60))
        with pytest.raises(NotFound, match="was retired at"):
            fetch.get(tern.store, tern.vocabulary, entity, None, Deadline(60))


def test_the_morning_of_the_late_manifests_was_the_file_servers(tern: Instance) -> None:
    """The incident names the freight desk's software; its alarms lead two steps down, to the drive that fails."""
    question = RootCauseQuestion.model_validate({"symptoms": [{"id": "app-freight", "at": "2026-11-14T05:00:00Z"}]})
    answer = root_cause(tern.store, tern.vocabulary, tern.weights, question, Deadline(60))
    first = answer.candidates[0]
    assert (first.id, first.path) == ("nas-e", ["nas-e", "vol-spool", "app-freight"])
    assert {fact.id for fact in first.evidence} >= {"nas-e", "vol-spool", "INC-0213"}


def test_lists_of_the_past_hold_what_was_there(tern: Instance) -> None:
    alive: set[str] = set()
    for chapter in demo.chapters():
        alive |= {entity["id"] for entity in chapter.entities}
        alive -= set(chapter.retire)
        assert _all_ids(tern, times.to_micros(chapter.at)) == alive
    assert _all_ids(tern, None) == alive


def test_loading_again_changes_nothing(tern: Instance) -> None:
    before = _versions(tern)
    load_demo(tern, lambda line: None)
    assert _versions(tern) == before


def test_the_cycle_and_the_chains_are_found(tern: Instance) -> None:
    answer = impact.paths(
        tern.store, tern.vocabulary, PathsQuestion(source="as-pricing", target="as-seats"), Deadline(60)
    )
    assert [node.id for node in answer.paths[0].nodes] == ["as-pricing", "as-seats"]
    below = impact.dependencies(tern.store, tern.vocabulary, DependenciesQuestion(id="as-pricing"), Deadline(60))
    distances = [provider.distance for provider in below.providers]
    assert distances == sorted(distances)
    assert {edge.source for edge in below.edges} <= {"as-pricing", *(provider.id for provider in below.providers)}


def explained(tern: Instance, **question: object) -> EvidenceAnswer:
    return impact.explain(tern.store, tern.vocabulary, EvidenceQuestion.model_validate(question), Deadline(60))


@pytest.mark.parametrize("past", [False, True])
def test_the_evidence_for_each_node_is_that_of_the_answer(tern: Instance, past: bool) -> None:
    question: dict[str, object] = {"targets": [{"id": demo.FIRST_QUESTION[0]}]}
    if past:
        question["as_of"] = demo.chapters()[-2].at
    answer = ask(tern, **question)
    assert len(answer.affected) > 20
    for node in answer.affected:
        told = explained(tern, id=node.id, **question)
        assert (told.state, told.before, told.given) == (node.state, node.before, False)
        assert [step.provider.id for step in told.chain] + [node.id] == node.path
        assert all(step.joints and step.gate.state == step.state for step in told.chain)
        weighing = [
            (gate.group, gate.effect, gate.need, gate.members, gate.standing)
            for gate in told.gates
            if gate.state == node.state
        ]
        because = [(gate.group, gate.effect, gate.need, gate.members, gate.standing) for gate in node.because]
        assert sorted(weighing, key=str) == sorted(because, key=str)
        assert all(len(gate.providers) == gate.members and not gate.omitted for gate in told.gates)
        assert all(member.joints for gate in told.gates for member in gate.providers)
        assert told.text.startswith(f"{node.name} ({node.kind}) is {node.state.replace('_', ' ')}: ")


def test_what_stands_says_why(tern: Instance) -> None:
    told = explained(tern, id="hvc-e", targets=[{"id": "ups-e-a"}])
    assert (told.state, told.chain) == ("unaffected", [])
    members = {gate.group: gate for gate in told.gates}["members"]
    assert members.members == members.standing == len(members.providers) > members.need
    assert {gate.state for gate in told.gates} == {"unaffected"}
    assert told.text.endswith("stands: all that it depends on stands.")
    target = explained(tern, id="ups-e-a", targets=[{"id": "ups-e-a", "state": "degraded"}])
    assert (target.state, target.given) == ("degraded", True)
    assert "the question says so" in target.text
    with pytest.raises(NotFound):
        explained(tern, id="nothing", targets=[{"id": "ups-e-a"}])


def _all_ids(tern: Instance, at: int | None) -> set[str]:
    found: set[str] = set()
    cursor = None
    while True:
        page = fetch.page(tern.store, tern.vocabulary, Deadline(60), limit=100, cursor=cursor, at=at)
        found |= {entity.id for entity in page.items}
        cursor = page.next
        if cursor is None:
            return found


def _versions(tern: Instance) -> dict[str, int]:
    return {
        entity.id: entity.version for entity in fetch.page(tern.store, tern.vocabulary, Deadline(60), limit=1000).items
    }
