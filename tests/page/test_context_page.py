"""What an agent needs first: a clerk whose mail stands on a host that is under change, and whose laptop is out of warranty."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Api
from tests.page.conftest import sign_in

P = "ctx-"
NOW = datetime.now(UTC)
PARTS = [
    "Wrong or under change",
    "Alarms of the last day",
    "Their things",
    "Software",
    "Tickets of the last 30 days, and what they raised",
    "What it stands on",
]


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def node(name: str, kind: str, **attributes: Any) -> dict[str, Any]:
    return {"id": P + name, "kind": kind, "name": name, "attributes": attributes}


def join(type_: str, source: str, target: str) -> dict[str, Any]:
    return {"type": type_, "from": P + source, "to": P + target}


@pytest.fixture(scope="module", autouse=True)
def estate(api: Api) -> None:
    bundle = {
        "entities": [
            node("Ada <b>Lund</b>", "Person"), node("Bob", "Person"),
            node("laptop", "Laptop", warranty_end="2020-12-31", life_cycle_status="deployed"),
            node("care", "SupportContract", end="2030-12-31"), node("old-care", "SupportContract", end="2021-12-31"),
            node("mail", "Application"), node("host", "Server"),
            node("office", "SoftwareProduct"), node("office-1", "SoftwareInstallation"),
            node("seat", "License", metric="device", quantity=0, license_type="perpetual", start="2020-01-01"),
            node("INC-1", "Incident", status="new", opened_at=ago(hours=1), priority=2),
            node("INC-0", "Incident", status="closed", opened_at=ago(days=3), closed_at=ago(days=2)),
            node("INC-old", "Incident", status="closed", opened_at=ago(days=80), closed_at=ago(days=79)),
            node("REQ-1", "ServiceRequest", status="new", opened_at=ago(hours=4)),
            node("CHG-1", "Change", status="in_progress", actual_start=ago(hours=2)),
            node("CHG-2", "Change", status="scheduled", planned_start="2999-01-01T00:00:00Z"),
        ],
        "relationships": [
            join("USED_BY", "laptop", "Ada <b>Lund</b>"), join("USED_BY", "mail", "Ada <b>Lund</b>"),
            join("COVERED_BY", "laptop", "care"), join("COVERED_BY", "laptop", "old-care"), join("RUNS_ON", "mail", "host"),
            join("INSTALLED_ON", "office-1", "laptop"), join("INSTANCE_OF", "office-1", "office"),
            join("ENTITLES", "seat", "office"), join("ALLOCATED_TO", "seat", "laptop"),
            join("RAISED_BY", "INC-1", "Ada <b>Lund</b>"), join("AFFECTS", "INC-1", "host"),
            join("RAISED_BY", "REQ-1", "Ada <b>Lund</b>"), join("AFFECTS", "INC-0", "laptop"),
            join("AFFECTS", "INC-old", "laptop"),
            join("TARGETS", "CHG-1", "host"), join("TARGETS", "CHG-2", "mail"),
        ],
    }  # fmt: skip
    alarms = [
        {
            "id": P + "host",
            "at": ago(hours=1),
            "signal": "cpu",
            "score": 9,
            "severity": "critical",
            "text": "above 99 %",
        },
        {"id": P + "host", "at": ago(hours=1), "signal": "disk", "score": 9, "ended": ago(minutes=30)},
    ]
    with api.client() as client:
        answer = client.post("/imports", params={"source": "ctx", "format": "bundle"}, json=bundle).json()
        assert answer["rejected"] == []
        assert client.post("/events", json={"events": alarms}).json()["created"] == 2


def context(page: Page, name: str, **more: str) -> Locator:
    """The context of somebody, as soon as it is told."""
    page.goto("/")
    address = page.evaluate(
        "given => new URLSearchParams(given).toString()", {"ask": "context", "id": P + name, **more}
    )
    page.goto(f"/?{address}")
    expect(page.get_by_role("region", name=PARTS[0])).to_be_visible()
    return page.get_by_role("main")


def rows(page: Page, part: str) -> Locator:
    return page.get_by_role("region", name=part).get_by_role("listitem")


def test_what_is_wrong_comes_first_with_the_way_there(page: Page) -> None:
    main = context(page, "Ada <b>Lund</b>")
    expect(main.get_by_role("heading", level=1)).to_have_text("Ada <b>Lund</b> Person")
    assert main.locator("b").count() == 0
    expect(main).to_contain_text("Known there now: 3 open tickets and 1 alarm")
    headings = main.get_by_role("heading", level=2).all_inner_texts()
    assert [re.sub(r" [\d,]+$", "", heading) for heading in headings] == PARTS
    wrong = rows(page, PARTS[0])
    assert [text.split(":")[0] for text in wrong.all_inner_texts()] == ["■ Broken", "◇ Under change", "△ Change ahead"]
    first = wrong.first
    expect(first).to_contain_text("Incident, new, priority 2, opened")
    assert first.get_by_role("link").all_inner_texts() == ["INC-1", "mail", "host"]
    assert "on mail → which stands on host" in re.sub(r"\s+", " ", first.text_content() or "")
    expect(rows(page, PARTS[1])).to_have_count(1)
    expect(rows(page, PARTS[1])).to_contain_text("cpu, critical: above 99 %")


def test_things_tell_warranty_contracts_and_software_its_licenses(page: Page) -> None:
    context(page, "Ada <b>Lund</b>")
    laptop = rows(page, "Their things").filter(has_text="laptop")
    expect(laptop).to_contain_text("Laptop, used, deployed")
    expect(laptop).to_contain_text("out of warranty since 2020-12-31")
    expect(laptop).to_contain_text("care until 2030-12-31, old-care (ended 2021-12-31)")
    expect(rows(page, "Their things").filter(has_text="mail")).not_to_contain_text("warranty")
    office = rows(page, "Software")
    expect(office).to_contain_text("office-1 on laptop")
    expect(office).to_contain_text("1 unit lacking, theirs: seat")
    office.get_by_role("link", name="1 unit lacking").click()
    expect(page).to_have_url(re.compile(rf"ask=licenses&product={P}office"))


def test_of_more_days_more_tickets_are_told(page: Page) -> None:
    context(page, "Ada <b>Lund</b>")
    recent = rows(page, "Tickets of the last 30 days, and what they raised")
    expect(recent).to_have_count(2)
    expect(recent.filter(has_text="REQ-1")).to_contain_text("for Ada <b>Lund</b>")
    expect(recent.filter(has_text="INC-0")).to_contain_text("on laptop")
    page.get_by_label("Tickets of", exact=True).select_option("90")
    expect(rows(page, "Tickets of the last 90 days, and what they raised")).to_have_count(3)
    expect(page).to_have_url(re.compile("days=90"))


def test_empty_lists_say_so(page: Page) -> None:
    main = context(page, "Bob")
    for said in (
        "Nothing is known to be wrong, and no change is open, on their things or below.", "None sounds.",
        "No thing is recorded as used, held or owned.", "None is recorded on their things.", "There was none.",
        "Nothing is recorded below.",
    ):  # fmt: skip
        expect(main).to_contain_text(said)


def test_a_ticket_says_who_called_and_leads_to_its_causes(page: Page) -> None:
    main = context(page, "INC-1")
    expect(main).to_contain_text("Called by Ada <b>Lund</b>.")
    expect(rows(page, "Their things").filter(has_text="the ticket is about it")).to_contain_text("host")
    cause = main.get_by_role("link", name="Why did it break?")
    expect(cause).to_have_attribute("href", f"/?ask=cause&symptom={P}INC-1")


def test_what_a_limit_leaves_out_is_counted_and_listed_on_demand(page: Page) -> None:
    main = context(page, "Ada <b>Lund</b>", limit="1")
    expect(page.get_by_role("region", name=PARTS[0])).to_contain_text("2 more are not listed.")
    expect(page.get_by_role("heading", name="Wrong or under change 3")).to_be_visible()
    main.get_by_role("button", name="List more").click()
    expect(rows(page, PARTS[0])).to_have_count(3)
    expect(main).not_to_contain_text("not listed")


def test_the_caller_is_found_by_keys_alone(page: Page) -> None:
    page.get_by_role("link", name="Context").click()
    expect(page.get_by_role("heading", name="What the agent needs first")).to_be_visible()
    page.get_by_role("combobox", name="Who calls, or which ticket").focus()
    page.keyboard.type("ctx-host")
    expect(page.get_by_text("Nothing is found.")).to_be_visible()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("ctx-ada")
    expect(page.get_by_role("listbox", name="Found").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada <b>Lund</b>")
    expect(page).to_have_title(re.compile("Ada <b>Lund</b>: context"))


def test_the_past_stays_the_past_in_every_link(page: Page, api: Api) -> None:
    with api.client() as client:
        then = client.get("/agent-context", params={"id": P + "Bob"}).json()["as_of"]
    main = context(page, "Ada <b>Lund</b>", as_of=then)
    links = main.get_by_role("link").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(links) > 5
    assert all("as_of=" in link for link in links)


def test_of_what_is_neither_person_nor_ticket_it_says_so(page: Page) -> None:
    page.goto("/?ask=context&id=hv-e1")
    expect(page.get_by_role("alert")).to_contain_text("the context is that of a Person or a Ticket")
    expect(page.get_by_role("combobox", name="Who calls, or which ticket")).to_be_visible()


def test_a_reader_has_the_context_too(visitor: Page, api: Api) -> None:
    with api.client() as client:
        key = client.post("/keys", json={"name": "a reader of contexts", "role": "reader"}).json()["key"]
    sign_in(visitor, key)
    expect(context(visitor, "INC-1")).to_contain_text("Called by")
