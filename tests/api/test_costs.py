"""Costs through HTTP. The estate is worked out by hand; its currency, XTS, is kept for testing, so no other test spends it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.api.serving import problem

P = "cost/"
XTS = {"currency": "XTS"}
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}


def entity(node: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + node, "kind": kind, "name": node, "attributes": attributes}


def join(type_: str, source: str, target: str, **attributes: Any) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target, "attributes": attributes}


def load(client: httpx.Client, entities: list[dict[str, Any]], relationships: list[dict[str, Any]]) -> dict[str, Any]:
    body = {"entities": entities, "relationships": relationships}
    answer = client.post("/imports", params={"source": "costs", "format": "bundle"}, json=body).json()
    assert answer["rejected"] == []
    return answer


@pytest.fixture(scope="module")
def before(editor: httpx.Client) -> str:
    """Two services on two of three virtual machines of a server; the time at which that was recorded."""
    load(
        editor,
        [
            entity("srv", "Server", purchase_cost=1200, salvage_value=0, useful_life_months=12,
                   purchase_date="2025-12-31", **XTS),
            *(entity(node, "VirtualMachine") for node in ("vm1", "vm2", "idle")),
            *(entity(node, "Application") for node in ("app1", "app2")),
            *(entity(node, "BusinessService") for node in ("shop", "crm")),
            entity("care", "SupportContract", annual_cost=300, **XTS),
            entity("lic", "License", metric="named-user", quantity=10, unit_cost=10, license_type="perpetual",
                   start="2026-02-01", **XTS),
            entity("prod", "SoftwareProduct"),
            entity("inst", "SoftwareInstallation"),
            entity("laptop", "Laptop", purchase_cost=50, purchase_date="2026-03-01", **XTS),
        ],
        [
            *(join("HOSTED_ON", node, "srv") for node in ("vm1", "vm2", "idle")),
            join("RUNS_ON", "app1", "vm1"), join("RUNS_ON", "app2", "vm2"),
            join("DEPENDS_ON", "shop", "app1"), join("DEPENDS_ON", "crm", "app2"),
            join("COVERED_BY", "srv", "care", share=2), join("COVERED_BY", "crm", "care"),
            join("ENTITLES", "lic", "prod"), join("INSTANCE_OF", "inst", "prod"), join("INSTALLED_ON", "inst", "vm2"),
        ],
    )  # fmt: skip
    return editor.get("/costs").json()["as_of"]


@pytest.fixture(scope="module", autouse=True)
def estate(editor: httpx.Client, before: str) -> None:
    """The same, and a change to one of the applications."""
    change = entity("chg", "Change", cost=10, closed_at="2026-05-05T10:00:00Z", **XTS)
    load(editor, [change], [join("TARGETS", "chg", "app1")])


def whole(client: httpx.Client, **more: Any) -> dict[str, Any]:
    answer = client.get("/costs", params=YEAR | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def one(client: httpx.Client, node: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/costs/" + quote(P + node, safe=""), params=YEAR | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def spent(rows: list[dict[str, Any]], key: str = "amount") -> dict[str, float]:
    return {row["id"].removeprefix(P): row[key] for row in rows if row["currency"] == "XTS"}


def test_services_and_unallocated_are_the_total(reader: httpx.Client) -> None:
    answer = whole(reader)
    (total,) = [each for each in answer["totals"] if each["currency"] == "XTS"]
    assert total == {"currency": "XTS", "total": 1660, "services": 1610, "unallocated": 50}
    # 1,200 of the server and 200 of its contract: half each; the license is for what runs on vm2, the change for app1
    assert spent(answer["services"]) == {"shop": 700 + 10, "crm": 700 + 100 + 100}
    assert spent(answer["unallocated"]) == {"laptop": 50}
    rules = {each["rule"]: each["amount"] for each in answer["by_rule"] if each["currency"] == "XTS"}
    assert rules == {"depreciation": 1200, "annual": 300, "purchase": 150, "ticket": 10}


def test_where_the_cost_of_a_service_comes_from(reader: httpx.Client) -> None:
    answer = one(reader, "crm")
    assert answer["amounts"] == [
        {"currency": "XTS", "total": 900, "own": 0, "received": 900, "kept": 900, "passed_on": 0}
    ]
    assert spent(answer["parts"], "own") == {
        "srv": 600,
        "care": 200,
        "lic": 100,
        "app2": 0,
        "crm": 0,
        "inst": 0,
        "prod": 0,
        "vm2": 0,
    }
    assert sum(part["own"] for part in answer["parts"]) == 900
    flows = {(flow["from"].removeprefix(P), flow["to"].removeprefix(P)): flow["amount"] for flow in answer["flows"]}
    assert flows[("care", "crm")] == 100
    assert flows[("care", "srv")] == 100
    assert flows[("srv", "vm2")] == 700
    assert {each["kind"]: each["amount"] for each in answer["by_kind"]} == {
        "Server": 600,
        "SupportContract": 200,
        "License": 100,
    }
    said = "crm costs 900.00 XTS, all of it from what it stands on."
    assert answer["text"] == f"From 2026-01-01 to 2026-12-31, {said}"


def test_what_an_asset_costs_itself_and_who_bears_it(reader: httpx.Client) -> None:
    answer = one(reader, "srv")
    assert answer["charges"] == [
        {
            "rule": "depreciation", "currency": "XTS", "amount": 1200,
            "why": "straight line: 1,200.00 to 0.00 in 12 months from 2025-12-31",
        }
    ]  # fmt: skip
    assert answer["amounts"][0]["total"] == 1400
    assert spent(answer["received"]) == {"care": 200}
    assert spent(answer["passed_on"]) == {"vm1": 700, "vm2": 700}


def test_a_period_is_a_part_of_the_year(reader: httpx.Client) -> None:
    january = whole(reader, to="2026-01-31")
    # a month of the server; 31 of 365 days of the contract: 25.479, so 25.48
    assert next(each for each in january["totals"] if each["currency"] == "XTS")["total"] == 125.48


def test_as_recorded_before(reader: httpx.Client, before: str) -> None:
    answer = whole(reader, as_of=before)
    assert spent(answer["services"]) == {"shop": 700, "crm": 900}
    assert answer["as_of"] == before


def test_what_a_limit_leaves_out_is_said_with_its_sum(reader: httpx.Client) -> None:
    answer = whole(reader, limit=1)
    listed, left = answer["services"], answer["services_omitted"]
    assert len(listed) == 1
    told = [row["amount"] for row in listed if row["currency"] == "XTS"]
    told += [each["amount"] for each in left["amounts"] if each["currency"] == "XTS"]
    assert sum(told) == 1610
    part = one(reader, "crm", limit=2)
    assert part["parts_omitted"]["rows"] == 6
    assert sum(each["own"] for each in part["parts"]) + part["parts_omitted"]["amounts"][0]["amount"] == 900


def test_kinds_of_service_that_keep(editor: httpx.Client, reader: httpx.Client) -> None:
    load(
        editor,
        [entity("mail", "TechnicalService", annual_cost=7, **XTS), entity("desk", "BusinessService")],
        [join("DEPENDS_ON", "desk", "mail")],
    )
    services = {row["id"]: row for row in whole(reader)["services"]}
    assert (services[P + "mail"]["amount"], services[P + "mail"]["passed_on"]) == (0, 7)
    assert services[P + "desk"]["amount"] == 7
    kept = spent(whole(reader, keeps=["TechnicalService", "BusinessService"])["services"])
    assert kept["mail"] == 7
    assert "desk" not in kept


@pytest.mark.parametrize("share", ["half", "3", -1, True, [1]])
def test_a_share_that_is_none_is_refused_where_it_is_recorded(editor: httpx.Client, share: object) -> None:
    body = {"relationships": [join("DEPENDS_ON", "shop", "srv", share=share)]}
    answer = editor.post("/imports", params={"source": "costs", "format": "bundle"}, json=body).json()
    (refused,) = answer["rejected"]
    assert refused["pointer"] == "/relationships/0/attributes/share"
    assert "share is a number from 0, not " in refused["detail"]


def test_a_share_from_a_csv_splits_a_cost(editor: httpx.Client, reader: httpx.Client) -> None:
    load(
        editor,
        [
            entity("line", "Circuit", annual_cost=8, **XTS),
            *(entity(node, "BusinessService") for node in ("hub", "spoke")),
        ],
        [],
    )
    rows = [("hub", "3"), ("spoke", "1.0"), ("hub", "-1"), ("hub", "0,5"), ("hub", "inf")]
    file = "type,from,to,share\n" + "".join(f'DEPENDS_ON,{P}{node},{P}line,"{share}"\n' for node, share in rows)
    answer = editor.post("/imports", params={"source": "costs", "format": "csv"}, content=file).json()
    assert [refused["line"] for refused in answer["rejected"]] == [4, 5, 6]
    assert all(
        "share is a number" in refused["detail"] or "finite" in refused["detail"] for refused in answer["rejected"]
    )
    services = spent(whole(reader)["services"])
    assert (services["hub"], services["spoke"]) == (6, 2)


def test_what_was_retired_since_is_said(editor: httpx.Client, reader: httpx.Client) -> None:
    load(editor, [entity("old", "Circuit", annual_cost=9, **XTS), entity("gone", "Circuit", annual_cost=9, **XTS)], [])
    as_of = whole(reader)["as_of"]
    before = spent(whole(reader)["unallocated"])
    assert (before["old"], before["gone"]) == (9, 9)
    tag = editor.get(f"/entities/{quote(P + 'gone', safe='')}").headers["ETag"]
    editor.delete(f"/entities/{quote(P + 'gone', safe='')}", headers={"If-Match": tag}).raise_for_status()
    answer = whole(reader)
    assert "gone" not in spent(answer["unallocated"])
    (said,) = [warning for warning in answer["warnings"] if "retired since" in warning]
    assert f"{P}gone" in said
    assert f"{P}old" not in said
    past = whole(reader, as_of=as_of)
    assert spent(past["unallocated"])["gone"] == 9
    assert not [warning for warning in past["warnings"] if f"{P}gone" in warning]


def test_a_cost_that_cannot_be_counted_is_told_to_whom_would_bear_it(
    editor: httpx.Client, reader: httpx.Client
) -> None:
    load(
        editor,
        [entity("blade", "Server", purchase_cost=5, **XTS), entity("mill", "BusinessService")],
        [join("DEPENDS_ON", "mill", "blade")],
    )
    assert [
        warning for warning in one(reader, "mill")["warnings"] if f"{P}blade: its purchase is not counted" in warning
    ]
    assert not [warning for warning in one(reader, "crm")["warnings"] if f"{P}blade" in warning]


def test_what_costs_nothing(editor: httpx.Client, reader: httpx.Client) -> None:
    load(editor, [entity("free", "Server")], [])
    answer = one(reader, "free")
    assert (answer["amounts"], answer["parts"]) == ([], [])
    assert answer["text"] == "From 2026-01-01 to 2026-12-31, free costs nothing that is recorded."


@pytest.mark.parametrize(
    ("params", "status", "says"),
    [
        (
            {"from": "2026-02-01", "to": "2026-01-01"},
            422,
            "The period ends on 2026-01-01, before it begins on 2026-02-01.",
        ),
        ({"keeps": "Server"}, 422, "Server is no kind of service"),
        ({"keeps": "Servers"}, 422, "Servers"),
        ({"from": "1066-01-01"}, 422, "from"),
        ({"from": "3000-01-01"}, 422, "from"),
        ({"until": "2026-01-01"}, 422, "until"),
    ],
)
def test_wrong_input(reader: httpx.Client, params: dict[str, str], status: int, says: str) -> None:
    answer = reader.get("/costs", params=params)
    assert says in problem(answer, status)["detail"]


def test_an_unknown_id_is_404(reader: httpx.Client) -> None:
    assert "nobody" in problem(reader.get("/costs/nobody"), 404)["detail"]


def test_before_anything_was_recorded(reader: httpx.Client) -> None:
    answer = reader.get("/costs", params={"as_of": "0001-01-01T00:00:00Z"}).json()
    assert (answer["totals"], answer["from"]) == ([], "1900-01-01")
