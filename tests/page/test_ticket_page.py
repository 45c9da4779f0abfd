"""A ticket on its page: where it stands and may go, what is promised, and what happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.serving import Api, created, entity, joined
from tests.page.conftest import sign_in

NOW = datetime.now(UTC)
Ticket = Callable[..., str]


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def work(page: Page, ticket: str, more: str = "") -> Locator:
    """Where a ticket stands, as soon as it is told."""
    page.goto(f"/?ask=entity&id={ticket}{more}")
    stands = page.get_by_role("region", name="Where it stands")
    expect(stands.locator("strong")).to_be_visible()
    return stands


def steps(page: Page) -> Locator:
    return page.get_by_role("region", name="What happened").locator("ol > li")


def clock(page: Page, measure: str) -> Locator:
    return page.get_by_role("region", name=measure, exact=True)


def stepped(api: Api, ticket: str, **body: Any) -> None:
    """What somebody else does meanwhile."""
    with api.client() as client:
        etag = client.get(entity(ticket)).headers["ETag"]
        answer = client.post(f"/tickets/{ticket}/steps", json=body, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text


def attributes(api: Api, ticket: str) -> dict[str, Any]:
    with api.client() as client:
        return client.get(entity(ticket)).raise_for_status().json()["attributes"]


@pytest.fixture
def ticket(api: Api, request: pytest.FixtureRequest) -> Ticket:
    """Opens a ticket of this test alone, about the check-in of the demo estate."""

    def opened(kind: str = "Incident", affects: tuple[str, ...] = ("app-checkin",), **more: Any) -> str:
        made = "page-" + re.sub(r"\W", "-", request.node.name)
        with api.client() as client:
            created(
                client, made, kind, name="Gates freeze", attributes={"status": "new", "opened_at": ago(hours=3), **more}
            )
            for each in affects:
                joined(client, "AFFECTS", made, each)
        return made

    return opened


def test_the_work_comes_first_and_the_buttons_are_what_the_process_allows(page: Page, ticket: Ticket) -> None:
    stands = work(page, ticket())
    expect(page.get_by_role("link", name="Work", exact=True)).to_have_attribute("aria-current", "page")
    assert stands.get_by_role("button").all_inner_texts() == [
        "Assign", "Work on it", "Let it wait", "Resolve", "Cancel the ticket", "Note, assign or rate",
    ]  # fmt: skip
    expect(stands).to_contain_text("nobody yet")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    page.keyboard.press("1")
    expect(stands.locator("strong")).to_have_text("New")


def test_a_ticket_is_assigned_by_keys_with_its_note(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    stands = work(page, made)
    stands.get_by_role("button", name="Assign", exact=True).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Assign: Gates freeze")
    expect(dialog.get_by_label("Note")).to_be_focused()
    page.keyboard.type("three gates, <b>all</b> at once")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("combobox", name="Who works on it")).to_be_focused()
    page.keyboard.type("noor")
    expect(dialog.get_by_role("option").first).to_contain_text("p-noor")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("group", name="Who works on it")).to_contain_text("Noor Haddad")
    dialog.get_by_role("combobox", name="Team").focus()
    page.keyboard.type("network")
    expect(dialog.get_by_role("option").first).to_contain_text("t-network")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Assign").focus()
    page.keyboard.press("Enter")
    expect(stands.locator("strong")).to_have_text("Assigned")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(stands.get_by_role("link", name="Noor Haddad")).to_be_visible()
    last = steps(page).last
    expect(last).to_contain_text("Assigned (it was new)")
    expect(last).to_contain_text("three gates, <b>all</b> at once")
    expect(last.get_by_role("link", name="Network")).to_be_visible()
    assert page.locator("main b").count() == 0
    assert attributes(api, made)["status"] == "assigned"


def test_only_people_and_teams_are_offered(page: Page, ticket: Ticket) -> None:
    work(page, ticket()).get_by_role("button", name="Assign", exact=True).click()
    team = page.get_by_role("dialog").get_by_role("combobox", name="Team")
    team.fill("noor")
    expect(page.get_by_role("dialog").get_by_text("Nothing is found.")).to_be_visible()


def test_closing_asks_for_the_close_code(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket(status="resolved", resolved_at=ago(hours=1))
    work(page, made).get_by_role("button", name="Close").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Close").click()
    code = dialog.get_by_label("Close code")
    expect(code).to_have_attribute("aria-invalid", "true")
    expect(code).to_be_focused()
    page.keyboard.type("workaround")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Where it stands")).to_contain_text("No status follows this one.")
    assert (attributes(api, made)["status"], attributes(api, made)["close_code"]) == ("closed", "workaround")


def test_impact_and_urgency_give_the_priority(page: Page, ticket: Ticket) -> None:
    stands = work(page, ticket())
    expect(page.get_by_role("region", name="What is promised")).to_contain_text("its priority is not known")
    stands.get_by_role("button", name="Note, assign or rate").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Impact").select_option("high")
    dialog.get_by_label("Urgency").select_option("high")
    dialog.get_by_role("button", name="Record").click()
    expect(stands).to_contain_text("priority 1")
    expect(steps(page).last).to_contain_text("Priority: 1")


def test_what_it_waits_for_and_the_callers_score_are_said_where_they_come_up(
    page: Page, api: Api, ticket: Ticket
) -> None:
    made = ticket()
    stands = work(page, made)
    stands.get_by_role("button", name="Let it wait").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What it waits for").fill("vendor")
    dialog.get_by_role("button", name="Let it wait").click()
    expect(stands.locator("strong")).to_have_text("Pending")
    stands.get_by_role("button", name="Note, assign or rate").click()
    expect(dialog.get_by_label("What it waits for")).to_have_count(0)
    dialog.get_by_label("The caller's score").select_option("4")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_have_count(0)
    told = attributes(api, made)
    assert (told["waiting_for"], told["satisfaction"]) == ("vendor", 4)


def test_nobody_takes_its_place_where_that_is_chosen(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    stepped(api, made, to="assigned", assign={"person": "p-noor", "team": "t-desk"})
    stands = work(page, made)
    stands.get_by_role("button", name="Note, assign or rate").click()
    person = page.get_by_role("dialog").get_by_role("group", name="Who works on it")
    person.get_by_role("button", name="Nobody in place of Noor Haddad").click()
    expect(person.get_by_role("combobox")).to_be_focused()
    expect(person).to_contain_text("Nobody from then on")
    page.get_by_role("dialog").get_by_role("button", name="Record").click()
    expect(stands.get_by_role("link", name="Noor Haddad")).to_have_count(0)
    expect(stands.get_by_role("link", name="Service desk")).to_be_visible()
    expect(steps(page).last).to_contain_text("Assigned to: nobody (before: Noor Haddad")


def test_what_the_process_refuses_is_said_at_its_field(page: Page, ticket: Ticket) -> None:
    work(page, ticket()).get_by_role("button", name="Resolve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("When it happened").fill("2999-01-01T10:00")
    dialog.get_by_role("button", name="Resolve").click()
    expect(dialog.get_by_label("When it happened")).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("lies ahead")
    expect(dialog.get_by_label("When it happened")).to_be_focused()
    dialog.get_by_label("When it happened").fill("2020-01-01T10:00")
    dialog.get_by_role("button", name="Resolve").click()
    expect(dialog).to_contain_text("one that happened before that cannot follow it")


def test_whoever_was_faster_is_told_and_the_step_taken_all_the_same(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    stands = work(page, made)
    stands.get_by_role("button", name="Resolve").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("mine")
    stepped(api, made, to="pending", note="theirs")
    dialog.get_by_role("button", name="Resolve").click()
    expect(dialog.get_by_role("alert").filter(has_text="Somebody changed it while you did")).to_contain_text(
        "It is pending now, saved by"
    )
    expect(dialog.get_by_label("Note")).to_have_value("mine")
    dialog.get_by_role("button", name="Resolve all the same").click()
    expect(stands.locator("strong")).to_have_text("Resolved")
    assert steps(page).locator("p > strong").all_inner_texts() == ["New", "Pending", "Resolved"]


def test_a_step_that_leads_nowhere_any_more_is_not_offered(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    work(page, made).get_by_role("button", name="Let it wait").click()
    dialog = page.get_by_role("dialog")
    stepped(api, made, to="canceled")
    dialog.get_by_role("button", name="Let it wait").click()
    expect(dialog).to_contain_text("This step does not lead on from there. No step leads on from there.")
    expect(dialog.get_by_role("button", name="Let it wait")).to_have_count(0)


def test_clocks_say_in_words_how_they_stand(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket(priority=2, impact="high", urgency="medium")
    stepped(api, made, to="in_progress", at=ago(hours=2))
    stepped(api, made, to="pending", at=ago(hours=1))
    work(page, made)
    promised = page.get_by_role("region", name="What is promised")
    expect(promised).to_contain_text("breached its promised response")
    response, resolution = clock(page, "Response"), clock(page, "Resolution")
    expect(response).to_contain_text("breached")
    expect(response).to_contain_text("30 min more than the 30 min that are promised")
    expect(response.get_by_role("img", name="200% of the target is used up.")).to_be_visible()
    expect(response).to_contain_text("It was due")
    expect(resolution).to_contain_text("paused")
    expect(resolution).to_contain_text("6 h left of 8 h")
    expect(resolution).to_contain_text("When it is due is known once it runs again.")
    expect(resolution.get_by_role("img", name="25% of the target is used up.")).to_be_visible()
    stepped(api, made, to="resolved")
    work(page, made)
    expect(resolution).to_contain_text("met")
    expect(resolution).to_contain_text("done with 6 h of 8 h to spare")


def test_a_kind_without_clocks_is_promised_to_nobody(page: Page) -> None:
    work(page, "CHG-0082")
    expect(page.get_by_role("region", name="What is promised")).to_contain_text("Nothing is promised for")
    expect(page.get_by_role("region", name="What is promised").get_by_role("img")).to_have_count(0)


def test_a_long_work_shows_its_end_and_leads_back_to_its_start(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    for number in range(40):
        stepped(api, made, note=f"call {number}")
    work(page, made)
    expect(steps(page)).to_have_count(30)
    expect(steps(page).last).to_contain_text("call 39")
    page.get_by_role("button", name="Show 11 earlier of 41").click()
    expect(steps(page)).to_have_count(41)
    expect(steps(page).first).to_contain_text("New")
    expect(page.get_by_role("button", name=re.compile("earlier of"))).to_be_hidden()


def test_what_no_step_told_is_said_to_be_of_the_attributes(page: Page) -> None:
    work(page, "INC-0213")
    expect(steps(page).first).to_contain_text("No step is recorded: the ticket's attributes tell this.")
    expect(steps(page).last).to_contain_text("where it stands")


def test_it_leads_on_to_causes_impact_and_context(page: Page, ticket: Ticket) -> None:
    made = ticket(affects=("app-checkin", "as-print", "p-gry"))
    work(page, made)
    cause = page.get_by_role("link", name="Why did it break?")
    expect(cause).to_have_attribute("href", f"/?ask=cause&symptom={made}")
    page.get_by_role("link", name="What breaks with what it is about").click()
    expect(page).to_have_url(re.compile(r"/\?target=app-checkin&target=as-print$"))
    expect(page.get_by_role("link", name="Gangway").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="What the agent needs first").click()
    expect(page).to_have_url(re.compile(rf"/\?ask=context&id={made}$"))
    expect(page.get_by_role("region", name="Their things")).to_contain_text("Gangway")


def test_a_ticket_about_no_thing_has_no_cause_to_look_for(page: Page, ticket: Ticket) -> None:
    work(page, ticket(affects=()))
    expect(page.get_by_role("link", name="What the agent needs first")).to_be_visible()
    expect(page.get_by_role("link", name="Why did it break?")).to_have_count(0)


def test_a_reader_sees_the_work_and_takes_no_step(visitor: Page, api: Api, ticket: Ticket) -> None:
    made = ticket(status="resolved", resolved_at=ago(hours=1))
    with api.client() as client:
        key = client.post("/keys", json={"name": "a reader of tickets", "role": "reader"}).json()["key"]
    sign_in(visitor, key)
    stands = work(visitor, made)
    expect(stands).to_contain_text("It may become in progress or closed. That is an editor's to do.")
    expect(stands.get_by_role("button")).to_have_count(0)


def test_the_past_shows_where_it_stood(page: Page, api: Api, ticket: Ticket) -> None:
    made = ticket()
    with api.client() as client:
        (about,) = client.get(entity(made, "card")).raise_for_status().json()["relationships"]
    then = about["relationship"]["valid_from"]
    stepped(api, made, to="in_progress", assign={"person": "p-noor"})
    stands = work(page, made, f"&as_of={then}")
    expect(stands.locator("strong")).to_have_text("New")
    expect(stands).to_contain_text("nobody yet")
    expect(stands.get_by_role("button")).to_have_count(0)
    expect(steps(page)).to_have_count(1)
    for name in ("Why did it break?", "What the agent needs first", "What breaks with what it is about"):
        expect(page.get_by_role("link", name=name)).to_have_attribute("href", re.compile("as_of="))
    expect(work(page, made).locator("strong")).to_have_text("In progress")


def test_other_things_have_no_work(page: Page) -> None:
    page.goto("/?ask=entity&id=hv-e1&tab=work")
    expect(page.get_by_role("heading", name="Attributes")).to_be_visible()
    expect(page.get_by_role("link", name="Work", exact=True)).to_have_count(0)
