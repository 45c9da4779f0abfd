"""The search for alternatives between two nodes: right, and ended by its deadline in the middle of a search."""

from __future__ import annotations

import pytest

from cmdb_graph.deadline import Deadline
from cmdb_graph.errors import DeadlineExceeded
from cmdb_graph.impact.chains import _simple_paths


def ladder(steps: int) -> list[tuple[str, str]]:
    """Two lanes, every node joined to both next ones: 2 ** steps chains."""
    lanes = ("l", "r")
    pairs = [("top", f"{lane}0") for lane in lanes] + [(f"{lane}{steps - 1}", "end") for lane in lanes]
    return pairs + [(f"{a}{n}", f"{b}{n + 1}") for n in range(steps - 1) for a in lanes for b in lanes]


def test_shortest_first_and_every_chain_once() -> None:
    pairs = [*ladder(3), ("l0", "end")]
    found = list(_simple_paths(pairs, "top", "end", Deadline(60)))
    assert found[0] == ["top", "l0", "end"]
    assert [len(chain) for chain in found] == sorted(len(chain) for chain in found)
    assert len({tuple(chain) for chain in found}) == len(found) == 2**3 + 1


def test_no_way_is_no_chain() -> None:
    assert list(_simple_paths([("a", "b"), ("c", "b")], "a", "c", Deadline(60))) == []
    assert list(_simple_paths([("a", "b")], "a", "a", Deadline(60))) == []


def test_a_search_ends_when_nobody_waits_any_more() -> None:
    deadline = Deadline(60)
    chains = _simple_paths(ladder(400), "top", "end", deadline)
    next(chains)
    deadline.cancel()
    with pytest.raises(DeadlineExceeded):
        next(chains)
