"""What is different between two snapshots, and what that did to services: against sets, and against every service worked out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph import vocabulary
from cmdb_graph.analysis.ask import availability_in, in_snapshot
from cmdb_graph.analysis.difference.answer import difference
from cmdb_graph.analysis.difference.models import DifferenceAnswer
from cmdb_graph.analysis.fragility import points_of
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.errors import Invalid
from cmdb_graph.graph.shape import Value

WORDS = vocabulary.load()
NAMES = "abcdefgh"
Key = tuple[str, str, str, str]  # type, from, to, group


@dataclass(frozen=True)
class Estate:
    nodes: dict[str, tuple[str, dict[str, Value]]]
    links: dict[Key, tuple[str, int, dict[str, Value]]]

    def snapshot(self, as_of: str = "2026-01-31T00:00:00+00:00", **part: str) -> Snapshot:
        ids = sorted(self.nodes)
        at = {node: place for place, node in enumerate(ids)}
        links = sorted(self.links)
        count = len(ids)
        return Snapshot(
            Taken(as_of, **part),
            Nodes(
                ids, [self.nodes[i][0] for i in ids], ids, [self.nodes[i][1] for i in ids], [()] * count, [0] * count
            ),
            Links(
                [type_ for type_, *_ in links],
                np.array([at[source] for _, source, _, _ in links], np.int32),
                np.array([at[target] for _, _, target, _ in links], np.int32),
                [self.links[link][0] for link in links],
                [group for *_, group in links],
                np.array([self.links[link][1] for link in links], np.int32),
                [self.links[link][2] for link in links],
            ),
        )


VALUES: st.SearchStrategy[Value] = st.sampled_from([1, 1.0, True, "1", [1], [True], ["1"], 5])
ATTRIBUTES = st.dictionaries(st.sampled_from(["cores", "mtbf_hours", "mttr_hours"]), VALUES)
NODES = st.dictionaries(
    st.sampled_from(NAMES), st.tuples(st.sampled_from(["BusinessService", "Server"]), ATTRIBUTES), min_size=1
)


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    nodes = draw(NODES)
    ids = st.sampled_from(sorted(nodes))
    keys = st.tuples(st.sampled_from(["DEPENDS_ON", "HOSTED_ON"]), ids, ids, st.sampled_from(["", "g"]))
    links = st.dictionaries(
        keys.filter(lambda key: key[1] != key[2]),
        st.tuples(st.sampled_from(["hard", "hard", "soft"]), st.integers(0, 3), ATTRIBUTES),
        max_size=12,
    )
    return Estate(nodes, draw(links))


def told(before: Snapshot, after: Snapshot, seconds: float = 60, limit: int = 1_000) -> DifferenceAnswer:
    return difference(before, after, WORDS, days=365, limit=limit, time_left=lambda: seconds)


@given(estates(), estates())
def test_what_changed_is_what_sets_say(one: Estate, other: Estate) -> None:
    answer = told(one.snapshot(), other.snapshot())
    kept = one.nodes.keys() & other.nodes.keys()
    by_change = {
        change: {each.id for each in answer.changed_entities if each.change == change}
        for change in ("added", "removed", "changed")
    }
    assert by_change == {
        "added": other.nodes.keys() - one.nodes.keys(),
        "removed": one.nodes.keys() - other.nodes.keys(),
        # As they are written, 1, 1.0 and True differ.
        "changed": {each for each in kept if repr_of(one, each) != repr_of(other, each)},
    }
    for each in answer.changed_entities:
        if each.change == "changed":
            was, now = one.nodes[each.id], other.nodes[each.id]
            assert {(a.name, repr(a.before), repr(a.after)) for a in each.attributes} == {
                (name, repr(old), repr(new))
                for name in {"kind", *was[1], *now[1]}
                for old, new in [(was[0], now[0]) if name == "kind" else (was[1].get(name), now[1].get(name))]
                if repr(old) != repr(new)
            }
    links = {
        change: {
            (each.type, each.source, each.target, each.group or "")
            for each in answer.changed_relationships
            if each.change == change
        }
        for change in ("added", "removed", "changed")
    }
    both = one.links.keys() & other.links.keys()
    assert links == {
        "added": other.links.keys() - one.links.keys(),
        "removed": one.links.keys() - other.links.keys(),
        "changed": {key for key in both if repr_of_link(one, key) != repr_of_link(other, key)},
    }
    for each in answer.changed_relationships:
        if each.change == "changed":
            key = (each.type, each.source, each.target, each.group or "")
            (effect, need, was), (*gate, now) = one.links[key], other.links[key]
            told_before = f"{effect}, need {need}" if need else effect
            assert each.was == (None if [effect, need] == gate else told_before)
            assert {(a.name, repr(a.before), repr(a.after)) for a in each.attributes} == {
                (name, repr(was.get(name)), repr(now.get(name)))
                for name in {*was, *now}
                if repr(was.get(name)) != repr(now.get(name))
            }
    assert answer.entities.model_dump() == {change: len(its) for change, its in by_change.items()}
    assert answer.relationships.model_dump() == {change: len(its) for change, its in links.items()}


def repr_of_link(estate: Estate, key: Key) -> str:
    effect, need, attributes = estate.links[key]
    return repr((effect, need, sorted(attributes.items())))


def repr_of(estate: Estate, node: str) -> str:
    kind, attributes = estate.nodes[node]
    return repr((kind, sorted(attributes.items())))


@given(estates(), estates())
def test_services_are_affected_as_if_each_were_worked_out(one: Estate, other: Estate) -> None:
    before, after = one.snapshot(), other.snapshot()
    found = {each.id: each for each in told(before, after).services}
    for service in one.nodes.keys() & other.nodes.keys():
        if {one.nodes[service][0], other.nodes[service][0]} != {"BusinessService"}:
            assert service not in found
            continue
        points = [points_in(each, service) for each in (before, after)]
        stands = [availability_in(each, WORDS, service, 365, 1, lambda: None).availability for each in (before, after)]
        if points[0] == points[1] and stands[0] == stands[1]:
            assert service not in found
            continue
        effect = found[service]
        assert {each.id for each in effect.gained} == points[1] - points[0]
        assert {each.id for each in effect.lost} == points[0] - points[1]
        assert (effect.single_points_before, effect.single_points_after) == (len(points[0]), len(points[1]))
        assert [effect.availability_before, effect.availability_after] == stands


def points_in(snapshot: Snapshot, service: str) -> set[str]:
    return {each.id for each in points_of(in_snapshot(snapshot, service), 1_000, lambda: None).items}


BEFORE = Estate(
    {
        "shop": ("BusinessService", {}),
        "mail": ("BusinessService", {}),
        "web-1": ("Server", {"mtbf_hours": 99, "mttr_hours": 1}),
        "web-2": ("Server", {"mtbf_hours": 99, "mttr_hours": 1}),
    },
    {("DEPENDS_ON", "shop", "web-1", ""): ("hard", 0, {}), ("DEPENDS_ON", "mail", "web-2", ""): ("hard", 0, {})},
)
AFTER = Estate(
    BEFORE.nodes,
    {
        ("DEPENDS_ON", "shop", "web-1", "web"): ("hard", 1, {}),
        ("DEPENDS_ON", "shop", "web-2", "web"): ("hard", 1, {}),
        ("DEPENDS_ON", "mail", "web-2", ""): ("hard", 0, {}),
    },
)


def test_a_second_web_server_helps_the_shop_alone() -> None:
    answer = told(BEFORE.snapshot(), AFTER.snapshot("2026-02-01T00:00:00+00:00"))
    (shop,) = answer.services
    assert (shop.id, [each.id for each in shop.lost], shop.gained) == ("shop", ["web-1"], [])
    assert (shop.availability_before, shop.availability_after) == (pytest.approx(0.99), pytest.approx(0.9999))
    assert answer.text == ("2 relationships added, 1 removed. 1 service is affected: 1 lost single points of failure.")
    back = told(AFTER.snapshot(), BEFORE.snapshot()).text
    assert "1 gained single points of failure; shop is to be down 86.8 hours a year more." in back


def test_availability_that_time_was_over_for_is_counted() -> None:
    answer = told(BEFORE.snapshot(), AFTER.snapshot(), seconds=0)
    assert answer.without_availability == 1
    (shop,) = answer.services
    assert (shop.availability_before, shop.hours_a_year, len(shop.lost)) == (None, None, 1)


def test_what_a_limit_leaves_out_is_counted() -> None:
    answer = told(Estate({"x": ("Server", {})}, {}).snapshot(), AFTER.snapshot(), limit=2)
    assert len(answer.changed_entities) == len(answer.changed_relationships) == 2
    assert (answer.changed_entities_omitted, answer.changed_relationships_omitted) == (3, 1)


def test_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(Invalid, match="swap the two") as refused:
        told(AFTER.snapshot("2026-02-01T00:00:00+00:00"), BEFORE.snapshot())
    assert refused.value.places[0].pointer == "/since"


def test_one_service_alone_may_take_the_time_of_all() -> None:
    left = iter([60.0, 60.0])  # of the service that is looked at first, and then it is over within it
    answer = difference(
        BEFORE.snapshot(), AFTER.snapshot(), WORDS, days=365, limit=10, time_left=lambda: next(left, 0.0)
    )
    assert answer.without_availability == 1


def test_nothing_is_different() -> None:
    assert told(AFTER.snapshot(), AFTER.snapshot()).text == "Nothing is different."
    empty = Estate({}, {})
    assert told(empty.snapshot(), empty.snapshot()).text == "Nothing is different."


def test_different_parts_are_not_compared() -> None:
    with pytest.raises(Invalid, match=r"\(service shop and all of it\)"):
        told(AFTER.snapshot(service="shop"), AFTER.snapshot())
