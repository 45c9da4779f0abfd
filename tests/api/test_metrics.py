"""Metrics of tickets through HTTP: a service with two machines, a log of March 2011, and figures that are worked out by hand."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.serving import problem

HOUR = 3600
MARCH = {"from": "2011-03-01T00:00:00Z", "to": "2011-04-01T00:00:00Z"}
SHOP = {"service": "metrics/shop"}
LOG = """\
number,state,sys_updated_on,opened_at,resolved_at,priority,cmdb_ci,assignment_group,caused_by
MET1,New,2011-03-07 09:10,2011-03-07 09:00,?,1 - Critical,metrics vm,Metrics desk,MCHG1
MET1,Resolved,2011-03-07 12:00,2011-03-07 09:00,2011-03-07 12:00,1 - Critical,metrics vm,Metrics desk,MCHG1
MET1,Active,2011-04-02 08:00,2011-03-07 09:00,?,1 - Critical,metrics vm,Metrics desk,MCHG1
MET1,Closed,2011-04-03 08:00,2011-03-07 09:00,2011-04-02 09:00,1 - Critical,metrics vm,Metrics desk,MCHG1
MET2,New,2011-03-07 11:00,2011-03-07 11:00,?,1 - Critical,metrics vm,Metrics desk,?
MET2,Active,2011-03-07 11:30,2011-03-07 11:00,?,1 - Critical,metrics vm,Metrics network,?
MET2,Closed,2011-03-12 11:00,2011-03-07 11:00,2011-03-07 17:00,1 - Critical,metrics vm,Metrics network,?
MET3,New,2011-03-31 23:00,2011-03-31 22:00,?,3 - Moderate,metrics vm,Metrics desk,?
MET4,New,2011-03-08 09:00,2011-03-08 09:00,?,3 - Moderate,metrics idle,Metrics desk,?
"""


@pytest.fixture(scope="module")
def log(editor: httpx.Client) -> None:
    def entity(node: str, kind: str, name: str, **attributes: Any) -> dict[str, Any]:
        return {"id": f"metrics/{node}", "kind": kind, "name": name, "attributes": attributes}

    def join(type_: str, source: str, target: str) -> dict[str, Any]:
        return {"type": type_, "from": f"metrics/{source}", "to": f"metrics/{target}"}

    body = {
        "entities": [
            entity("shop", "BusinessService", "metrics shop"),
            entity("app", "Application", "metrics app"),
            entity("vm", "VirtualMachine", "metrics vm"),
            entity("idle", "VirtualMachine", "metrics idle"),
            *(
                entity(f"chg{place}", "Change", f"change {place}", number=f"MCHG{place}", status=status, opened_at=
                       "2011-03-01T08:00:00Z", closed_at="2011-03-06T08:00:00Z")
                for place, status in ((1, "closed"), (2, "closed"), (3, "canceled"))
            ),
            entity("alone", "Incident", "without steps", status="closed", opened_at="2011-03-14T08:00:00Z", priority=3,
                   resolved_at="2011-03-14T10:00:00Z", closed_at="2011-03-20T08:00:00Z", satisfaction=4),
        ],
        "relationships": [
            join("DEPENDS_ON", "shop", "app"), join("RUNS_ON", "app", "vm"), join("AFFECTS", "alone", "shop"),
            *(join("TARGETS", f"chg{place}", "vm") for place in (1, 2, 3)),
        ],
    }  # fmt: skip
    loaded = editor.post("/imports", params={"source": "metrics", "format": "bundle"}, json=body).json()
    assert loaded["rejected"] == []
    params = {"source": "metrics", "format": "servicenow-incidents", "zone": "UTC"}
    answer = editor.post("/imports", params=params, content=LOG).json()
    assert (answer["rejected"], answer["warnings"], answer["steps"]["created"]) == ([], [], 9)


def ask(client: httpx.Client, **params: Any) -> dict[str, list[dict[str, Any]]]:
    answer = client.get("/ticket-metrics", params={**MARCH, **SHOP, **params})
    assert answer.status_code == 200, answer.text
    return {metric["metric"]: metric["periods"] for metric in answer.json()["metrics"]}


def tail(ids: list[str]) -> list[str]:
    return [each.rpartition("/")[2].rpartition(":")[2] for each in ids]


def test_times_of_a_service_with_what_it_stands_on(reader: httpx.Client, log: None) -> None:
    (figure,) = ask(reader)["resolution_time"]
    assert tail(figure["records"]["ids"]) == ["alone", "met1", "met2"]
    values = figure["values"]
    assert (values["mean"], values["median"]) == (11 / 3 * HOUR, 3 * HOUR)
    assert values["p90"] == pytest.approx((3 + 0.8 * 3) * HOUR)


def test_a_ticket_counts_as_it_stood_when_the_period_ended(reader: httpx.Client, log: None) -> None:
    """MET1 is opened again in April: that is no matter of March, and its resolution in April is one of its own."""
    march, april = ask(reader, to="2011-05-01T00:00:00Z", by="month", metric="reopen_rate")["reopen_rate"]
    assert (march["values"]["rate"], march["counted"]["count"], march["records"]["count"]) == (0, 0, 3)
    assert (april["values"]["rate"], tail(april["counted"]["ids"])) == (1, ["met1"])


def test_what_was_known_on_a_day(reader: httpx.Client, log: None) -> None:
    early = ask(reader, as_of_event="2011-03-07T13:00:00Z")
    assert tail(early["resolution_time"][0]["records"]["ids"]) == ["met1"]
    (left,) = early["backlog_age"]
    assert tail(left["records"]["ids"]) == ["met2"]
    assert left["values"]["mean"] == 2 * HOUR
    (later,) = ask(reader)["backlog_age"]
    assert (tail(later["records"]["ids"]), later["values"]["mean"]) == (["met3"], 2 * HOUR)


def test_rates_name_what_they_count(reader: httpx.Client, log: None) -> None:
    found = ask(reader)
    (first,) = found["first_contact_resolution"]
    assert (tail(first["counted"]["ids"]), first["records"]["count"]) == (["alone", "met1"], 3)
    (moved,) = found["reassignment_rate"]
    assert (tail(moved["counted"]["ids"]), moved["values"]["mean"]) == (["met2"], pytest.approx(1 / 3))
    (score,) = found["satisfaction"]
    assert (score["values"], score["apart"]) == ({"mean": 4}, {"without_score": 2})


def test_promises_that_run_stand_apart(reader: httpx.Client, log: None) -> None:
    """Priority 1 is promised in four hours: MET1 took three, MET2 six. MET3 runs; it was opened at night, out of hours."""
    (figure,) = ask(reader)["resolution_compliance"]
    assert (tail(figure["counted"]["ids"]), tail(figure["records"]["ids"])) == (
        ["alone", "met1"],
        ["alone", "met1", "met2"],
    )
    assert figure["apart"] == {"running": 1, "running_breached": 0, "paused": 0, "paused_breached": 0}


def test_a_change_fails_that_an_incident_names_as_its_cause(reader: httpx.Client, log: None) -> None:
    (figure,) = ask(reader)["change_failure_rate"]
    assert (tail(figure["counted"]["ids"]), tail(figure["records"]["ids"])) == (["chg1"], ["chg1", "chg2"])
    assert figure["values"]["rate"] == 0.5
    (before,) = ask(reader, as_of_event="2011-03-07T08:00:00Z")["change_failure_rate"]
    assert (before["values"]["rate"], before["records"]["count"]) == (0, 2)


def test_incidents_that_overlap_are_one_failure_of_a_ci(reader: httpx.Client, log: None) -> None:
    (figure,) = ask(reader)["reliability"]
    by_id = {ci["id"]: ci for ci in figure["cis"]}
    assert by_id.keys() == {"metrics/shop", "metrics/vm"}
    vm = by_id["metrics/vm"]
    assert (vm["failures"], vm["down"]) == (2, (8 + 2) * HOUR)
    assert vm["mtbf"] == (31 * 24 - 10) / 2 * HOUR
    assert (vm["mttr"], tail(vm["restored"]["ids"])) == (4.5 * HOUR, ["met1", "met2"])
    (calm,) = ask(reader, **{"from": "2011-04-10T00:00:00Z", "to": "2011-04-20T00:00:00Z"})["reliability"]
    (still,) = calm["cis"]
    assert (still["failures"], still["mtbf"], still["mttr"], still["down"]) == (0, None, None, 240 * HOUR)


def test_a_team_answers_for_what_it_had_when_that_was_resolved(reader: httpx.Client, log: None) -> None:
    (figure,) = ask(reader, team="servicenow:group:metrics network", metric="resolution_time")["resolution_time"]
    assert tail(figure["records"]["ids"]) == ["met2"]


def test_what_a_limit_leaves_out_is_counted(reader: httpx.Client, log: None) -> None:
    (figure,) = ask(reader, limit=1, metric="resolution_time")["resolution_time"]
    assert figure["records"] == {"count": 3, "ids": ["metrics/alone"], "omitted": 2}
    (whole,) = ask(reader, limit=1, metric="reliability")["reliability"]
    assert (len(whole["cis"]), whole["cis_omitted"]) == (1, 1)


def test_every_metric_says_what_it_means(reader: httpx.Client, log: None) -> None:
    answer = reader.get("/ticket-metrics", params=MARCH).json()
    assert len(answer["metrics"]) == 11
    assert all("judged as it stood" in metric["definition"] for metric in answer["metrics"])


def test_an_empty_period_has_nothing_to_divide_by(reader: httpx.Client, log: None) -> None:
    found = ask(reader, **{"from": "2010-01-01T00:00:00Z", "to": "2010-02-01T00:00:00Z"})
    for name, (figure,) in found.items():
        assert set(figure["values"].values()) == {0 if name == "reliability" else None}


def groups(client: httpx.Client, metric: str, **params: Any) -> dict[str | None, dict[str, Any]]:
    answer = client.get("/ticket-metrics", params={**MARCH, **SHOP, "metric": metric, **params}).json()
    (told,) = answer["metrics"]
    assert told["groups_omitted"] == 0
    return {group["group"]["id"]: group for group in told["groups"]}


def test_groups_of_teams_are_those_that_the_filter_finds(reader: httpx.Client, log: None) -> None:
    found = groups(reader, "resolution_time", group="team")
    desk, network = (f"servicenow:group:metrics {name}" for name in ("desk", "network"))
    assert [(key, group["tickets"]) for key, group in found.items()] == [(desk, 2), (network, 1), (None, 1)]
    assert found[desk]["group"]["name"] == "Metrics desk"
    assert found[None]["group"] == {"id": None, "name": "without a team"}
    for team in (desk, network):
        alone = ask(reader, team=team, metric="resolution_time")["resolution_time"]
        assert found[team]["periods"] == alone
    assert [tail(group["periods"][0]["records"]["ids"]) for group in found.values()] == [["met1"], ["met2"], ["alone"]]


def test_groups_hold_each_record_of_the_whole_once(reader: httpx.Client, log: None) -> None:
    params = {**MARCH, "to": "2011-05-01T00:00:00Z", "by": "month", "kind": "Ticket"}
    for group in ("team", "kind", "priority"):
        answer = reader.get("/ticket-metrics", params={**params, **SHOP, "group": group}).json()
        for metric in answer["metrics"]:
            if metric["metric"] == "reliability":
                assert metric["groups"] is None
                continue
            for place, period in enumerate(metric["periods"]):
                parts = [each["periods"][place] for each in metric["groups"]]
                assert sorted(one for part in parts for one in part["records"]["ids"]) == period["records"]["ids"]


def test_groups_of_priorities_and_kinds(reader: httpx.Client, log: None) -> None:
    by_priority = groups(reader, "backlog_age", group="priority")
    assert {key: tail(each["periods"][0]["records"]["ids"]) for key, each in by_priority.items()} == {
        "1": [],
        "3": ["met3"],
    }
    by_kind = groups(reader, "change_failure_rate", group="kind")
    assert {key: each["tickets"] for key, each in by_kind.items()} == {"Change": 3}


def test_without_groups_none_are_told(reader: httpx.Client, log: None) -> None:
    answer = reader.get("/ticket-metrics", params={**MARCH, **SHOP, "metric": "backlog_age"}).json()
    assert answer["metrics"][0]["groups"] is None


@pytest.mark.parametrize(
    ("params", "status", "why"),
    [
        ({"kind": "Server"}, 422, "Server is no kind of Ticket"),
        ({"zone": "Atlantis"}, 422, "There is no time zone 'Atlantis'"),
        ({"to": "2011-02-01T00:00:00Z"}, 422, "not after it begins"),
        ({"to": "2013-02-01T00:00:00Z", "by": "day"}, 422, "at most 400 are answered at once"),
        ({"from": "1900-01-01T00:00:00Z", "to": "2999-12-31T00:00:00Z", "by": "day"}, 422, "By day that is too many"),
        ({"to": "2011-05-01T00:00:00Z", "by": "day", "group": "team"}, 422, "That is 61 periods"),
        ({"service": "metrics/nothing"}, 404, "metrics/nothing"),
        ({"team": "metrics/nobody"}, 404, "metrics/nobody"),
        ({"team": SHOP["service"]}, 422, "is a BusinessService, and no Team"),
    ],
)
def test_what_cannot_be_asked_is_told(
    reader: httpx.Client, log: None, params: dict[str, str], status: int, why: str
) -> None:
    assert why in problem(reader.get("/ticket-metrics", params={**MARCH, **params}), status)["detail"]


@pytest.mark.parametrize("by", ["none", "month", "week", "day"])
@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"from": "0001-01-01T00:00:00+14:00", "to": "0001-01-01T00:00:00Z"}, "/from"),
        ({"from": "1899-12-31T23:59:59Z"}, "/from"),
        ({"to": "9999-12-31T23:59:59-14:00"}, "/to"),
        ({"to": "3000-01-01T00:00:00Z"}, "/to"),
        ({"as_of_event": "0001-01-01T00:00:00+14:00"}, "/as_of_event"),
        ({"as_of": "0001-01-01T00:00:00Z"}, "/as_of"),
    ],
)
def test_times_that_nobody_means_are_refused(
    reader: httpx.Client, params: dict[str, str], pointer: str, by: str
) -> None:
    told = problem(reader.get("/ticket-metrics", params={**MARCH, **params, "by": by}), 422)
    assert "is no time of the years 1900 to 2999" in told["detail"]
    assert [place["pointer"] for place in told["errors"]] == [pointer]


def test_groups_are_given_of_fewer_periods(reader: httpx.Client, log: None) -> None:
    params = {**MARCH, "by": "day", "metric": "backlog_age", "group": "team"}
    sixty = reader.get("/ticket-metrics", params={**params, "to": "2011-04-30T00:00:00Z"})
    assert sixty.status_code == 200
    assert all(len(each["periods"]) == 60 for each in sixty.json()["metrics"][0]["groups"])
    more = {**params, "to": "2011-05-01T00:00:00Z"}
    told = problem(reader.get("/ticket-metrics", params=more), 422)
    assert [place["pointer"] for place in told["errors"]] == ["/group"]
    whole = reader.get("/ticket-metrics", params={**more, "group": "none"}).json()
    assert len(whole["metrics"][0]["periods"]) == 61
