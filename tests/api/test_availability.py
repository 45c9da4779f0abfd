"""How much of the time a service stands, through HTTP: figures recorded, of own incidents, and of those of the kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from cmdb_graph.analysis.uptime import HOURS_A_YEAR
from tests.api.serving import problem

NOW = datetime.now(UTC).replace(microsecond=0)
DAYS = 100


def ago(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat()


def incident(name: str, begun: float, hours: float, status: str = "resolved") -> dict[str, object]:
    times = {"opened_at": ago(begun), "resolved_at": ago(begun - hours)}
    return {"id": name, "kind": "Incident", "name": name, "attributes": {"status": status} | times}


ESTATE = {
    "entities": [
        {"id": "till", "kind": "BusinessService", "attributes": {"cost_of_downtime": 250, "currency": "EUR"}},
        {"id": "host", "kind": "Server", "attributes": {"mtbf_hours": 990, "mttr_hours": 10}},
        {"id": "switch-1", "kind": "Switch"},
        {"id": "switch-2", "kind": "Switch"},
        {"id": "switch-3", "kind": "Switch"},  # on nothing that is asked about, and of the same kind
        {"id": "disk", "kind": "StorageArray"},
        {"id": "clock", "kind": "Application"},
        incident("own", 300, 12),
        incident("other", 500, 36),
        incident("long-ago", 24 * DAYS + 500, 100),
        incident("none", 200, 100, "canceled"),
    ],
    "relationships": [
        {"type": "DEPENDS_ON", "from": "till", "to": "host"},
        {"type": "DEPENDS_ON", "from": "till", "to": "switch-1", "group": "net"},
        {"type": "DEPENDS_ON", "from": "till", "to": "switch-2", "group": "net"},
        {"type": "DEPENDS_ON", "from": "host", "to": "disk"},
        {"type": "DEPENDS_ON", "from": "till", "to": "clock", "effect": "soft"},
        {"type": "AFFECTS", "from": "own", "to": "switch-1"},
        {"type": "AFFECTS", "from": "other", "to": "switch-3"},
        {"type": "AFFECTS", "from": "long-ago", "to": "switch-2"},
        {"type": "AFFECTS", "from": "none", "to": "disk"},
    ],
}


@pytest.fixture
def estate(empty: Callable[[], None], editor: httpx.Client) -> None:
    answer = editor.post("/imports", params={"source": "uptime", "format": "bundle"}, json=ESTATE).json()
    assert answer["rejected"] == []


@pytest.mark.usefixtures("estate")
def test_whose_figures_count_and_what_they_say_together(reader: httpx.Client) -> None:
    answer = reader.post("/analyses/availability", json={"service": "till", "days": DAYS}).raise_for_status().json()
    hours = 24 * DAYS
    own, kind = 12 / hours, (12 + 36) / 2 / ((3 * hours - 48) / 2 + 24)
    down = 1 - (1 - 10 / 1_000) * (1 - own * kind)
    assert answer["availability"] == pytest.approx(1 - down, abs=1e-6)
    assert answer["hours_a_year"] == pytest.approx(down * HOURS_A_YEAR, abs=0.01)
    assert answer["cost_a_year"] == pytest.approx(250 * down * HOURS_A_YEAR, abs=3)
    assert (answer["currency"], answer["interval"], answer["stands_on"]) == ("EUR", None, 4)
    assert {each["id"]: each["source"] for each in answer["items"]} == {
        "host": "recorded",
        "switch-1": "incidents",
        "switch-2": "kind",
    }
    assert answer["items"][0]["id"] == "host"
    assert answer["without_figures"] == 2  # the service itself and the disk: canceled incidents tell nothing


@pytest.mark.usefixtures("estate")
def test_more_days_bring_more_incidents(reader: httpx.Client) -> None:
    question = {"service": "till", "days": DAYS + 100}
    answer = reader.post("/analyses/availability", json=question).raise_for_status().json()
    assert {each["id"]: each["source"] for each in answer["items"]}["switch-2"] == "incidents"


@pytest.mark.usefixtures("estate")
def test_what_a_second_host_did_to_it(reader: httpx.Client, editor: httpx.Client) -> None:
    earlier = reader.post("/analyses/availability", json={"service": "till", "days": DAYS}).raise_for_status().json()
    with_spare = [{"type": "DEPENDS_ON", "from": "till", "to": to, "group": "host"} for to in ("host", "host-2")]
    second = {"id": "host-2", "kind": "Server", "attributes": {"mtbf_hours": 990, "mttr_hours": 10}}
    change = {"entities": [second], "relationships": with_spare}
    editor.post("/imports", params={"source": "uptime", "format": "bundle"}, json=change).raise_for_status()
    editor.delete("/relationships", params={"type": "DEPENDS_ON", "from": "till", "to": "host"}).raise_for_status()
    question = {"since": earlier["as_of"], "days": DAYS}
    answer = reader.post("/analyses/difference", json=question).raise_for_status().json()
    (till,) = answer["services"]
    assert [each["id"] for each in till["lost"]] == ["disk", "host"]
    assert till["gained"] == []
    later = reader.post("/analyses/availability", json={"service": "till", "days": DAYS}).raise_for_status().json()
    assert till["availability_before"] == pytest.approx(earlier["availability"], abs=1e-6)
    assert till["availability_after"] == pytest.approx(later["availability"], abs=1e-6)
    assert later["availability"] > earlier["availability"]
    assert answer["entities"] == {"added": 1, "removed": 0, "changed": 0}
    assert [each["change"] for each in answer["changed_relationships"]] == ["removed", "added", "added"]


@pytest.mark.usefixtures("estate")
def test_what_cannot_be_asked(reader: httpx.Client) -> None:
    told = problem(reader.post("/analyses/availability", json={"service": "tills"}), 404)
    assert told["errors"][0]["pointer"] == "/service"
    problem(reader.post("/analyses/availability", json={"service": "till", "days": 0}), 422)
