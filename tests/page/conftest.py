"""A real browser, signed in, over a real API and the demo estate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cmdb_graph.demo.load import load_demo
from cmdb_graph.graph.server import Endpoint
from cmdb_graph.instance import Instance
from tests.api.serving import ADMIN_KEY, Api, serving, settings_for
from tests.chromium import chromium

PATIENCE = 30_000
"""Milliseconds for anything to come: no test is about speed."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def api(empty_instance: Instance, neo4j_endpoint: Endpoint) -> Iterator[Api]:
    load_demo(empty_instance, lambda line: None)
    with serving(settings_for(neo4j_endpoint)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium("the page") as browser:
        yield browser


@pytest.fixture
def visitor(api: Api, browser: Browser) -> Iterator[Page]:
    """A page of somebody who has not signed in; every test fails on an error of a script."""
    context = browser.new_context(base_url=api.url, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    page.goto("/")
    yield page
    context.close()
    assert not errors


@pytest.fixture
def page(visitor: Page) -> Page:
    """A page of somebody who signed in with a key."""
    sign_in(visitor, ADMIN_KEY)
    return visitor


def sign_in(page: Page, key: str) -> None:
    """By a key, from the page that asks for it to the one that asks what breaks."""
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What breaks if this goes down?")).to_be_visible()
