"""Nothing is claimed that was not looked up, cut without a word, or refused in silence."""

from __future__ import annotations

import csv
import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.serving import Api, created, joined

TABLE = "/?target=ups-e-a&view=table"
PAST = "2025-03-01T11:00:00Z"


def ready(page: Page, address: str = TABLE) -> None:
    page.goto(address)
    expect(page.locator("tbody tr").first).to_be_visible()


def saved(page: Page, kind: str) -> str:
    """The file of this kind."""
    with page.expect_download() as download:
        page.get_by_role("button", name=kind, exact=True).click()
    return download.value.path().read_text(encoding="utf-8")


def refuse(route: Route) -> None:
    route.fulfill(status=503, json={"title": "Gone", "status": 503, "detail": "The database is gone."})


def test_a_comparison_is_of_all_whatever_the_limit(page: Page) -> None:
    ready(page, f"{TABLE}&against={PAST}")
    compared = page.locator(".compared")
    whole = compared.inner_text()
    assert "not there yet" in whole
    assert "retired" in whole
    ready(page, f"{TABLE}&against={PAST}&limit=3")
    assert page.locator("tbody tr").count() == 3
    assert compared.inner_text() == whole


def test_what_was_there_is_looked_up_by_one_request_a_time(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url.partition("/v1")[2]))
    ready(page, f"{TABLE}&against={PAST}")
    expect(page.get_by_role("heading", name="Since 1 Mar 2025")).to_be_visible()
    assert sent.count("/sites") == 2
    assert len([one for one in sent if one.startswith("/entities/")]) == 1


def test_a_comparison_that_is_refused_leaves_the_answer(page: Page) -> None:
    ready(page, f"{TABLE}&against=1999-01-01T00:00:00Z")
    expect(page.locator(".compared").get_by_role("alert")).to_contain_text("There was no entity 'ups-e-a'")
    expect(page.get_by_role("heading", level=1)).to_contain_text("32 more go down")
    ready(page, f"{TABLE}&against=long+ago")
    expect(page.locator(".compared").get_by_role("alert")).to_contain_text("is no ISO 8601 time")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"{TABLE}&as_of=yesterday", "is no ISO 8601 time"),
        (f"{TABLE}&as_of=2025-06-01T00:00:00", "has no zone"),
        (f"{TABLE}&limit=many", "/limit"),
        (f"{TABLE}&limit=-5", "/limit"),
        ("/?ask=dependencies&id=bs-tickets&as_of=yesterday", "is no ISO 8601 time"),
        ("/?ask=dependencies&id=bs-tickets&depth=deep", "/depth"),
    ],
)
def test_what_an_address_gets_wrong_is_refused_with_the_reason(page: Page, address: str, why: str) -> None:
    page.goto(address)
    expect(page.get_by_role("main").get_by_role("alert").filter(has_text=why)).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(0)


def test_what_an_address_gets_wrong_of_the_view_is_said(page: Page) -> None:
    ready(page, f"{TABLE}&state=sideways&sort=-mass")
    for wrong in ("state=sideways", "sort=mass"):
        expect(page.get_by_text(wrong)).to_be_visible()


def test_evidence_is_of_the_answer_that_it_stands_beside(page: Page) -> None:
    with page.expect_response("**/v1/impact") as answer, page.expect_request("**/v1/impact/evidence") as evidence:
        page.goto(f"{TABLE}&selected=dbc-booking")
    body = evidence.value.post_data_json
    assert body is not None
    assert body["as_of"] == answer.value.json()["as_of"]


def test_the_evidence_counts_what_it_does_not_list(page: Page) -> None:
    def longer(route: Route) -> None:
        told = route.fetch().json()
        told["gates"][0]["omitted"] = 7
        route.fulfill(json=told)

    page.route("**/v1/impact/evidence", longer)
    page.goto(f"{TABLE}&selected=dbc-booking")
    expect(page.get_by_role("complementary", name="Evidence")).to_contain_text("7 more")


