"""Fragility on the page: the map of the estate, what takes a service down alone and together, and how much it stands."""

from __future__ import annotations

import re
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Api, created, entity, joined


def told(api: Api, analysis: str, **question: Any) -> dict[str, Any]:
    with api.client() as client:
        return client.post(f"/analyses/{analysis}", json=question).raise_for_status().json()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def part(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def test_the_map_has_a_cell_for_every_loss_that_takes_a_service_down(page: Page, api: Api) -> None:
    answer = told(api, "fragility")
    page.goto("/?ask=fragility")
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    shown = answer["items"][:40]
    cells = [f"{item['name']} takes {name} down" for item in shown for name in names(answer, item)]
    assert len(cells) > 100
    assert sorted(page.locator(".fragility-picture .falls title").all_text_contents()) == sorted(cells)
    heads = page.locator(".fragility-lefts li")
    expect(heads).to_have_count(len(answer["services"]))
    first = answer["services"][0]
    expect(heads.first).to_have_text(f"{first['name']}{first['criticality']}")
    # What has no column is counted, and said.
    assert len(answer["items"]) > 40
    expect(page.get_by_text(f"Drawn are the worst 40 of {len(answer['items'])} things")).to_be_visible()
    further = sum(len(item["takes_services"]) for item in answer["items"][40:])
    counts = page.locator(".fragility-picture text").all_text_contents()
    assert sum(int(text) for text in counts) == further


def test_a_map_that_is_wider_than_its_room_shows_that_it_goes_on(page: Page) -> None:
    def shade(shows: bool) -> None:
        page.wait_for_function(
            "(shows) => (getComputedStyle(document.querySelector('.fragility-panes'), '::after').opacity > 0) === shows",
            arg=shows,
        )

    page.set_viewport_size({"width": 1_000, "height": 800})
    page.goto("/?ask=fragility")
    panes = page.locator(".fragility-panes")
    expect(panes).to_be_visible()
    # It moves nothing: heads stand above and beside the picture.
    sides = "(one) => { const { left, top } = one.getBoundingClientRect(); return [left, top] }"
    left, top = panes.locator(".fragility-picture").evaluate(sides)
    assert panes.locator(".fragility-tops").evaluate(sides)[0] == left
    assert panes.locator(".fragility-lefts").evaluate(sides)[1] == top
    shade(True)
    panes.evaluate("(panes) => panes.scrollTo(panes.scrollWidth, 0)")
    shade(False)
    page.set_viewport_size({"width": 2_400, "height": 800})
    shade(False)


def test_where_it_is_narrow_names_of_the_picture_wrap(page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto("/?ask=fragility&service=bs-tickets")
    heads = part(page, "Together").locator(".fragility-lefts a")
    expect(heads.first).to_be_visible()
    cut = "one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight"
    assert heads.evaluate_all(f"(all) => all.filter((one) => {cut}).map((one) => one.textContent)") == []


def names(answer: dict[str, Any], item: dict[str, Any]) -> list[str]:
    called = {service["id"]: service["name"] for service in answer["services"]}
    return [called[each] for each in item["takes_services"]]


def test_the_lists_tell_the_same_as_the_map_and_lead_on(page: Page, api: Api) -> None:
    answer = told(api, "fragility")
    page.goto("/?ask=fragility")
    worst = page.get_by_role("region", name="What takes most services down")
    expect(worst.locator("tbody tr")).to_have_count(len(answer["items"]))
    first = answer["items"][0]
    row = worst.locator("tbody tr").first
    expect(row.locator("td")).to_have_text(
        [first["name"], first["kind"], str(first["services"]), str(first["weight"]), str(first["takes_down"])]
    )
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"If {first['name']}")
    assert asked(page)["target"] == [first["id"]]
    page.go_back()
    # The heads of the map lead to the same places, by keys too.
    page.get_by_role("list", name="Things").get_by_role("link", name=first["name"]).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"If {first['name']}")
    page.go_back()
    page.get_by_role("list", name="Services").get_by_role("link", name="Ticket Sales").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What takes Ticket Sales down")
    assert asked(page)["service"] == ["bs-tickets"]


def test_the_limit_leaves_out_nothing_silently(page: Page, api: Api) -> None:
    answer = told(api, "fragility", limit=3)
    page.goto("/?ask=fragility&limit=3")
    expect(page.get_by_text(f"{answer['omitted']} more things are not listed.")).to_be_visible()
    expect(page.get_by_text(f"{answer['services_omitted']} more services are not listed.")).to_be_visible()
    expect(
        page.get_by_text(re.compile(r"Drawn are the first 3 of \d+ services and the worst 3 of \d+ things"))
    ).to_be_visible()
    page.get_by_role("button", name="List more").first.click()
    expect(page.get_by_role("region", name="What takes most services down").locator("tbody tr")).to_have_count(30)
    assert asked(page)["limit"] == ["30"]


