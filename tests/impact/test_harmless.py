"""What nothing can depend on is no all-clear: the answer says so, and names what to ask about instead."""

from __future__ import annotations

import json

import pytest

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.impact import ImpactQuestion, impact
from cmdb_graph.impact.harmless import carries_failure
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from cmdb_graph.vocabulary import load

THEN, LATER = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
ESTATE = {
    "entities": [
        {"id": "CHG-1", "kind": "Change"},
        {"id": "INC-1", "kind": "Incident"},
        {"id": "INC-2", "kind": "Incident"},
        {"id": "p-1", "kind": "Person"},
        *({"id": f"srv-{number}", "kind": "Server"} for number in range(7)),
    ],
    "relationships": [
        {"type": "TARGETS", "from": "CHG-1", "to": "srv-1"},
        {"type": "TARGETS", "from": "CHG-1", "to": "srv-2"},
        {"type": "AFFECTS", "from": "INC-2", "to": "srv-0"},
        *({"type": "AFFECTS", "from": "INC-1", "to": f"srv-{number}"} for number in range(7)),
    ],
}


@pytest.fixture(scope="module")
def estate(empty_instance: Instance, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    file = tmp_path_factory.mktemp("estate") / "estate.json"
    more = {"entities": [], "relationships": [{"type": "TARGETS", "from": "CHG-1", "to": "srv-3"}]}
    for at, bundle in ((THEN, ESTATE), (LATER, more)):
        file.write_text(json.dumps(bundle))
        import_file(
            empty_instance.store, empty_instance.vocabulary, file, source="tests", who="tests", at=times.parse(at)
        )
    return empty_instance


def warnings(estate: Instance, *targets: str, as_of: str | None = None) -> list[str]:
    question = ImpactQuestion.model_validate({"targets": [{"id": node} for node in targets], "as_of": as_of})
    return impact(estate.store, estate.vocabulary, question, Deadline(60)).warnings


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("CHG-1", ["CHG-1 is a Change: nothing depends on one. It targets srv-1, srv-2 and srv-3: ask about those."]),
        ("INC-2", ["INC-2 is an Incident: nothing depends on one. It affects srv-0: ask about that."]),
        (
            "INC-1",
            [
                "INC-1 is an Incident: nothing depends on one. "
                "It affects srv-0, srv-1, srv-2, srv-3, srv-4 and 2 more: ask about those."
            ],
        ),
        ("p-1", ["p-1 is a Person: nothing depends on one."]),
        ("srv-1", []),
    ],
)
def test_what_nothing_depends_on_is_said(estate: Instance, target: str, said: list[str]) -> None:
    assert warnings(estate, target) == said


def test_of_a_past_time_as_it_was(estate: Instance) -> None:
    (said,) = warnings(estate, "CHG-1", "srv-5", as_of=THEN)
    assert "targets srv-1 and srv-2: ask" in said


@pytest.mark.parametrize(
    ("kind", "carries"),
    [
        ("Change", False),
        ("Person", False),
        ("CostCenter", False),
        ("SoftwareProduct", False),
        ("Server", True),
        ("Team", True),
        ("NoLongerKnown", True),
    ],
)
def test_which_kinds_carry_failure(kind: str, carries: bool) -> None:
    assert carries_failure(kind, load()) is carries
