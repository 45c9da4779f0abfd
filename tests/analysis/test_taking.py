"""Snapshots of the demo estate hold exactly what the API lists, now and at the times of its chapters."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cmdb_graph import demo, impact, times
from cmdb_graph.analysis import fetch
from cmdb_graph.analysis.snapshot import Snapshot
from cmdb_graph.deadline import Deadline
from cmdb_graph.demo.load import load_demo
from cmdb_graph.entities import fetch as entities
from cmdb_graph.entities.models import Entity
from cmdb_graph.errors import Invalid, NotFound
from cmdb_graph.graph.store import Pending, Reader, ReadStore
from cmdb_graph.impact import DependenciesQuestion, SitesQuestion
from cmdb_graph.ingest.run import import_file
from cmdb_graph.instance import Instance
from tests.analysis.same import rows

MOMENTS = [None, *(chapter.at for chapter in demo.chapters()[::3]), demo.chapters()[-1].at]


@pytest.fixture(scope="module")
def tern(empty_instance: Instance) -> Instance:
    load_demo(empty_instance, lambda line: None)
    return empty_instance


def taken(tern: Instance, as_of: datetime | None = None, **filters: object) -> Snapshot:
    return fetch.snapshot(tern.store, tern.vocabulary, Deadline(60), as_of=as_of, **filters)  # type: ignore[arg-type]


def listed(tern: Instance, as_of: datetime | None) -> list[Entity]:
    at = None if as_of is None else times.to_micros(as_of)
    found: list[Entity] = []
    cursor = None
    while True:
        page = entities.page(tern.store, tern.vocabulary, Deadline(60), limit=500, cursor=cursor, at=at)
        found += page.items
        if (cursor := page.next) is None:
            return found


def joined(tern: Instance, ids: list[str], as_of: datetime | None) -> set[tuple[object, ...]]:
    """Every relationship, as the API tells those around each entity."""
    at = None if as_of is None else times.to_micros(as_of)
    found: set[tuple[object, ...]] = set()
    for node in ids:
        around = entities.neighborhood(tern.store, tern.vocabulary, node, Deadline(60), limit=10_000, at=at)
        found |= {
            (r.type, r.source, r.target, r.effect, r.group or "", r.need or 0, repr(r.attributes))
            for r in around.relationships
        }
    return found


def links(snapshot: Snapshot) -> list[tuple[object, ...]]:
    ids, its = snapshot.nodes.id, snapshot.links
    ends = zip(its.source.tolist(), its.target.tolist(), strict=True)
    return [
        (type_, ids[source], ids[target], effect, group, need, repr(attributes))
        for type_, (source, target), effect, group, need, attributes in zip(
            its.type, ends, its.effect, its.group, its.need.tolist(), its.attributes, strict=True
        )
    ]


@pytest.mark.parametrize("as_of", MOMENTS, ids=str)
def test_it_holds_what_the_api_lists(tern: Instance, as_of: datetime | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAGE", 37)
    snapshot = taken(tern, as_of)
    nodes, there = snapshot.nodes, listed(tern, as_of)
    assert list(nodes.id) == sorted(entity.id for entity in there)
    by_id = {entity.id: entity for entity in there}
    for id_, kind, name, attributes, sources, seen in zip(*vars(nodes).values(), strict=True):
        entity = by_id[id_]
        assert (kind, name, attributes) == (entity.kind, entity.name, entity.attributes)
        assert (list(sources), times.iso(seen)) == (entity.sources, entity.last_seen)
    told = links(snapshot)
    assert len(told) == len(set(told))
    assert set(told) == joined(tern, list(nodes.id), as_of)
    assert len(told) > len(nodes) > 50
    assert rows(taken(tern, as_of)) == rows(snapshot), "pages make no difference"


def test_attributes_of_relationships_are_those_of_the_time(tern: Instance, tmp_path: Path) -> None:
    """With and without a need; some are called as properties of the product's own are."""
    nodes = taken(tern).nodes
    one, other = [node for node, kind in zip(nodes.id, nodes.kind, strict=True) if kind == "Application"][:2]
    gates: list[dict[str, Any]] = [{"group": "test 1", "need": 1}, {"group": "test 2"}]

    def record(**said: Any) -> datetime:
        joins = [{"type": "DEPENDS_ON", "from": one, "to": other, **gate, **said} for gate in gates]
        file = tmp_path / "bundle.json"
        file.write_text(json.dumps({"entities": [], "relationships": joins}))
        assert import_file(tern.store, tern.vocabulary, file, source="tests", who="tests").rejected == []
        return times.from_micros(times.parse(taken(tern).taken.as_of))

    def found(as_of: datetime | None) -> list[object]:
        here = taken(tern, as_of).links
        return [its for its, group in zip(here.attributes, here.group, strict=True) if group.startswith("test ")]

    one_then = {"port": 1, "_who": "me", "__x": True, "kind": "tls", "tags": ["a"]}
    then, now = record(attributes=one_then), record(attributes={"port": 2, "group": "their own"})
    assert found(then) == [dict(sorted(one_then.items()))] * 2
    both = dict(sorted((one_then | {"port": 2, "group": "their own"}).items()))
    assert found(None) == found(now) == [both] * 2
    assert sum(map(bool, taken(tern).links.attributes)) == 2


def test_as_of_what_it_says_it_is_the_same_again(tern: Instance) -> None:
    now = taken(tern)
    again = taken(tern, times.from_micros(times.parse(now.taken.as_of)))
    assert rows(again) == rows(now)
    assert rows(taken(tern, datetime.fromisoformat("2019-01-01T00:00:00Z")))[1] == [repr([])] * 13


