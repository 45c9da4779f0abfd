"""Requests fulfilled from stock, through HTTP: what fits, and reservations that are all or nothing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api.hardware import MONEY, Name, laptop, step, stock, value
from tests.api.serving import created, entity, joined, problem


def license_(client: httpx.Client, license_id: str, quantity: int, *products: str, metric: str = "named-user") -> None:
    attributes = {"metric": metric, "quantity": quantity, "license_type": "perpetual", "start": "2024-01-01"}
    created(client, license_id, "License", attributes=attributes)
    for product in products:
        joined(client, "ENTITLES", license_id, product)


@pytest.fixture
def shop(editor: httpx.Client, name: Name) -> str:
    """Laptops of one model (the value of the fixture) at three prices in a room, a person, a product with one license."""
    model, room = name("T14"), created(editor, name("room"), "Room")["id"]
    for asset, cost in [("dear", 2000), ("cheap", 900), ("unknown", None)]:
        priced = {**MONEY, "purchase_cost": cost, "warranty_end": "2028-01-31"} if cost else {}
        laptop(editor, name(asset), model=model, stock_location="Shelf 1", **priced)
        joined(editor, "LOCATED_IN", name(asset), room)
    laptop(editor, name("used"), "deployed", model=model, purchase_cost=1)
    created(editor, name("ole"), "Person", name="Ole")
    created(editor, name("visio"), "SoftwareProduct", name="Visio")
    license_(editor, name("seat"), 1, name("visio"))
    return model


def options(client: httpx.Client, **question: Any) -> dict[str, Any]:
    answer = client.post("/fulfillment/options", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def reserve(client: httpx.Client, **asked: Any) -> httpx.Response:
    return client.post("/fulfillment/reservations", json=asked)


def allocated(client: httpx.Client, source: str) -> list[str]:
    around = client.get(entity(source, "neighborhood")).json()["relationships"]
    return sorted(each["to"] for each in around if each["type"] == "ALLOCATED_TO" and each["from"] == source)


def test_options_are_told_the_cheapest_first(reader: httpx.Client, shop: str, name: Name) -> None:
    found = options(reader, model=shop.upper(), bundle=[name("visio")], **{"for": name("ole")})
    assert [item["id"] for item in found["items"]] == [name("cheap"), name("dear"), name("unknown")]
    cheap = found["items"][0]
    assert (cheap["cost"], cheap["currency"], cheap["warranty_end"]) == (900.0, "EUR", "2028-01-31")
    assert cheap["book_value"] == value(reader, name("cheap"))["book_value"]
    assert (cheap["location"]["id"], cheap["stock_location"]) == (name("room"), "Shelf 1")
    (seat,) = found["bundle"]
    assert (seat["free"], seat["metric"], seat["license"]["id"], seat["to"]) == (
        True, "named-user", name("seat"), name("ole"),
    )  # fmt: skip
    assert found["text"] == "3 free assets fit."

    less = options(reader, model=shop, kind="Computer", location=name("room"), limit=1, bundle=[name("visio")])
    assert (len(less["items"]), less["omitted"], less["bundle"][0]["to"]) == (1, 2, None)
    assert options(reader, model=shop, kind="Monitor")["text"] == "No free asset fits."
    assert options(reader, model=shop, location=name("cheap"))["items"] == []


def test_a_reservation_takes_the_cheapest_and_joins_everything(
    editor: httpx.Client, reader: httpx.Client, shop: str, name: Name
) -> None:
    created(editor, name("req"), "ServiceRequest")
    answer = reserve(editor, model=shop, bundle=[name("visio")], request=name("req"), **{"for": name("ole")})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert answer.headers["CMDB-Bookmark"]
    assert told["asset"]["id"] == name("cheap")
    assert told["asset"]["attributes"]["life_cycle_status"] == "reserved"
    assert (told["for"], told["request"]) == (name("ole"), name("req"))
    assert told["text"].endswith(f"is reserved for Ole, with Visio of {name('seat')}.")
    assert reader.get(entity(name("cheap"))).json() == told["asset"]
    assert allocated(reader, name("cheap")) == allocated(reader, name("seat")) == [name("ole")]
    around = reader.get(entity(name("req"), "neighborhood")).json()["relationships"]
    assert [(each["type"], each["to"]) for each in around] == [("TARGETS", name("cheap"))]
    (position,) = reader.get("/license-positions", params={"product": name("visio")}).json()["items"]
    assert (position["owned"], position["required"]) == (1, 1)

    again = reserve(editor, model=shop, bundle=[name("visio")], **{"for": name("ole")}).json()
    assert (again["asset"]["id"], again["bundle"][0]["already"]) == (name("dear"), True)
    assert step(editor, name("cheap"), "deployed").status_code == 200


def test_what_is_lacking_is_told_all_at_once_and_nothing_is_written(
    editor: httpx.Client, reader: httpx.Client, shop: str, name: Name
) -> None:
    maren, ole = created(editor, name("maren"), "Person", name="Maren")["id"], name("ole")
    assert reserve(editor, model=shop, bundle=[name("visio")], **{"for": maren}).status_code == 200
    before = stock(reader, model=shop)
    told = problem(reserve(editor, model=shop, bundle=[name("visio")], **{"for": ole}), 409)
    assert told["detail"] == (
        "Nothing is reserved for Ole: no license of Visio has a unit to spare: 1 owned, 1 required (named-user)."
    )
    assert [place["pointer"] for place in told["errors"]] == ["/bundle/0"]
    both = problem(reserve(editor, model=name("no"), kind="Laptop", bundle=[name("visio")], **{"for": ole}), 409)
    assert [place["pointer"] for place in both["errors"]] == ["/kind", "/bundle/0"]
    for asset in ("cheap", "used"):
        told = problem(reserve(editor, asset=name(asset), **{"for": ole}), 409)
        assert told["errors"][0]["pointer"] == "/asset"
    assert stock(reader, model=shop)["items"] == before["items"]
    assert allocated(reader, name("dear")) == []
    assert reserve(editor, asset=name("dear"), **{"for": ole}).json()["asset"]["id"] == name("dear")


def test_a_license_by_device_goes_to_the_device(
    editor: httpx.Client, reader: httpx.Client, shop: str, name: Name
) -> None:
    created(editor, name("cad"), "SoftwareProduct")
    license_(editor, name("by-device"), 1, name("cad"), metric="device")
    assert reserve(editor, model=shop, bundle=[name("cad")], **{"for": name("ole")}).status_code == 200
    assert allocated(reader, name("by-device")) == [name("cheap")]
    problem(reserve(editor, model=shop, bundle=[name("cad")], **{"for": name("ole")}), 409)


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"for": None}, 422, "/for"),
        ({"for": "none-of-ours"}, 404, "/for"),
        ({"for": "visio"}, 404, "/for"),
        ({"request": "none-of-ours"}, 404, "/request"),
        ({"request": "ole"}, 404, "/request"),
        ({"bundle": ["visio", "none-of-ours"]}, 404, "/bundle/1"),
        ({"bundle": ["ole"]}, 404, "/bundle/0"),
        ({"location": "none-of-ours"}, 404, "/location"),
        ({"kind": "Laptopp"}, 422, "/kind"),
        ({"kind": "Person"}, 422, "/kind"),
        ({"model": None}, 422, "/kind"),
        ({"asset": "cheap"}, 422, "/asset"),
        ({"asset": "ole", "model": None}, 404, "/asset"),
        ({"color": "red"}, 422, "/color"),
    ],
)
def test_a_wrong_request_is_refused_with_its_place(
    editor: httpx.Client, shop: str, name: Name, change: dict[str, Any], status: int, pointer: str
) -> None:
    def named(value: Any) -> Any:
        if isinstance(value, list):
            return [named(each) for each in value]
        return name(value) if value in ("visio", "ole", "cheap") else value

    asked = {"model": shop, "for": "ole", **change}
    body = {key: named(value) for key, value in asked.items() if value is not None}
    answer = reserve(editor, **body)
    assert problem(answer, status)["errors"][0]["pointer"] == pointer
    if not {"request", "asset"} & body.keys() and pointer != "/for":
        assert problem(editor.post("/fulfillment/options", json=body), status)["errors"][0]["pointer"] == pointer


def test_a_reservation_is_the_editors(reader: httpx.Client, shop: str, name: Name) -> None:
    problem(reserve(reader, model=shop, **{"for": name("ole")}), 403)


def test_two_requests_never_get_the_last_one(editor: httpx.Client, reader: httpx.Client, name: Name) -> None:
    """16 at once for 5 laptops and 3 licenses; then 16 for what is left."""
    model = name("model")
    for at in range(5):
        laptop(editor, name(f"lt-{at}"), model=model)
    product = created(editor, name("product"), "SoftwareProduct")["id"]
    license_(editor, name("seats-a"), 1, product)
    license_(editor, name("seats-b"), 2, product)
    people = [created(editor, name(f"p-{at:02}"), "Person")["id"] for at in range(32)]

    def all_at_once(persons: list[str], bundle: list[str]) -> list[httpx.Response]:
        start = threading.Barrier(len(persons))

        def ask(person: str) -> httpx.Response:
            start.wait()
            return reserve(editor, model=model, bundle=bundle, **{"for": person})

        with ThreadPoolExecutor(len(persons)) as pool:
            return list(pool.map(ask, persons))

    with_license = all_at_once(people[:16], [product])
    assert sorted(answer.status_code for answer in with_license) == [200] * 3 + [409] * 13
    without = all_at_once(people[16:], [])
    assert sorted(answer.status_code for answer in without) == [200] * 2 + [409] * 14

    served = [answer.json() for answer in (*with_license, *without) if answer.status_code == 200]
    assert sorted(each["asset"]["id"] for each in served) == [name(f"lt-{at}") for at in range(5)]
    for each in served:
        assert allocated(reader, each["asset"]["id"]) == [each["for"]]
    holders = [*allocated(reader, name("seats-a")), *allocated(reader, name("seats-b"))]
    assert len(allocated(reader, name("seats-a"))) == 1
    assert sorted(holders) == sorted(each["for"] for each in served if each["bundle"])
    (position,) = reader.get("/license-positions", params={"product": product}).json()["items"]
    assert (position["owned"], position["required"]) == (3, 3)
    assert stock(reader, model=model)["totals"]["by_status"] == {"reserved": 5}
