"""The page in a real browser: what it weighs, how soon it is painted, and how long a frame takes while the graph is moved."""

from __future__ import annotations

import gzip
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.api import Api, serving
from benchmarks.table import Row, milliseconds, timed
from cmdb_graph.graph.server import ManagedServer, Memory

_BUILT = Path(__file__).parent.parent / "api" / "page"
_BUNDLE_BAR_KB = 250
_SIZES = (200, 1_000, 5_000)
_TIMES = 5
_SEED = 20_261_126
_LEVELS = (
    ("Rack", "", 0.0),
    ("Hypervisor", "LOCATED_IN", 0.02),
    ("VirtualMachine", "HOSTED_ON", 0.3),
    ("Application", "RUNS_ON", 0.45),
    ("ApplicationService", "DEPENDS_ON", 0.23),
)

_DRAWN = """() => new Promise((done) => {
  const look = () => document.querySelector(".graph-canvas canvas") === null
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  look();
})"""
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
_WATCH = """() => {
  window.frames_seen = [];
  let last = performance.now();
  const frame = (now) => { window.frames_seen.push(now - last); last = now; window.watching = requestAnimationFrame(frame); };
  window.watching = requestAnimationFrame(frame);
}"""
_SEEN = "() => { cancelAnimationFrame(window.watching); return window.frames_seen.slice(1); }"


def measure() -> list[Row]:
    """The bundle, then three rows per size of the answer. Needs `chromium`."""
    rows = [_bundle()]
    with _loaded() as api, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(base_url=api.url, viewport={"width": 1280, "height": 800}).new_page()
        page.goto("/")
        page.get_by_label("Key").fill(api.key)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="What breaks").wait_for()
        for size in _SIZES:
            rows += _of_size(api, page, size)
        browser.close()
    return rows


def _bundle() -> Row:
    kilobytes = {
        path.name: len(gzip.compress(path.read_bytes())) / 1000
        for path in _BUILT.rglob("*")
        if path.suffix in (".js", ".css")
    }
    ours = ", ".join(f"{size:,.0f}" for size in sorted(kilobytes.values(), reverse=True))
    return Row("scripts and styles, gzip", f"{ours} kB", "", sum(kilobytes.values()), _BUNDLE_BAR_KB, unit="kB")


def _of_size(api: Api, page: Page, size: int) -> list[Row]:
    target = f"{size}-rack-0"
    address = f"/?target={target}&view=graph&limit={size}&fold=m"

    def ask() -> None:
        question = {"targets": [{"id": target}], "limit": size}
        assert (
            sum(api.client.post("/v1/impact", json=question).raise_for_status().json()["counts"].values()) == size - 1
        )

    for _ in range(_TIMES):
        ask()
    answered = statistics.median(timed(ask) for _ in range(_TIMES))
    painted: list[float] = []
    drawn: list[float] = []
    for _ in range(_TIMES):
        page.goto(address, wait_until="commit")
        drawn.append(page.evaluate(_DRAWN))
        painted.append(page.evaluate(_PAINTED))
    middle, worst = _pan(page)
    what, against = f"{size:,} nodes", f"the answer alone in {milliseconds(answered)}"
    return [
        Row(f"{what}: first paint", "", "", statistics.median(painted), unit="ms"),
        Row(f"{what}: the graph is drawn, from the click", "", against, statistics.median(drawn), unit="ms"),
        Row(f"{what}: a frame while it is moved", f"19 of 20 in {worst:.0f} ms", "", middle, unit="ms"),
    ]


def _pan(page: Page) -> tuple[float, float]:
    """Milliseconds of the middle frame while the picture is dragged about, and of the one that 1 in 20 exceeds."""
    box = page.locator(".graph-canvas").bounding_box()
    assert box is not None
    # Below the legend and beside every node: what is dragged is the picture.
    x, y = box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(_WATCH)
    for step in range(120):
        page.mouse.move(x - 3 * (step % 60), y + step % 40)
    page.mouse.up()
    frames = sorted(page.evaluate(_SEEN))
    return statistics.median(frames), frames[len(frames) * 19 // 20]


@contextmanager
def _loaded() -> Iterator[Api]:
    with tempfile.TemporaryDirectory() as folder:
        server = ManagedServer(Path(folder), memory=Memory(heap=1024, page_cache=256))
        try:
            with serving(server.ensure_running()) as api:
                for size in _SIZES:
                    answer = api.client.post(
                        "/v1/imports", params={"source": "bench", "format": "bundle"}, json=_estate(size)
                    )
                    assert not answer.raise_for_status().json()["rejected"]
                yield api
        finally:
            server.release()


def _estate(size: int) -> dict[str, list[dict[str, Any]]]:
    """A rack on which all the rest stands: each on one or two of the level below, a few of which carry most."""
    chance = Random(_SEED)
    entities: list[dict[str, Any]] = [{"id": f"{size}-rack-0", "kind": "Rack", "name": f"rack of {size:,}"}]
    relationships: list[dict[str, Any]] = []
    below = [entities[0]["id"]]
    for kind, joined, share in _LEVELS[1:]:
        last = kind == _LEVELS[-1][0]
        count = size - len(entities) if last else round(size * share)
        ids = [f"{size}-{kind.lower()}-{at}" for at in range(count)]
        entities += [{"id": each, "kind": kind, "name": f"{each}.example.org"} for each in ids]
        for each in ids:
            providers = {below[int(chance.random() ** 2 * len(below))] for _ in range(2)}
            relationships += [{"type": joined, "from": each, "to": to, "effect": "hard"} for to in sorted(providers)]
        below = ids
    return {"entities": entities, "relationships": relationships}
