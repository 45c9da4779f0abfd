"""A question that takes several queries is answered of one state, whatever is written between them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.records import Precondition
from cmdb_graph.errors import NotFound, Unsettled
from cmdb_graph.graph.steady import TRIES, Moment, steady
from cmdb_graph.graph.store import Reader, ReadStore, Writer
from cmdb_graph.impact import DependenciesQuestion, ImpactQuestion, PathsQuestion, dependencies, impact, paths
from cmdb_graph.impact.models import Given
from cmdb_graph.ingest import write
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.write import Author
from cmdb_graph.instance import Instance
from tests.faults.running import Meanwhile

AUTHOR = Author("tests", "tests")
PAST = times.parse("2020-01-01T00:00:00Z")
HUB = {
    "entities": [{"id": node, "kind": "Server"} for node in ("hub", "a", "b")],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "a", "to": "hub"},
        {"type": "DEPENDS_ON", "from": "b", "to": "hub"},
    ],
}
Imports = Callable[..., None]


@pytest.fixture
def instance(empty_instance: Instance) -> Iterator[Instance]:
    """With nothing in it, before each test."""
    empty_instance.store.write(
        lambda writer: writer._transaction.run("MATCH (n) WHERE NOT n:Migration DETACH DELETE n").consume(),
        Deadline(60),
    )
    yield empty_instance


@pytest.fixture
def imports(instance: Instance, tmp_path: Path) -> Imports:
    """Imports a bundle, all of which goes in."""

    def go(body: dict[str, Any], at: int | None = None, source: str = "tests") -> None:
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps({"entities": [], "relationships": []} | body))
        answer = import_file(instance.store, instance.vocabulary, file, source=source, who="tests", at=at)
        assert answer.rejected == []

    return go


def retire(instance: Instance, entity_id: str, at: int | None = None) -> None:
    records.retire(instance.store, entity_id, Precondition(if_match="*"), AUTHOR, Deadline(60), at=at)


class Interrupted(ReadStore):
    """A store in which somebody does something right after each of the first runs of a query."""

    def __init__(self, store: ReadStore, query: str, *actions: Callable[[], object]) -> None:
        super().__init__(store._driver, store._queries, store._database)
        self.query, self.actions = query, list(actions)

    def read(self, work: Callable[[Reader], Any], deadline: Deadline) -> Any:
        def interrupted(reader: Reader) -> Any:
            plain = reader.packed

            def packed(name: Any, /, **parameters: object) -> list[Any]:
                found = plain(name, **parameters)
                if name == self.query and self.actions:
                    self.actions.pop(0)()
                return found

            reader.packed = packed
            return work(reader)

        return super().read(interrupted, deadline)


def test_what_becomes_the_past_between_the_halves_of_a_query_is_told_once(instance: Instance, imports: Imports) -> None:
    relationship = {"from": "a", "to": "hub"}
    types = ["DEPENDS_ON", "RUNS_ON"]
    imports(HUB | {"relationships": [{"type": type_, **relationship} for type_ in types]})
    both = """MATCH (a)-[r]->(b) CREATE (v:RelationshipVersion)
              SET v = properties(r), v.from = a.id, v.to = b.id, v.type = type(r), v._until = r._valid_from + 10"""
    instance.store.write(lambda writer: writer._transaction.run(both).consume(), Deadline(60))

    def look(reader: Reader) -> tuple[list[str], ...]:
        at, _ = reader.packed("clock/read")
        given: dict[str, Any] = {"types": types, "at": at}
        told = reader.packed("impact/dependents_at", ids=["hub"], **given)
        (edges,) = reader.packed("impact/providers_at", ids=["a"], **given)
        (evidence,) = reader.packed("impact/evidence_at", ids=["a"], **given)
        return told[1], *(sorted(edge[2] for edge in found) for found in (edges, evidence))

    assert instance.store.read(look, Deadline(60)) == (["a", "a"], types, types)


def around(instance: Instance, store: ReadStore | None = None, at: int | None = None) -> tuple[str, list[str], int]:
    """As of when, which nodes, and how many relationships, around the hub."""
    told = fetch.neighborhood(store or instance.store, instance.vocabulary, "hub", Deadline(60), at=at)
    return told.as_of, [node.id for node in told.nodes], len(told.relationships)


def test_a_neighborhood_is_of_the_state_that_it_began_with(instance: Instance, imports: Imports) -> None:
    imports(HUB)
    before = around(instance)
    assert before[1:] == (["hub", "a", "b"], 2)
    store = Interrupted(instance.store, "entities/neighbors", lambda: retire(instance, "a"))
    assert around(instance, store) == before
    after = around(instance)
    assert after[1:] == (["hub", "b"], 1)
    assert around(instance, at=times.parse(before[0])) == before


def test_what_ends_while_it_is_asked_about_was_there(instance: Instance, imports: Imports) -> None:
    imports(HUB)
    before = around(instance)
    store = Interrupted(instance.store, "clock/recorded", lambda: retire(instance, "hub"))
    assert around(instance, store) == before
    with pytest.raises(NotFound, match="was retired"):
        around(instance)


def test_a_history_that_is_loaded_at_one_time_is_waited_for(instance: Instance, imports: Imports) -> None:
    imports(HUB, PAST)
    store = Interrupted(instance.store, "entities/neighbors", lambda: retire(instance, "a", PAST))
    assert around(instance, store) == (times.iso(PAST), ["hub", "b"], 1), "half of it would be told"

    def change(turn: int) -> Callable[[], None]:
        return lambda: imports({"entities": [{"id": "b", "kind": "Server", "name": f"b{turn}"}]}, PAST)

    store = Interrupted(instance.store, "entities/neighbors", *(change(turn) for turn in range(TRIES)))
    with pytest.raises(Unsettled, match="in a moment") as told:
        around(instance, store)
    assert (told.value.status, "Retry-After" in told.value.headers()) == (503, True)
    assert around(instance)[1:] == (["hub", "b"], 1)


def test_what_is_only_seen_again_disturbs_nobody(instance: Instance, imports: Imports) -> None:
    imports(HUB)
    asked: list[int | None] = []

    def work(reader: Reader, moment: Moment) -> list[Any]:
        asked.append(moment.at)
        imports(HUB)
        return reader.packed("entities/summaries", ids=["hub"])

    for as_of in (None, times.now()):
        assert steady(instance.store, as_of, Deadline(60), work) == [["hub"], ["Server"], ["hub"], [""]]
    assert asked == [None, None]


def test_a_commit_under_way_lands_after_what_is_asked(instance: Instance, imports: Imports) -> None:
    imports(HUB | {"entities": [*HUB["entities"], {"id": "shop", "kind": "BusinessService"}]})
    wrote, commit = threading.Event(), threading.Event()
    took: list[int] = []

    def slowly(writer: Writer) -> None:
        hub = write.present_entities(writer, ["hub"])["hub"]
        hub.state.name = "late"
        took.append(writer.now)
        writer.packed("entities/retire", id="a", now=writer.now, who="tests")
        changed = write.next_version(hub, hub.state, AUTHOR, writer.now)
        write.write_entities(writer, write.EntityChanges(updated=[changed]), AUTHOR, instance.vocabulary)
        wrote.set()
        assert commit.wait(60)

    writing = Meanwhile(lambda: instance.store.write(slowly, Deadline(60)))
    assert wrote.wait(60)
    store, vocabulary = instance.store, instance.vocabulary

    def answers(as_of: int) -> list[Any]:
        moment = times.from_micros(as_of)
        about_impact = ImpactQuestion(targets=[Given(id="hub")], as_of=moment)
        about_dependencies = DependenciesQuestion(id="b", as_of=moment)
        about_paths = PathsQuestion(source="b", target="hub", as_of=moment)
        return [
            impact(store, vocabulary, about_impact, Deadline(60)),
            dependencies(store, vocabulary, about_dependencies, Deadline(60)),
            paths(store, vocabulary, about_paths, Deadline(60)),
            fetch.neighborhood(store, vocabulary, "hub", Deadline(60), at=as_of),
            fetch.page(store, vocabulary, Deadline(60), at=as_of),
        ]

    asked = times.now()
    assert asked > took[0]
    before, one = answers(asked), fetch.get(store, vocabulary, "hub", asked, Deadline(60))
    commit.set()
    assert not isinstance(writing.result(), Exception)

    (as_of,) = {answer.as_of for answer in before}
    assert times.parse(as_of) < took[0]
    assert answers(times.parse(as_of)) == before
    assert fetch.get(store, vocabulary, "hub", times.parse(as_of), Deadline(60)) == one
    assert fetch.get(store, vocabulary, "hub", None, Deadline(60)).name == "late"


def test_the_future_is_the_present_and_says_so(instance: Instance, imports: Imports) -> None:
    imports(HUB, PAST)
    far = times.parse("9999-12-31T23:59:59Z")
    assert around(instance, at=far) == around(instance) == (times.iso(PAST), ["hub", "a", "b"], 2)
    page = fetch.page(instance.store, instance.vocabulary, Deadline(60), at=far)
    assert (page.as_of, len(page.items)) == (times.iso(PAST), 3)
    assert fetch.page(instance.store, instance.vocabulary, Deadline(60)).as_of is None


def test_a_history_tells_a_state_once(instance: Instance, imports: Imports) -> None:
    imports(HUB)
    rename = lambda: imports({"entities": [{"id": "hub", "kind": "Server", "name": "new"}]})  # noqa: E731
    store = Interrupted(instance.store, "entities/read_states", rename)
    told = fetch.history(store, instance.vocabulary, "hub", Deadline(60))
    assert [state.version for state in told.items] == [1]
    again = fetch.history(instance.store, instance.vocabulary, "hub", Deadline(60))
    assert [state.version for state in again.items] == [2, 1]
