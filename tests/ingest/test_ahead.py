"""An import reads a batch ahead of writing it: what others write in between is not lost, and its own writes do no harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph import times
from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.models import Entity
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.ingest import stage
from cmdb_graph.ingest.decide import Decision, Entities, Relationships
from cmdb_graph.ingest.models import ImportAnswer, Mode
from cmdb_graph.ingest.records import EntityRecord
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.stage import EntityBatch, RelationshipBatch
from cmdb_graph.ingest.write import Author, EntityChanges, RelationshipChanges
from cmdb_graph.instance import Instance


@pytest.fixture
def load(empty_instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ImportAnswer]:
    """Import lines in batches of ten."""
    monkeypatch.setattr(stage, "BATCH", 10)

    def run(lines: list[dict[str, Any]], source: str = "one", mode: Mode = "apply") -> ImportAnswer:
        path = tmp_path / "lines.ndjson"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return import_file(
            empty_instance.store,
            empty_instance.vocabulary,
            path,
            source=source,
            who="test",
            format="ndjson",
            mode=mode,
        )

    return run


def _servers(prefix: str, **attributes: Any) -> list[dict[str, Any]]:
    return [{"id": f"{prefix}{n:03}", "kind": "Server", "attributes": attributes} for n in range(35)]


def _get(instance: Instance, entity_id: str) -> Entity:
    return fetch.get(instance.store, instance.vocabulary, entity_id, None, Deadline(30))


@pytest.mark.parametrize("theirs", [{"theirs": 7}, {}], ids=["a change", "a mere report"])
def test_what_another_writes_meanwhile_is_kept(
    load: Callable[..., ImportAnswer],
    empty_instance: Instance,
    monkeypatch: pytest.MonkeyPatch,
    theirs: dict[str, Any],
) -> None:
    prefix = "changed" if theirs else "reported"
    load(_servers(prefix, own=1))
    decide = Entities.__call__
    met: list[str] = []

    def interfering(self: Entities, reader: Reader, batch: EntityBatch, now: int) -> Decision[EntityChanges]:
        decision = decide(self, reader, batch, now)
        if not isinstance(reader, Writer):
            met.append(batch.records[0][0])
            records.patch(
                empty_instance.store,
                empty_instance.vocabulary,
                met[-1],
                {"attributes": theirs},
                records.Precondition("*"),
                Author("other", "other"),
                Deadline(30),
            )
        return decision

    monkeypatch.setattr(Entities, "__call__", interfering)
    answer = load(_servers(prefix, own=2))

    assert (answer.entities.updated, len(met)) == (35, 4)
    for entity_id in met:
        entity = _get(empty_instance, entity_id)
        assert entity.attributes == {"own": 2} | theirs
        assert entity.version == (3 if theirs else 2)
        assert entity.sources == ["one", "other"]


@pytest.mark.parametrize("theirs", ["changed", "reported", "ended", "end retired"])
def test_what_another_does_to_relationships_meanwhile_counts(
    load: Callable[..., ImportAnswer], empty_instance: Instance, monkeypatch: pytest.MonkeyPatch, theirs: str
) -> None:
    prefix = theirs.replace(" ", "-")
    load([*_servers(prefix), {"id": f"{prefix}-app", "kind": "Application"}])
    lines: list[dict[str, Any]] = [
        {"type": "RUNS_ON", "from": f"{prefix}-app", "to": f"{prefix}{n:03}", "attributes": {"own": 1}}
        for n in range(35)
    ]
    load(lines)
    decide = Relationships.__call__
    store, vocabulary, other = empty_instance.store, empty_instance.vocabulary, Author("other", "other")
    met: list[str] = []

    def interfering(
        self: Relationships, reader: Reader, batch: RelationshipBatch, now: int
    ) -> Decision[RelationshipChanges]:
        decision = decide(self, reader, batch, now)
        if not isinstance(reader, Writer):
            record = batch.records[0][1]
            met.append(record.target)
            body = {"type": record.type, "from": record.source, "to": record.target}
            if theirs == "ended":
                records.end_relationship(store, vocabulary, body | {"group": None}, other, Deadline(30))
            elif theirs == "end retired":
                records.retire(store, record.target, records.Precondition("*"), other, Deadline(30))
            else:
                attributes = {"theirs": 7} if theirs == "changed" else {"own": 1}
                records.put_relationship(store, vocabulary, body | {"attributes": attributes}, other, Deadline(30))
        return decision

    monkeypatch.setattr(Relationships, "__call__", interfering)
    answer = load([line | {"attributes": {"own": 2}} for line in lines])

    assert len(met) == 4
    counts = answer.relationships
    expected = {"ended": (4, 31, 0), "end retired": (0, 31, 4)}.get(theirs, (0, 35, 0))
    assert (counts.created, counts.updated, len(answer.rejected)) == expected
    around = fetch.neighborhood(store, vocabulary, f"{prefix}-app", Deadline(30))
    # What they added in the meantime is not mentioned, so it stays.
    kept = {(("own", 2), ("theirs", 7))} if theirs == "changed" else set[tuple[tuple[str, int], ...]]()
    assert {tuple(found.attributes.items()) for found in around.relationships} == {(("own", 2),)} | kept
    assert len(around.relationships) == 35 - len(answer.rejected)


def test_history_is_recorded_at_its_time_batch_after_batch(
    load: Callable[..., ImportAnswer], empty_instance: Instance, tmp_path: Path
) -> None:
    at = times.now()
    path = tmp_path / "past.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in _servers("past")), encoding="utf-8")
    import_file(empty_instance.store, empty_instance.vocabulary, path, source="one", who="test", format="ndjson", at=at)
    assert {_get(empty_instance, f"past{n:03}").valid_from for n in range(35)} == {times.iso(at)}


def _joined(source: tuple[str, str], type_: str, target: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": source[0], "kind": source[1]},
        {"id": target[0], "kind": target[1]},
        {"type": type_, "from": source[0], "to": target[0]},
    ]


@pytest.mark.parametrize("between", [0, 25], ids=["in one batch", "in two batches"])
def test_two_ends_may_turn_into_other_kinds_together(load: Callable[..., ImportAnswer], between: int) -> None:
    a, z = f"a-together-{between}", f"z-together-{between}"
    load(_joined((a, "OperatingSystem"), "LOCATED_IN", (z, "DatabaseCluster")))
    fill = [{"id": f"m-together-{between}-{n:03}", "kind": "Server"} for n in range(between)]
    answer = load([{"id": a, "kind": "Server"}, *fill, {"id": z, "kind": "Rack"}])
    assert not answer.rejected
    assert answer.entities.updated == 2


@pytest.mark.parametrize("between", [0, 25], ids=["in one batch", "in two batches"])
def test_no_two_ends_turn_into_kinds_that_may_not_be_joined(
    load: Callable[..., ImportAnswer], empty_instance: Instance, between: int
) -> None:
    a, z = f"a-apart-{between}", f"z-apart-{between}"
    load(_joined((a, "Certificate"), "ASSIGNED_TO", (z, "Customer")))
    fill = [{"id": f"m-apart-{between}-{n:03}", "kind": "Server"} for n in range(between)]
    # Each alone would be allowed beside what the other is now.
    answer = load([{"id": a, "kind": "Camera"}, *fill, {"id": z, "kind": "Queue"}])
    assert [rejection.line for rejection in answer.rejected] == [1, len(fill) + 2]
    assert (_get(empty_instance, a).kind, _get(empty_instance, z).kind) == ("Certificate", "Customer")


def test_one_that_may_not_turn_holds_the_other_back(
    load: Callable[..., ImportAnswer], empty_instance: Instance
) -> None:
    load(_joined(("a-held", "OperatingSystem"), "LOCATED_IN", ("z-held", "DatabaseCluster")))
    load(_joined(("z-held", "DatabaseCluster"), "RUNS_ON", ("holder", "Application")))
    answer = load([{"id": "a-held", "kind": "Server"}, {"id": "z-held", "kind": "Rack"}])
    assert [rejection.line for rejection in answer.rejected] == [1, 2]
    kinds = [_get(empty_instance, entity_id).kind for entity_id in ("a-held", "z-held")]
    assert kinds == ["OperatingSystem", "DatabaseCluster"]


def test_nobody_between_means_no_second_look(
    load: Callable[..., ImportAnswer], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = Entities.__call__
    readers: list[type[Reader]] = []

    def counting(self: Entities, reader: Reader, batch: EntityBatch, now: int) -> Decision[EntityChanges]:
        readers.append(type(reader))
        return decide(self, reader, batch, now)

    monkeypatch.setattr(Entities, "__call__", counting)
    assert load(_servers("alone")).entities.created == 35
    assert readers == [Reader] * 4


def test_batches_have_times_of_their_own(load: Callable[..., ImportAnswer], empty_instance: Instance) -> None:
    load(_servers("timed"))
    times = [_get(empty_instance, f"timed{n:03}").valid_from for n in range(35)]
    assert times == sorted(times)
    assert len(set(times)) == 4


@pytest.mark.parametrize("mode", ["plan", "apply"])
def test_many_records_of_one_entity_are_one_change(
    load: Callable[..., ImportAnswer], empty_instance: Instance, mode: Mode
) -> None:
    lines = [{"id": f"before-{mode}", "kind": "Server"}]
    lines += [{"id": f"many-{mode}", "kind": "Server", "attributes": {f"a{n}": n}} for n in range(45)]
    answer = load(lines, mode=mode)
    assert answer.entities.model_dump() == {"created": 2, "updated": 0, "unchanged": 0, "ended": 0}
    if mode == "apply":
        entity = _get(empty_instance, "many-apply")
        assert (entity.version, len(entity.attributes)) == (1, 45)


def test_few_large_records_make_small_batches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(stage, "BATCH_BYTES", 1_000)
    with stage.staged() as kept:
        for number in range(40):
            record = EntityRecord(f"n{number:02}", "Server", None, None, {"text": "x" * (600 if number < 20 else 10)})
            kept.add_entity(f"n{number:02}", record, number, None)
        batches = [[entity_id for entity_id, _, _ in batch.records] for batch in kept.entity_batches()]
    assert [len(batch) for batch in batches] == [2] * 10 + [20]
    assert [entity_id for batch in batches for entity_id in batch] == [f"n{number:02}" for number in range(40)]


def test_warnings_that_are_not_listed_are_counted(load: Callable[..., ImportAnswer]) -> None:
    lines = [{"id": f"w{n}", "kind": "Server", "attributes": {f"odd{n}": n, "odd": 1}} for n in range(1_050)]
    answer = load(lines, mode="plan")
    assert (len(answer.warnings), answer.warnings_omitted) == (1_000, 51)


def test_beyond_a_bound_they_are_several_changes_and_nothing_is_lost(
    load: Callable[..., ImportAnswer], empty_instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "TOGETHER", 20)
    load([{"id": "more", "kind": "Server", "attributes": {f"a{n}": n}} for n in range(45)])
    entity = _get(empty_instance, "more")
    assert (entity.version, len(entity.attributes)) == (3, 45)
