"""Nobody waits for an answer that nobody wants: whoever cancels, or closes the page, ends the query on the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from neo4j import Driver, GraphDatabase
from playwright.sync_api import Page, expect

from cmdb_graph.graph.server import Endpoint
from cmdb_graph.instance import Instance
from tests.api.serving import Api, imported, serving, settings_for, until

LENGTH = 4_000
"""A chain so long takes thousands of rounds in one transaction: seconds, on any machine."""
CHAIN = {
    "entities": [{"id": f"c{at:05}", "kind": "Server"} for at in range(LENGTH)],
    "relationships": [{"type": "DEPENDS_ON", "from": f"c{at:05}", "to": f"c{at - 1:05}"} for at in range(1, LENGTH)],
}
ALLOWED = 300
"""Seconds that a question may take here: what ends sooner was ended."""
AT_ONCE = 3
ROUND = "what points at the frontier"
"""In the query of each round."""


@pytest.fixture(scope="module")
def api(empty_instance: Instance, neo4j_endpoint: Endpoint) -> Iterator[Api]:
    with serving(settings_for(neo4j_endpoint, cmdb_question_seconds=ALLOWED)) as api, api.client() as client:
        imported(client, CHAIN)
        yield api


@pytest.fixture(scope="module")
def driver(neo4j_endpoint: Endpoint) -> Iterator[Driver]:
    auth = (neo4j_endpoint.username, neo4j_endpoint.password)
    with GraphDatabase.driver(neo4j_endpoint.uri, auth=auth) as driver:
        yield driver


def running(driver: Driver, tag: str = "", part: str = "") -> list[str]:
    """The tags of the API's transactions on the server: the one with this tag, those whose query at this moment holds `part`."""
    rows = driver.execute_query("SHOW TRANSACTIONS YIELD metaData, currentQuery").records
    tags = [row["metaData"].get("tag", "") for row in rows if part in row["currentQuery"]]
    return [each for each in tags if each and tag in each]


def asked(page: Page, driver: Driver) -> str:
    """The tag of the question's transaction, once the page waits for it and the server works for it."""
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    found: list[str] = []
    until(lambda: found.extend(running(driver, part=ROUND)) or found)
    return found[0]


def ask(page: Page, driver: Driver) -> str:
    page.goto("/?target=c00000")
    return asked(page, driver)


def test_cancel_ends_the_query_on_the_server(page: Page, driver: Driver) -> None:
    tag = ask(page, driver)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Canceled.")).to_be_visible()
    until(lambda: not running(driver, tag), AT_ONCE)
    page.get_by_role("button", name="Ask again").click()
    again = asked(page, driver)
    assert again != tag
    page.get_by_role("button", name="Cancel").click()
    until(lambda: not running(driver, again), AT_ONCE)


def test_closing_the_page_ends_the_query_on_the_server(page: Page, driver: Driver) -> None:
    tag = ask(page, driver)
    page.close()
    until(lambda: not running(driver, tag), AT_ONCE)


def test_another_question_ends_the_one_before(page: Page, driver: Driver) -> None:
    tag = ask(page, driver)
    page.get_by_role("link", name="What it stands on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("c00000")
    until(lambda: not running(driver, tag), AT_ONCE)
