"""Stock on the page: what there is, what carries a code, and stocktaking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Api, created, entity, joined
from tests.page.conftest import sign_in

STOCK = "/?ask=stock"


def rows(page: Page, address: str = STOCK) -> Locator:
    page.goto(address)
    found = page.locator("tbody tr")
    expect(found.first).to_be_visible()
    return found


def told(api: Api, **question: str) -> dict[str, Any]:
    with api.client() as client:
        return client.get("/assets/stock", params=question).raise_for_status().json()


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.fixture
def shelf(api: Api, request: pytest.FixtureRequest) -> Iterator[str]:
    """A room of this test alone, with two laptops in it and one elsewhere."""
    name = "shelf-" + re.sub(r"\W", "-", request.node.name)
    with api.client() as client:
        created(client, name, "Room", name=f"Room of {request.node.name}")
        created(client, f"{name}-far", "Room", name="A far room")
        for at in range(3):
            attributes = {"life_cycle_status": "in_stock", "barcode": f"{name}-{at}"}
            created(client, f"{name}-lt{at}", "Laptop", name=f"Laptop {at}", attributes=attributes)
            joined(client, "LOCATED_IN", f"{name}-lt{at}", name if at < 2 else f"{name}-far")
        yield name
        for made in (*(f"{name}-lt{at}" for at in range(3)), f"{name}-far", name):
            client.delete(entity(made), headers={"If-Match": "*"}).raise_for_status()


def test_every_row_and_the_sums_are_those_of_the_answer(page: Page, api: Api) -> None:
    found = rows(page)
    answer = told(api)
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    expect(found).to_have_count(len(answer["items"]))
    sums = page.locator("tfoot td")
    expect(sums.nth(3)).to_have_text(f"{answer['totals']['count']:,}")
    (money,) = answer["totals"]["book_value"]
    expect(sums.last).to_contain_text(f"{money['amount']:,.2f} EUR")
    expect(sums.last).to_contain_text(f"{answer['totals']['unvalued']:,} not known")
    for status, count in answer["totals"]["by_status"].items():
        word = "without status" if status == "unknown" else status.replace("_", " ")
        expect(page.get_by_text(f"{count:,} {word}")).to_be_visible()


def test_one_looks_closer_by_place_kind_and_model_and_goes_back(page: Page, api: Api) -> None:
    found = rows(page)
    page.get_by_role("link", name="Esbjerg storeroom").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(told(api, location="storeroom-e")["text"])
    assert parameters(page)["location"] == ["storeroom-e"]
    page.get_by_role("link", name="Disk drive").first.click()
    expect(found).to_have_count(2)
    page.get_by_role("link", name="Exos 7E8").click()
    expect(found).to_have_count(1)
    assert parameters(page) == {
        "ask": ["stock"],
        "location": ["storeroom-e"],
        "kind": ["DiskDrive"],
        "model": ["Exos 7E8"],
    }
    page.reload()
    expect(page.get_by_role("combobox", name="Model", exact=True)).to_have_value("Exos 7E8")
    expect(page.get_by_role("combobox", name="Kind", exact=True)).to_have_value("DiskDrive")
    page.go_back()
    expect(found).to_have_count(2)
    page.get_by_role("button", name="Remove Esbjerg storeroom").click()
    expect(page.get_by_text("anywhere")).to_be_visible()


def test_a_place_is_searched_and_the_filter_typed(page: Page) -> None:
    found = rows(page)
    page.get_by_label("Where: a site, a building, a room").focus()
    page.keyboard.type("Esbjerg storeroom")
    expect(page.get_by_role("option").first).to_contain_text("storeroom-e")
    page.keyboard.press("Enter")
    expect(found).to_have_count(5)
    page.get_by_label("Filter by location, kind or model").focus()
    page.keyboard.type("thinkpad")
    expect(found).to_have_count(2)
    expect(page.locator("tfoot")).to_have_count(0)
    assert parameters(page)["find"] == ["thinkpad"]


def test_stock_as_it_was(page: Page) -> None:
    found = rows(page, f"{STOCK}&location=storeroom-e&as_of=2025-06-01T00:00:00Z")
    expect(found.filter(has_text="ProLiant DL380 Gen9")).to_contain_text("1")
    expect(page.get_by_role("columnheader", name="Retired")).to_be_visible()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("&location=none-of-ours", "none-of-ours"),
        ("&kind=Person", "Person is no hardware"),
        ("&limit=many", "/limit"),
        ("&as_of=yesterday", "is no ISO 8601 time"),
        ("&model=none+of+ours", "Choose another location, kind or model"),
        ("&sort=-mass", "sort=mass"),
        ("&view=moon", "view=moon"),
    ],
)
def test_what_an_address_gets_wrong_is_said(page: Page, more: str, why: str) -> None:
    page.goto(STOCK + more)
    expect(page.get_by_role("main")).to_contain_text(why)


def test_what_a_limit_leaves_out_is_said(page: Page, api: Api) -> None:
    found = rows(page, f"{STOCK}&limit=3")
    expect(found).to_have_count(3)
    whole = len(told(api)["items"])
    expect(page.get_by_text(f"{whole - 3} rows are not listed")).to_be_visible()
    page.get_by_role("button", name="List more").click()
    expect(found).to_have_count(whole)


def test_a_scanner_types_one_code_after_another(page: Page, api: Api) -> None:
    with api.client() as client:
        for at in range(2):
            created(client, f"page-twin-{at}", "Laptop", name=f"Twin {at}", attributes={"barcode": "TWIN-1"})
    page.goto(STOCK)
    box = page.get_by_label("Code", exact=True)
    panel = page.get_by_role("form", name="By code")
    box.focus()
    for code, said in (
        ("tf-0125", "LT-125"),
        ("PF5T0101", "by its serial number"),
        ("TWIN-1", "2 assets carry this code."),
        ("no-such", "No asset carries no-such"),
    ):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(panel).to_contain_text(said)
        expect(box).to_have_value(code)
        expect(box).to_be_focused()
        assert parameters(page)["code"] == [code]
    page.goto(f"{STOCK}&code=tf-0125")
    panel.get_by_role("link", name="LT-125").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()


def test_what_was_scanned_is_compared_and_then_moved(page: Page, api: Api, shelf: str) -> None:
    page.goto(f"{STOCK}&view=stocktaking&location={shelf}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Stocktaking at Room of")
    compare = page.get_by_role("button", name="Compare", exact=True)
    expect(compare).to_be_disabled()
    page.get_by_label("Scanned codes").focus()
    for code in (f"{shelf}-0", f"{shelf}-2", "no-such", f"{shelf}-0"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.get_by_text("4 codes")).to_be_visible()
    compare.click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 found, 1 missing, 1 recorded elsewhere, 1 unknown.")
    expect(page.get_by_role("heading", level=2)).to_be_focused()
    for title, holds in (
        ("Recorded elsewhere: 1", "Laptop 2"),
        ("Missing", "Laptop 1"),
        ("Unknown codes", "no-such"),
        ("Scanned more than once", "2 times"),
        ("Found: 1", "Laptop 0"),
    ):
        panel = page.locator(".panel").filter(has=page.get_by_role("heading", name=title, level=3))
        expect(panel).to_contain_text(holds)
    expect(page.get_by_text("recorded in A far room")).to_be_visible()
    page.get_by_label("Scanned codes").press_sequentially("x")
    expect(page.get_by_text("compare again")).to_be_visible()
    expect(page.get_by_role("button", name="Move the one")).to_have_count(0)
    page.keyboard.press("Backspace")
    compare.click()
    page.get_by_role("button", name="Move the one that is recorded elsewhere here").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 moved here.")
    expect(page.get_by_label("Scanned codes")).to_have_value("")
    assert told(api, location=shelf)["totals"]["count"] == 3


def test_codes_are_not_left_without_a_word_and_stay_within_stock(page: Page, shelf: str) -> None:
    rows(page, f"{STOCK}&location={shelf}")
    page.get_by_role("link", name="Stocktaking").click()
    area = page.get_by_role("textbox", name=re.compile("^Scanned codes"))
    area.fill("some code")
    page.get_by_role("link", name="What there is").click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("link", name="Stocktaking").click()
    expect(area).to_have_value("some code")
    page.get_by_role("link", name="Licenses").click()
    expect(page.get_by_role("dialog", name="The scanned codes are not kept")).to_be_visible()
    page.keyboard.press("Escape")
    expect(area).to_have_value("some code")
    page.get_by_role("link", name="Licenses").click()
    page.get_by_role("button", name="Discard them and leave").click()
    expect(page.get_by_text("Are we entitled")).to_be_visible()


def test_a_reader_compares_and_moves_nothing(visitor: Page, api: Api, shelf: str) -> None:
    with api.client() as client:
        key = client.post("/keys", json={"name": "a reader of stock", "role": "reader"}).json()["key"]
    sign_in(visitor, key)
    visitor.goto(f"{STOCK}&view=stocktaking&location={shelf}")
    visitor.get_by_label("Scanned codes").fill(f"{shelf}-2")
    visitor.get_by_role("button", name="Compare", exact=True).click()
    expect(visitor.get_by_text("An editor can move what is recorded elsewhere here.")).to_be_visible()
    expect(visitor.get_by_role("button", name=re.compile("^Move"))).to_have_count(0)


def test_stocktaking_at_nowhere_says_what_is_missing(page: Page) -> None:
    page.goto(f"{STOCK}&view=stocktaking")
    expect(page.get_by_text("Choose above where it is.")).to_be_visible()
    page.get_by_label("Scanned codes").fill("code")
    expect(page.get_by_role("button", name="Compare", exact=True)).to_be_disabled()
    page.goto(f"{STOCK}&view=stocktaking&location=none-of-ours")
    page.get_by_label("Scanned codes").fill("code")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="none-of-ours")).to_be_visible()
    page.get_by_label("Scanned codes").fill("")
