"""The page as the API serves it: its policy, what may be kept, and what is there when it was not built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api import site
from tests.api.serving import SECURITY_HEADERS, Api, problem, running

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
}
SCRIPT = "console.log('a script');\n" * 100


@pytest.fixture
def small(tmp_path: Path) -> Iterator[httpx.Client]:
    """A page of one script."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>small</title>")
    (tmp_path / "secret").write_text("not for the web")
    (tmp_path / "assets" / "index-abc.js").write_text(SCRIPT)
    app = FastAPI()
    site.install(app, tmp_path)
    with running(app) as api, httpx.Client(base_url=api.url) as client:
        yield client


def test_the_page_has_the_policy_it_was_built_for(api: Api) -> None:
    answer = httpx.get(f"{api.url}/")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert answer.headers["Cache-Control"] == "no-cache"
    for header in SECURITY_HEADERS:
        assert header in answer.headers
    assert httpx.head(f"{api.url}/").status_code == 200


def test_what_the_page_names_is_there_and_kept(api: Api) -> None:
    page = httpx.get(f"{api.url}/").text
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+\s*=", page)
    named = re.findall(r"(?:src|href)=\"(/[^\"]+)\"", page)
    assert any(name.startswith("/assets/") for name in named)
    for name in named:
        answer = httpx.get(api.url + name)
        assert answer.status_code == 200
        kept = "immutable" if name.startswith("/assets/") else "no-cache"
        assert kept in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_picture_is_served_as_one(api: Api) -> None:
    assert httpx.get(f"{api.url}/icon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path", ["/nothing", "/index.html", "/impact", "/assets/none.js", "/assets/", "/assets", "/page"]
)
def test_nothing_else_is_the_page(api: Api, path: str) -> None:
    answer = httpx.get(api.url + path)
    problem(answer, 404)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", [b"/assets/../.built", b"/assets/%2e%2e/.built", b"/assets//etc/passwd", b"/.built"])
def test_no_other_file_is_served(api: Api, path: bytes) -> None:
    assert api.raw(path).status_code == 404


def test_a_script_is_compressed(small: httpx.Client) -> None:
    for accepted, coding in (("gzip", "gzip"), ("identity", None)):
        answer = small.get("/assets/index-abc.js", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == coding
        assert answer.text == SCRIPT
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_an_answer_with_what_is_not_public_is_not_compressed(api: Api, admin: httpx.Client) -> None:
    answer = admin.get("/schema", headers={"Accept-Encoding": "gzip"})
    assert len(answer.content) > 10_000
    assert "Content-Encoding" not in answer.headers


def test_only_what_was_built_to_be_served_is(small: httpx.Client) -> None:
    assert small.get("/").text.endswith("<title>small</title>")
    for path in ("/secret", "/assets/../secret", "/assets/%2e%2e/secret"):
        assert small.get(path).status_code == 404


def test_without_a_page_it_says_what_to_do(tmp_path: Path) -> None:
    app = FastAPI()
    site.install(app, tmp_path / "none")
    with running(app) as api:
        answer = httpx.get(f"{api.url}/")
        assert httpx.get(f"{api.url}/assets/x.js").status_code == 404
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")
    assert "make install" in answer.text
