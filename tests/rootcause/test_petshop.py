"""The public PetShop cases, as a check of the format: all have one truth, so they prove nothing about ranking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from cmdb_graph.rootcause import RootCauseAnswer, RootCauseQuestion, root_cause

PETSHOP = Path(__file__).parents[3] / "shared" / "data" / "petshop"
CASES = PETSHOP / "cases.ndjson"
_LEAST = 0.85


def _own(topology: str, thing: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same with ids that tell one topology from another: they are of one application."""
    return thing | {name: f"{topology}/{thing[name]}" for name in names}


def _load(instance: Instance, topology: str, folder: Path) -> None:
    said = json.loads((PETSHOP / f"{topology}.topology.json").read_text(encoding="utf-8"))
    bundle = {
        "entities": [_own(topology, entity, "id") for entity in said["entities"]],
        "relationships": [_own(topology, each, "from", "to") for each in said["relationships"]],
    }
    file = folder / f"{topology}.json"
    file.write_text(json.dumps(bundle))
    report = import_file(instance.store, instance.vocabulary, file, source="petshop", who="tests")
    assert report.rejected == []


def _ask(instance: Instance, case: dict[str, Any]) -> RootCauseAnswer:
    topology = case["topology"]
    question = RootCauseQuestion.model_validate(
        {
            "symptoms": [_own(topology, case["symptom"], "id")],
            "events": [_own(topology, event, "id") for event in case["events"]],
            "limit": 50,
        }
    )
    return root_cause(instance.store, instance.vocabulary, instance.weights, question, Deadline(60))


@pytest.mark.skipif(not CASES.is_file(), reason="../shared/data/petshop is not there")
def test_every_case_is_answered_and_most_are_found(empty_instance: Instance, tmp_path: Path) -> None:
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    for topology in sorted({case["topology"] for case in cases}):
        _load(empty_instance, topology, tmp_path)
    places: list[int] = []
    for case in cases:
        answer = _ask(empty_instance, case)
        ids = [candidate.id for candidate in answer.candidates]
        truth = f"{case['topology']}/{case['truth'][0]}"
        assert len(ids) == len(set(ids))
        assert answer.ignored == []
        assert answer.events == len(case["events"])
        places.append(ids.index(truth) + 1 if truth in ids else len(ids) + 1)
    assert sum(place == 1 for place in places) / len(places) >= _LEAST, places
    assert sum(place <= 3 for place in places) / len(places) >= _LEAST, places
