"""The quick way of an import agrees with the long one: it passes over a record exactly when merging it would change nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from cmdb_graph.errors import Invalid
from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import EntityState, Seen, StoredEntity
from cmdb_graph.ingest.reconcile import merged, same_entity, says_nothing_new
from cmdb_graph.ingest.records import EntityRecord
from cmdb_graph.vocabulary import load

VOCABULARY = load(None)
scalars = st.sampled_from([0, 1, 1.0, 0.0, True, False, "1", ""])
values = st.one_of(scalars, st.lists(st.sampled_from([0, 1]), max_size=2), st.lists(st.just(1.0), max_size=2))
names = st.sampled_from(["cores", "own", "id", "_version", "type"])
kinds = st.sampled_from(["Server", "VirtualMachine"])
roles = st.sampled_from([(), ("CI",), ("Asset",), ("CI", "Asset")])
states = st.builds(
    EntityState, st.just("x"), kinds, st.sampled_from(["a", "b"]), roles, st.dictionaries(names, values, max_size=3)
)
records = st.builds(
    EntityRecord,
    st.just("x"),
    kinds,
    st.sampled_from([None, "a", "b"]),
    st.none() | roles,
    st.dictionaries(names, st.none() | values, max_size=3),
)


def _server(**attributes: Any) -> EntityState:
    return EntityState("x", "Server", "a", ("CI",), attributes)


def _record(**attributes: Any) -> EntityRecord:
    return EntityRecord("x", "Server", None, None, attributes)


@given(state=states, record=records)
@example(state=_server(own=1), record=_record(own=True))
@example(state=_server(own=[1]), record=_record(own=[1.0]))
@example(state=_server(own=1), record=_record(own=None))
@example(state=_server(), record=_record(own=None))
@example(state=_server(id="y"), record=_record(id="y"))
def test_it_agrees_with_merging(state: EntityState, record: EntityRecord) -> None:
    properties = shape.entity_properties(
        StoredEntity(state, 1, 1, "who", "source", Seen(1, 1, ["source"], [1], [1])), ["own"]
    )
    try:
        long_way = same_entity(state, merged(state, "x", record, VOCABULARY))
    except Invalid:  # another kind, and what the entity holds does not fit it
        long_way = False
    assert says_nothing_new(record, properties) == long_way