def test_what_takes_a_service_down_alone_leads_to_what_breaks_with_it(page: Page, api: Api) -> None:
    answer = told(api, "single-points-of-failure", service="bs-tickets")
    page.goto("/?ask=fragility&service=bs-tickets")
    alone = part(page, "Alone")
    expect(alone.get_by_text(answer["text"])).to_be_visible()
    rows = alone.locator("tbody tr")
    expect(rows).to_have_count(len(answer["items"]))
    first = answer["items"][0]
    fallen = len(first["takes_down"]) - 1 + first["takes_down_omitted"]
    expect(rows.first.locator("td").nth(2)).to_have_text(str(fallen))
    names = {each["id"]: each["name"] for each in answer["named"]}
    others = [names[each] for each in first["takes_down"] if each != "bs-tickets"][:3]
    expect(rows.first.locator("td").nth(3)).to_have_text(f"{', '.join(others)} and {fallen - 3} more")
    rows.first.get_by_role("link", name=first["name"]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"If {first['name']}")


def test_cut_sets_are_drawn_whole_and_told_in_words(page: Page, api: Api) -> None:
    answer = told(api, "cut-sets", service="bs-tickets", order=2)
    page.goto("/?ask=fragility&service=bs-tickets")
    together = part(page, "Together")
    expect(together.get_by_text(answer["text"])).to_be_visible()
    heads = together.locator(".fragility-lefts a")
    expect(heads.first).to_be_visible()
    members = heads.evaluate_all("(links) => links.map((link) => link.title.split(', ').length)")
    assert sum(members) < len({each for cut in answer["items"] for each in cut}) + 40
    # The dots of a barrier stand in rows; one of each row's alternatives in every way is what it stands for.
    barriers = together.locator(".barrier").evaluate_all(
        "(all) => all.map((one) => [...one.querySelectorAll('circle')].map((dot) => Math.floor(dot.getAttribute('cy') / 26)))"
    )
    called = {one["id"]: one["name"] for one in answer["named"]}
    rows = alternatives(answer["items"])
    drawn = sorted(
        sorted(called[each] for each in chosen)
        for barrier in barriers
        for chosen in product(*(rows[heads.nth(row).get_attribute("href").split("target=")[1]] for row in barrier))  # pyright: ignore[reportOptionalMemberAccess]
    )
    assert drawn == sorted(sorted(called[each] for each in cut) for cut in answer["items"])
    expect(together.get_by_text("Not drawn")).to_have_count(0)
    together.get_by_text("The same in words").click()
    words = together.locator(".fragility-sets > li")
    expect(words).to_have_count(20)
    together.get_by_role("button", name=f"of {len(barriers)}").click()
    expect(words).to_have_count(len(barriers))


def alternatives(cuts: list[list[str]]) -> dict[str, list[str]]:
    """Of each id those that stand for each other, by putting one in the other's place in every set."""
    all_sets = {frozenset(cut) for cut in cuts}
    members = sorted({each for cut in cuts for each in cut})
    swapped = {each: {frozenset(cut - {each}) for cut in all_sets if each in cut} for each in members}
    return {each: [other for other in members if swapped[other] == swapped[each]] for each in members}


def test_the_largest_order_is_chosen_and_only_that_is_asked_anew(page: Page, api: Api) -> None:
    asks: list[str] = []
    page.on("request", lambda request: asks.append(request.url) if "/analyses/" in request.url else None)
    page.goto("/?ask=fragility&service=bs-tickets")
    for name in ("Alone", "Together", "How much of the time it stands"):
        expect(part(page, name).get_by_role("table").or_(part(page, name).get_by_role("img")).first).to_be_visible()
    assert len(asks) == 3
    page.get_by_label("Cut sets of").select_option("3")
    answer = told(api, "cut-sets", service="bs-tickets", order=3)
    together = part(page, "Together")
    expect(together.get_by_text(answer["text"])).to_be_visible()
    expect(together.get_by_text(re.compile(r"Not drawn, but among the words: \d+ of the \d+ of 3"))).to_be_visible()
    expect(together.get_by_text("3 together", exact=True)).to_be_visible()
    assert asked(page)["order"] == ["3"]
    assert [url.rsplit("/", 1)[1] for url in asks[3:]] == ["cut-sets"]


def test_availability_with_what_would_raise_it(page: Page, api: Api) -> None:
    answer = told(api, "availability", service="bs-tickets")
    page.goto("/?ask=fragility&service=bs-tickets")
    stands = part(page, "How much of the time it stands")
    expect(stands.get_by_text(answer["text"])).to_be_visible()
    expect(stands.get_by_text(f"{100 * answer['availability']:.4f} %", exact=True)).to_be_visible()
    expect(stands.get_by_text(f"{answer['hours_a_year']:,.0f} hours down a year")).to_be_visible()
    expect(stands.get_by_text(f"{answer['cost_a_year']:,.2f} {answer['currency']} a year")).to_be_visible()
    expect(stands.locator(".warning")).to_contain_text(
        f"of {answer['without_figures']} of {answer['stands_on'] + 1} things nothing tells how often they fail"
    )
    rows = stands.locator("tbody tr")
    expect(rows).to_have_count(len(answer["items"]))
    # A bar is as long as what it tells.
    bars = rows.locator(".fragility-bar").evaluate_all(
        "(bars) => bars.map((bar) => bar.firstChild.getBoundingClientRect().width / bar.getBoundingClientRect().width)"
    )
    most = answer["items"][0]["doubled_saves_hours"]
    for bar, item in zip(bars, answer["items"], strict=True):
        assert abs(bar - (item["doubled_saves_hours"] or 0) / most) < 0.02
    rows.nth(1).get_by_role("link").click()
    assert asked(page) == {"ask": ["entity"], "id": [answer["items"][1]["id"]]}