def test_asking_about_changes_loses_none(page: Page, api: Api) -> None:
    with api.client() as client:
        for at in range(7):
            created(client, f"said-{at}", name=f"Said {at}")
            created(client, f"chg-said-{at}", kind="Change", name=f"Change of {at}")
            joined(client, "TARGETS", f"chg-said-{at}", f"said-{at}")

    def cut(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"omitted": 2})

    page.route("**/v1/entities/chg-said-6/neighborhood?*", cut)
    page.goto("/?" + "&".join(f"target=chg-said-{at}" for at in range(7)))
    expect(page.get_by_text("chg-said-6: about more than is looked up here")).to_be_visible()
    page.get_by_role("button", name="Ask about Said 0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Said 0")
    asked = set(re.findall(r"target=([^&]+)", page.url))
    assert asked == {f"said-{at}" for at in range(7)} | {"chg-said-6"}


def test_a_file_holds_what_the_filter_lets_through_and_says_so(page: Page) -> None:
    ready(page, f"{TABLE}&limit=3")
    rows = list(csv.DictReader(saved(page, "CSV").splitlines()))
    left_out = re.search(r"(\d+) affected are not listed", page.locator(".said").inner_text())
    assert left_out is not None
    assert len(rows) == 1 + 3 + int(left_out[1])
    assert {row["filter"] for row in rows} == {""}
    page.get_by_label("Filter by name or id").focus()
    page.keyboard.type("hv-e")
    rows = list(csv.DictReader(saved(page, "CSV").splitlines()))
    assert rows[1:]
    assert all("hv-e" in row["name"] + row["id"] for row in rows[1:])
    assert rows[1]["filter"].startswith('Filtered: "hv-e" in name or id: ')
    ready(page, "/?target=ups-e-a&view=table&find=hv-e")
    told: dict[str, Any] = json.loads(saved(page, "JSON"))
    assert told["filter"] == rows[1]["filter"]
    assert {one["id"] for one in told["answer"]["affected"]} == {row["id"] for row in rows[1:]}
    page.goto("/?target=ups-e-a&view=graph&find=hv-e")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    assert "Filtered: &quot;hv-e&quot; in name or id" in saved(page, "SVG")


def test_another_question_is_not_said_to_be_canceled(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/dependencies", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    page.goto("/?ask=dependencies&id=bs-tickets")
    expect(page.get_by_text("Asking ...")).to_be_visible()
    page.get_by_label("Follow").select_option("2 steps")
    expect(page).to_have_url(re.compile("depth=2"))
    # Whatever the first was to say, it has said by now.
    page.evaluate("() => new Promise((done) => setTimeout(done))")
    expect(page.get_by_text("Asking ...")).to_be_visible()
    expect(page.get_by_text("Canceled.")).to_have_count(0)
    page.get_by_role("button", name="Cancel").click()
    # What is held is let go on by this: so only now.
    page.unroute("**/v1/dependencies")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_what_an_entity_stands_on_can_be_canceled(page: Page) -> None:
    page.route("**/v1/dependencies", lambda route: None)
    page.goto("/?ask=entity&id=hv-e1&tab=dependencies")
    part = page.get_by_role("region", name="Stands on", exact=True)
    part.get_by_role("button", name="Cancel").click()
    expect(part).to_contain_text("Canceled.")
    page.unroute("**/v1/dependencies")
    part.get_by_role("button", name="Ask again").click()
    expect(part.get_by_role("row").nth(1)).to_be_visible()


def test_what_fails_beside_the_answer_is_said(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null) }")
    page.get_by_role("button", name="PNG").click()
    complaint = page.locator(".complaint").get_by_role("alert")
    expect(complaint).to_have_text(re.compile("^The browser cannot paint"))
    page.route("**/v1/session", refuse)
    page.get_by_role("button", name="Sign out").click()
    expect(complaint).to_have_text("The database is gone.")
    page.get_by_role("button", name="Close this message").click()
    expect(complaint).to_have_count(0)


