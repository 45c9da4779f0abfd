"""An import reads a batch ahead of writing it: what others write in between is not lost, and its own writes do no harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.entities import fetch, records
from cmdb_graph.entities.models import Entity
from cmdb_graph.graph.store import Reader, Writer
from cmdb_graph.ingest import stage
from cmdb_graph.ingest.decide import Decision, Entities
from cmdb_graph.ingest.models import ImportAnswer, Mode
from cmdb_graph.ingest.run import import_file
from cmdb_graph.ingest.stage import EntityBatch
from cmdb_graph.ingest.write import Author, EntityChanges
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


def test_beyond_a_bound_they_are_several_changes_and_nothing_is_lost(
    load: Callable[..., ImportAnswer], empty_instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "TOGETHER", 20)
    load([{"id": "more", "kind": "Server", "attributes": {f"a{n}": n}} for n in range(45)])
    entity = _get(empty_instance, "more")
    assert (entity.version, len(entity.attributes)) == (3, 45)