def test_other_days_and_another_time_are_asked_about(page: Page, api: Api) -> None:
    page.goto("/?ask=fragility&service=bs-tickets")
    stands = part(page, "How much of the time it stands")
    expect(stands.get_by_text(told(api, "availability", service="bs-tickets")["text"])).to_be_visible()
    page.get_by_label("Incidents of").select_option("90")
    expect(stands.get_by_text(told(api, "availability", service="bs-tickets", days=90)["text"])).to_be_visible()
    then = "2025-03-01T00:00:00Z"
    page.goto(f"/?ask=fragility&service=bs-tickets&as_of={then}")
    answer = told(api, "single-points-of-failure", service="bs-tickets", as_of=then)
    assert answer["text"] != told(api, "single-points-of-failure", service="bs-tickets")["text"]
    expect(part(page, "Alone").get_by_text(answer["text"])).to_be_visible()
    expect(part(page, "Alone").get_by_text("As of 1 Mar 2025")).to_be_visible()
    # What it leads to is as of the same time.
    part(page, "Alone").get_by_role("link").first.click()
    assert asked(page)["as_of"] == [then]


def test_a_service_is_chosen_by_search_and_other_views_lead_here(page: Page) -> None:
    page.goto("/?ask=fragility")
    box = page.get_by_role("combobox", name="Of which service")
    # Of machines nobody asks here.
    box.press_sequentially("dbs-1")
    expect(page.get_by_text("Nothing is found.")).to_be_visible()
    box.fill("freight desk")
    page.get_by_role("option", name="Freight Desk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What takes Freight Desk down")
    page.get_by_role("button", name="Remove Freight Desk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("take a service down alone")
    page.goto("/?ask=entity&id=bs-boarding")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    page.get_by_role("navigation", name="Questions").get_by_role("link", name="Fragility").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What takes Check-in and Boarding down")
    page.get_by_role("navigation", name="Questions").get_by_role("link", name="What breaks").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("If Check-in and Boarding")


def test_what_is_refused_hides_nothing_else(page: Page, api: Api) -> None:
    page.goto("/?ask=fragility&service=bs-tickets&days=many")
    stands = part(page, "How much of the time it stands")
    expect(stands.get_by_role("alert")).to_contain_text("days")
    expect(part(page, "Alone").locator("tbody tr").first).to_be_visible()
    expect(part(page, "Together").locator(".barrier").first).to_be_visible()
    page.get_by_label("Incidents of").select_option("365")
    expect(stands.get_by_text(told(api, "availability", service="bs-tickets")["text"])).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="days")).to_have_count(0)
    page.goto("/?ask=fragility&service=nothing")
    expect(page.get_by_role("alert").filter(has_text="There is no entity 'nothing'")).to_have_count(1)
    page.goto("/?ask=fragility&limit=0")
    expect(page.get_by_role("alert").filter(has_text="limit")).to_be_visible()


def test_nothing_takes_it_down_alone_and_names_that_are_anything(page: Page, api: Api) -> None:
    markup, hebrew, long = "<img src=x onerror=alert(1)>", "שרת הזמנות", "n" * 300
    with api.client() as client:
        created(client, "odd/top", "BusinessService", name=hebrew)
        for made, name in (("odd/a", markup), ("odd/b", long)):
            created(client, made, name=name)
            joined(client, "DEPENDS_ON", "odd/top", made, group="pair", need=1)
        created(client, "odd/lone", "BusinessService", name="Lone")
    try:
        page.goto("/?ask=fragility&service=odd%2Ftop")
        expect(part(page, "Alone").get_by_text("down alone, of 2 things that it stands on")).to_contain_text(
            "Nothing takes"
        )
        together = part(page, "Together")
        expect(together.get_by_role("link", name=markup)).to_be_visible()
        expect(together.locator(".barrier")).to_have_count(1)
        expect(together.locator(".barrier circle")).to_have_count(2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        page.goto("/?ask=fragility&service=odd%2Flone")
        expect(part(page, "Alone").get_by_text("stands on nothing")).to_be_visible()
        expect(part(page, "Alone").get_by_text("nobody has recorded what it needs")).to_be_visible()
        expect(part(page, "Together").locator(".barrier")).to_have_count(0)
    finally:
        with api.client() as client:
            for made in ("odd/top", "odd/lone", "odd/a", "odd/b"):
                client.delete(entity(made), headers={"If-Match": "*"}).raise_for_status()