def test_a_graph_that_cannot_be_loaded_is_said(page: Page) -> None:
    page.route("**/assets/graph-*.js", lambda route: route.fulfill(status=404, body=""))
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.locator(".look").get_by_role("alert")).to_have_text("The graph could not be loaded from the server.")
    page.get_by_role("button", name="Show the table").click()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_an_answer_that_broke_off_is_no_answer(page: Page) -> None:
    page.route("**/v1/impact", lambda route: route.fulfill(status=200, content_type="application/json", body='{"te'))
    page.goto(TABLE)
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("answer cannot be read")
    page.unroute("**/v1/impact")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_names_are_those_of_the_time_that_is_asked_about(page: Page, api: Api) -> None:
    with api.client() as client:
        made = created(client, "said-anew", name="Old name")
        etag = client.get("/entities/said-anew").headers["ETag"]
        client.patch("/entities/said-anew", json={"name": "New name"}, headers={"If-Match": etag}).raise_for_status()
    page.goto(f"/?target=said-anew&as_of={made['valid_from']}")
    chip = page.locator(".chip").get_by_role("link")
    expect(chip).to_have_text("Old name")
    expect(chip).to_have_attribute("href", re.compile("as_of="))
    page.get_by_role("button", name="Now", exact=True).click()
    expect(chip).to_have_text("New name")


def test_links_lead_on_with_what_is_looked_at_and_when(page: Page) -> None:
    ready(page, f"{TABLE}&as_of=2025-06-01T00:00:00Z&selected=dbc-booking")
    past = "as_of=2025-06-01T00%3A00%3A00Z"
    nav = page.get_by_role("navigation", name="Questions")
    expect(nav.get_by_role("link", name="What breaks")).to_have_attribute("aria-current", "page")
    below = nav.get_by_role("link", name="What it stands on")
    expect(below).to_have_attribute("href", f"/?ask=dependencies&id=dbc-booking&{past}")
    expect(below).not_to_have_attribute("aria-current", re.compile(""))
    pane = page.get_by_role("complementary", name="Evidence")
    expect(pane.get_by_role("link", name="What it stands on")).to_have_attribute(
        "href", f"/?ask=dependencies&id=dbc-booking&{past}"
    )
    expect(page.locator(".beside").get_by_role("link").first).to_have_attribute("href", re.compile(past))
    below.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Booking cluster")
    expect(nav.get_by_role("link", name="What breaks")).to_have_attribute("href", f"/?target=dbc-booking&{past}")


def test_a_service_on_something_at_risk_leads_to_its_evidence(page: Page) -> None:
    ready(page, f"{TABLE}&exposed=yes")
    exposed = page.locator(".panel").filter(has=page.get_by_role("heading", name="Stand, on something at risk"))
    first = exposed.get_by_role("button").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("heading", level=2)).to_have_text(name)
    assert "target=ups-e-a" in page.url


def test_the_window_says_what_is_shown(page: Page) -> None:
    expect(page).to_have_title("cmdb-graph")
    ready(page)
    expect(page).to_have_title(re.compile(r"^If Battery room A \(UPS\) goes down, .* · cmdb-graph$"))
    page.goto("/?ask=entity&id=hv-e3")
    expect(page).to_have_title("hv-e3 · cmdb-graph")


def test_a_kind_is_called_the_same_everywhere(page: Page) -> None:
    ready(page, f"{TABLE}&find=panel&selected=panel-e-a")
    called = "Power panel"
    expect(page.locator("tbody td.kind").first).to_have_text(called)
    expect(page.get_by_role("option", name=called)).to_have_count(1)
    expect(page.get_by_role("complementary", name="Evidence")).to_contain_text(f"· {called} ·")
    page.get_by_role("combobox").first.fill("panel-e-a")
    expect(page.get_by_role("listbox", name="Found").get_by_role("option").first).to_contain_text(called)