@pytest.mark.parametrize("as_of", [None, demo.chapters()[-3].at], ids=str)
def test_the_parts(tern: Instance, as_of: datetime | None) -> None:
    whole = taken(tern, as_of)
    vocabulary = tern.vocabulary

    def within(part: Snapshot, ids: set[str]) -> None:
        assert list(part.nodes.id) == sorted(ids)
        assert links(part) == [link for link in links(whole) if {link[1], link[2]} <= ids]
        kept = [whole.index[node] for node in part.nodes.id]
        for mine, its in zip(vars(part.nodes).values(), vars(whole.nodes).values(), strict=True):
            assert list(mine) == [its[at] for at in kept]

    kinds = dict(zip(whole.nodes.id, whole.nodes.kind, strict=True))
    servers = {node for node, kind in kinds.items() if vocabulary.is_a(kind, "Server") or kind == "Rack"}
    part = taken(tern, as_of, kinds=["Rack", "Server"])
    within(part, servers)
    assert (part.taken.kinds, part.taken.as_of) == (("Rack", "Server"), whole.taken.as_of)
    assert len(links(part)) > 1

    services = sorted(node for node, kind in kinds.items() if vocabulary.is_a(kind, "Service"))
    below: dict[str, set[str]] = {}
    for service in services[:6]:
        answer = impact.dependencies(
            tern.store, vocabulary, DependenciesQuestion(id=service, as_of=as_of), Deadline(60)
        )
        assert not answer.omitted
        below[service] = {service, *(provider.id for provider in answer.providers)}
        within(taken(tern, as_of, service=service), below[service])
    assert max(map(len, below.values())) > 10

    sites = sorted(node for node, kind in kinds.items() if vocabulary.is_a(kind, "Site"))
    located: dict[str, list[str]] = {}
    every = sorted(kinds)
    for start in range(0, len(every), 100):
        question = SitesQuestion(ids=every[start : start + 100], as_of=as_of)
        answer = impact.sites(tern.store, vocabulary, question, Deadline(60))
        assert not answer.more
        located |= answer.located
    for site in sites:
        there = {node for node, its in located.items() if site in its}
        within(taken(tern, as_of, site=site), there)
        both = {node for node in there & below[services[0]] if node in servers}
        within(taken(tern, as_of, site=site, service=services[0], kinds=["Server", "Rack"]), both)
    assert len(sites) > 1


def test_the_incidents_about_a_part_come_along_when_asked_for(tern: Instance) -> None:
    whole = taken(tern)
    plain, told = (taken(tern, service="bs-tickets", incidents=incidents) for incidents in (False, True))
    kinds = dict(zip(whole.nodes.id, whole.nodes.kind, strict=True))
    about = {
        source
        for type_, source, target, *_ in links(whole)
        if type_ == "AFFECTS" and target in plain.index and kinds[str(source)] == "Incident"
    }
    assert about
    assert set(told.nodes.id) == {*plain.nodes.id, *about}
    assert not about & set(plain.nodes.id)
    servers = taken(tern, service="bs-tickets", kinds=["Server"], incidents=True)
    assert len(servers.nodes)
    assert "Incident" not in servers.nodes.kind


def test_wrong_filters(tern: Instance) -> None:
    with pytest.raises(NotFound, match="There is no entity 'nothing'"):
        taken(tern, service="nothing")
    with pytest.raises(NotFound, match="There was no entity 'nothing' at"):
        taken(tern, demo.chapters()[0].at, site="nothing")
    with pytest.raises(Invalid, match="'ups-e-a' is no service: its kind is "):
        taken(tern, service="ups-e-a")
    with pytest.raises(Invalid, match="'ups-e-a' is no site: its kind is "):
        taken(tern, site="ups-e-a")
    with pytest.raises(Invalid, match=r"There is no kind 'Serverr'\. Did you mean Server"):
        taken(tern, kinds=["Serverr"])


class Interrupted(ReadStore):
    """A store in which somebody does something before the third query of the first transaction."""

    def __init__(self, store: ReadStore, action: Callable[[], object]) -> None:
        super().__init__(store._driver, store._queries, store._database)
        self.action, self.asked = action, list[str]()

    def read(self, work: Callable[[Reader], Any], deadline: Deadline) -> Any:
        def interrupted(reader: Reader) -> Any:
            plain = reader.start

            def start(name: Any, /, **parameters: object) -> Pending:
                self.asked.append(name)
                if len(self.asked) == 3:
                    self.action()
                return plain(name, **parameters)

            reader.start = start  # type: ignore[method-assign]
            return work(reader)

        return super().read(interrupted, deadline)


def test_what_is_recorded_meanwhile_is_left_out_whole(
    tern: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = taken(tern)
    last = len(before.nodes) - 1
    changed = {"id": before.nodes.id[last], "kind": before.nodes.kind[last], "name": "Renamed"}
    new = {"id": "0-new", "kind": "Server"}
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps({"entities": [new, changed], "relationships": []}))

    def record() -> None:
        answer = import_file(tern.store, tern.vocabulary, file, source="tests", who="tests")
        assert answer.rejected == []

    monkeypatch.setattr(fetch, "PAGE", 50)
    store = Interrupted(tern.store, record)
    meanwhile = fetch.snapshot(store, tern.vocabulary, Deadline(60))
    assert "analysis/nodes_at" in store.asked
    assert "analysis/links_at" in store.asked
    assert rows(meanwhile) == rows(before)
    after = taken(tern)
    assert (after.nodes.id[0], after.nodes.name[-1]) == ("0-new", "Renamed")


def test_python_looks_for_cycles_again_afterwards(tern: Instance) -> None:
    assert gc.isenabled()
    taken(tern)
    assert gc.isenabled()
