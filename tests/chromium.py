"""The browser that tests drive."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium")


@contextmanager
def chromium(tried: str) -> Iterator[Browser]:
    """Skips the test loudly where there is none; `tried` names what is not tried then."""
    if CHROMIUM is None:
        pytest.skip(f"chromium is not installed (Debian's package `chromium`): {tried} is not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
