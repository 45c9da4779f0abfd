"""Costs on the page: what services bear, where a cost comes from, and that every picture and list adds up."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.api.serving import Api, created, entity, joined

YEAR = "from=2026-01-01&to=2026-12-31"


def told(api: Api, path: str = "") -> dict[str, Any]:
    with api.client() as client:
        return client.get(f"/costs{path}?{YEAR}").raise_for_status().json()


def money(amount: float) -> str:
    return f"{amount:,.2f} EUR"


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_services_and_the_rest_are_the_total(page: Page, api: Api) -> None:
    answer = told(api)
    page.goto(f"/?ask=costs&{YEAR}")
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    (total,) = answer["totals"]
    equation = (
        f"Services {money(total['services'])} + reaching none {money(total['unallocated'])} = {money(total['total'])}"
    )
    expect(page.get_by_text(equation, exact=True)).to_be_visible()
    whole = page.get_by_role("img", name=equation)
    parts = whole.locator("span")
    expect(parts).to_have_count(sum(row["amount"] > 0 for row in answer["services"]) + 1)
    # The bar is a picture of the sum: each part as wide as its share.
    widths = parts.evaluate_all("(parts) => parts.map((part) => part.getBoundingClientRect().width)")
    first = answer["services"][0]["amount"] / total["total"]
    assert abs(widths[0] / sum(widths) - first) < 0.02
    services = page.get_by_role("region", name="Services")
    expect(services.locator("tbody tr")).to_have_count(len(answer["services"]))
    expect(services.locator("tfoot")).to_contain_text(money(total["services"]))
    expect(page.get_by_role("region", name="Unallocated").locator("tfoot")).to_contain_text(money(total["unallocated"]))


def test_from_the_estate_to_a_service_and_to_what_its_cost_comes_from(page: Page, api: Api) -> None:
    page.goto(f"/?ask=costs&{YEAR}")
    page.get_by_role("region", name="Services").get_by_role("link", name="Ticket Sales").click()
    answer = told(api, "/bs-tickets")
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    (amounts,) = answer["amounts"]
    expect(page.get_by_role("img", name=re.compile("Where the .* of Ticket Sales come from"))).to_be_visible()
    parts = page.get_by_role("region", name="All that it comes from")
    expect(parts.locator("tbody tr")).to_have_count(sum(part["own"] > 0 for part in answer["parts"]))
    expect(parts.locator("tfoot")).to_contain_text(money(amounts["total"]))
    parts.get_by_role("link", name="Oracle support").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("What it costs itself")
    expect(page.get_by_text("219,000.00 a year")).to_be_visible()
    assert asked(page)["id"] == ["ct-oracle"]
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])


def test_the_picture_adds_up(page: Page) -> None:
    """The bar of the service is as high as its ribbons, what comes from bars that are not shown, and its own, one on another."""
    page.goto(f"/?ask=costs&id=bs-tickets&{YEAR}")
    expect(page.locator(".cost-picture")).to_be_visible()
    heights = page.locator(".cost-picture").evaluate(
        """(picture) => {
            const bars = [...picture.querySelectorAll(".through")];
            const service = bars.reduce((a, b) => (+b.getAttribute("x") > +a.getAttribute("x") ? b : a));
            const x = +service.getAttribute("x");
            const inside = [...picture.querySelectorAll(".others, .own")].filter((part) => +part.getAttribute("x") === x);
            const arriving = [...picture.querySelectorAll(".flow")]
                .map((flow) => flow.getAttribute("d").match(/-?[\\d.]+/g).map(Number))
                // M x1 y1 C .. .. .. .. x2 y2 L x2 y2+thick ...
                .filter((d) => d[6] === x).map((d) => d[9] - d[7]);
            const sum = (list) => list.reduce((a, b) => a + b, 0);
            return [+service.getAttribute("height"), sum(arriving) + sum(inside.map((part) => +part.getAttribute("height")))];
        }"""
    )
    assert heights[0] > 100
    assert abs(heights[0] - heights[1]) < 2


def test_the_period_is_typed_and_kept_in_the_address(page: Page) -> None:
    page.goto("/?ask=costs")
    expect(page.get_by_role("heading", level=1)).to_contain_text("the estate costs")
    page.get_by_label("From", exact=True).press_sequentially("01012026")
    page.get_by_label("To", exact=True).press_sequentially("01312026")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("From 2026-01-01 to 2026-01-31")
    assert (asked(page)["from"], asked(page)["to"]) == (["2026-01-01"], ["2026-01-31"])
    # From the month on: the field would take the day where the year stands.
    page.get_by_label("From", exact=True).focus()
    page.get_by_label("To", exact=True).press_sequentially("12312025")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="before it begins")).to_be_visible()


def test_a_search_leads_to_the_cost_of_what_is_found(page: Page) -> None:
    page.goto(f"/?ask=costs&{YEAR}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("the estate costs")
    page.get_by_role("combobox", name="Of what").press_sequentially("oracle support")
    page.get_by_role("option", name="Oracle support").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Oracle support costs 219,000.00 EUR")
    page.get_by_role("button", name="Remove Oracle support").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the estate costs")


def test_what_costs_nothing_and_names_that_are_markup(page: Page, api: Api) -> None:
    name = "<img src=x onerror=alert(1)>"
    with api.client() as client:
        created(client, "cost/odd", "Circuit", name=name, attributes={"annual_cost": 12, "currency": "EUR"})
        created(client, "cost/top", "BusinessService", name="Odd top")
        joined(client, "DEPENDS_ON", "cost/top", "cost/odd")
    page.goto(f"/?ask=costs&id=cost%2Ftop&{YEAR}")
    expect(page.get_by_role("link", name=name)).to_be_visible()
    page.goto("/?ask=costs&id=cost%2Fodd&from=1990-01-01&to=1990-01-02")
    expect(page.get_by_role("heading", level=1)).to_contain_text("costs 0.07 EUR")
    page.goto("/?ask=costs&id=nothing")
    expect(page.get_by_role("alert").filter(has_text="There is no entity 'nothing'")).to_be_visible()
    with api.client() as client:
        for made in ("cost/top", "cost/odd"):
            client.delete(entity(made), headers={"If-Match": "*"}).raise_for_status()
