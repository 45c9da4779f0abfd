"""Nothing of a report is lost where it is printed, and a wide window is made use of."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from cmdb_graph.analysis.snapshot import Links, Nodes, Snapshot, Taken
from cmdb_graph.cli.analyze.health import standard
from cmdb_graph.report.gather import Choice, report_of
from cmdb_graph.report.html import html
from cmdb_graph.report.pictures import MOST_DRAWN
from tests.chromium import chromium

PAPER = 688
"""Pixels that A4 has between its margins."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium("the report") as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The report of an estate whose map has as many columns as are drawn: one service on a chain of servers."""
    count = MOST_DRAWN + 2
    between = count - 1
    names = [f"A thing with a name of some length, {at}" for at in range(count)]
    snapshot = Snapshot(
        Taken("2026-01-31T00:00:00.000000Z"),
        Nodes(
            [f"n{at}" for at in range(count)],
            ["BusinessService", *["Server"] * between],
            names,
            [{}] * count,
            [("tests",)] * count,
            [0] * count,
        ),
        Links(
            ["DEPENDS_ON"] * between,
            np.arange(between, dtype=np.int32),
            np.arange(1, count, dtype=np.int32),
            ["hard"] * between,
            [""] * between,
            np.zeros(between, np.int32),
            [{}] * between,
        ),
    )
    report = report_of(snapshot, standard(), Choice(1, 1, 365, 100), lambda: 60, lambda: None)
    page = browser.new_page()
    page.set_content("".join(html(report)))
    yield page
    page.close()


def shown(page: Page) -> tuple[float, float]:
    """How far right the map reaches, and what the window that it stands in shows of it."""
    return page.locator("svg.grid").first.evaluate(
        "(map) => [map.getBoundingClientRect().right, map.parentElement.getBoundingClientRect().right]"
    )


def test_the_map_is_whole_on_paper(page: Page) -> None:
    page.set_viewport_size({"width": PAPER, "height": 1_000})
    reach, box = shown(page)
    assert reach > box
    page.emulate_media(media="print")
    reach, box = shown(page)
    assert reach <= box <= PAPER
    for table in page.locator("table").all():
        assert table.evaluate("(table) => table.getBoundingClientRect().right") <= PAPER


def test_the_map_is_as_wide_as_the_window_has_room_for(page: Page) -> None:
    page.set_viewport_size({"width": 1_400, "height": 1_000})
    reach, box = shown(page)
    assert page.locator("h1").evaluate("(head) => head.getBoundingClientRect().right") < reach <= box
    for width in (1_400, 1_000, 400):
        page.set_viewport_size({"width": width, "height": 1_000})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
