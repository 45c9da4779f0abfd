"""Which ends a node's ways lead to: the same as by trying every way, cycles or not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cmdb_graph.impact.sites import reached

NODES = st.sampled_from("abcdefgh")
ENDS = ("x", "y", "z")
WAYS = st.dictionaries(NODES, st.sets(NODES | st.sampled_from(ENDS), max_size=4))


def tried(ways: dict[str, set[str]], start: str) -> set[str]:
    seen, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        if node not in ENDS:
            new = ways.get(node, set()) - seen
            seen |= new
            ahead += new
    return seen & set(ENDS)


@given(WAYS, st.integers(1, 4))
def test_the_first_ends_of_all_that_can_be_reached(ways: dict[str, set[str]], most: int) -> None:
    found = reached(ways, set(ENDS), most)
    assert {node: found.get(node, []) for node in ways} == {node: sorted(tried(ways, node))[:most] for node in ways}


@given(WAYS)
def test_the_order_of_ways_is_of_no_account(ways: dict[str, set[str]]) -> None:
    assert reached(ways, list(ENDS), 2) == reached(dict(reversed(ways.items())), list(reversed(ENDS)), 2)
