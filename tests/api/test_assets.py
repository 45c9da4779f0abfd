"""Assets through HTTP: the steps of their lives, what they are worth, what is in stock."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from cmdb_graph.assets.models import STATUSES
from tests.api.hardware import MONEY, Name, laptop, life_cycle, step, stock, value
from tests.api.serving import created, entity, joined, problem, put


def places(client: httpx.Client, asset: str) -> list[str]:
    around = client.get(entity(asset, "neighborhood")).json()["relationships"]
    return [each["to"] for each in around if each["type"] == "LOCATED_IN" and each["from"] == asset]


# 1. Life cycle


def test_a_life_from_the_plan_to_the_certificate(editor: httpx.Client, name: Name) -> None:
    asset, room, desk = name("lt/1"), name("store"), name("desk")
    created(editor, asset, "Laptop", **{"as": ["Asset"]})
    created(editor, room, "Room")
    created(editor, desk, "Room")
    for to, more in [("planned", {}), ("ordered", {}), ("in_stock", {"location": room})]:
        answer = step(editor, asset, to, **more)
        assert answer.status_code == 200, answer.text
        assert answer.json()["as"] == ["Asset"]
    assert places(editor, asset) == [room]

    used = step(editor, asset, "deployed", on="2026-01-05", note="for Ole", location=desk)
    assert used.headers["ETag"] == f'"{used.json()["version"]}"'
    assert used.headers["CMDB-Bookmark"]
    assert used.json()["as"] == ["CI", "Asset"]
    assert "CI" in used.json()["labels"]
    assert used.json()["attributes"]["deployed_at"] == "2026-01-05"
    assert places(editor, asset) == [desk]

    retired = step(editor, asset, "retired").json()
    assert retired["as"] == ["Asset"]
    assert "CI" not in retired["labels"]
    assert retired["attributes"]["retired_at"]

    assert problem(step(editor, asset, "disposed"), 422)["errors"][0]["pointer"] == "/certificate"
    gone = step(editor, asset, "disposed", certificate="C-7").json()
    assert gone["attributes"]["disposal_certificate"] == "C-7"

    past = editor.get(entity(asset, "history")).json()["items"]
    assert [each["state"]["attributes"].get("life_cycle_status") for each in past] == [
        "disposed", "retired", "deployed", "in_stock", "ordered", "planned", None,
    ]  # fmt: skip
    assert {each["who"] for each in past} == {"tests editor"}


def test_a_step_that_is_not_allowed_says_which_are_and_changes_nothing(editor: httpx.Client, name: Name) -> None:
    before = laptop(editor, name("a"))
    told = problem(step(editor, name("a"), "disposed", certificate="C-1"), 409)
    assert told["detail"].endswith("From in_stock, it may become reserved or deployed or in_maintenance or retired.")
    assert (
        "no step leads on"
        in problem(step(editor, laptop(editor, name("b"), "disposed")["id"], "in_stock"), 409)["detail"]
    )
    assert editor.get(entity(name("a"))).json() == before


def test_where_it_stands_tells_the_steps_that_are_taken_and_no_other(
    editor: httpx.Client, reader: httpx.Client, name: Name
) -> None:
    for at, status in enumerate([None, *STATUSES]):
        asset = laptop(editor, name(str(at)), status)["id"]
        told = reader.get(life_cycle(asset))
        assert (told.json()["status"], told.headers["ETag"]) == (status, '"1"')
        for to in STATUSES:
            twin = laptop(editor, name(f"{at}-{to}"), status)["id"]
            taken = step(editor, twin, to, **({"certificate": "C-1"} if to == "disposed" else {}))
            assert taken.status_code == (200 if to in told.json()["allowed"] else 409), (status, to)


def test_where_it_stood_then(editor: httpx.Client, name: Name) -> None:
    asset = laptop(editor, name("a"))["id"]
    then = editor.get(life_cycle(asset)).json()
    assert step(editor, asset, "deployed", on="2026-01-05", note="for Ole").status_code == 200
    now = editor.get(life_cycle(asset)).json()
    assert [now[each] for each in ("status", "since", "note")] == ["deployed", "2026-01-05", "for Ole"]
    assert editor.get(life_cycle(asset), params={"as_of": then["as_of"]}).json() == then
    problem(editor.get(life_cycle(created(editor, name("soft"), "SoftwareProduct")["id"])), 404)


def test_a_step_needs_the_etag_that_is_current(editor: httpx.Client, name: Name) -> None:
    asset = laptop(editor, name("a"))["id"]
    body = {"to": "deployed"}
    assert problem(editor.post(life_cycle(asset), json=body), 428)
    assert problem(editor.post(life_cycle(asset), json=body, headers={"If-Match": '"7"'}), 412)
    assert editor.post(life_cycle(asset), json=body, headers={"If-Match": '"1"'}).status_code == 200
    assert problem(editor.post(life_cycle(asset), json=body, headers={"If-Match": '"1"'}), 412)


def test_a_step_is_the_editors(reader: httpx.Client, editor: httpx.Client, name: Name) -> None:
    problem(step(reader, laptop(editor, name("a"))["id"], "deployed"), 403)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/to"),
        ({"to": "lost"}, "/to"),
        ({"to": "deployed", "where": "x"}, "/where"),
        ({"to": "deployed", "on": "soon"}, "/on"),
        ({"to": "deployed", "on": "2999-01-01"}, "/on"),
        ({"to": "deployed", "certificate": "C-1"}, "/certificate"),
        ({"to": "deployed", "location": "nowhere"}, "/location"),
        ({"to": "deployed", "location": ".."}, "/location"),
        ({"to": "deployed", "note": ""}, "/note"),
    ],
)
def test_a_wrong_step_is_refused_with_its_place_and_changes_nothing(
    editor: httpx.Client, name: Name, body: dict[str, Any], pointer: str
) -> None:
    before = laptop(editor, name("a"))
    answer = editor.post(life_cycle(name("a")), json=body, headers={"If-Match": '"1"'})
    assert problem(answer, 422)["errors"][0]["pointer"] == pointer
    assert editor.get(entity(name("a"))).json() == before


def test_a_place_that_an_asset_cannot_be_in_leaves_it_where_it_was(editor: httpx.Client, name: Name) -> None:
    asset = laptop(editor, name("a"))["id"]
    room, person = created(editor, name("room"), "Room")["id"], created(editor, name("p"), "Person")["id"]
    joined(editor, "LOCATED_IN", asset, room)
    assert problem(step(editor, asset, "deployed", location=person), 422)["errors"][0]["pointer"] == "/location"
    assert places(editor, asset) == [room]
    assert step(editor, asset, "deployed", location=room).status_code == 200
    assert places(editor, asset) == [room]


def test_what_is_no_hardware_or_not_there_has_no_life_cycle(editor: httpx.Client, name: Name) -> None:
    product = created(editor, name("soft"), "SoftwareProduct")["id"]
    assert "no Hardware" in problem(step(editor, product, "deployed"), 404)["detail"]
    problem(step(editor, name("none"), "deployed"), 404)
    asset = laptop(editor, name("a"))["id"]
    editor.delete(entity(asset), headers={"If-Match": "*"})
    assert problem(step(editor, asset, "deployed"), 404)["type"] == "urn:cmdb-graph:retired"


def test_what_comes_back_to_stock_is_not_set_aside_any_more(editor: httpx.Client, name: Name) -> None:
    asset, person = laptop(editor, name("a"), "reserved")["id"], created(editor, name("p"), "Person")["id"]
    joined(editor, "ALLOCATED_TO", asset, person)
    assert step(editor, asset, "in_stock").status_code == 200
    assert editor.get(entity(asset, "neighborhood")).json()["relationships"] == []


def test_a_patch_of_the_status_stays_possible(editor: httpx.Client, name: Name) -> None:
    laptop(editor, name("a"))
    patched = editor.patch(
        entity(name("a")), json={"attributes": {"life_cycle_status": "disposed"}}, headers={"If-Match": '"1"'}
    )
    assert patched.json()["attributes"]["life_cycle_status"] == "disposed"


# 2. Value


def test_a_value_on_a_day(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    asset = laptop(editor, name("a/value"), **MONEY)["id"]
    found = value(reader, asset, on="2025-01-15")
    assert {key: found[key] for key in ("cost", "method", "months", "depreciation", "book_value", "currency")} == {
        "cost": 1000.0, "method": "straight_line", "months": 12, "depreciation": 300.0, "book_value": 700.0,
        "currency": "EUR",
    }  # fmt: skip
    assert found["schedule"] == [
        {"year": 2024, "depreciation": 275.0, "book_value": 725.0},
        {"year": 2025, "depreciation": 300.0, "book_value": 425.0},
        {"year": 2026, "depreciation": 300.0, "book_value": 125.0},
        {"year": 2027, "depreciation": 25.0, "book_value": 100.0},
    ]
    assert found["warnings"] == []
    assert found["text"].endswith("is worth 700.00 of 1,000.00 EUR.")


def test_a_value_as_it_was_recorded_then(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    asset = laptop(editor, name("a"), **MONEY)["id"]
    then = value(reader, asset, on="2025-01-15")
    put(editor, asset, "Laptop", attributes={**MONEY, "purchase_cost": 2000}, if_match="*")
    assert value(reader, asset, on="2025-01-15")["cost"] == 2000
    assert value(reader, asset, on="2025-01-15", as_of=then["as_of"]) == then
    problem(reader.get(f"/assets/{asset}/value", params={"as_of": "2020-01-01T00:00:00Z"}), 404)


def test_what_is_missing_for_a_value_is_named(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    found = value(reader, laptop(editor, name("a"))["id"])
    assert (found["book_value"], found["depreciation"], found["cost"], found["schedule"]) == (None, None, None, [])
    assert [warning.split()[0] for warning in found["warnings"]] == [
        "purchase_cost", "salvage_value", "useful_life_months", "purchase_date", "depreciation_method", "currency",
    ]  # fmt: skip
    problem(reader.get(f"/assets/{name('none')}/value"), 404)
    problem(reader.get(f"/assets/{name('a')}/value", params={"on": "soon"}), 422)


# 3. Stock


@pytest.fixture
def store(editor: httpx.Client, name: Name) -> str:
    """A building with a room, and a shelf in it: three laptops of one model, a monitor, and a laptop that is nowhere."""
    building = created(editor, name("building"), "Building")["id"]
    room = created(editor, name("room"), "Room", name="Storeroom")["id"]
    joined(editor, "LOCATED_IN", room, building)
    person = created(editor, name("person"), "Person")["id"]
    for at, status in enumerate(["in_stock", "in_stock", "deployed"]):
        laptop(editor, name(f"lt-{at}"), status, model="T14" if at else "t14", **MONEY)
        joined(editor, "LOCATED_IN", name(f"lt-{at}"), room)
    joined(editor, "ALLOCATED_TO", name("lt-1"), person)
    created(editor, name("mon"), "Monitor", attributes={"model": "U27"})
    joined(editor, "LOCATED_IN", name("mon"), building)
    laptop(editor, name("lt-nowhere"), model=name("rare"))
    return building


def test_stock_below_a_location(reader: httpx.Client, store: str, name: Name) -> None:
    found = stock(reader, location=store)
    assert [(row["location"]["id"], row["kind"], row["model"], row["count"]) for row in found["items"]] == [
        (store, "Monitor", "U27", 1), (name("room"), "Laptop", "T14", 2), (name("room"), "Laptop", "t14", 1),
    ]  # fmt: skip
    assert found["items"][1]["location"]["name"] == "Storeroom"
    assert found["items"][1]["by_status"] == {"deployed": 1, "in_stock": 1}
    assert [row["free"] for row in found["items"]] == [0, 0, 1]
    totals = found["totals"]
    assert totals["by_status"] == {"deployed": 1, "in_stock": 2, "unknown": 1}
    assert (totals["count"], totals["free"], totals["unvalued"]) == (4, 1, 1)
    each = value(reader, name("lt-0"))["book_value"]
    assert totals["book_value"] == [{"amount": 3 * each, "currency": "EUR"}]
    assert found["warnings"] == ["The book value of 1 of 4 is not known: the value of each asset says why."]

    laptops = stock(reader, location=store, kind="Computer", model="T14 ", limit=1)
    assert (laptops["totals"]["count"], len(laptops["items"]), laptops["omitted"]) == (3, 1, 1)
    assert stock(reader, location=name("lt-0"))["text"] == "There is no such asset."


def test_stock_of_everywhere(reader: httpx.Client, store: str, name: Name) -> None:
    (row,) = stock(reader, model=name("rare"))["items"]
    assert (row["location"], row["kind"], row["count"], row["free"]) == (None, "Laptop", 1, 1)
    assert stock(reader, kind="Laptop")["totals"]["count"] >= 4


def test_stock_as_it_was(editor: httpx.Client, reader: httpx.Client, store: str, name: Name) -> None:
    then = stock(reader, location=store)
    assert step(editor, name("lt-0"), "deployed", location=store).status_code == 200
    editor.delete("/relationships", params={"type": "ALLOCATED_TO", "from": name("lt-1"), "to": name("person")})
    now = stock(reader, location=store)
    assert (now["totals"]["by_status"]["deployed"], now["totals"]["free"]) == (2, 1)
    assert now["items"] != then["items"]
    assert stock(reader, location=store, as_of=then["as_of"]) == then
    (row,) = stock(reader, model=name("rare"), as_of=then["as_of"])["items"]
    assert row["free"] == 1


@pytest.mark.parametrize(
    ("parameters", "status", "pointer"),
    [
        ({"location": "none-of-ours"}, 404, "/location"),
        ({"kind": "Laptopp"}, 422, "/kind"),
        ({"kind": "Person"}, 422, "/kind"),
        ({"as_of": "2026-01-01"}, 422, "/as_of"),
        ({"place": "x"}, 422, "/place"),
    ],
)
def test_a_wrong_question_about_stock(
    reader: httpx.Client, parameters: dict[str, str], status: int, pointer: str
) -> None:
    assert problem(reader.get("/assets/stock", params=parameters), status)["errors"][0]["pointer"] == pointer


def test_a_code_is_found_whole_in_any_case(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    code = name("Code X").upper()
    laptop(editor, name("a"), barcode=code)
    laptop(editor, name("b"), asset_tag=code.lower())
    laptop(editor, name("c"), serial_number=f"{code}1")
    created(editor, name("d"), "Person", attributes={"employee_number": code})
    found = reader.get("/assets/lookup", params={"code": code.title().replace(" ", "  ")}).json()
    assert [item["id"] for item in found["items"]] == [name("a"), name("b")]
    assert found["items"][0]["attributes"]["barcode"] == code
    assert found["omitted"] == 0
    assert reader.get("/assets/lookup", params={"code": code, "limit": 1}).json()["omitted"] == 1
    assert reader.get("/assets/lookup", params={"code": code[:-1]}).json()["items"] == []
    long = code + "x" * 300
    laptop(editor, name("e"), serial_number=long)
    assert [i["id"] for i in reader.get("/assets/lookup", params={"code": long}).json()["items"]] == [name("e")]
    assert reader.get("/assets/lookup", params={"code": long[:250]}).json()["items"] == []
    for wrong in ({}, {"code": ""}, {"code": "  "}):
        assert problem(reader.get("/assets/lookup", params=wrong), 422)["errors"][0]["pointer"] == "/code"


# 4. Stocktaking


def take(client: httpx.Client, location: str, *scanned: str, **more: Any) -> httpx.Response:
    return client.post("/assets/stocktaking", json={"location": location, "scanned": scanned, **more})


@pytest.fixture
def shelves(editor: httpx.Client, name: Name) -> str:
    """A room with a chassis and its blade, and a laptop; another room with one; and one that is nowhere."""
    room, other = (
        created(editor, name("room"), "Room")["id"],
        created(editor, name("other"), "Room", name="Other")["id"],
    )
    created(editor, name("chassis"), "Chassis", attributes={"barcode": name("CH")})
    created(editor, name("blade"), "Server", attributes={"serial_number": name("BL")})
    for asset, place in [("here", room), ("there", other), ("nowhere", None)]:
        laptop(editor, name(asset), asset_tag=name(asset.upper()), stock_location="Shelf 1")
        if place is not None:
            joined(editor, "LOCATED_IN", name(asset), place)
    joined(editor, "LOCATED_IN", name("chassis"), room)
    joined(editor, "LOCATED_IN", name("blade"), name("chassis"))
    return room


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def test_a_stocktaking_compares_and_writes_nothing(reader: httpx.Client, shelves: str, name: Name) -> None:
    answer = take(reader, shelves, name("bl"), name("there"), name("nowhere"), name("nix"), name("nix"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (ids(told["found"]), ids(told["missing"])) == ([name("blade")], [name("chassis"), name("here")])
    nowhere, there = told["misplaced"]
    assert (nowhere["id"], nowhere["recorded"]) == (name("nowhere"), [])
    assert there["recorded"] == [{"id": name("other"), "name": "Other"}]
    assert there["codes"] == [name("there")]
    assert told["unknown"] == [name("nix")]
    assert told["duplicates"] == [{"id": None, "codes": [name("nix")], "times": 2}]
    assert (told["applied"], told["moved"]) == (False, [name("nowhere"), name("there")])
    assert places(reader, name("there")) == [name("other")]
    cut = take(reader, shelves, name("there"), name("nowhere"), limit=1).json()
    assert (cut["counts"]["misplaced"], len(cut["misplaced"]), cut["omitted"]) == (2, 1, 4)


def test_a_stocktaking_that_is_applied_moves_what_stands_there(
    editor: httpx.Client, reader: httpx.Client, shelves: str, name: Name
) -> None:
    other = name("other")
    problem(take(reader, other, name("ch"), apply=True), 403)
    told = take(editor, other, name("ch"), name("bl"), name("here"), apply=True, limit=1)
    assert told.status_code == 200, told.text
    assert told.headers["CMDB-Bookmark"]
    assert (told.json()["applied"], told.json()["counts"]["moved"]) == (True, 2)
    assert places(reader, name("chassis")) == places(reader, name("here")) == [other]
    assert places(reader, name("blade")) == [name("chassis")], "it went along"
    here = reader.get(entity(name("here"))).json()
    assert (here["version"], "stock_location" in here["attributes"]) == (2, False)
    assert ids(take(reader, shelves).json()["missing"]) == []
    again = take(editor, other, name("ch"), name("bl"), name("here"), name("there"), apply=True).json()
    assert (len(again["found"]), again["moved"], again["missing"]) == (4, [], [])


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"scanned": []}, 422, "/location"),
        ({"location": "none-of-ours", "scanned": []}, 404, "/location"),
        ({"location": "room", "scanned": ["x", " "]}, 422, "/scanned/1"),
        ({"location": "room", "scanned": ["x", ""]}, 422, "/scanned/1"),
        ({"location": "person", "scanned": ["here"], "apply": True}, 422, "/location"),
    ],
)
def test_a_wrong_stocktaking(
    editor: httpx.Client, shelves: str, name: Name, body: dict[str, Any], status: int, pointer: str
) -> None:
    created(editor, name("person"), "Person")
    own = {"room": shelves, "person": name("person"), "here": name("here")}
    asked = {key: own.get(value, value) if isinstance(value, str) else value for key, value in body.items()}
    asked["scanned"] = [own.get(code, code) for code in body["scanned"]]
    answer = editor.post("/assets/stocktaking", json=asked)
    assert problem(answer, status)["errors"][0]["pointer"] == pointer
    assert places(editor, name("here")) == [shelves]
