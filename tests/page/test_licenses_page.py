"""Licenses on the page: the whole position with its evidence, and what a change that is not made would do."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api.serving import Api, created, joined

LICENSES = "/?ask=licenses"
SQL = f"{LICENSES}&product=prod-sql-std&metric=sql-server-core"
HOSTILE = '<img src=x onerror="alert(1)"> \u202e "quoted"'


def rows(page: Page, address: str = LICENSES) -> Locator:
    """The rows of an answer, once they are there."""
    page.goto(address)
    found = page.locator("tbody tr")
    expect(found.first).to_be_visible()
    return found


def told(api: Api, **question: str) -> dict[str, Any]:
    with api.client() as client:
        return client.get("/license-positions", params=question).raise_for_status().json()


def pane(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Evidence")


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_every_position_is_a_row_and_what_lacks_most_comes_first(page: Page, api: Api) -> None:
    found = rows(page)
    answer = told(api)
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    expect(found).to_have_count(len(answer["items"]))
    for at, item in enumerate(answer["items"]):
        cells = [cell.strip() for cell in found.nth(at).locator("td").all_inner_texts()]
        assert cells[0].startswith(item["name"])
        assert [cells[2], cells[3]] == [f"{item['owned']:,}", f"{item['required']:,}"]
    expect(found.first).to_contain_text("2,440.00 EUR")
    expect(
        page.get_by_text(re.compile("7 positions: 2 lacking units, 3 covered exactly, 2 with units"))
    ).to_be_visible()
    expect(page).to_have_title(re.compile("positions lack units"))


def test_the_way_to_licenses_is_at_the_top_and_keeps_the_time(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=table&as_of=2025-06-01T00:00:00Z")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("navigation", name="Questions").get_by_role("link", name="Licenses").click()
    expect(page.get_by_text("As of 1 Jun 2025")).to_be_visible()
    assert parameters(page)["as_of"] == ["2025-06-01T00:00:00Z"]


def test_a_row_shows_evidence_that_adds_up(page: Page, api: Api) -> None:
    rows(page)
    page.get_by_role("button", name="SQL Server Standard 2022").click()
    shown = pane(page)
    expect(shown.get_by_role("heading", level=2)).to_have_text("SQL Server Standard 2022")
    (item,) = told(api, product="prod-sql-std")["items"]
    units = shown.locator(".evidence-units").all_inner_texts()
    assert sum(int(each.split()[0]) for each in units) == item["required"] == 20
    for need in item["evidence"]:
        line = shown.get_by_role("listitem").filter(has_text=need["id"])
        expect(line).to_contain_text(need["why"])
        expect(line).to_contain_text(need["rule"])
    expect(shown).to_contain_text("16 cores owned, 20 required: 4 cores lacking, which would cost 2,440.00 EUR.")
    expect(shown.get_by_role("link", name="vm-bi")).to_have_attribute("href", "/?ask=entity&id=vm-bi")
    expect(shown.get_by_role("listitem").filter(has_text="SQL Server Standard, 16 cores")).to_contain_text("16 of 16")
    page.reload()
    expect(shown.get_by_role("heading", level=2)).to_have_text("SQL Server Standard 2022")
    expect(page.locator("tr[aria-selected=true]")).to_contain_text("SQL Server")
    page.keyboard.press("e")
    expect(shown).to_be_focused()
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def test_a_warning_is_told_with_its_position(page: Page) -> None:
    found = rows(page)
    page.get_by_label("Only with warnings").check()
    expect(found).to_have_count(1)
    page.get_by_role("button", name="Ballast Port 4").click()
    expect(pane(page)).to_contain_text("no license says how it is counted")
    expect(pane(page)).to_contain_text("Record a License that entitles to it")
    assert parameters(page)["only"] == ["warned"]


def test_nothing_of_the_evidence_is_cut_without_a_word(page: Page) -> None:
    def longer(route: Route) -> None:
        answer = route.fetch().json()
        item = answer["items"][0]
        item["evidence"] = [{"id": f"host-{at}", "required": 1, "rule": "r", "why": f"why {at}"} for at in range(120)]
        item["evidence_omitted"] = 7
        route.fulfill(json=answer)

    page.route("**/v1/license-positions?*", longer)
    rows(page, SQL)
    shown = pane(page)
    expect(shown.get_by_role("heading", name="What needs it: 127")).to_be_visible()
    expect(shown).to_contain_text("7 more are not told here: the XLSX of the licenses has every row.")
    for left in ("50", "20"):
        shown.get_by_role("button", name=f"Show {left} more of 120").click()
    expect(shown.get_by_role("link", name=re.compile("^host-"))).to_have_count(120)
    expect(shown.get_by_role("link", name="host-100", exact=True)).to_be_focused()


def test_the_filter_is_typed_and_stays_in_the_address(page: Page) -> None:
    found = rows(page)
    box = page.get_by_label("Filter by product, metric or license")
    box.focus()
    page.keyboard.type("lic-win")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Windows Server")
    expect(page.get_by_text("1 of 7")).to_be_visible()
    page.reload()
    expect(box).to_have_value("lic-win")
    expect(found).to_have_count(1)
    box.focus()
    page.keyboard.press("End")
    page.keyboard.type("zzz")
    expect(page.get_by_text("The filters let nothing through.")).to_be_visible()


def test_the_table_is_sorted_by_keys(page: Page) -> None:
    found = rows(page)
    header = page.get_by_role("button", name="Owned", exact=True)
    for sort, first in (("owned", "Ballast"), ("-owned", "Windows Server")):
        header.focus()
        page.keyboard.press("Enter")
        expect(found.first).to_contain_text(first)
        expect(header).to_be_focused()
        assert parameters(page)["sort"] == [sort]


def test_a_day_is_typed_part_by_part_and_asked_for_once(page: Page) -> None:
    rows(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/license-positions" in request.url else None)
    field = page.get_by_label("Entitlements on")
    field.focus()
    page.keyboard.type("01012027")
    assert asked == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Entitlements as they are on 2027-01-01.")).to_be_visible()
    assert [parse_qs(urlsplit(each).query) for each in asked] == [{"on": ["2027-01-01"]}]
    # The subscription of SQL Server has ended by then.
    expect(page.locator("tbody tr").filter(has_text="SQL Server")).to_contain_text("-20")
    assert parameters(page)["on"] == ["2027-01-01"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("&on=soon", "/on"),
        ("&as_of=yesterday", "/as_of"),
        ("&as_of=1999-01-01T00:00:00Z", "There is nothing that a license would be for."),
        ("&only=cheap", "only=cheap"),
        ("&sort=-mass", "sort=mass"),
        ("&product=none-of-ours", "There is no position of none-of-ours"),
    ],
)
def test_what_an_address_gets_wrong_is_said(page: Page, more: str, why: str) -> None:
    page.goto(LICENSES + more)
    expect(page.get_by_role("main")).to_contain_text(why)


def test_the_workbook_holds_what_is_shown(page: Page, api: Api) -> None:
    rows(page, LICENSES + "&on=2027-01-01")
    with page.expect_request("**/v1/license-positions?*") as request, page.expect_download() as download:
        page.get_by_role("button", name="XLSX").click()
    assert download.value.suggested_filename == "license-positions-2027-01-01.xlsx"
    assert download.value.path().read_bytes().startswith(b"PK")
    assert parse_qs(urlsplit(request.value.url).query)["as_of"] == [told(api)["as_of"]]


def test_what_is_refused_says_why_and_how_to_ask_again(page: Page) -> None:
    page.route(
        "**/v1/license-positions?*",
        lambda route: route.fulfill(
            status=503, json={"title": "Gone", "status": 503, "detail": "The database is gone."}
        ),
    )
    page.goto(LICENSES)
    expect(page.get_by_role("alert")).to_have_text("The database is gone.")
    page.unroute("**/v1/license-positions?*")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_a_product_leads_to_its_position_and_odd_names_stay_names(page: Page, api: Api) -> None:
    with api.client() as client:
        created(client, "page-odd", "SoftwareProduct", name=HOSTILE)
        created(client, "page-odd-i", "SoftwareInstallation", name=HOSTILE)
        created(client, "page-odd-host<b>", "Server", name=HOSTILE)
        joined(client, "INSTANCE_OF", "page-odd-i", "page-odd")
        joined(client, "INSTALLED_ON", "page-odd-i", "page-odd-host<b>")
    page.goto("/?ask=entity&id=page-odd")
    page.get_by_role("link", name="Are we entitled").click()
    expect(pane(page).get_by_role("heading", level=2)).to_have_text(HOSTILE)
    expect(pane(page)).to_contain_text("page-odd-i")
    assert page.locator("main :is(img, b)").count() == 0
    pane(page).get_by_role("link", name="What if something changes").click()
    page.get_by_role("button", name="Change page-odd-i").click()
    expect(page.get_by_role("dialog")).to_contain_text(HOSTILE)
    assert page.locator(":is(main, dialog) :is(img, b)").count() == 0
    page.keyboard.press("Escape")
    with api.client() as client:
        client.delete("/entities/page-odd", headers={"If-Match": "*"}).raise_for_status()


# What if


def test_other_facts_of_a_host_are_asked_about_and_not_written(page: Page, api: Api) -> None:
    rows(page, SQL)
    pane(page).get_by_role("link", name="What if something changes").click()
    page.get_by_role("button", name="Change vm-bi").click()
    field = page.get_by_role("dialog").get_by_label("Vcpus")
    expect(field).to_have_value("8")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("16")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("SQL Server needs 8 cores more")
    changed = page.locator("tbody tr.changed")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("changes")
    expect(changed).to_contain_text("20 → becomes 28")
    expect(changed).to_contain_text("2,440.00 EUR → becomes 7,320.00 EUR")
    expect(page.get_by_text("Exposure of these:")).to_contain_text("becomes 7,320.00 EUR")
    edits = page.get_by_role("list", name="The change")
    expect(edits).to_contain_text("vm-bi: Vcpus 8 vCPU → becomes 16 vCPU")
    assert json.loads(parameters(page)["modify"][0]) == {"id": "vm-bi", "set": {"vcpus": 16}}
    changed.get_by_role("button").click()
    line = pane(page).get_by_role("listitem").filter(has_text="vm-bi")
    expect(line).to_contain_text("8 cores → becomes 16 cores")
    expect(line).to_contain_text("before: 8 vCPU")
    expect(line).to_contain_text("after: 16 vCPU")
    page.reload()
    expect(edits).to_contain_text("vm-bi: Vcpus 8 vCPU → becomes 16 vCPU")
    expect(pane(page)).to_contain_text("12 cores lacking")
    with api.client() as client:
        assert client.get("/entities/vm-bi").json()["attributes"]["vcpus"] == 8
    edits.get_by_role("button", name="Without this: vm-bi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What would change, if something changed?")
    page.go_back()
    expect(edits).to_contain_text("becomes 16 vCPU")


def test_a_fact_that_cannot_be_is_said_at_its_field(page: Page) -> None:
    page.goto("/?ask=what-if&about=prod-sql-std")
    page.get_by_role("button", name="Change vm-bi").click()
    dialog = page.get_by_role("dialog")
    ask = dialog.get_by_role("button", name="Ask with these facts")
    ask.click()
    expect(dialog.get_by_role("alert").filter(has_text="change a fact first")).to_be_visible()
    field = dialog.get_by_label("Vcpus")
    field.fill("many")
    ask.click()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    assert "modify" not in parameters(page)


def test_what_ends_is_asked_about(page: Page) -> None:
    page.goto("/?ask=what-if")
    search = page.get_by_role("main").get_by_role("combobox")
    search.focus()
    page.keyboard.type("Microsoft 365, 30")
    expect(page.get_by_role("option").first).to_contain_text("lic-office")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="It ends", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Microsoft 365 has 30 users fewer")
    expect(page.get_by_role("list", name="The change")).to_contain_text("Microsoft 365, 30 users ends")
    assert parameters(page)["end"] == ["lic-office"]


def test_a_member_more_is_asked_about_and_one_less(page: Page) -> None:
    page.goto("/?ask=what-if&about=prod-oracle-ee")
    page.get_by_role("button", name="Change dbs-1").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="End it: Has installed Oracle Database on dbs-1").click()
    edits = page.get_by_role("list", name="The change")
    expect(edits).to_contain_text("no more")
    expect(page.get_by_role("heading", level=1)).to_contain_text("needs 56 processors more")
    page.get_by_role("button", name="Oracle Database Enterprise Edition 19c").click()
    warning = pane(page).get_by_role("listitem").filter(has_text="it is not known where it is installed")
    expect(warning).to_contain_text("after alone")
    (parted,) = [json.loads(each) for each in parameters(page)["part"]]
    assert (parted["type"], parted["to"]) == ("INSTALLED_ON", "dbs-1")
    page.get_by_role("button", name="Change dbs-2").click()
    dialog.get_by_label("How it is joined").select_option(label="Is member of")
    dialog.get_by_label("What it is joined to").focus()
    page.keyboard.type("hvc-e")
    expect(dialog.get_by_role("listbox", name="Found").get_by_role("option").first).to_contain_text("hvc-e")
    page.keyboard.press("Enter")
    expect(edits).to_contain_text("Esbjerg virtualization has member dbs-2")
    assert json.loads(parameters(page)["join"][0]) == {"type": "HAS_MEMBER", "from": "hvc-e", "to": "dbs-2"}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("&modify={", "modify={, which is no change that can be read"),
        ('&modify={"id":"none-of-ours","set":{"cores":1}}', "none-of-ours"),
        ('&modify={"id":"hv-e1","set":{"cores":"many"}}', "cores is of type integer"),
        ('&join={"type":"constructor","from":"hv-e1","to":"hvc-e"}', "constructor"),
        ("&end=lic-office&on=soon", "/on"),
        ("&about=none-of-ours", "none-of-ours"),
    ],
)
def test_a_change_that_could_not_be_made_is_refused(page: Page, more: str, why: str) -> None:
    page.goto("/?ask=what-if" + more)
    expect(page.get_by_role("alert").filter(has_text=why)).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)
