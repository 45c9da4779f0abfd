"""The page in a real browser, over a real API and the demo estate."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Browser, Page, Route, expect

from cmdb_graph import sessions
from cmdb_graph.instance import Instance
from tests.api.serving import Api, put, until

ODD = "<img src=x onerror=\"document.title='harmed'\">\u202e 🚢 " + "long " * 80


def test_search_ask_read_and_open_the_evidence_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("battery room a")
    expect(page.get_by_role("option").first).to_contain_text("Battery room A")
    page.keyboard.press("Enter")
    sentence = page.get_by_role("heading", level=1)
    expect(sentence).to_contain_text("If Battery room A (UPS) goes down, 32 more go down")
    page.keyboard.press("t")
    row = page.get_by_role("row").filter(has_text="Booking cluster")
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    evidence = page.get_by_role("complementary", name="Evidence")
    expect(evidence).to_contain_text("of the 3 in its group members 2 stand and 2 are needed")
    expect(evidence.get_by_role("listitem").first).to_contain_text("takes along")


def test_enter_takes_what_was_typed_last(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("hv-e1")
    expect(page.get_by_role("option").first).to_contain_text("hv-e1")
    page.get_by_role("combobox").first.fill("battery room a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("If Battery room A (UPS) goes down")


def test_a_graph_that_comes_late_does_not_take_the_place_of_the_table(page: Page) -> None:
    held: list[Route] = []
    page.route("**/assets/graph-*.js", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    page.goto("/?target=ups-e-a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("32 more go down")
    page.keyboard.press("t")
    expect(page.locator("tbody tr").first).to_be_visible()
    held[0].continue_()
    # Whoever waits for it since before comes first.
    page.evaluate("url => import(url).then(() => null)", held[0].request.url)
    expect(page.locator("tbody tr").first).to_be_visible()


def test_a_serial_number_finds_its_machine(page: Page) -> None:
    page.get_by_role("combobox").first.fill("7xk2ql3")
    expect(page.get_by_role("option").first).to_contain_text("hv-e1")
    expect(page.get_by_role("option").first).to_contain_text("7XK2QL3")


def test_an_address_shows_the_same_to_another(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=table&state=at_risk&sort=name&selected=dbc-booking")
    names = page.locator("tbody tr td.name")
    expect(names).to_have_count(20)
    shown = names.all_inner_texts()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("tbody tr td.name")).to_have_count(20)
    assert other.locator("tbody tr td.name").all_inner_texts() == shown
    expect(other.get_by_role("complementary", name="Evidence")).to_contain_text("Booking cluster")


def test_graph_and_list_tell_the_answer(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("treeitem").filter(has_text="Booking cluster")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    svg = download.value.path().read_text(encoding="utf-8")
    assert svg.startswith(("<svg", "<?xml"))
    assert "If Battery room A (UPS) goes down" in svg


def test_folding_by_service_says_what_each_group_carries_and_is_in_the_address(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    page.get_by_label("Fold", exact=True).focus()
    page.keyboard.type("by service")
    page.keyboard.press("Enter")
    fold = page.get_by_role("treeitem").filter(has_text="18 CIs for no service")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("treeitem").filter(has_text="shared by 5 services")).to_have_count(1)
    assert "fold=kservice" in page.url
    page.reload()
    expect(page.get_by_label("Fold", exact=True)).to_have_value(":service")
    fold.focus()
    page.keyboard.press("f")
    expect(page.get_by_role("treeitem").filter(has_text="hv-e1")).to_have_count(1)
    expect(fold).to_have_count(0)


def test_sites_are_asked_for_only_when_somebody_folds_by_site(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/sites") else None)
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    assert asked == []
    page.get_by_label("Fold", exact=True).select_option("by site")
    expect(page.get_by_role("treeitem").filter(has_text="18 CIs at Esbjerg Harbor")).to_have_count(1)
    page.get_by_label("Fold", exact=True).select_option("by kind")
    expect(page.get_by_role("treeitem").filter(has_text="at Esbjerg Harbor")).to_have_count(0)
    page.get_by_label("Fold", exact=True).select_option("by site")
    expect(page.get_by_role("treeitem").filter(has_text="18 CIs at Esbjerg Harbor")).to_have_count(1)
    assert len(asked) == 1


def test_places_that_could_not_be_told_are_said(page: Page) -> None:
    page.route(
        "**/v1/sites",
        lambda route: route.fulfill(status=504, json={"title": "Too long", "detail": "It took too long."}),
    )
    page.goto("/?target=ups-e-a&view=graph&fold=ksite")
    expect(page.locator(".graph-status")).to_contain_text("Not folded by site. It took too long.")
    expect(page.get_by_role("treeitem").filter(has_text="hv-e1")).to_have_count(1)


def test_the_list_goes_away_and_the_keyboard_still_walks(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("tree")).to_be_visible()
    room = page.locator(".graph-stage")
    before = room.bounding_box()
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.get_by_role("tree")).to_be_hidden()
    after = room.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"]
    # What is said is soon followed by something else that is said.
    page.evaluate("""() => {
        window.said = [];
        const live = [...document.querySelectorAll(".unseen[aria-live]")].at(-1);
        new MutationObserver(() => window.said.push(live.textContent)).observe(live, { childList: true });
    }""")
    page.locator("main").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    until(lambda: any(text.startswith("Panel A, Power panel") for text in page.evaluate("window.said")))
    assert "selected=" in page.url
    page.get_by_role("button", name="List", exact=True).click()
    expect(page.get_by_role("tree")).to_be_visible()


def test_what_is_critical_sorts_and_is_said_in_the_graph(page: Page) -> None:
    page.goto("/?target=ups-e-a&view=table")
    page.get_by_role("button", name="Criticality").click()
    expect(page.locator("tbody td.criticality").first).to_have_text("critical")
    assert "sort=criticality" in page.url
    page.get_by_role("button", name="Graph", exact=True).click()
    expect(page.get_by_role("treeitem").filter(has_text="Booking cluster")).to_contain_text("critical")


def test_the_past_and_what_changed_since(page: Page) -> None:
    page.goto("/?target=ups-e-a&as_of=2025-06-01T00:00:00Z&against=2024-12-01T00:00:00Z&view=table")
    expect(page.get_by_text("As of 1 Jun 2025")).to_be_visible()
    expect(page.get_by_role("heading", name="Since 1 Dec 2024")).to_be_visible()


def test_what_was_not_there_then_is_not_said_to_have_stood(page: Page) -> None:
    page.goto("/?target=ups-e-a&against=2025-03-01T11:00:00Z&view=table")
    compared = page.locator(".compared")
    expect(compared.get_by_role("heading", name="Since 1 Mar 2025")).to_be_visible()
    expect(compared.get_by_role("listitem").filter(has_text="dbs-2")).to_contain_text(
        re.compile("not there yet → .*down")
    )
    expect(compared.get_by_role("listitem").filter(has_text="dbx-old")).to_contain_text("at risk → retired")
    expect(page.get_by_role("row").filter(has_text="dbs-2")).to_contain_text("not there yet")


def test_a_change_fails_nothing_and_leads_to_what_it_is_about(page: Page) -> None:
    page.goto("/?target=CHG-0082&target=pdu-e1-a&view=table")
    page.get_by_role("button", name="Ask about").click()
    expect(page.get_by_role("button", name="Ask about")).to_have_count(0)
    assert set(re.findall(r"target=([^&]+)", page.url)) == {"pdu-e1-a", "pdu-e6-a", "rack-e6"}


def test_what_if_several_fail_and_one_has_failed_already(page: Page) -> None:
    page.goto("/?target=pdu-e1-a&assumed=pdu-e1-b&view=table")
    expect(page.get_by_role("heading", level=1)).to_contain_text("already down, if PDU A in E1 (PDU) goes down")
    page.get_by_label("State of PDU A in E1").select_option("degraded")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is degraded")
    assert "degraded=pdu-e1-a" in page.url


def test_a_stale_edit_loses_neither_value(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=hv-e1")
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name", exact=True).fill("hv-e1 as we call it")
    with api.client() as client:
        etag = client.get("/entities/hv-e1").headers["ETag"]
        changed = client.patch("/entities/hv-e1", json={"name": "hv-e1 as they call it"}, headers={"If-Match": etag})
        assert changed.status_code == 200
    page.get_by_role("button", name="Save").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("hv-e1 as they call it")
    expect(main).to_contain_text("hv-e1 as we call it")


def test_names_do_no_harm(page: Page, api: Api) -> None:
    with api.client() as client:
        put(client, "odd-one", kind="Server", name=ODD.strip())
        put(client, "odd-two", kind="Application", name=f"on {ODD}".strip())
        client.put("/relationships", json={"type": "RUNS_ON", "from": "odd-two", "to": "odd-one"}).raise_for_status()
    for address in (
        "/?target=odd-one&view=table&selected=odd-two",
        "/?target=odd-one&view=graph&selected=odd-two",
        "/?ask=entity&id=odd-one",
        "/?ask=dependencies&id=odd-two",
    ):
        page.goto(address)
        expect(page.get_by_text("onerror").first).to_be_visible()
        assert page.locator("main img").count() == 0
        expect(page).to_have_title(re.compile(".+ · cmdb-graph$"))


def test_the_link_signs_in_once_and_sign_out_ends_it(api: Api, browser: Browser, empty_instance: Instance) -> None:
    token = sessions.offer_link(empty_instance.store, timedelta(minutes=5))
    context = browser.new_context(base_url=api.url)
    page = context.new_page()
    page.goto(f"/#sign-in={token}")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert token not in page.url
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Key")).to_be_visible()
    page.goto(f"/#sign-in={token}")
    expect(page.get_by_role("alert")).not_to_be_empty()
    context.close()


def test_nobody_signed_in_is_no_error_in_the_console(visitor: Page) -> None:
    said: list[str] = []
    visitor.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    visitor.goto("/?target=ups-e-a")
    expect(visitor.get_by_label("Key")).to_be_visible()
    assert not said
