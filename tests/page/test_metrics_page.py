"""Metrics on the page: each a chart of the API's figures, with the records behind every bar."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.api.serving import Api

YEAR = "from=2026-01-01&to=2026-11-01&zone=UTC"


def told(api: Api, **asked: Any) -> dict[str, Any]:
    question = {"from": "2026-01-01T00:00:00Z", "to": "2026-11-01T00:00:00Z", "by": "month", "limit": 1_000} | asked
    with api.client() as client:
        return client.get("/ticket-metrics", params=question).raise_for_status().json()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def of(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(metric for metric in answer["metrics"] if metric["metric"] == name)


def test_a_chart_for_each_metric_and_a_bar_as_high_as_its_figure(page: Page, api: Api) -> None:
    answer = told(api)
    page.goto(f"/?ask=metrics&{YEAR}")
    expect(page.locator(".metric")).to_have_count(len(answer["metrics"]))
    chart = page.get_by_role("region", name="Resolved in time", exact=True)
    rates = [period["values"]["rate"] or 0 for period in of(answer, "resolution_compliance")["periods"]]
    heights = chart.locator(".metric-bar").evaluate_all(
        "(bars) => bars.map((bar) => bar.getBoundingClientRect().height / bar.parentElement.clientHeight)"
    )
    assert len(heights) == len(rates)
    assert all(abs(height - rate) < 0.02 for height, rate in zip(heights, rates, strict=True))
    assert 0 < min(rate for rate in rates if rate) < 1
    chart.get_by_text("What it means").click()
    expect(chart).to_contain_text(of(answer, "resolution_compliance")["definition"])


def test_a_bar_opens_the_records_behind_it(page: Page, api: Api) -> None:
    march = of(told(api), "resolution_compliance")["periods"][2]
    page.goto(f"/?ask=metrics&{YEAR}")
    chart = page.get_by_role("region", name="Resolved in time", exact=True)
    bar = chart.get_by_role("button", name=re.compile("Mar 2026: rate"))
    bar.focus()
    page.keyboard.press("Enter")
    records = page.get_by_role("complementary", name="Records")
    expect(records.get_by_role("heading", name=f"Counted: {march['counted']['count']}", exact=True)).to_be_visible()
    shown = records.locator(".metric-records").first.locator("a").all_inner_texts()
    assert shown == march["counted"]["ids"]
    others = [ticket for ticket in march["records"]["ids"] if ticket not in march["counted"]["ids"]]
    assert records.locator(".metric-records").nth(1).locator("a").all_inner_texts() == others
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(bar).to_be_focused()
    # The address holds the bar too.
    page.reload()
    expect(records.get_by_role("heading", name="Resolved in time")).to_be_visible()
    page.get_by_role("button", name="Close the records").click()
    expect(records).to_be_hidden()
    assert "metric" not in asked(page)


def test_groups_and_the_records_of_one_of_them(page: Page, api: Api) -> None:
    answer = told(api, group="priority", by="none")
    metric = of(answer, "resolution_time")
    first = metric["groups"][0]
    page.goto(f"/?ask=metrics&{YEAR}&by=none")
    page.get_by_label("Groups").select_option("priority")
    rows = page.get_by_role("region", name="Time to resolve by group", exact=True).locator("tbody tr")
    expect(rows).to_have_count(len(metric["groups"]))
    expect(rows.first).to_contain_text(first["group"]["name"])
    rows.first.get_by_role("button").click()
    records = page.get_by_role("complementary", name="Records")
    count = first["periods"][0]["records"]["count"]
    assert 0 < count < metric["periods"][0]["records"]["count"]
    expect(records.get_by_role("heading", name=f"The tickets: {count}", exact=True)).to_be_visible()


def test_failures_are_told_by_ci(page: Page, api: Api) -> None:
    august = of(told(api), "reliability")["periods"][7]
    page.goto(f"/?ask=metrics&{YEAR}&metric=reliability&period=2026-08-01T00:00:00Z")
    table = page.get_by_role("region", name="Failures by CI")
    expect(table.locator("tbody tr")).to_have_count(len(august["cis"]))
    expect(table.locator("tbody tr").first).to_contain_text(august["cis"][0]["name"])


def test_filters_are_part_of_the_address_and_wrong_ones_are_told(page: Page, api: Api) -> None:
    page.goto(f"/?ask=metrics&{YEAR}")
    page.get_by_label("Kind of ticket").select_option("Change")
    expect(page.get_by_role("heading", name="Change metrics")).to_be_visible()
    assert asked(page)["kind"] == ["Change"]
    page.get_by_label("Kind of ticket").select_option("Incident")
    expect(page.get_by_role("heading", name="Incident metrics")).to_be_visible()
    box = page.get_by_role("combobox", name="Of a team")
    box.fill("Service desk")
    expect(page.get_by_role("listbox", name="Found").get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove Service desk")).to_be_visible()
    assert asked(page)["team"] == ["t-desk"]
    backlog = of(told(api, team="t-desk"), "backlog_age")["periods"][-1]["records"]["count"]
    last = page.get_by_role("region", name="Age of what is open", exact=True).get_by_role("button").last
    expect(last).to_contain_text(f"of {backlog} ticket")
    page.goto(f"/?ask=metrics&{YEAR}&by=fortnight")
    expect(page.get_by_role("alert")).to_be_visible()
