"""The page of one entity: all that is known of it, and edits that lose nobody's work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Api, created, entity, joined
from tests.page.conftest import sign_in

ODD_ID = 'a/b?c=d&e#f%20"<i>\\ ../history'
ODD_NAME = "<b>bold</b> \u202e\u200f 🚢 'quoted'"


def show(page: Page, entity_id: str, tab: str = "") -> Locator:
    """The page of an entity, as soon as its name stands there."""
    page.goto("/")
    address = "/?" + page.evaluate("given => new URLSearchParams(given).toString()", {"ask": "entity", "id": entity_id})
    page.goto(address + (f"&tab={tab}" if tab else ""))
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_be_visible()
    return main


def fact(main: Locator, name: str) -> Locator:
    """What stands beside a name."""
    terms = main.locator("dl > div").filter(has=main.page.get_by_role("term").filter(has_text=name))
    return terms.get_by_role("definition")


def edit(page: Page, entity_id: str) -> Locator:
    """The form of an entity."""
    main = show(page, entity_id)
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    return main


def change(api: Api, entity_id: str, **patch: object) -> None:
    """What somebody else saves meanwhile."""
    with api.client() as client:
        etag = client.get(entity(entity_id)).headers["ETag"]
        client.patch(entity(entity_id), json=patch, headers={"If-Match": etag}).raise_for_status()


def read(api: Api, entity_id: str) -> dict[str, object]:
    with api.client() as client:
        return client.get(entity(entity_id)).raise_for_status().json()


@pytest.fixture
def server(api: Api, request: pytest.FixtureRequest) -> str:
    """A server of this test alone."""
    entity_id = f"page-{request.node.name}"
    attributes = {"cores": 16, "memory": 64, "serial_number": "OLD-1", "owner_says": "keep"}
    with api.client() as client:
        created(client, entity_id, name="Bosun", attributes=attributes)
    return entity_id


def test_an_attribute_has_its_unit_and_meaning_and_its_entity_a_source(page: Page) -> None:
    main = show(page, "hv-e1")
    expect(fact(main, "Memory")).to_contain_text("512 GiB")
    expect(fact(main, "Memory")).to_contain_text("Installed memory.")
    expect(fact(main, "Hyper threading")).to_contain_text("yes")
    expect(main).to_contain_text("reported by demo")


def test_relationships_read_in_words_from_either_end(page: Page) -> None:
    main = show(page, "hv-e1", "relationships")
    powered = main.get_by_role("group").filter(has=page.get_by_role("heading", name="Powered by"))
    expect(powered.get_by_role("row").filter(has_text="PDU A in E1")).to_contain_text("hard, in group power, 1 needed")
    member = main.get_by_role("group").filter(has=page.get_by_role("heading", name="Is member of"))
    expect(member.get_by_role("row").filter(has_text="hvc-e")).to_contain_text("hard, in group members, 2 needed")
    member.get_by_role("link", name="Esbjerg virtualization").click()
    main.get_by_role("link", name="Relationships").click()
    has = main.get_by_role("group").filter(has=page.get_by_role("heading", name="Has member"))
    expect(has.get_by_role("link", name="hv-e1")).to_be_visible()


def test_the_timeline_tells_before_and_after_and_leads_into_the_past(page: Page) -> None:
    main = show(page, "dbx-old", "history")
    moved = main.get_by_role("listitem").filter(has_text="Changed").filter(has_text="14 Apr 2025")
    expect(moved).to_contain_text("Life cycle status: deployed →  became retired")
    expect(moved).to_contain_text("Stock location added: Floor, behind the door")
    opened = main.get_by_role("listitem").filter(has_text="Created")
    opened.get_by_role("link", name="Show it as of then").click()
    expect(main.get_by_role("note")).to_contain_text("This is the past")
    expect(fact(main, "Life cycle status")).to_contain_text("deployed")
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    main.get_by_role("link", name="Show it as it is now").click()
    expect(page.get_by_role("alert")).to_contain_text("was retired at 2026-01-19")


def test_tickets_about_it_with_where_they_stand(page: Page) -> None:
    main = show(page, "dbs-1", "tickets")
    patch = main.get_by_role("row").filter(has_text="CHG-0081")
    expect(patch).to_contain_text("Patch dbs-1")
    expect(patch).to_contain_text("Scheduled")


def test_the_asset_side_tells_the_price_who_pays_and_the_contract(page: Page) -> None:
    asset = show(page, "hv-e1").get_by_role("region", name="As an asset")
    expect(fact(asset, "Purchase cost")).to_contain_text("14,800 EUR")
    expect(fact(asset, "Covered by").get_by_role("link")).to_have_attribute("href", "/?ask=entity&id=ct-nordlys")
    expect(fact(asset, "Charged to").get_by_role("link")).to_have_attribute("href", "/?ask=entity&id=cc-it")


def test_an_edit_saves_what_was_changed_and_nothing_else(page: Page, api: Api, server: str) -> None:
    main = edit(page, server)
    page.get_by_label("Cores", exact=True).fill("32")
    page.get_by_role("button", name="Remove Serial number").click()
    page.get_by_label("Add an attribute").fill("manufacturer")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Manufacturer", exact=True).fill("Dell")
    page.get_by_role("button", name="Save").click()
    expect(fact(main, "Cores")).to_contain_text("32 cores")
    attributes = {"cores": 32, "memory": 64, "manufacturer": "Dell", "owner_says": "keep"}
    assert read(api, server)["attributes"] == attributes


def test_what_cannot_be_is_said_at_its_field_and_the_rest_stays_typed(page: Page, api: Api, server: str) -> None:
    edit(page, server)
    page.get_by_label("Memory", exact=True).fill("128")
    cores = page.get_by_label("Cores", exact=True)
    for wrong in ("many", "1.5"):
        cores.fill(wrong)
        page.get_by_role("button", name="Save").click()
        expect(cores).to_have_attribute("aria-invalid", "true")
        expect(cores).to_be_focused()
        expect(page.get_by_text("whole number").last).to_be_visible()
    cores.fill("32")
    expect(cores).not_to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    assert read(api, server)["attributes"] == {
        "cores": 32,
        "memory": 128,
        "serial_number": "OLD-1",
        "owner_says": "keep",
    }


def test_what_the_server_refuses_is_said_at_its_field(page: Page, server: str) -> None:
    edit(page, server)
    name = page.get_by_label("Name", exact=True)
    name.fill("x" * 1_025)
    page.get_by_role("button", name="Save").click()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_value("x" * 1_025)


@pytest.mark.parametrize("side", ["Yours", "Theirs, as it is now"])
def test_of_two_edits_each_value_is_decided(page: Page, api: Api, server: str, side: str) -> None:
    main = edit(page, server)
    page.get_by_label("Cores", exact=True).fill("32")
    page.get_by_label("Memory", exact=True).fill("128")
    change(api, server, attributes={"cores": 24, "serial_number": "NEW-1"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Somebody changed it while you did")).to_be_focused()
    cores = page.get_by_role("group", name="Cores")
    expect(cores).to_contain_text("changed by both")
    expect(cores).to_contain_text("Before either: 16 cores")
    page.get_by_role("button", name="Save what is chosen").click()
    expect(page.get_by_role("alert").filter(has_text="Choose one of the two")).to_be_visible()
    cores.get_by_role("radio", name=side).check()
    page.get_by_role("button", name="Save what is chosen").click()
    expect(main.get_by_role("heading", name="Attributes")).to_be_visible()
    mine = side == "Yours"
    attributes = {"cores": 32 if mine else 24, "memory": 128, "serial_number": "NEW-1", "owner_says": "keep"}
    assert read(api, server)["attributes"] == attributes


def test_a_change_that_is_not_saved_is_not_left_without_a_word(page: Page, server: str) -> None:
    page.get_by_role("combobox").first.fill(server)
    expect(page.get_by_role("option").first).to_contain_text(server)
    page.keyboard.press("Shift+Enter")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name", exact=True).fill("not saved")
    ways = [
        lambda: page.get_by_role("link", name="What breaks", exact=True).click(),
        lambda: page.get_by_role("link", name="Relationships").click(),
        page.go_back,
        lambda: page.get_by_role("button", name="Sign out").click(),
        lambda: page.get_by_role("button", name="Cancel").click(),
    ]
    edited = page.url
    for leave in ways:
        leave()
        expect(page.get_by_role("dialog")).to_contain_text("not saved")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_label("Name", exact=True)).to_have_value("not saved")
        assert page.url == edited
    page.go_back()
    page.get_by_role("button", name="Discard them and leave").click()
    expect(page.get_by_role("heading", name="What breaks if this goes down?")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1, name="Bosun")).to_be_visible()


def test_a_reader_is_offered_no_edit(visitor: Page, api: Api) -> None:
    with api.client() as client:
        key = client.post("/keys", json={"name": "a reader of the page", "role": "reader"}).json()["key"]
    sign_in(visitor, key)
    main = show(visitor, "hv-e1")
    expect(main.get_by_role("link", name="What breaks if this goes down")).to_be_visible()
    expect(visitor.get_by_role("button", name="Edit")).to_have_count(0)


def test_what_is_retired_says_when_and_shows_what_it_was(page: Page) -> None:
    main = show(page, "inst-oracle-old")
    expect(page.get_by_role("alert")).to_contain_text("2025-04-14")
    expect(main.get_by_role("listitem").filter(has_text="Retired")).to_be_visible()
    main.get_by_role("link", name="Show it as of then").first.click()
    expect(main.get_by_role("note")).to_contain_text("This is the past")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_odd_ids_and_names_are_shown_as_they_are_and_lead_on(page: Page, api: Api) -> None:
    with api.client() as client:
        created(client, ODD_ID, name=ODD_NAME, attributes={"<i>odd</i> key": "<script>alert(1)</script>"})
        created(client, "page-plain", name="Plain")
        joined(client, "DEPENDS_ON", "page-plain", ODD_ID)
    main = show(page, "page-plain", "relationships")
    main.get_by_role("link", name="<b>bold</b>").click()
    expect(main.get_by_role("heading", level=1)).to_have_text(ODD_NAME)
    expect(main.locator("code")).to_have_text(ODD_ID)
    expect(fact(main, "<i>odd</i> key")).to_contain_text("<script>alert(1)</script>")
    page.get_by_role("button", name="Edit").click()
    page.get_by_role("textbox", name="<i>odd</i> key").fill("changed")
    page.get_by_role("button", name="Save").click()
    expect(fact(main, "<i>odd</i> key")).to_contain_text("changed")
    assert page.locator("main :is(b, script)").count() == 0
