"""What is told of one node is told of what it stands on, whatever else is in the estate."""

from __future__ import annotations

from collections.abc import Iterable

from cmdb_graph.analysis.fragility import Closure, cuts_of, points_of
from cmdb_graph.analysis.gates import Gate, Gates
from cmdb_graph.impact.models import Named

SHOP, DESK, WEB_1, WEB_2, HOST = range(5)
IDS = ("shop", "desk", "web-1", "web-2", "host")
# Two services on the same host; the shop by either of two ways.
ALL = Gates(
    5,
    [
        (SHOP, Gate((WEB_1, WEB_2), 1)), (WEB_1, Gate((HOST,), 0)), (WEB_2, Gate((HOST,), 0)),
        (DESK, Gate((WEB_1,), 0)),
    ],
)  # fmt: skip


def names(ids: Iterable[str]) -> dict[str, Named]:
    return {each: Named(id=each, kind="Server", name=each.title()) for each in ids}


SHOPS = Closure("2026-01-01T00:00:00Z", IDS, ALL, SHOP, names)


def test_what_falls_elsewhere_is_not_told() -> None:
    answer = points_of(SHOPS, 10, lambda: None)
    assert [(each.id, each.takes_down) for each in answer.items] == [("host", ["shop", "web-1", "web-2"])]
    assert [(each.id, each.name) for each in answer.named] == [("shop", "Shop"), ("web-1", "Web-1"), ("web-2", "Web-2")]
    assert answer.stands_on == 3
    assert answer.text == "1 thing takes Shop down alone, of 3 that it stands on; Host takes most along, 3 with Shop."


def test_time_that_is_over_is_told() -> None:
    answer = cuts_of(SHOPS, 2, 10, lambda: 0.0)
    assert (answer.items, answer.complete, answer.complete_to) == ([], False, 0)
    assert "The time was over, or they were too many, before all of 1 were found" in answer.text
    whole = cuts_of(SHOPS, 2, 10, lambda: 1.0)
    assert (whole.items, whole.complete) == ([["host"], ["web-1", "web-2"]], True)
