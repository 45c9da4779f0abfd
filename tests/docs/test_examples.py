"""The examples of the documents, run as they stand."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cmdb_graph.demo import FIRST_QUESTION
from cmdb_graph.graph.server import Endpoint
from tests.demo.expected import Case
from tests.demo.test_estate import answer

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("cmdb-graph")


def files(page: str) -> dict[str, str]:
    """The files that a page shows: a name in code, then a block that holds it."""
    return dict(re.findall(r"`([\w-]+\.(?:json|ndjson|csv|toml))`:\n\n```\w+\n(.*?)```", page, re.DOTALL))


def commands(section: str) -> list[list[str]]:
    """The lines of a section's console blocks that call cmdb-graph."""
    blocks = re.findall(r"```console\n(.*?)```", section, re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [words[1:] for words in lines if words and words[0] == "cmdb-graph"]


def run(words: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NEO4J_", "CMDB_"))}
    return subprocess.run(
        [str(COMMAND), *words],
        cwd=folder,
        env=kept | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_your_own_estate(readme: str, neo4j_endpoint: Endpoint, tmp_path: Path):
    section = readme.partition("## Your own estate")[2].partition("\n## ")[0]
    shown = files(section)
    assert set(shown) == {"estate.json", "more.ndjson", "servers.csv", "ties.csv"}
    for name, content in shown.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    # A history wants an empty database, and netbox.json is not shown: each is tested where it belongs.
    told = [
        words for words in commands(section) if "--at" not in words and "netbox.json" not in words and words[0] != "db"
    ]
    assert len(told) >= 7
    said: dict[str, str] = {}
    for words in told:
        done = run(
            words,
            tmp_path,
            NEO4J_URI=neo4j_endpoint.uri,
            NEO4J_USERNAME=neo4j_endpoint.username,
            NEO4J_PASSWORD=neo4j_endpoint.password,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        said[" ".join(words)] = done.stdout
    assert "would do" in said["import estate.json --source spreadsheet --dry-run"]
    assert "Bosun" in said["impact own-rack-1"]
    assert "own-srv-1" in said["find bosun"]
    assert "7XK2QL3" in said["show own-srv-1"]
    assert "Web shop" in said["impact own-rack-1"]


def test_your_own_vocabulary(tmp_path: Path):
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    example = "\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "ships.toml").write_text(example, encoding="utf-8")

    def described(name: str) -> dict[str, object]:
        done = run(["schema", name, "--json"], tmp_path, CMDB_VOCABULARY="vocabulary")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)[name]

    assert described("Ship")["ancestors"] == ["Site", "Location", "ManagedElement"]
    assert "shock_mounted" in str(described("Server")["attributes"])
    assert described("SAILS_ON")["dependency"] is True

    (folder / "ships.toml").write_text(example.replace('parent = "Site"', 'parent = "Syte"'), encoding="utf-8")
    refused = run(["schema", "Ship"], tmp_path, CMDB_VOCABULARY="vocabulary")
    assert refused.returncode == 2
    assert "ships.toml:2: Ship's parent 'Syte' is no kind. Did you mean Site?" in refused.stderr


def test_the_answer_in_the_readme_is_the_one_of_the_demo(readme: str):
    affected = answer(Case("", dict.fromkeys(FIRST_QUESTION, "down"), {}))
    counts = Counter(affected.values())
    assert f"$ cmdb-graph impact {' '.join(FIRST_QUESTION)} --limit 15" in readme
    told = f"{counts['down']} more go down, {counts['degraded']} are degraded and {counts['at_risk']} are at risk"
    assert told in readme
    assert f"{len(affected) - 15} more are affected and not listed" in readme
