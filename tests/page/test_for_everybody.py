"""The page is for everybody: rules of accessibility that a program can check, narrow and enlarged, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from tests.api.serving import Api

AXE = (Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
WIDE, NARROW, NARROWEST = 1280, 360, 320
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", WIDE), ("dark", WIDE), ("dark", NARROW)]

View = Callable[[Page, Api], None]


def sign_in(page: Page, api: Api) -> None:
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_label("Key").fill("none")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).not_to_be_empty()


def welcome(page: Page, api: Api) -> None:
    expect(page.get_by_role("heading", name="What breaks if this goes down?")).to_be_visible()


def impact_table(page: Page, api: Api) -> None:
    page.goto("/?target=ups-e-a&view=table")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def impact_graph(page: Page, api: Api) -> None:
    page.goto("/?target=ups-e-a&view=graph")
    expect(page.get_by_role("treeitem").first).to_be_visible()


def graph_kinds(page: Page, api: Api) -> None:
    impact_graph(page, api)
    page.get_by_text("Hide kinds").click()


def graph_legend(page: Page, api: Api) -> None:
    impact_graph(page, api)
    page.get_by_text("Legend").click()


def evidence(page: Page, api: Api) -> None:
    page.goto("/?target=ups-e-a&view=table&selected=dbc-booking")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("listitem").first).to_be_visible()


def compared(page: Page, api: Api) -> None:
    page.goto(
        "/?target=ups-e-a&assumed=pdu-e1-b&exposed=yes&as_of=2025-06-01T00:00:00Z&against=2024-12-01T00:00:00Z&view=table"
    )
    expect(page.get_by_role("heading", name="Since 1 Dec 2024")).to_be_visible()


def dependencies(page: Page, api: Api) -> None:
    page.goto("/?ask=dependencies&id=bs-tickets")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def cause(page: Page, api: Api) -> None:
    page.goto("/?ask=cause&symptom=INC-0214")
    expect(page.get_by_role("region", name="Candidates", exact=True).locator("tbody tr").first).to_be_visible()


def metrics(page: Page, api: Api) -> None:
    page.goto("/?ask=metrics&from=2026-01-01&to=2026-11-01&zone=UTC&metric=reopen_rate&period=2026-03-01T00:00:00Z")
    expect(page.get_by_role("complementary", name="Records").get_by_role("link").first).to_be_visible()


def metrics_in_groups(page: Page, api: Api) -> None:
    page.goto("/?ask=metrics&from=2026-01-01&zone=UTC&by=week&group=team")
    expect(page.get_by_role("region", name="Age of what is open", exact=True)).to_be_visible()


def entity(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=hv-e1")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()


def entity_relationships(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=hv-e1&tab=relationships")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def entity_dependencies(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=hv-e1&tab=dependencies")
    expect(page.get_by_role("link", name="See all that is affected, and why")).to_be_visible()
    expect(page.get_by_role("button", name="All that it stands on, at any distance")).to_be_visible()


def entity_tickets(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=pdu-e6-a&tab=tickets")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def entity_history(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=dbs-1&tab=history")
    expect(page.get_by_text("Created", exact=True)).to_be_visible()


def entity_in_the_past(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=dbs-1&as_of=2025-06-01T00:00:00Z")
    expect(page.get_by_text("This is the past")).to_be_visible()


def entity_edit(page: Page, api: Api) -> None:
    entity(page, api)
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Cores", exact=True).fill("many")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Cores", exact=True)).to_have_attribute("aria-invalid", "true")


def entity_left(page: Page, api: Api) -> None:
    entity_edit(page, api)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def entity_conflict(page: Page, api: Api) -> None:
    entity(page, api)
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name", exact=True).fill("as I call it")
    with api.client() as client:
        etag = client.get("/entities/hv-e1").headers["ETag"]
        theirs = {"name": f"as they call it after {etag}"}
        client.patch("/entities/hv-e1", json=theirs, headers={"If-Match": etag}).raise_for_status()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Somebody changed it while you did")).to_be_visible()


def licenses(page: Page, api: Api) -> None:
    page.goto("/?ask=licenses")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def license_evidence(page: Page, api: Api) -> None:
    page.goto("/?ask=licenses&product=prod-ballast")
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("heading", level=2)).to_be_visible()


def what_if(page: Page, api: Api) -> None:
    page.goto("/?ask=what-if&about=prod-sql-std")
    expect(page.get_by_role("button", name="Change vm-bi")).to_be_visible()


def what_if_answered(page: Page, api: Api) -> None:
    page.goto(
        '/?ask=what-if&about=prod-sql-std&modify={"id":"vm-bi","set":{"vcpus":16}}&end=lic-office&product=prod-sql-std'
    )
    page.get_by_role("button", name="SQL Server Standard 2022").click()
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("listitem").first).to_be_visible()


def what_if_changed(page: Page, api: Api) -> None:
    what_if(page, api)
    page.get_by_role("button", name="Change vm-bi").click()
    page.get_by_label("Vcpus").fill("many")
    page.get_by_role("button", name="Ask with these facts").click()
    expect(page.get_by_label("Vcpus")).to_have_attribute("aria-invalid", "true")


def stock(page: Page, api: Api) -> None:
    page.goto("/?ask=stock&code=tf-0125")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_role("link", name="LT-125")).to_be_visible()


def stocktaking(page: Page, api: Api) -> None:
    page.goto("/?ask=stock&view=stocktaking&location=storeroom-e")
    page.get_by_label("Scanned codes").fill("TF-0125\nTF-0125\nPF5T0101\nno-such")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("1 found")


def costs(page: Page, api: Api) -> None:
    page.goto("/?ask=costs&from=2026-01-01&to=2026-12-31")
    expect(page.get_by_role("row").nth(1)).to_be_visible()


def cost_of_a_service(page: Page, api: Api) -> None:
    page.goto("/?ask=costs&id=bs-tickets&from=2026-01-01&to=2026-12-31")
    expect(page.get_by_role("img", name="Where the")).to_be_visible()


def fragility_map(page: Page, api: Api) -> None:
    page.goto("/?ask=fragility")
    expect(page.get_by_role("img", name="Which loss takes which service down")).to_be_visible()


def fragility_of_a_service(page: Page, api: Api) -> None:
    page.goto("/?ask=fragility&service=bs-tickets&days=90")
    expect(page.get_by_role("region", name="What takes it down alone")).to_be_visible()
    expect(page.get_by_role("region", name="What a second one would save")).to_be_visible()
    page.get_by_text("The same in words").click()
    expect(page.get_by_role("link", name="What breaks with the first of each").first).to_be_visible()


def asset_life(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=lt-002&tab=life")
    expect(page.get_by_role("button", name="Deploy")).to_be_visible()
    expect(page.get_by_role("img", name="Book value")).to_be_visible()
    expect(page.get_by_text("Lent to Noor")).to_be_visible()


def asset_step(page: Page, api: Api) -> None:
    asset_life(page, api)
    page.get_by_role("button", name="Deploy").click()
    page.get_by_role("dialog").get_by_role("combobox").fill("office")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()


def ticket_work(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=INC-0213")
    expect(page.get_by_role("button", name="Resolve")).to_be_visible()
    expect(page.get_by_role("img", name="of the target is used up").first).to_be_visible()


def ticket_step(page: Page, api: Api) -> None:
    ticket_work(page, api)
    page.get_by_role("button", name="Resolve").click()
    page.get_by_role("dialog").get_by_role("combobox", name="Team").fill("network")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()


def context(page: Page, api: Api) -> None:
    page.goto("/?ask=context&id=p-gry")
    expect(page.get_by_role("region", name="Wrong or under change").get_by_role("listitem").first).to_be_visible()


def context_of_nobody(page: Page, api: Api) -> None:
    page.goto("/?ask=context")
    expect(page.get_by_role("heading", name="What the agent needs first")).to_be_visible()


def searching(page: Page, api: Api) -> None:
    page.get_by_role("combobox").first.fill("battery")
    expect(page.get_by_role("option").first).to_be_visible()


def finding_nothing(page: Page, api: Api) -> None:
    page.get_by_role("combobox").first.fill("zzz nothing is called so")
    expect(page.get_by_text("Nothing is found.")).to_be_visible()


def signed_out_midway(page: Page, api: Api) -> None:
    impact_table(page, api)
    page.context.clear_cookies()
    page.get_by_role("button", name="Panel A").click()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()


def keys(page: Page, api: Api) -> None:
    impact_table(page, api)
    page.get_by_role("button", name="Shortcuts").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def refused(page: Page, api: Api) -> None:
    page.goto("/?target=no-such-thing")
    expect(page.get_by_role("alert")).to_contain_text("no-such-thing")


def no_entity(page: Page, api: Api) -> None:
    page.goto("/?ask=entity&id=no-such-thing")
    expect(page.get_by_role("alert")).to_contain_text("no-such-thing")


VIEWS: list[View] = [
    sign_in,
    welcome,
    impact_table,
    impact_graph,
    graph_kinds,
    graph_legend,
    evidence,
    compared,
    cause,
    metrics,
    metrics_in_groups,
    dependencies,
    entity,
    entity_relationships,
    entity_dependencies,
    entity_tickets,
    entity_history,
    entity_in_the_past,
    entity_edit,
    entity_left,
    entity_conflict,
    licenses,
    license_evidence,
    what_if,
    what_if_answered,
    what_if_changed,
    stock,
    stocktaking,
    costs,
    cost_of_a_service,
    fragility_map,
    fragility_of_a_service,
    asset_life,
    asset_step,
    ticket_work,
    ticket_step,
    context,
    context_of_nobody,
    searching,
    finding_nothing,
    signed_out_midway,
    keys,
    refused,
    no_entity,
]
CONTROLS = """
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
        .map((one) => one.outerHTML)
