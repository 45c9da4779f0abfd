"""How the page is built: from locked packages, when its sources changed, and never at the price of the page that was there."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).parents[2]
UI = ROOT / "ui"
LOCK = UI / "package-lock.json"
SOURCES = (
    "index.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "src",
    "public",
    ".npmrc",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The page's sources without its packages, in a folder of their own."""
    for name in SOURCES:
        source, target = UI / name, tmp_path / "ui" / name
        target.parent.mkdir(exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    return tmp_path


@pytest.fixture
def no_registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """npm finds nobody where the packages should be, and has kept none."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))


def test_every_package_is_locked_by_its_hash_and_no_host_is_named() -> None:
    packages = {
        name: package for name, package in json.loads(LOCK.read_text(encoding="utf-8"))["packages"].items() if name
    }
    assert len(packages) > 20
    for name, package in packages.items():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package.get("integrity", "")), name
        assert "resolved" not in package, name
        package.pop("funding", None)
        assert "://" not in json.dumps(package), name
    assert not re.search(r"://|registry\s*=", (UI / ".npmrc").read_text())


def test_the_page_that_is_served_is_built_from_these_sources() -> None:
    assert (ROOT / "api" / "page" / ".built").read_text() == hatch_build.digest(UI), "run make install"


def test_the_unit_tests_of_the_page_pass() -> None:
    hatch_build.install(UI)
    hatch_build.npm(UI, "test")


def test_a_failing_test_of_the_page_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"scripts": {"test": "exit 3"}}')
    with pytest.raises(subprocess.CalledProcessError):
        hatch_build.npm(tmp_path, "test")


def test_the_page_stays_light_and_the_first_screen_waits_for_no_other_view() -> None:
    page = ROOT / "api" / "page"
    weighs = {f"/assets/{path.name}": len(gzip.compress(path.read_bytes())) for path in (page / "assets").iterdir()}
    first = {name for name in weighs if f'"{name}"' in (page / "index.html").read_text()}
    assert first
    assert sum(weighs[name] for name in first) < 30_000
    assert sum(weighs.values()) < 250_000


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("src/main.ts", True),
        ("public/new.svg", True),
        ("package-lock.json", True),
        ("tests/new.test.ts", False),
        ("node_modules/x/index.js", False),
    ],
)
def test_what_the_page_is_made_of_counts(copy: Path, name: str, counts: bool) -> None:
    ui = copy / "ui"
    before = hatch_build.digest(ui)
    path = ui / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + "\n")
    assert (hatch_build.digest(ui) != before) == counts


def test_a_page_that_is_current_needs_no_packages(copy: Path, no_registry: None) -> None:
    page = copy / "api" / "page"
    page.mkdir(parents=True)
    (page / ".built").write_text(hatch_build.digest(copy / "ui"))
    assert hatch_build.build(copy)
    assert not (copy / "ui" / "node_modules").exists()


def test_without_packages_it_says_so(copy: Path, no_registry: None, capfd: pytest.CaptureFixture[str]) -> None:
    assert not hatch_build.build(copy)
    assert "The page was not built" in capfd.readouterr().err


def test_without_packages_the_page_that_was_there_stays(
    copy: Path, no_registry: None, capfd: pytest.CaptureFixture[str]
) -> None:
    page = copy / "api" / "page"
    page.mkdir(parents=True)
    (page / "index.html").write_text("earlier")
    (page / ".built").write_text("of other sources")
    assert not hatch_build.build(copy)
    assert "of an earlier build" in capfd.readouterr().err
    assert (page / "index.html").read_text() == "earlier"


def test_a_wheel_holds_the_page(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "api/page/index.html" in names
    assert any(name.startswith("api/page/assets/") for name in names)
    assert not any("node_modules" in name for name in names)
