"""What can be set, called or met is documented, and what the documents name is there."""

from __future__ import annotations

import json
import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

import cmdb_graph.graph.queries
import cmdb_graph.graph.server.readiness  # noqa: F401  both add to the tree of errors
from api.app import create_app
from cmdb_graph.cli import main
from cmdb_graph.errors import CmdbError
from cmdb_graph.ingest.readers.netbox.dump import DETAILS, ENTITIES
from cmdb_graph.ingest.readers.snipe_it.lists import PASSED_OVER, SHEETS
from cmdb_graph.ingest.stage import BATCH, TOGETHER
from cmdb_graph.settings import Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
PICTURES = sorted((DOCS / "images").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def row(table: str, first: str) -> str:
    """The row of a table whose first cell is `first` as code; empty when there is none."""
    rows = [line for line in table.splitlines() if line.startswith(f"| `{first}` |")]
    return rows[0] if rows else ""


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for sub in command.commands.values():
            yield from commands(sub, f"{name} {sub.name}")
    else:
        yield name, command


def errors(of: type[CmdbError]) -> Iterator[type[CmdbError]]:
    yield of
    for below in of.__subclasses__():
        yield from errors(below)


@pytest.mark.parametrize("setting", [*(name.upper() for name in Settings.model_fields), "CMDB_TEST_NEO4J_URI"])
def test_a_setting_is_documented(setting: str):
    assert f"`{setting}`" in text("operations.md")


def test_no_setting_is_documented_that_is_not_there():
    named = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text("operations.md"), re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize(("name", "command"), list(commands(main, "cmdb-graph")), ids=str)
def test_a_command_is_documented_with_its_options(name: str, command: click.Command):
    said = row(text("operations.md"), name)
    assert said, f"{name} has no row in docs/operations.md"
    options = {max(parameter.opts, key=len) for parameter in command.params if isinstance(parameter, click.Option)}
    assert set(re.findall(r"`(--?[a-z-]+)`", said)) == options


@pytest.mark.parametrize("error", sorted(set(errors(CmdbError)), key=str))
def test_an_error_is_documented_with_its_status(error: type[CmdbError]):
    assert f"| {error.status} |" in row(text("api.md"), f"urn:cmdb-graph:{error.slug()}")


@pytest.mark.parametrize("page", ["model.md", "operations.md"])
def test_the_size_of_a_batch_is_documented(page: str):
    assert f"batches of {BATCH:,} records (up to {TOGETHER:,} where" in text(page).replace("batch of", "batches of")


def test_every_route_is_documented():
    guide = text("api.md")
    routes = create_app(Settings()).openapi()["paths"]  # pyright: ignore[reportCallIssue]
    assert routes
    for path, operations in routes.items():
        rows = [line for line in guide.splitlines() if line.startswith("| `") and f"{path}`" in line]
        assert rows, f"{path} has no row in docs/api.md"
        missing = [method for method in operations if not any(f"`{method.upper()}" in line for line in rows)]
        assert not missing, f"docs/api.md does not say {missing} of {path}"


def test_every_model_of_netbox_that_is_read_is_documented():
    entities, _, details = text("netbox.md").partition("## What is read for what it says about them")
    assert set(re.findall(r"^\| `([\w.]+)` \|", entities, re.MULTILINE)) == set(ENTITIES)
    assert set(re.findall(r"`(\w+\.\w+)`", details)) == set(DETAILS)


def test_every_column_of_snipe_it_that_is_read_is_documented():
    page = text("snipe-it.md")
    for sheet in SHEETS:
        section = page.partition(f"## {sheet.name[0].upper()}{sheet.name[1:]}\n")[2].partition("\n## ")[0]
        rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
        assert rows == [f"| {', '.join(column.headers)} | {column.becomes} |" for column in sheet.columns], sheet.name
    assert all(f"`{header}`" in page for header in PASSED_OVER)


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {
        re.split(r"[>=<]", line)[0] for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    page = json.loads((ROOT / "ui" / "package.json").read_text(encoding="utf-8"))
    named |= page["dependencies"].keys() | page["devDependencies"].keys()
    rows = [line for line in text("dependencies.md").splitlines() if line.startswith("| `")]
    given = {name for line in rows for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    assert given == named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)) if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, f"{page.name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_are_there(page: Path):
    tops = "api|benchmarks|cmdb_graph|cypher|docs|tests"
    named = re.findall(rf"`((?:{tops})/[\w./*-]+|[\w.]+\.lock)`", page.read_text(encoding="utf-8"))
    missing = [name for name in named if not list(ROOT.glob(name.rstrip("/"))) and "jars.lock" not in name]
    assert not missing


def test_every_claim_of_the_threat_model_names_what_holds_it():
    table = text("threat-model.md").partition("## What is defended, and how")[2].partition("## ")[0]
    claims = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(claims) > 10
    for claim in claims:
        assert re.search(r"`[\w/.]+\.(py|lock)`", claim.split("|")[3]), claim


def test_every_picture_is_shown_and_every_page_is_in_the_readme():
    shown = text("impact.md")
    assert PICTURES
    assert all(f"images/{picture.name})" in shown for picture in PICTURES)
    readme = PAGES[0].read_text(encoding="utf-8")
    assert all(f"(docs/{page.name})" in readme for page in PAGES[1:])


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_sound(picture: Path):
    root = ET.parse(picture).getroot()
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert root.findtext(f"{SVG}title")
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")
    for box in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
    for words in root.iter(f"{SVG}text"):
        # About 7 pixels a letter at this size, to both sides of the middle.
        half = len(words.text or "") * 3.5
        assert half <= float(words.attrib["x"]) <= width - half
        assert 0 < float(words.attrib["y"]) < height


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_machine(page: Path):
    assert not re.search(r"/(?:work|root|home)/", page.read_text(encoding="utf-8"))
