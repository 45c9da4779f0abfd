"""What is typed, focused, scrolled or opened stays so, whatever else changes on the page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.page.conftest import ADMIN_KEY, sign_in

TABLE = "/?target=ups-e-a&view=table"


def table(page: Page, address: str = TABLE) -> Locator:
    """The rows of an answer, once they are there."""
    page.goto(address)
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    return rows


def asked(page: Page, path: str = "/v1/impact") -> list[dict[str, Any]]:
    """What is asked from now on."""
    found: list[dict[str, Any]] = []

    def keep(request: Request) -> None:
        body = request.post_data_json if request.url.endswith(path) else None
        if body is not None:
            found.append(body)

    page.on("request", keep)
    return found


def many(page: Page, count: int) -> None:
    """Answers of so many affected, made of those that there are."""

    def answer(route: Route) -> None:
        told = route.fetch().json()
        nodes = told["affected"]
        told["affected"] = [
            nodes[at % len(nodes)] | {"id": f"n{at:05}", "name": f"node {at:05}"} for at in range(count)
        ]
        route.fulfill(json=told)

    page.route("**/v1/impact", answer)


def test_the_filter_takes_what_is_typed_at_the_end_and_in_the_middle(page: Page) -> None:
    rows = table(page)
    box = page.get_by_label("Filter by name or id")
    box.focus()
    page.keyboard.type("hv-e")
    expect(box).to_have_value("hv-e")
    page.keyboard.press("Home")
    page.keyboard.press("Delete")
    page.keyboard.type("xy")
    expect(box).to_have_value("xyv-e")
    expect(page.get_by_text("The filters let nothing through.")).to_be_visible()
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("h")
    expect(rows.filter(has_text="hv-e1")).to_have_count(1)
    assert "find=hv-e" in page.url
    page.reload()
    expect(box).to_have_value("hv-e")


def test_a_row_that_is_selected_is_marked_where_it_is(page: Page) -> None:
    many(page, 200)
    table(page)
    scroll = page.get_by_role("region", name="Affected")
    first, second = page.get_by_role("button", name="node 00150"), page.get_by_role("button", name="node 00151")
    first.scroll_into_view_if_needed()
    place = scroll.evaluate("one => one.scrollTop")
    scroll.evaluate("one => { one.stays = true }")
    first.click()
    selected = page.locator("tbody tr[aria-selected=true]")
    expect(selected).to_contain_text("node 00150")
    expect(first).to_be_focused()
    second.click()
    expect(selected).to_contain_text("node 00151")
    assert scroll.evaluate("one => [one.scrollTop, one.stays]") == [place, True]
    page.get_by_role("button", name="Kind", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Kind")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("button", name="Kind", exact=True)).to_be_focused()
    expect(selected).to_contain_text("node 00151")


def test_a_time_is_typed_part_by_part_and_asked_for_once(page: Page) -> None:
    table(page, TABLE + "&as_of=2025-06-01T00:00:00Z")
    questions = asked(page)
    field = page.get_by_label("As of", exact=True)
    field.focus()
    page.keyboard.type("03242025")
    # The selection of a row draws nothing over what is being typed.
    page.evaluate("document.querySelector('tbody tr').click()")
    expect(page.get_by_role("complementary", name="Evidence")).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("0815PM")
    expect(field).to_have_value("2025-03-24T20:15")
    assert questions == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("As of 24 Mar 2025")).to_be_visible()
    assert [question["as_of"] for question in questions] == ["2025-03-24T20:15:00.000Z"]
    page.get_by_role("button", name="Now", exact=True).click()
    expect(field).to_have_value("")
    expect(field).to_be_focused()


@pytest.mark.parametrize("address", [TABLE, "/?ask=dependencies&id=bs-tickets"])
def test_half_a_time_is_told_and_not_asked(page: Page, address: str) -> None:
    table(page, address)
    if "target" in address:
        page.get_by_text("With what has failed already").click()
    field = page.get_by_label("As of", exact=True)
    field.focus()
    page.keyboard.type("11")
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_role("alert").filter(has_text="A part of this time is missing")).to_be_visible()
    assert "as_of" not in page.url


def test_the_slider_goes_a_day_with_each_key(page: Page) -> None:
    page.clock.set_fixed_time("2026-07-10T10:00:00Z")
    table(page, TABLE)
    page.get_by_text("With what has failed already").click()
    slider = page.get_by_role("slider")
    slider.focus()
    for day in ("09", "08", "07"):
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(re.compile(f"as_of=2026-07-{day}T23"))
        expect(slider).to_be_focused()


def test_what_somebody_opened_or_closed_stays_so(page: Page) -> None:
    rows = table(page)
    more = page.locator("details.more")
    page.get_by_text("With what has failed already").click()
    rows.first.get_by_role("button").click()
    expect(page.get_by_role("complementary", name="Evidence")).to_be_visible()
    expect(more).to_have_attribute("open", "")
    table(page, TABLE + "&as_of=2025-06-01T00:00:00Z")
    expect(more).to_have_attribute("open", "")
    page.get_by_text("With what has failed already").click()
    rows.first.get_by_role("button").click()
    expect(page.get_by_role("complementary", name="Evidence")).to_be_visible()
    expect(more).not_to_have_attribute("open", "")


def test_an_answer_is_said_once(page: Page) -> None:
    rows = table(page)
    page.evaluate("""() => {
        window.said = 0;
        new MutationObserver(() => window.said++).observe(document.querySelector(".said"), { childList: true, subtree: true });
    }""")
    page.get_by_label("Filter by name or id").focus()
    page.keyboard.type("hv")
    rows.first.get_by_role("button").click()
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("heading", level=2)).to_be_visible()
    assert page.evaluate("window.said") == 0


def test_a_filter_does_not_change_the_view(page: Page) -> None:
    many(page, 301)
    rows = table(page, "/?target=ups-e-a")
    page.get_by_label("Filter by name or id").focus()
    page.keyboard.type("node 0000")
    expect(rows).to_have_count(10)
    expect(page.get_by_role("button", name="Table", exact=True)).to_have_attribute("aria-pressed", "true")


def test_the_graph_follows_the_filter(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.get_by_label("Filter by name or id").focus()
    page.keyboard.type("hv-e")
    expect(page.get_by_role("treeitem").filter(has_text="Panel A")).to_have_count(0)
    expect(page.get_by_role("treeitem").filter(has_text="hv-e1")).to_have_count(1)


def test_walking_the_graph_leaves_one_step_to_go_back_and_asks_for_where_it_ends(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    items = page.get_by_role("treeitem")
    expect(items.first).to_be_visible()
    before = page.evaluate("history.length")
    questions = asked(page, "/v1/impact/evidence")
    names = page.evaluate("""() => {
        const items = [...document.querySelectorAll("[role=treeitem]")].slice(1, 12);
        for (const item of items) item.focus();
        return items.map((item) => item.querySelector(".graph-name").textContent);
    }""")
    pane = page.get_by_role("complementary", name="Evidence")
    expect(pane.get_by_role("heading", level=2)).to_have_text(names[-1])
    assert len(questions) == 1
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(pane).to_be_hidden()
    expect(items.first).to_be_visible()


def test_the_head_of_the_table_covers_no_focus(page: Page) -> None:
    many(page, 200)
    table(page)
    page.get_by_role("button", name="node 00150").focus()
    page.get_by_role("region", name="Affected").evaluate("one => { one.scrollTop = one.scrollHeight }")
    page.get_by_role("button", name="node 00199").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("""() => {
            const one = document.activeElement;
            const { left, top, width, height } = one.getBoundingClientRect();
            const seen = document.elementFromPoint(left + width / 2, top + height / 2);
            return one.contains(seen);
        }""")


def test_enter_in_an_empty_box_opens_nothing(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("battery room a")
    expect(page.get_by_role("option").first).to_contain_text("Battery room A")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("If Battery room A (UPS) goes down")
    page.get_by_role("link", name="cmdb-graph").click()
    expect(page.get_by_role("heading", name="What breaks if this goes down?")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    assert page.url.endswith("/")


@pytest.mark.parametrize("key", ["Tab", "Escape"])
def test_a_search_that_is_left_opens_no_list(page: Page, key: str) -> None:
    held: list[Route] = []
    page.route("**/v1/search?*", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    page.keyboard.press("/")
    with page.expect_request("**/v1/search?*"):
        page.keyboard.type("h")
    expect(page.get_by_text("Searching ...")).to_be_visible()
    page.keyboard.press(key)
    expect(page.get_by_text("Searching ...")).to_be_hidden()
    for route in held:
        route.fulfill(json={"items": [{"id": "late", "kind": "Server", "name": "late"}], "next": None})
    # Whatever came has been drawn by now.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.get_by_text("late", exact=True)).to_have_count(0)


def test_a_session_that_ends_midway_takes_nothing_along(page: Page) -> None:
    rows = table(page)
    page.context.clear_cookies()
    rows.first.get_by_role("button").click()
    again = page.get_by_role("dialog", name="Your session has ended")
    expect(again).to_be_visible()
    page.keyboard.press("Escape")
    expect(again).to_have_count(0)
    pane = page.get_by_role("complementary", name="Evidence")
    expect(pane.get_by_role("alert")).to_be_visible()
    rows.nth(1).get_by_role("button").click()
    again.get_by_label("Key").focus()
    page.keyboard.type("none")
    page.keyboard.press("Enter")
    expect(again.get_by_role("alert")).not_to_be_empty()
    again.get_by_label("Key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    expect(pane.get_by_role("heading", level=2)).to_have_text(rows.nth(1).locator(".name").inner_text())
    page.goto("/?ask=entity&id=hv-e2")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name", exact=True).fill("hv-e2 of two sessions")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    again.get_by_label("Key").fill(ADMIN_KEY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("hv-e2 of two sessions")


def test_single_keys_can_be_turned_off_and_stay_off(page: Page) -> None:
    table(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_contain_text("in the graph, zoom in, out, show all")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        for key in ("g", "?", "/"):
            page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("combobox").first).not_to_be_focused()
        assert "view=table" in page.url
        page.reload()
        expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_label("Single-key shortcuts").check()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page.get_by_role("treeitem").first).to_be_visible()


def test_a_link_to_sign_in_works_in_a_page_that_is_open(visitor: Page) -> None:
    sign_in(visitor, ADMIN_KEY)
    sent: list[str] = []
    visitor.on(
        "request", lambda request: sent.append(request.post_data or "") if "/v1/session" in request.url else None
    )
    visitor.goto("/#sign-in=used-up")
    expect(visitor.get_by_role("heading", name="What breaks if this goes down?")).to_be_visible()
    expect(visitor).to_have_url(re.compile("/$"))
    assert any("used-up" in each for each in sent)


def test_shortcuts_work_where_nothing_is_typed(page: Page) -> None:
    table(page)
    box = page.get_by_role("checkbox", name="Only at risk")
    box.focus()
    page.keyboard.press("g")
    expect(page.get_by_role("tree")).to_be_visible()
    page.get_by_role("checkbox", name="Only at risk").focus()
    page.keyboard.press("/")
    expect(page.locator(":focus")).to_have_attribute("role", "combobox")
    page.keyboard.type("t/")
    expect(page.get_by_role("tree")).to_be_visible()
