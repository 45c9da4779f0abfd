"""What is stored of an entity comes back as it was, also from an estate that another version stored."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.graph import shape
from cmdb_graph.graph.shape import EntityState, Seen, StoredEntity

times = st.integers(1, 9)
roles = st.sampled_from([(), ("CI",), ("Asset",), ("CI", "Asset")])
values: st.SearchStrategy[Any] = st.one_of(
    st.text(max_size=5), st.integers(), st.booleans(), st.lists(st.text(max_size=3))
)
attributes = st.dictionaries(st.sampled_from(["cores", "own", "_version", "_sources", "id", "__x"]), values, max_size=4)


@st.composite
def entities(draw: st.DrawFn) -> StoredEntity:
    """One that any of three sources reported any number of times, and changed at one of them."""
    reports = draw(st.lists(st.tuples(st.sampled_from("abc"), times), min_size=1, max_size=5))
    reports.sort(key=lambda report: report[1])
    source, now = reports[0]
    # One that lives again keeps the day on which it was first seen.
    seen = Seen(draw(st.sampled_from([now, 0])), now, [source], [now], [now])
    for source, now in reports[1:]:
        seen = seen.again(source, now)
    source, valid_from = draw(st.sampled_from(reports))
    state = EntityState("srv", "Server", draw(st.text(min_size=1, max_size=5)), draw(roles), draw(attributes))
    return StoredEntity(state, draw(st.integers(1, 3)), valid_from, "somebody", source, seen)


def whole(entity: StoredEntity) -> dict[str, Any]:
    """The properties as they once were: all of them, whether or not others say the same."""
    seen = entity.seen
    return shape.entity_properties(entity, []) | {
        "_roles": list(entity.state.roles),
        "_version": entity.version,
        "_first_seen": seen.first,
        "_last_seen": seen.last,
        "_sources": seen.sources,
        "_sources_seen": seen.by_source,
        "_sources_since": seen.since,
    }


@given(entities())
def test_an_entity_comes_back_as_it_was_stored(entity: StoredEntity) -> None:
    stored = shape.entity_properties(entity, [])
    assert None not in stored.values(), "a node holds no null"
    assert shape.entity_of(stored) == shape.entity_of(whole(entity)) == entity


@given(entities(), st.sampled_from("abc"), times)
def test_an_observation_takes_the_place_of_the_one_before(entity: StoredEntity, source: str, later: int) -> None:
    seen = entity.seen.again(source, entity.seen.last + later)
    for stored in (shape.entity_properties(entity, []), whole(entity)):
        told = stored | shape.observation(seen, entity.valid_from, entity.source)
        after = {name: value for name, value in told.items() if value is not None}
        assert shape.seen_of(after) == seen


@given(entities(), st.sampled_from("abc"), times)
def test_another_report_by_the_only_source_moves_one_time(entity: StoredEntity, source: str, later: int) -> None:
    stored = shape.entity_properties(entity, [])
    now = entity.seen.last + later
    # One that lives again was first seen before its source first reported it: that is told in full.
    alone = entity.seen.sources == [source] and entity.seen.since == [entity.seen.first]
    assert shape.only_seen_by(stored, source) == alone
    if alone:
        assert shape.seen_of(stored | {"_last_seen": now}) == entity.seen.again(source, now)