"""
FOCUSED = """() => {
    const one = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return [one.outerHTML, one === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) > 0)];
}"""
each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)


def violations(page: Page) -> list[str]:
    """What axe finds that is serious or critical: the rule, and where it is broken."""
    # Evaluated by the browser's debugger, which the content policy of the page does not bind.
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        # Targets of 24 px (WCAG 2.2) are tested only where somebody asks for it.
        "axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })"
    )
    return [
        f"{rule['id']}: {place['html'][:200]} ({place['failureSummary'][:300]})"
        for rule in found["violations"]
        for place in rule["nodes"]
        if rule["impact"] in ("serious", "critical")
    ]


@each_view
def test_nothing_serious_keeps_anybody_out(page: Page, api: Api, view: View) -> None:
    view(page, api)
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == [], f"{scheme}, {width} px"


@each_view
def test_narrow_or_enlarged_the_page_scrolls_one_way(page: Page, api: Api, view: View) -> None:
    """WCAG 1.4.10: at 320 px, which is 400 % of 1,280; and with letters twice as large."""
    view(page, api)
    for width, letters in ((NARROWEST, "100%"), (WIDE // 2, "100%"), (WIDE, "200%")):
        page.set_viewport_size({"width": width, "height": 640})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width} px, letters at {letters}"


@pytest.mark.parametrize(
    "view",
    [
        welcome,
        impact_table,
        impact_graph,
        evidence,
        compared,
        entity,
        entity_edit,
        licenses,
        license_evidence,
        what_if_answered,
        stock,
        fragility_map,
        asset_life,
        ticket_work,
        context,
    ],
)
def test_tab_reaches_every_control_and_shows_where_it_is(page: Page, api: Api, view: View) -> None:
    view(page, api)
    page.evaluate("document.activeElement.blur()")
    reached: set[str] = set()
    # Some fields have stops of their own for the parts of a time.
    for _ in range(2 * len(page.evaluate(CONTROLS))):
        page.keyboard.press("Tab")
        told, is_seen = page.evaluate(FOCUSED)
        assert is_seen, told
        reached.add(told)
    # By what they are: some are drawn anew when another is focused.
    controls = set(page.evaluate(CONTROLS))
    assert len(controls) > 5
    assert controls <= reached


def test_the_graph_is_walked_folded_and_left_by_keys(page: Page, api: Api) -> None:
    impact_graph(page, api)
    items = page.get_by_role("treeitem")
    on = page.locator("[role=treeitem]:focus")
    items.first.focus()
    expect(on).to_contain_text("Battery room A")
    page.keyboard.press("ArrowRight")
    expect(on).to_contain_text("Panel A")
    page.keyboard.press("ArrowRight")
    second = on.inner_text()
    page.keyboard.press("ArrowDown")
    expect(on).not_to_have_text(second)
    page.keyboard.press("ArrowLeft")
    expect(on).to_contain_text("Panel A")
    whole = items.count()
    page.keyboard.press("f")
    expect(items).not_to_have_count(whole)
    page.keyboard.press("f")
    expect(items).to_have_count(whole)
    pane = page.get_by_role("complementary", name="Evidence")
    expect(pane).to_contain_text("Panel A (PowerPanel) is down")
    page.keyboard.press("e")
    expect(pane).to_be_focused()
    page.keyboard.press("Escape")
    expect(pane).to_be_hidden()


def test_search_and_help_open_and_close_by_keys(page: Page, api: Api) -> None:
    impact_table(page, api)
    page.get_by_role("button", name="Panel A").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_contain_text("go to the evidence")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="Panel A")).to_be_focused()
    page.keyboard.press("/")
    box = page.get_by_role("combobox").first
    expect(box).to_be_focused()
    page.keyboard.type("battery")
    expect(page.get_by_role("listbox", name="Found")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox", name="Found")).to_be_hidden()
    expect(box).to_have_value("battery")


@pytest.mark.parametrize(("wanted", "moves"), [("reduce", False), ("no-preference", True)])
def test_the_picture_moves_only_for_those_who_want_it(
    page: Page, api: Api, wanted: Literal["reduce", "no-preference"], moves: bool
) -> None:
    page.emulate_media(reduced_motion=wanted)
    impact_graph(page, api)
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    moving = page.evaluate(
        """() => {
            [...document.querySelectorAll("[role=treeitem]")].at(-1).focus();
            return document.querySelector(".graph-canvas")._cyreg.cy.animated();
        }"""
    )
    assert moving == moves
