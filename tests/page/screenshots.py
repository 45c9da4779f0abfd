"""`python -m tests.page.screenshots` takes the pictures of the page in docs/images anew, from the demo estate.

Not a test: people look at the pictures.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from cmdb_graph.demo.load import load_demo
from cmdb_graph.graph.server import ManagedServer, Memory
from cmdb_graph.instance import open_instance
from tests.api.serving import ADMIN_KEY, serving, settings_for
from tests.chromium import CHROMIUM
from tests.page.conftest import sign_in

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = (1280, 800)
PICTURES = {
    "page-graph": "/?target=ups-e-a&view=graph",
    "page-table": "/?target=ups-e-a&view=table&selected=dbc-booking",
    "page-entity": "/?ask=entity&id=dbc-booking",
    "page-licenses": "/?ask=licenses&product=prod-sql-std&metric=sql-server-core",
    "page-what-if": '/?ask=what-if&modify={"id":"vm-bi","set":{"vcpus":16}}&product=prod-sql-std&metric=sql-server-core',
    "page-stock": "/?ask=stock&location=storeroom-e&code=tf-0125",
    "page-costs": "/?ask=costs&id=bs-tickets&from=2026-01-01&to=2026-12-31",
    "page-fragility": "/?ask=fragility",
    "page-life": "/?ask=entity&id=lt-002&tab=life",
    "page-ticket": "/?ask=entity&id=INC-0213",
    "page-cause": "/?ask=cause&symptom=INC-0214",
    "page-metrics": "/?ask=metrics&from=2026-01-01&to=2026-11-01&zone=UTC"
    "&metric=resolution_compliance&period=2026-03-01T00:00:00Z",
    "page-context": "/?ask=context&id=p-noor",
}


def main() -> None:
    """Load the demo into a database that is thrown away, and take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        server = ManagedServer(Path(folder), memory=Memory(heap=1024, page_cache=256))
        try:
            settings = settings_for(server.ensure_running())
            instance = open_instance(settings)
            load_demo(instance, lambda line: None)
            instance.close()
            with serving(settings) as api:
                _take(api.url)
        finally:
            server.release()


def _take(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            base_url=url,
            viewport={"width": SIZE[0], "height": SIZE[1]},
            reduced_motion="reduce",
            color_scheme="light",
            timezone_id="Europe/Copenhagen",
        )
        page = context.new_page()
        page.goto("/")
        sign_in(page, ADMIN_KEY)
        for name, address in PICTURES.items():
            _settled(page, address)
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


def _settled(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("heading", level=1).wait_for()
    page.wait_for_load_state("networkidle")
    # Two frames, so that what came last is drawn.
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


if __name__ == "__main__":
    main()
