"""A scan against what is recorded: every code and every asset ends in its list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.assets.fetch import codes_of
from cmdb_graph.assets.scan import Comparison, compare, to_move
from cmdb_graph.entities.node import Node
from cmdb_graph.texts import fold


def asset(asset_id: str, *codes: str, status: str = "in_stock") -> Node:
    names = ("barcode", "asset_tag", "serial_number")
    return Node(asset_id, "Laptop", asset_id, {"life_cycle_status": status, **dict(zip(names, codes, strict=False))})


def scan(scanned: list[str], here: list[Node], elsewhere: list[Node], around: tuple[str, ...] = ()) -> Comparison:
    carrying: dict[str, list[Node]] = {}
    for node in sorted((*here, *elsewhere), key=lambda node: node.id):
        for code in codes_of(node):
            carrying.setdefault(code, []).append(node)
    return compare(scanned, carrying, here, around)


def ids(nodes: list[Node]) -> list[str]:
    return [node.id for node in nodes]


def test_each_ends_in_its_list() -> None:
    here = [asset("a", "A1", "TAG-A"), asset("b", "B1"), asset("c", "C1", status="disposed"), asset("twin", "T1")]
    elsewhere = [asset("d", "D1"), asset("twin-2", "t1")]
    result = scan(["a1", "tag-a", "D1", "d1", "nix", "nix", "T1"], here, elsewhere)
    assert (ids(result.found), ids(result.missing), ids(result.misplaced)) == (["a"], ["b"], ["d"])
    assert result.unknown == ["nix"]
    assert [(each.code, each.ids) for each in result.ambiguous] == [("T1", ["twin", "twin-2"])]
    assert [(each.id, each.codes, each.times) for each in result.duplicates] == [
        (None, ["nix"], 2), ("a", ["a1", "tag-a"], 2), ("d", ["D1", "d1"], 2),
    ]  # fmt: skip


def test_the_place_itself_and_what_it_is_in_are_no_strangers_there() -> None:
    assert ids(scan(["R1"], [], [asset("rack", "R1")], around=("rack", "room")).found) == ["rack"]


def test_what_is_in_something_that_is_moved_goes_along() -> None:
    misplaced = [asset("blade"), asset("chassis"), asset("laptop")]
    above = {"blade": ["slot"], "slot": ["chassis"], "chassis": ["room"], "laptop": ["room"], "room": []}
    assert to_move(misplaced, above) == ["chassis", "laptop"]
    assert to_move([asset("a"), asset("b")], {"a": ["a"], "b": []}) == ["a", "b"], "a circle is no other one"


NODES = [asset(f"n{at}", f"c{at % 5}", f"t{at}") for at in range(8)]
CODES = [f"{letter}{at}" for letter in "cCtTx" for at in range(8)]


@given(st.lists(st.sampled_from(CODES), max_size=30), st.sets(st.integers(0, 7)))
def test_nothing_is_lost_and_nothing_is_told_twice(scanned: list[str], here: set[int]) -> None:
    recorded = [NODES[at] for at in sorted(here)]
    result = scan(scanned, recorded, [node for at, node in enumerate(NODES) if at not in here])
    told = [*ids(result.found), *ids(result.missing), *ids(result.misplaced)]
    assert len(told) == len(set(told))
    unsure = {asset_id for each in result.ambiguous for asset_id in each.ids}
    assert {node.id for node in recorded} <= {*told, *unsure}
    named = {fold(code) for its in result.codes.values() for code in its}
    rest = {fold(code) for code in (*result.unknown, *(each.code for each in result.ambiguous))}
    assert named | rest == {fold(code) for code in scanned}
    assert not named & rest
