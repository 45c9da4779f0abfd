"""The life of an asset on its page: where it stands, the steps that lead on and those that led there, and what it is worth."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.serving import Api, created, entity
from tests.page.conftest import sign_in

VERBS = {
    "planned": "Plan", "ordered": "Order", "in_stock": "Put in stock", "reserved": "Reserve", "deployed": "Deploy",
    "in_maintenance": "Send to maintenance", "retired": "Retire", "disposed": "Dispose of",
}  # fmt: skip


def life(page: Page, asset: str, more: str = "") -> Locator:
    """Where an asset stands, as soon as it is told."""
    page.goto(f"/?ask=entity&id={asset}&tab=life{more}")
    stands = page.get_by_role("region", name="Where it stands")
    expect(stands.locator("strong")).to_be_visible()
    return stands


def steps(page: Page) -> Locator:
    return page.get_by_role("region", name="The steps of its life").get_by_role("listitem")


def stepped(api: Api, asset: str, to: str, **more: str) -> None:
    """What somebody else does meanwhile."""
    with api.client() as client:
        etag = client.get(entity(asset)).headers["ETag"]
        answer = client.post(f"/assets/{asset}/life-cycle", json={"to": to, **more}, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text


def get(api: Api, path: str) -> dict[str, Any]:
    with api.client() as client:
        return client.get(path).raise_for_status().json()


@pytest.fixture
def laptop(api: Api, request: pytest.FixtureRequest) -> str:
    """A laptop of this test alone, in stock."""
    asset = "page-" + re.sub(r"\W", "-", request.node.name)
    attributes = {
        "life_cycle_status": "in_stock", "purchase_cost": 1000, "salvage_value": 100, "useful_life_months": 36,
        "purchase_date": "2024-01-15", "depreciation_method": "straight_line", "currency": "EUR",
    }  # fmt: skip
    with api.client() as client:
        created(client, asset, "Laptop", name="Mate", attributes=attributes, **{"as": ["Asset"]})
    return asset


def test_the_buttons_are_the_steps_that_are_allowed(page: Page, api: Api) -> None:
    for asset in ("lt-125", "hv-e1", "nas-a"):
        stands = life(page, asset)
        told = get(api, f"/assets/{asset}/life-cycle")
        expect(stands.locator("strong")).to_have_text(told["status"].replace("_", " "))
        assert stands.get_by_role("button").all_inner_texts() == [VERBS[to] for to in told["allowed"]]


def test_a_step_is_taken_with_its_note_day_and_place(page: Page, api: Api, laptop: str) -> None:
    stands = life(page, laptop)
    stands.get_by_role("button", name="Deploy").click()
    dialog = page.get_by_role("dialog", name="Deploy: Mate")
    day = dialog.get_by_label("On", exact=True)
    expect(day).to_be_focused()
    page.keyboard.type("11202026")
    dialog.get_by_label("Note").focus()
    page.keyboard.type("for Ole <b>now</b>")
    dialog.get_by_role("combobox").focus()
    page.keyboard.type("Esbjerg open office")
    expect(dialog.get_by_role("option").first).to_contain_text("office-e")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Esbjerg open office")).to_be_visible()
    dialog.get_by_role("button", name="Deploy").click()
    expect(stands.locator("strong")).to_have_text("deployed")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(stands).to_contain_text("since 2026-11-20: for Ole <b>now</b>")
    expect(stands.get_by_role("link", name="Esbjerg open office")).to_be_visible()
    first = steps(page).first
    expect(first).to_contain_text("deployed on 2026-11-20")
    expect(first).to_contain_text("where it stands")
    expect(first).to_contain_text("for Ole <b>now</b>")
    expect(first).to_contain_text("It was in stock. Recorded")
    expect(steps(page)).to_have_count(2)
    assert page.locator("main b").count() == 0
    attributes = get(api, entity(laptop))["attributes"]
    assert (attributes["life_cycle_status"], attributes["deployed_at"]) == ("deployed", "2026-11-20")


def test_disposal_asks_for_the_certificate_and_ends_the_life(page: Page, api: Api, laptop: str) -> None:
    stepped(api, laptop, "retired")
    stands = life(page, laptop)
    stands.get_by_role("button", name="Dispose of").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Dispose of").click()
    field = dialog.get_by_label("Number of the certificate")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(dialog.get_by_text("Without the number of its certificate")).to_be_visible()
    page.keyboard.type("C-77")
    page.keyboard.press("Enter")
    expect(stands).to_contain_text("Its life is over")
    expect(stands.get_by_role("button")).to_have_count(0)
    expect(steps(page).first).to_contain_text("Certificate C-77")


def test_what_the_server_refuses_is_said_at_its_field(page: Page, laptop: str) -> None:
    life(page, laptop).get_by_role("button", name="Retire").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("On", exact=True).fill("2999-01-01")
    dialog.get_by_role("button", name="Retire").click()
    expect(dialog.get_by_label("On", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("lies ahead")


def test_whoever_was_faster_is_told_and_the_step_taken_all_the_same(page: Page, api: Api, laptop: str) -> None:
    stands = life(page, laptop)
    stands.get_by_role("button", name="Deploy").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("mine")
    stepped(api, laptop, "in_maintenance", note="theirs")
    dialog.get_by_role("button", name="Deploy").click()
    expect(dialog.get_by_role("alert").filter(has_text="Somebody changed it while you did")).to_contain_text(
        "It is in maintenance now, saved by"
    )
    expect(dialog.get_by_label("Note")).to_have_value("mine")
    dialog.get_by_role("button", name="Deploy all the same").click()
    expect(stands).to_contain_text("deployed since")
    assert steps(page).locator("strong").all_inner_texts() == ["deployed", "in maintenance", "in stock"]


def test_a_step_that_leads_nowhere_any_more_is_not_offered(page: Page, api: Api, laptop: str) -> None:
    life(page, laptop).get_by_role("button", name="Reserve").click()
    dialog = page.get_by_role("dialog")
    stepped(api, laptop, "retired")
    dialog.get_by_role("button", name="Reserve").click()
    expect(dialog).to_contain_text("This step does not lead on from there. It may become in stock or disposed.")
    expect(dialog.get_by_role("button", name="Reserve")).to_have_count(0)


def test_the_value_is_drawn_and_told_by_year(page: Page, api: Api, laptop: str) -> None:
    life(page, laptop)
    worth = page.get_by_role("region", name="What it is worth")
    told = get(api, f"/assets/{laptop}/value")
    expect(worth).to_contain_text(told["text"])
    table = worth.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(len(told["schedule"]) + 1)
    for year in told["schedule"]:
        row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=str(year["year"])))
        expect(row).to_contain_text(f"{year['depreciation']:,.2f} EUR")
        expect(row).to_contain_text(f"{year['book_value']:,.2f} EUR")
    drawing = worth.get_by_role(
        "img", name=re.compile(r"^Book value from 725\.00 EUR at the end of 2024 to 100\.00 EUR")
    )
    expect(drawing).to_be_visible()
    heights = drawing.locator("rect.rest").evaluate_all("all => all.map((one) => Number(one.getAttribute('height')))")
    assert len(heights) == len(told["schedule"])
    assert heights == sorted(heights, reverse=True)


def test_a_value_that_is_not_known_says_what_is_missing(page: Page, api: Api) -> None:
    with api.client() as client:
        created(client, "page-unvalued", "Laptop", attributes={"life_cycle_status": "in_stock"})
    life(page, "page-unvalued")
    worth = page.get_by_role("region", name="What it is worth")
    expect(worth).to_contain_text("purchase_cost is not known")
    expect(worth.get_by_role("img")).to_have_count(0)


def test_a_long_history_is_looked_through_part_by_part(page: Page, api: Api, laptop: str) -> None:
    for to in ("deployed", "in_stock", "deployed", "in_stock"):
        stepped(api, laptop, to)

    def shorter(route: Route) -> None:
        route.continue_(url=route.request.url.replace("limit=100", "limit=2"))

    page.route("**/history?limit=100*", shorter)
    life(page, laptop)
    region = page.get_by_role("region", name="The steps of its life")
    more = region.get_by_role("button", name="Look further back")
    expect(region).to_contain_text("what came before has not been looked through")
    for count in (1, 3, 5):
        expect(steps(page)).to_have_count(count)
        if count < 5:
            more.click()
    expect(more).to_be_hidden()
    expect(region).not_to_contain_text("not been looked through")


def test_a_reader_sees_the_steps_and_takes_none(visitor: Page, api: Api, laptop: str) -> None:
    with api.client() as client:
        key = client.post("/keys", json={"name": "a reader of lives", "role": "reader"}).json()["key"]
    sign_in(visitor, key)
    stands = life(visitor, laptop)
    expect(stands).to_contain_text("It may become reserved or deployed or in maintenance or retired.")
    expect(stands.get_by_role("button")).to_have_count(0)


def test_the_past_shows_where_it_stood(page: Page) -> None:
    stands = life(page, "lt-002", "&as_of=2026-04-01T00:00:00Z")
    expect(stands).to_contain_text("deployed since 2026-03-06: Lent to Noor")
    expect(stands.get_by_role("button")).to_have_count(0)
    now = steps(page).filter(has_text="where it stands")
    expect(now).to_contain_text("deployed on 2026-03-06")
    expect(page.get_by_role("region", name="What it is worth")).to_contain_text("On 2026-04-01")


def test_the_keys_lead_to_the_life_of_hardware_alone(page: Page) -> None:
    page.goto("/?ask=entity&id=hv-e1")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    page.keyboard.press("6")
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()
    page.goto("/?ask=entity&id=lic-sql&tab=life")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    expect(page.get_by_role("link", name="Life", exact=True)).to_have_count(0)
