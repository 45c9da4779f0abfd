"""Why it broke, on the page: the ranking of the API, drawn on the ways to what hurts, with what speaks for each candidate."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.api.serving import Api

TICKET = "INC-0214"


def told(api: Api, **question: Any) -> dict[str, Any]:
    with api.client() as client:
        return client.post("/root-cause", json=question).raise_for_status().json()


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_ticket_is_answered_with_candidates_ways_and_facts(page: Page, api: Api) -> None:
    answer = told(api, symptoms=[{"id": TICKET}])
    first, second = answer["candidates"][:2]
    page.goto(f"/?ask=cause&symptom={TICKET}")
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    rows = page.get_by_role("region", name="Candidates", exact=True).locator("tbody tr")
    expect(rows).to_have_count(len(answer["candidates"]))
    expect(rows.first).to_contain_text(first["name"])
    evidence = page.get_by_role("complementary", name="Evidence")
    expect(evidence.get_by_role("heading", level=2)).to_have_text(f"1. {first['name']}")
    names = {each["id"]: each["name"] for each in answer["named"]}
    way = " → ".join(names[node] for node in first["path"])
    expect(evidence.locator(".cause-ways li").first).to_have_text(way)
    expect(evidence.locator(".cause-facts li")).to_have_count(len(first["evidence"]))
    expect(evidence).to_contain_text("INC-0213")
    # The picture says of the selected candidate what its evidence says.
    picture = page.locator(".cause-picture")
    expect(picture.locator(".step.chosen")).to_have_count(len(first["path"]) - 1)
    expect(picture.locator(".hurts")).to_have_count(len(answer["symptoms"]))
    picture.locator(f'.candidate[data-id="{second["id"]}"]').click()
    expect(evidence.get_by_role("heading", level=2)).to_have_text(f"2. {second['name']}")
    assert asked(page)["selected"] == [second["id"]]
    expect(page.locator(f'tr[data-id="{second["id"]}"]')).to_have_attribute("aria-selected", "true")


def test_symptoms_are_added_said_and_removed(page: Page, api: Api) -> None:
    page.goto("/?ask=cause")
    box = page.get_by_role("combobox", name="Add what hurts")
    box.fill("Cargo Desk")
    expect(page.get_by_role("listbox", name="Found").get_by_role("option").first).to_be_visible()
    box.press("Enter")
    expect(page.get_by_role("region", name="Candidates", exact=True)).to_be_visible()
    assert asked(page)["symptom"] == ["app-freight"]
    page.get_by_label("What hurts of Cargo Desk").select_option("latency")
    page.get_by_label("Noticed").fill("2026-11-14T05:00")
    page.get_by_label("Noticed").press("Enter")
    answer = told(api, symptoms=[{"id": "app-freight", "signal": "latency"}], noticed="2026-11-14T05:00:00Z")
    expect(page.get_by_role("heading", level=1)).to_have_text(answer["text"])
    assert asked(page)["signal"] == ["latency"]
    page.get_by_role("button", name="Remove Cargo Desk").click()
    expect(page.get_by_role("heading", name="Why does it hurt?")).to_be_visible()


def test_the_keyboard_selects_a_candidate(page: Page) -> None:
    page.goto(f"/?ask=cause&symptom={TICKET}")
    third = page.get_by_role("region", name="Candidates", exact=True).locator("tbody tr").nth(2).get_by_role("button")
    name = third.inner_text()
    third.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Evidence").get_by_role("heading", level=2)).to_have_text(
        f"3. {name}"
    )


def test_wrong_words_of_an_address_are_told(page: Page) -> None:
    page.goto("/?ask=cause&symptom=app-freight&lookback=yesterday")
    expect(page.get_by_role("alert")).to_contain_text("yesterday")
    page.goto("/?ask=cause&symptom=no-such-thing")
    expect(page.get_by_role("alert")).to_contain_text("no-such-thing")
    page.goto("/?ask=cause&symptom=REQ-0203")
    expect(page.get_by_role("alert")).to_contain_text("says nothing of what it affects")
