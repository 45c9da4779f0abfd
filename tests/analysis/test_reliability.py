"""Whose figures a thing has, and what they say of a service: worked by hand."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from cmdb_graph import vocabulary
from cmdb_graph.analysis.ask import availability_in
from cmdb_graph.analysis.reliability import Failures, Rate, failures_in, incident, rates
from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.analysis.uptime import HOURS_A_YEAR
from cmdb_graph.graph.shape import Value

WORDS = vocabulary.load()
AS_OF = "2026-01-31T00:00:00+00:00"
THINGS: dict[str, tuple[str, dict[str, Value]]] = {
    "shop": ("BusinessService", {"cost_of_downtime": 1_000, "currency": "EUR"}),
    "web-1": ("Server", {}),
    "web-2": ("Server", {}),
    "db": ("Database", {"mtbf_hours": 999, "mttr_hours": 1}),
    "lan": ("Switch", {}),
    # Of 30 days, a server was down 10 hours in two failures: 710 hours up.
    "inc-1": (
        "Incident",
        {"opened_at": "2026-01-10T00:00:00Z", "resolved_at": "2026-01-10T04:00:00Z", "status": "closed"},
    ),
    "inc-2": (
        "Incident",
        {"opened_at": "2026-01-20T00:00:00Z", "resolved_at": "2026-01-20T06:00:00Z", "status": "closed"},
    ),
    "inc-no": ("Incident", {"opened_at": "2026-01-21T00:00:00Z", "status": "canceled"}),
    "inc-old": (
        "Incident",
        {"opened_at": "2025-01-20T00:00:00Z", "resolved_at": "2025-01-21T00:00:00Z", "status": "closed"},
    ),
}
LINKS = [
    ("DEPENDS_ON", "shop", "web-1", "hard", "web"), ("DEPENDS_ON", "shop", "web-2", "hard", "web"),
    ("DEPENDS_ON", "shop", "db", "hard", ""), ("DEPENDS_ON", "shop", "lan", "hard", ""),
    ("AFFECTS", "inc-1", "web-1", "none", ""), ("AFFECTS", "inc-2", "web-1", "none", ""),
    ("AFFECTS", "inc-no", "web-1", "none", ""), ("AFFECTS", "inc-old", "web-2", "none", ""),
]  # fmt: skip
AT = {name: place for place, name in enumerate(THINGS)}
ESTATE = Snapshot(
    Taken(AS_OF),
    Nodes(
        list(THINGS),
        [kind for kind, _ in THINGS.values()],
        list(THINGS),
        [attributes for _, attributes in THINGS.values()],
        [()] * len(THINGS),
        [0] * len(THINGS),
    ),
    Links(
        [type_ for type_, *_ in LINKS],
        np.array([AT[source] for _, source, *_ in LINKS], np.int32),
        np.array([AT[target] for _, _, target, *_ in LINKS], np.int32),
        [effect for *_, effect, _ in LINKS],
        [group for *_, group in LINKS],
        np.array([1 if group else 0 for *_, group in LINKS], np.int32),
        [{}] * len(LINKS),
    ),
)


def test_whose_figures_a_thing_has() -> None:
    things = {at: (kind, attributes) for at, (kind, attributes) in enumerate(THINGS.values())}
    by_index = rates(things, failures_in(ESTATE, WORDS), days=30)
    found = {name: by_index.get(at) for name, at in AT.items()}
    assert found["db"] == Rate(999, 1, "recorded")
    assert found["web-1"] == Rate(710 / 2, 5, "incidents")
    # Of both servers together: twice 30 days, without the ten hours, over two failures.
    assert found["web-2"] == Rate((2 * 720 - 10) / 2, 5, "kind")
    assert found["lan"] is found["shop"] is None


@pytest.mark.parametrize(
    ("attributes", "hours"),
    [
        ({"status": "closed"}, None),  # over, and nothing tells since when
        ({"status": "new"}, 240),  # still down
        ({"status": "closed", "resolved_at": "2026-01-21T00:00:00Z"}, 0),  # by clocks that differ
        ({"status": "closed", "closed_at": "2026-01-21T12:00:00Z"}, 12),
    ],
)
def test_how_long_an_incident_took(attributes: dict[str, Value], hours: float | None) -> None:
    opened = "2026-01-21T00:00:01Z" if hours == 0 else "2026-01-21T00:00:00Z"
    found = incident("inc", "Incident", {"opened_at": opened} | attributes, datetime.fromisoformat(AS_OF))
    if hours is None:
        assert found is None
        return
    assert found is not None
    until = found.resolved or datetime.fromisoformat(AS_OF)
    assert (until - found.opened).total_seconds() == hours * 3_600


def test_a_kind_that_stood_at_no_time_has_no_figures() -> None:
    at = datetime.fromisoformat(AS_OF)
    told = [
        {"opened_at": "2026-01-20T00:00:00Z", "started_at": "2025-01-01T00:00:00Z", "status": "new"},
        {"opened_at": "2026-01-10T00:00:00Z", "resolved_at": "2026-01-10T00:00:00Z", "status": "closed"},
    ]
    incidents = [found for each in told if (found := incident("i", "Incident", each, at)) is not None]
    failures = Failures(at, {"x": incidents}, {"x": "Server"}, {"Server": 1})
    assert rates({"x": ("Server", {}), "y": ("Server", {})}, failures, 30) == {}


def test_how_much_of_the_time_a_service_stands() -> None:
    answer = availability_in(ESTATE, WORDS, "shop", 30, 10, lambda: None)
    web_1, web_2, db = 5 / (355 + 5), 5 / (715 + 5), 1 / 1_000
    down = 1 - (1 - web_1 * web_2) * (1 - db)
    assert answer.availability == pytest.approx(1 - down)
    assert answer.hours_a_year == pytest.approx(down * HOURS_A_YEAR)
    assert (answer.cost_a_year, answer.currency) == (pytest.approx(1_000 * down * HOURS_A_YEAR), "EUR")
    assert (answer.interval, answer.stands_on, answer.without_figures) == (None, 4, 2)
    assert [each.id for each in answer.items] == [
        "db",
        "web-2",
        "web-1",
    ]  # of two, a second of the better one saves more
    first = answer.items[0]
    assert first.birnbaum == pytest.approx(1 - web_1 * web_2)
    assert first.doubled_saves_hours == pytest.approx((db - db**2) * (1 - web_1 * web_2) * HOURS_A_YEAR)
    assert "a second db would save" in answer.text
    assert "Of 2 things nothing tells how often they fail" in answer.text
    assert availability_in(ESTATE, WORDS, "shop", 30, 1, lambda: None).omitted == 2
