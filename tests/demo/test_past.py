"""What the demo estate said in each chapter, while that was the present, it says ever after of that time."""

from __future__ import annotations

from typing import Any

import pytest

from cmdb_graph import demo, impact, times
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.load import load_demo
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.records import Precondition
from cmdb_graph.impact import DependenciesQuestion, ImpactQuestion
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance

(TARGET,) = demo.FIRST_QUESTION
ON_MUCH = "as-webshop"
"""What it stands on changes with three of the chapters."""
Answers = dict[str, Any]


def answers(tern: Instance, at: int | None = None) -> Answers:
    """What breaks with the first question's target, what the web shop stands on, and every entity; now, or as of a time."""
    when = {} if at is None else {"as_of": times.from_micros(at)}
    breaks = ImpactQuestion.model_validate({"targets": [{"id": TARGET}], "exposed": True, "limit": 100_000, **when})
    stands_on = DependenciesQuestion.model_validate({"id": ON_MUCH, "limit": 100_000, **when})
    entities = fetch.page(tern.store, tern.vocabulary, Deadline(60), limit=1_000, at=at)
    assert entities.next is None
    return {
        "impact": impact.impact(tern.store, tern.vocabulary, breaks, Deadline(60)).model_dump(),
        "dependencies": impact.dependencies(tern.store, tern.vocabulary, stands_on, Deadline(60)).model_dump(),
        "entities": {entity.id: entity.model_dump() for entity in entities.items},
    }


@pytest.fixture(scope="module")
def present(empty_instance: Instance) -> list[Answers]:
    """What the present said at the end of each chapter, asked while the estate was loaded; by now it has moved on."""
    begun: list[str] = []
    told: list[Answers] = []

    def begins(chapter: str) -> None:
        if begun:
            told.append(answers(empty_instance))
        begun.append(chapter)

    load_demo(empty_instance, begins)
    told.append(answers(empty_instance))
    # Without this the last chapter is the present still, and would be asked there.
    records.patch(
        empty_instance.store,
        empty_instance.vocabulary,
        TARGET,
        {"name": "Otherwise"},
        Precondition(if_match="*"),
        Author("tests", "tests"),
        Deadline(60),
    )
    return told


@pytest.mark.parametrize("place", range(len(demo.chapters())))
def test_the_past_says_what_the_present_said(empty_instance: Instance, present: list[Answers], place: int) -> None:
    at = times.to_micros(demo.chapters()[place].at)
    now, then = present[place], answers(empty_instance, at)
    assert now["impact"]["as_of"] == times.iso(at)
    assert then["impact"] == now["impact"]
    assert then["dependencies"] == now["dependencies"]
    assert then["entities"].keys() == now["entities"].keys()
    for entity_id, entity in then["entities"].items():
        before = now["entities"][entity_id]
        # Of the reports between a source's first and latest none is kept, so of the past it is a lower bound.
        assert entity["valid_from"] <= entity.pop("last_seen") <= before["last_seen"]
        assert entity == {name: value for name, value in before.items() if name != "last_seen"}


def test_the_chapters_differ(present: list[Answers]) -> None:
    for part in ("impact", "dependencies", "entities"):
        told = [{name: value for name, value in answer[part].items() if name != "as_of"} for answer in present]
        assert any(told[0] != other for other in told[1:]), f"{part}: the estate changed, so must the answer"
