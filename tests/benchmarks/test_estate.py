"""The made-up estate: everything in it is allowed by the vocabulary, and the same numbers make the same estate."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.estate import Estate, clustered
from benchmarks.impact import targets
from cmdb_graph.ingest.reconcile import relationship_state
from cmdb_graph.ingest.records import EntityRecord, RelationshipRecord, checked_attributes
from cmdb_graph.vocabulary import load

NODES = 1_000
VOCABULARY = load()


@pytest.fixture(scope="module")
def entities() -> dict[str, EntityRecord]:
    found = [record for record in Estate(VOCABULARY, NODES) if isinstance(record, EntityRecord)]
    by_id = {str(record.id): record for record in found}
    assert len(by_id) == len(found)
    return by_id


@pytest.fixture(scope="module")
def relationships() -> list[RelationshipRecord]:
    return [record for record in Estate(VOCABULARY, NODES) if isinstance(record, RelationshipRecord)]


def test_entities_are_of_kinds_and_have_attributes_that_the_vocabulary_declares(
    entities: dict[str, EntityRecord],
) -> None:
    unknown: list[str] = []
    for record in entities.values():
        kind = VOCABULARY.kind(record.kind)
        assert not kind.abstract
        assert checked_attributes(record.attributes, kind.attributes, kind.name, unknown.append) == record.attributes
    assert unknown == []


def test_relationships_join_what_may_be_joined_once(
    entities: dict[str, EntityRecord], relationships: list[RelationshipRecord]
) -> None:
    kinds = {node: record.kind for node, record in entities.items()}
    for record in relationships:
        relationship_state(None, record, kinds, VOCABULARY)
        assert record.source != record.target
    assert max(Counter(record.identity for record in relationships).values()) == 1


def test_the_shape_is_the_one_that_is_promised(
    entities: dict[str, EntityRecord], relationships: list[RelationshipRecord]
) -> None:
    assert 0.9 * NODES < len(entities) < 1.1 * NODES
    assert 2.0 < len(relationships) / len(entities) < 2.5
    clusters = Counter(record.source for record in relationships if record.type == "HAS_MEMBER" and record.need == 2)
    assert clusters == {node: 3 for node, record in entities.items() if record.kind == "DatabaseCluster"}
    effects = {(record.type, record.effect) for record in relationships}
    assert {("DEPENDS_ON", "hard"), ("DEPENDS_ON", "soft"), ("USES", "soft")} <= effects


def test_the_databases_that_fail_in_the_benchmark_stand_on_one_server() -> None:
    databases = [
        int(target.partition("-")[2]) for target in targets(Estate(VOCABULARY, NODES).size).values() if "data" in target
    ]
    assert len(databases) == 2
    assert not any(clustered(database) for database in databases)


def test_the_same_numbers_make_the_same_estate_and_others_another() -> None:
    estate = Estate(VOCABULARY, NODES)
    assert list(estate) == list(estate) == list(Estate(VOCABULARY, NODES))
    assert list(estate) != list(Estate(VOCABULARY, NODES, seed=1))
